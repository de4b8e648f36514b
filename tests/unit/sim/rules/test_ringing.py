"""A call rings, and is answered."""

import pytest

from ctibridge.errors import WrongState
from ctibridge.sim.rules import clearing, dialling, holding, ringing
from ctibridge.wire.xsi.channels import EventPackage
from tests.unit.sim.bench import ANNA, BERT, CARLA, far


def test_advanced_call_tells_of_a_call_before_a_telephone_rings_the_others_when_it_does(bench):
    dialling.dial(bench.x, ANNA, "102")
    advanced, lesser = bench.events(BERT)
    assert (None, False) == (advanced.call.endpoint, advanced.call.allow_answer)
    assert (1, True) == (lesser.call.appearance, lesser.call.allow_answer)
    assert ["Received Alerting anna"] == bench.take(BERT, EventPackage.BASIC_CALL)


def test_answering_a_second_call_holds_the_first(bench):
    bench.talk(ANNA, BERT)
    ringing.answer(bench.x, far(dialling.dial(bench.x, CARLA, "102")))
    assert ["Received Alerting carla", "Held Held anna", "Answered Active carla"] == bench.take(BERT)
    assert ["Held Remote Held bert"] == bench.take(ANNA)


def test_calls_at_one_telephone_have_different_appearances(bench):
    bench.talk(ANNA, BERT)
    dialling.dial(bench.x, CARLA, "102")
    assert [1, 2] == [half.appearance for half in bench.x.calls(BERT)]


def test_a_call_can_be_answered_once(bench):
    _, half = bench.talk(ANNA, BERT)
    with pytest.raises(WrongState, match="only a ringing call"):
        ringing.answer(bench.x, half)


def test_ones_own_outgoing_call_cannot_be_answered(bench):
    half = dialling.dial(bench.x, ANNA, "102")
    with pytest.raises(WrongState):
        ringing.answer(bench.x, half)


def test_a_call_that_nobody_answers_is_given_up(bench):
    dialling.dial(bench.x, ANNA, "102")
    bench.wait(bench.x.knobs.ring_timeout_s)
    assert "Releasing Active (Temporarily Unavailable) bert" == bench.take(ANNA)[-1]
    assert "Released local (Temporarily Unavailable) anna" == bench.take(BERT)[-1]
    bench.wait(bench.x.knobs.treatment_s)
    assert bench.idle()


def test_the_times_of_a_call_are_those_of_its_steps(bench):
    half = dialling.dial(bench.x, ANNA, "102")
    bench.wait(3)
    ringing.answer(bench.x, far(half))
    bench.wait(4)
    holding.hold(bench.x, half)
    held = bench.events(ANNA)[-1].call
    bench.wait(5)
    clearing.hang_up(bench.x, half)
    released = next(data.call for data in bench.events(ANNA) if type(data).__name__ == "CallReleasedEvent")
    start = held.start_time
    assert (start + 3000, start + 7000) == (held.answer_time, held.held_time)
    assert (start + 3000, None, start + 12000) == (released.answer_time, released.held_time, released.release_time)


def test_the_telephone_goes_off_the_hook_before_the_answer_and_on_it_after_the_release(bench):
    half = dialling.dial(bench.x, ANNA, "102")
    ringing.answer(bench.x, far(half))
    clearing.hang_up(bench.x, half)
    assert [
        "Received Alerting anna",
        "Off-Hook",
        "Answered Active anna",
        "Released remote anna",
        "On-Hook",
    ] == bench.take(BERT)
