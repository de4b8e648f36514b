"""A user calls, or an application dials for a user."""

import pytest

from ctibridge.errors import InvalidDestination, WrongState
from ctibridge.sim.rules import clearing, dialling, ringing
from ctibridge.wire.xsi import events as e
from ctibridge.wire.xsi.calls import AccessEndpoint, Personality
from tests.unit.sim.bench import ANNA, BERT, CARLA, CUSTOMER, EPOCH_S, ZOE, outside, short


def calls(bench, user):
    return [(type(data).__name__, data.call) for data in bench.events(user) if isinstance(data, e.CallEvent)]


def test_click_to_dial_shows_what_was_dialled_and_then_whom_it_reaches(bench):
    half = dialling.click_to_dial(bench.x, ANNA, "tel:102")
    dialling.pick_up(bench.x, half)
    (_, originating), (_, originated) = calls(bench, ANNA)
    assert ("tel:102", "Unknown", 1, None) == (
        originating.remote_party.address.value, originating.remote_party.call_type,
        originating.appearance, originating.endpoint,
    )  # fmt: skip
    assert ("Click-to-Dial", "Originator") == (originating.personality, originated.personality)
    assert (originating.call_id, originating.ext_tracking_id) == (originated.call_id, originated.ext_tracking_id)
    assert ("tel:102", "Group", BERT.user_id) == (
        originated.remote_party.address.value, originated.remote_party.call_type, originated.remote_party.user_id,
    )  # fmt: skip
    assert AccessEndpoint(address_of_record="493023125101@ent1.example") == originated.endpoint
    assert int(EPOCH_S * 1000) == originated.start_time


def test_the_call_id_may_change_when_the_call_goes_out(bench):
    bench.x.knobs.click_to_dial_changes_id = True
    half = dialling.click_to_dial(bench.x, ANNA, "102")
    before = half.call_id
    dialling.pick_up(bench.x, half)
    (_, originating), (_, originated) = calls(bench, ANNA)
    assert before == originating.call_id != originated.call_id
    assert originating.ext_tracking_id == originated.ext_tracking_id
    assert [half] == bench.x.calls(ANNA)


def test_the_callers_view_and_the_called_users_view_share_the_tracking_id(bench):
    dialling.dial(bench.x, ANNA, "102")
    (_, originated), (_, received) = calls(bench, ANNA)[0], calls(bench, BERT)[0]
    assert originated.ext_tracking_id == received.ext_tracking_id
    assert ("callhalf-10001:0", "callhalf-10003:0") == (originated.call_id, received.call_id)
    assert (Personality.TERMINATOR, None, None) == (received.personality, received.endpoint, received.appearance)


def test_a_second_call_belongs_to_the_same_session(bench):
    bench.talk(ANNA, BERT)
    assert "callhalf-10001:1" == dialling.dial(bench.x, ANNA, "103").call_id


def test_a_new_session_begins_when_the_user_had_no_call(bench):
    half, _ = bench.talk(ANNA, BERT)
    clearing.hang_up(bench.x, half)
    assert "callhalf-10005:0" == dialling.dial(bench.x, ANNA, "103").call_id


def test_dialling_holds_what_the_user_talks_in(bench):
    bench.talk(ANNA, BERT)
    dialling.dial(bench.x, ANNA, "103")
    assert ["Held Held bert", "Originated Alerting carla"] == bench.take(ANNA)
    assert ["Held Remote Held anna"] == bench.take(BERT)


def test_picking_up_for_a_dial_request_holds_what_the_user_talks_in(bench):
    bench.talk(ANNA, BERT)
    half = dialling.click_to_dial(bench.x, ANNA, "103")
    assert ["Originating Alerting tel:103"] == bench.take(ANNA)
    dialling.pick_up(bench.x, half)
    assert ["Held Held bert", "Originated Alerting carla"] == bench.take(ANNA)


