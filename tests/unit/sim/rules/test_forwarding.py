"""The services of the called user."""

import pytest

from ctibridge.sim.rules import clearing, dialling, ringing, routing, transferring
from ctibridge.wire.xsi import events as e
from ctibridge.wire.xsi.services import (
    CallForwardingAlways,
    CallForwardingBusy,
    CallForwardingNoAnswer,
    CallForwardingNotReachable,
    CallWaiting,
    DoNotDisturb,
)
from tests.unit.sim.bench import ANNA, BERT, CARLA, CUSTOMER, EMIL, far, outside


def turn_on(bench, user, service, to=None, **more):
    fields = {"forward_to_phone_number": bench.address(to)} if to else {}
    bench.x.services.change(user, service(active=True, **fields, **more))


def reasons(bench, user):
    call = next(data for data in bench.events(user) if isinstance(data, e.CallReceivedEvent)).call
    return [item.reason for item in call.redirections]


def test_call_forwarding_always_goes_before_do_not_disturb(bench):
    turn_on(bench, BERT, CallForwardingAlways, "103")
    turn_on(bench, BERT, DoNotDisturb)
    dialling.dial(bench.x, ANNA, "102")
    assert ["unconditional"] == reasons(bench, CARLA)


def test_do_not_disturb_with_call_forwarding_busy_forwards(bench):
    turn_on(bench, BERT, DoNotDisturb)
    turn_on(bench, BERT, CallForwardingBusy, "103")
    dialling.dial(bench.x, ANNA, "102")
    assert ["do-not-disturb"] == reasons(bench, CARLA)


def test_what_do_not_disturb_tells_the_caller_is_a_knob(bench):
    bench.x.knobs.dnd_cause = "Temporarily Unavailable"
    turn_on(bench, BERT, DoNotDisturb)
    dialling.dial(bench.x, ANNA, "102")
    bench.wait(0.1)
    assert "Releasing Active (Temporarily Unavailable) bert" == bench.take(ANNA)[-1]


def test_with_call_waiting_a_telephone_is_busy_when_its_appearances_are_taken(bench):
    bench.x.knobs.appearances = 2
    bench.talk(ANNA, BERT)
    dialling.call_in(bench.x, CUSTOMER, str(BERT.number))
    dialling.dial(bench.x, CARLA, "102")
    bench.wait(0.1)
    assert "Releasing Active (Busy) bert" == bench.take(CARLA)[-1]


def test_a_phantom_lives_for_20_to_50_milliseconds(bench):
    turn_off = CallWaiting(active=False)
    bench.x.services.change(BERT, turn_off)
    bench.talk(ANNA, BERT)
    dialling.dial(bench.x, CARLA, "102")
    bench.wait(0.019)
    assert ["Received Alerting carla"] == bench.take(BERT)
    bench.wait(0.031)
    assert ["Released local (Busy) carla"] == bench.take(BERT)


def test_no_answer_acts_after_its_rings_and_not_before(bench):
    turn_on(bench, BERT, CallForwardingNoAnswer, "103", number_of_rings=2)
    dialling.dial(bench.x, ANNA, "102")
    bench.wait(2 * bench.x.knobs.ring_s - 0.001)
    assert [] == bench.x.calls(CARLA)
    bench.wait(0.001)
    assert ["no-answer"] == reasons(bench, CARLA)


def test_no_answer_with_no_ring_at_all_forwards_at_once(bench):
    turn_on(bench, BERT, CallForwardingNoAnswer, "103", number_of_rings=0)
    dialling.dial(bench.x, ANNA, "102")
    bench.wait(0)
    assert ["no-answer"] == reasons(bench, CARLA)


def test_an_answered_call_is_not_forwarded_later(bench):
    turn_on(bench, BERT, CallForwardingNoAnswer, "103", number_of_rings=2)
    ringing.answer(bench.x, far(dialling.dial(bench.x, ANNA, "102")))
    bench.wait(60)
    assert [] == bench.x.calls(CARLA)


