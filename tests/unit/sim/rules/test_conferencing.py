"""A user's own conference."""

import pytest

from ctibridge.errors import InvalidDestination, UnknownCall, WrongState
from ctibridge.sim.rules import clearing, conferencing, dialling, holding, transferring
from tests.unit.sim.bench import ANNA, BERT, CARLA, EMIL


@pytest.fixture
def joined(bench):
    """Anna's calls with Bert and Carla, joined; what was told until then is forgotten."""
    first, _ = bench.talk(ANNA, BERT)
    second, _ = bench.talk(ANNA, CARLA)
    conferencing.start(bench.x, ANNA, [first.call_id, second.call_id])
    return first, second


def test_held_calls_are_retrieved_into_the_conference(bench, joined):
    assert ["ConferenceStarted Active 2", "Retrieved Active bert"] == bench.take(ANNA)
    assert ["Retrieved Active anna"] == bench.take(BERT)
    assert [] == bench.take(CARLA)


def test_another_call_can_be_added_which_brings_the_owner_back(bench, joined):
    third, _ = bench.talk(ANNA, EMIL)
    conferencing.add(bench.x, ANNA, third.call_id)
    assert ["ConferenceRetrieved Active 2", "ConferenceUpdated Active 3"] == bench.take(ANNA)


def test_adding_may_leave_the_conference_held(bench, joined):
    bench.x.knobs.adding_retrieves_conference = False
    third, _ = bench.talk(ANNA, EMIL)
    conferencing.add(bench.x, ANNA, third.call_id)
    conferencing.talk(bench.x, ANNA)
    assert ["ConferenceUpdated Held 3", "ConferenceRetrieved Active 3"] == bench.take(ANNA)


def test_another_call_holds_the_conference(bench, joined):
    bench.told.clear()
    dialling.dial(bench.x, ANNA, "201")
    assert ["ConferenceHeld Held 2", "Originated Alerting emil"] == bench.take(ANNA)
    assert [] == bench.take(BERT)


def test_participants_are_muted_and_made_deaf_one_by_one(bench, joined):
    bench.told.clear()
    for what in ("mute", "deaf", "unmute", "undeaf"):
        conferencing.mark(bench.x, ANNA, joined[0].call_id, what)
    seen = [
        (type(data).__name__.removeprefix("ConferenceCall"), data.conference.participants[0].muted,
         data.conference.participants[0].deaf, data.conference.participants[1].muted)
        for data in bench.events(ANNA)
    ]  # fmt: skip
    assert [
        ("MutedEvent", True, False, False),
        ("MadeDeafEvent", True, True, False),
        ("UnMutedEvent", False, True, False),
        ("MadeUnDeafEvent", False, False, False),
    ] == seen


def test_with_three_participants_the_conference_outlives_one(bench, joined):
    third, other = bench.talk(ANNA, EMIL)
    conferencing.add(bench.x, ANNA, third.call_id)
    bench.told.clear()
    clearing.hang_up(bench.x, other)
    assert ["Released remote emil", "ConferenceUpdated Active 2"] == bench.take(ANNA)


def test_the_last_two_go_on_alone(bench, joined):
    first, second = joined
    bench.told.clear()
    clearing.hang_up(bench.x, second)
    assert ["Released local carla", "ConferenceUpdated Active 1", "ConferenceReleased Released 0"] == bench.take(ANNA)
    assert ["Released remote anna", "On-Hook"] == bench.take(CARLA)
    holding.hold(bench.x, first)
    assert ["Held Remote Held anna"] == bench.take(BERT)


def test_who_had_left_a_held_conference_holds_the_last_call(bench, joined):
    conferencing.hold(bench.x, ANNA)
    bench.told.clear()
    clearing.hang_up(bench.x, joined[1].peer)
    assert [
        "Released remote carla",
        "ConferenceUpdated Held 1",
        "ConferenceReleased Released 0",
        "Held Held bert",
        "On-Hook",
    ] == bench.take(ANNA)


def test_the_owner_ends_it_for_all(bench, joined):
    bench.told.clear()
    clearing.end_conference(bench.x, ANNA)
    assert ["ConferenceReleased Released 0", "Released local bert", "Released local carla", "On-Hook"] == bench.take(
        ANNA
    )
    assert ["Released remote anna", "On-Hook"] == bench.take(BERT)
    assert bench.idle()


def test_the_owner_may_leave_two_participants_to_each_other(bench, joined):
    bench.told.clear()
    transferring.leave_conference(bench.x, ANNA)
    assert "ConferenceReleased Released 0" == bench.take(ANNA)[0]
    assert joined[0].peer.peer is joined[1].peer


def test_more_than_two_participants_cannot_be_left_to_each_other(bench, joined):
    third, _ = bench.talk(ANNA, EMIL)
    conferencing.add(bench.x, ANNA, third.call_id)
    with pytest.raises(WrongState, match="only two"):
        transferring.leave_conference(bench.x, ANNA)


def test_a_participant_who_holds_is_seen_by_the_owner(bench, joined):
    bench.told.clear()
    holding.hold(bench.x, joined[0].peer)
    assert ["Held Remote Held bert"] == bench.take(ANNA)


def test_what_a_conference_refuses(bench, joined):
    first, second = joined
    for error, wrong in (
        (WrongState, lambda: conferencing.start(bench.x, ANNA, [first.call_id, second.call_id])),
        (WrongState, lambda: conferencing.add(bench.x, ANNA, first.call_id)),
        (WrongState, lambda: conferencing.talk(bench.x, ANNA)),
        (WrongState, lambda: holding.hold(bench.x, first)),
        (WrongState, lambda: transferring.blind(bench.x, first, "201")),
        (UnknownCall, lambda: conferencing.find(bench.x, BERT)),
        (UnknownCall, lambda: conferencing.mark(bench.x, ANNA, "callhalf-1:1", "mute")),
        (InvalidDestination, lambda: conferencing.start(bench.x, BERT, [first.peer.call_id])),
    ):
        with pytest.raises(error):
            wrong()
    ringing = dialling.dial(bench.x, BERT, "201")
    with pytest.raises(WrongState, match="only an answered call"):
        conferencing.start(bench.x, BERT, [first.peer.call_id, ringing.call_id])


def test_an_owner_who_confers_with_himself_ends_it_once(bench):
    there, mine = bench.talk(BERT, ANNA)
    other, back = bench.talk(ANNA, BERT)
    transferring.consult(bench.x, mine, other)
    conferencing.start(bench.x, BERT, [there.call_id, back.call_id])
    clearing.end_conference(bench.x, BERT)
    assert bench.idle()
