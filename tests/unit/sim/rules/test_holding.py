"""A call is held and retrieved."""

import pytest

from ctibridge.errors import WrongState
from ctibridge.sim.rules import dialling, holding, ringing
from tests.unit.sim.bench import ANNA, BERT, CARLA, CUSTOMER, ZOE


def test_a_held_call_can_be_retrieved_and_says_so(bench):
    half, _ = bench.talk(ANNA, BERT)
    holding.hold(bench.x, half)
    assert (True, True) == (bench.events(ANNA)[0].call.allow_retrieve, bench.events(ANNA)[0].call.held_time is not None)
    assert (False, None) == (bench.events(BERT)[0].call.allow_retrieve, bench.events(BERT)[0].call.held_time)


def test_another_enterprise_does_not_see_the_hold(bench):
    half, _ = bench.talk(ANNA, ZOE)
    holding.hold(bench.x, half)
    holding.retrieve(bench.x, half)
    assert ["Held Held tel:+493023125301", "Retrieved Active tel:+493023125301"] == [
        word.replace("zoe test", "tel:+493023125301") for word in bench.take(ANNA)
    ]
    assert [] == bench.take(ZOE)


def test_the_far_sides_hold_is_not_reported_to_who_holds_and_shows_when_that_one_is_back(bench):
    mine, theirs = bench.talk(ANNA, BERT)
    holding.hold(bench.x, mine)
    holding.hold(bench.x, theirs)
    assert ["Held Held bert"] == bench.take(ANNA)
    holding.retrieve(bench.x, mine)
    assert ["Retrieved Active bert", "Held Remote Held bert"] == bench.take(ANNA)
    assert ["Held Remote Held anna", "Held Held anna"] == bench.take(BERT)


def test_retrieving_holds_the_other_active_call(bench):
    first, _ = bench.talk(ANNA, BERT)
    holding.hold(bench.x, first)
    bench.talk(ANNA, CARLA)
    holding.retrieve(bench.x, first)
    assert ["Held Held carla", "Retrieved Active bert"] == bench.take(ANNA)


@pytest.mark.parametrize("rule", [holding.hold, holding.retrieve])
def test_a_ringing_call_can_be_neither_held_nor_retrieved(bench, rule):
    half = dialling.dial(bench.x, ANNA, "102")
    with pytest.raises(WrongState):
        rule(bench.x, half)
    with pytest.raises(WrongState):
        rule(bench.x, half.peer)


def test_a_treatment_cannot_be_held(bench):
    half = dialling.dial(bench.x, ANNA, "198")
    with pytest.raises(WrongState):
        holding.hold(bench.x, half)


def test_who_is_held_can_hold_and_answer_another_call(bench):
    mine, theirs = bench.talk(ANNA, BERT)
    holding.hold(bench.x, mine)
    dialling.call_in(bench.x, CUSTOMER, str(BERT.number))
    ringing.answer(bench.x, bench.x.calls(BERT)[1])
    assert [
        "Held Remote Held anna",
        "Received Alerting kunde",
        "Held Held anna",
        "Answered Active kunde",
    ] == bench.take(BERT)
    assert "Held" == theirs.state