def test_an_abandoned_call_is_not_forwarded_later(bench):
    turn_on(bench, BERT, CallForwardingNoAnswer, "103", number_of_rings=2)
    clearing.hang_up(bench.x, dialling.dial(bench.x, ANNA, "102"))
    bench.wait(60)
    assert [] == bench.x.calls(CARLA)


def test_redirections_add_up_most_recent_first(bench):
    turn_on(bench, BERT, CallForwardingAlways, "103")
    turn_on(bench, CARLA, CallForwardingNoAnswer, "201", number_of_rings=2)
    dialling.dial(bench.x, ANNA, "102")
    bench.wait(12)
    assert ["no-answer", "unconditional"] == reasons(bench, EMIL)
    assert [
        "Off-Hook",
        "Originated Alerting bert",
        "Forwarded Alerting carla",
        "Forwarded Alerting emil",
    ] == bench.take(ANNA)


def test_a_loop_of_forwardings_ends(bench):
    turn_on(bench, BERT, CallForwardingAlways, "103")
    turn_on(bench, CARLA, CallForwardingAlways, "102")
    dialling.dial(bench.x, ANNA, "102")
    assert "Releasing Active (Forbidden) carla" == bench.take(ANNA)[-1]
    bench.wait(bench.x.knobs.treatment_s)
    assert bench.idle()


def test_a_call_is_forwarded_into_the_public_network(bench):
    turn_on(bench, BERT, CallForwardingAlways, "+493023125999")
    half = dialling.dial(bench.x, ANNA, "102")
    ringing.outside_answers(bench.x, outside(half))
    assert ["Forwarded Alerting tel:+493023125999", "Answered Active tel:+493023125999"] == bench.take(ANNA)[-2:]


def test_without_connected_line_presentation_the_caller_sees_whom_was_dialled(bench):
    bench.x.knobs.connected_line_presentation = False
    turn_on(bench, BERT, CallForwardingAlways, "103")
    dialling.dial(bench.x, ANNA, "102")
    assert "Forwarded Alerting bert" == bench.take(ANNA)[-1]


def test_a_deflected_call_tells_where_it_was(bench):
    half = dialling.dial(bench.x, ANNA, "102")
    transferring.blind(bench.x, far(half), "103")
    assert ["deflection"] == reasons(bench, CARLA)
    assert "Forwarded Alerting carla" == bench.take(ANNA)[-1]


@pytest.mark.parametrize(("busy", "to"), [(False, CARLA), (True, EMIL)])
def test_a_declined_call_sets_off_the_forwarding_that_fits(bench, busy, to):
    turn_on(bench, BERT, CallForwardingNoAnswer, "103", number_of_rings=20)
    turn_on(bench, BERT, CallForwardingBusy, "201")
    half = dialling.dial(bench.x, ANNA, "102")
    routing.decline(bench.x, far(half), busy=busy)
    assert ["user-busy" if busy else "no-answer"] == reasons(bench, to)


def test_an_unplugged_telephone_forwards_when_not_reachable(bench):
    turn_on(bench, BERT, CallForwardingNotReachable, "103")
    bench.x.unreachable.add(BERT.user_id)
    dialling.dial(bench.x, ANNA, "102")
    assert ["unavailable"] == reasons(bench, CARLA)


def test_an_unplugged_telephone_without_that_is_taken_as_unanswered(bench):
    turn_on(bench, BERT, CallForwardingNoAnswer, "103")
    bench.x.unreachable.add(BERT.user_id)
    dialling.dial(bench.x, ANNA, "102")
    assert ["no-answer"] == reasons(bench, CARLA)


def test_busy_goes_before_not_reachable(bench):
    turn_on(bench, BERT, CallForwardingNotReachable, "103")
    turn_on(bench, BERT, CallForwardingBusy, "201")
    bench.x.services.change(BERT, CallWaiting(active=False))
    bench.talk(CARLA, BERT)
    bench.x.unreachable.add(BERT.user_id)
    dialling.dial(bench.x, ANNA, "102")
    assert ["user-busy"] == reasons(bench, EMIL)