@pytest.mark.parametrize("address", ["", "  ", "tel:"])
def test_nothing_cannot_be_dialled(bench, address):
    with pytest.raises(InvalidDestination):
        dialling.dial(bench.x, ANNA, address)
    assert bench.idle()


def test_an_answered_call_cannot_be_picked_up_again(bench):
    half = dialling.click_to_dial(bench.x, ANNA, "102")
    dialling.pick_up(bench.x, half)
    with pytest.raises(WrongState):
        dialling.pick_up(bench.x, half)


def test_dialling_oneself_is_busy(bench):
    dialling.dial(bench.x, ANNA, "101")
    assert ["Off-Hook", "Originated Alerting anna", "Releasing Active (Busy) anna"] == bench.take(ANNA)


def test_a_number_of_an_own_block_that_nobody_has_is_user_not_found(bench):
    dialling.dial(bench.x, ANNA, "+493023125177")
    assert "Releasing Active (User Not Found) tel:+493023125177" == bench.take(ANNA)[-1]


def test_a_number_outside_rings_until_somebody_answers_there(bench):
    half = dialling.dial(bench.x, ANNA, "030 23125 999")
    assert ["Off-Hook", "Originated Alerting tel:+493023125999"] == bench.take(ANNA)
    ringing.outside_answers(bench.x, outside(half))
    assert ["Answered Active tel:+493023125999"] == bench.take(ANNA)


def test_numbers_outside_may_answer_by_themselves(bench):
    bench.x.knobs.outside_answers_after_s = 4.0
    dialling.dial(bench.x, ANNA, "+493023125999")
    bench.wait(3.9)
    assert "Answered Active tel:+493023125999" not in bench.take(ANNA)
    bench.wait(0.1)
    assert ["Answered Active tel:+493023125999"] == bench.take(ANNA)


def test_a_caller_who_withholds_the_number_is_shown_by_a_mark_only(bench):
    dialling.call_in(bench.x, CUSTOMER.__class__(CUSTOMER.number, "Kunde", restricted=True), str(ANNA.number))
    party = bench.events(ANNA)[0].call.remote_party
    assert (None, None, True, "Network") == (party.name, party.address, party.privacy, party.call_type)


def test_somebody_of_another_enterprise_is_a_network_party(bench):
    dialling.dial(bench.x, ANNA, str(ZOE.number))
    caller, called = bench.events(ANNA)[-1].call.remote_party, bench.events(ZOE)[0].call.remote_party
    assert ("tel:+493023125301", "Network", None, None) == (
        caller.address.value, caller.call_type, caller.user_id, caller.user_dn,
    )  # fmt: skip
    assert ("tel:+493023125101", "Network", None) == (called.address.value, called.call_type, called.user_id)


def test_nobody_outside_can_call_a_number_that_there_is_not(bench):
    with pytest.raises(InvalidDestination, match="GET /truth"):
        dialling.call_in(bench.x, CUSTOMER, "+493023125177")


def test_a_device_that_tells_of_its_ringing_updates_the_call(bench):
    bench.x.knobs.update_when_ringing = True
    dialling.click_to_dial(bench.x, ANNA, "102")
    (_, originating), (name, updated) = calls(bench, ANNA)
    assert ("CallUpdatedEvent", False, True) == (name, originating.allow_answer, updated.allow_answer)
    assert updated.endpoint is not None
    assert ["Originating Alerting tel:102", "Updated Alerting tel:102"] == [short(data) for data in bench.events(ANNA)]


def test_the_same_user_can_be_dialled_in_every_form(bench):
    for address in ("103", "+493023125103", "030-23125103", "004930 23125103", "carla@ent1.example",
                    "sip:carla@ent1.example", "tel:+493023125103;ext=103", "CARLA@ent1.example"):  # fmt: skip
        half = dialling.dial(bench.x, ANNA, address)
        assert CARLA.user_id == half.remote.user_id, address
        clearing.hang_up(bench.x, half)
