"""Calls are taken at another telephone than the one that rings."""

from ctibridge.sim.rules import clearing, dialling, ringing
from ctibridge.wire.xsi import events as e
from ctibridge.wire.xsi.calls import CallState
from tests.unit.sim.bench import ANNA, BERT, CARLA, CUSTOMER, EMIL, ZOE, far


def last(bench, user, kind):
    return next(data for data in reversed(bench.events(user)) if isinstance(data, kind))


def test_the_caller_learns_of_it_and_the_telephone_that_rang_falls_silent(bench):
    dialling.dial(bench.x, CARLA, "102")
    half = dialling.dial(bench.x, ANNA, "*97102")
    assert ["Off-Hook", "Originated Alerting tel:*97102", "Answered Active carla"] == bench.take(ANNA)
    assert ["Received Alerting carla", "Released remote carla"] == bench.take(BERT)
    assert ["Off-Hook", "Originated Alerting bert", "PickedUp Alerting anna", "Answered Active anna"] == bench.take(
        CARLA
    )
    clearing.hang_up(bench.x, half)
    assert bench.idle()


def test_the_callers_half_takes_the_tracking_id_of_the_call_to_the_code(bench):
    caller = dialling.dial(bench.x, CARLA, "102")
    before = caller.tracking
    half = dialling.dial(bench.x, ANNA, "*97102")
    assert before != half.tracking == caller.tracking
    assert half.tracking == last(bench, CARLA, e.CallPickedUpEvent).call.ext_tracking_id
    assert ("Terminator", "Originator") == (half.personality, caller.personality)


def test_what_rang_first_in_the_group_is_taken(bench):
    dialling.call_in(bench.x, CUSTOMER, str(CARLA.number))
    bench.wait(1)
    dialling.dial(bench.x, EMIL, "102")
    half = dialling.dial(bench.x, ANNA, "*98")
    assert CUSTOMER == half.peer.far
    assert [CallState.ALERTING] == [call.state for call in bench.x.calls(BERT)]


def test_what_rings_in_another_group_is_only_taken_by_address(bench):
    dialling.call_in(bench.x, CUSTOMER, str(EMIL.number))
    dialling.dial(bench.x, ANNA, "*98")
    assert "Releasing Active (Forbidden) tel:*98" == bench.take(ANNA)[-1]
    half = dialling.dial(bench.x, BERT, "*97201")
    assert CUSTOMER == half.peer.far


def test_nobody_takes_a_call_of_another_enterprise_nor_one_of_his_own(bench):
    dialling.call_in(bench.x, CUSTOMER, str(ZOE.number))
    dialling.dial(bench.x, ANNA, f"*97{ZOE.number}")
    assert "Releasing Active (Forbidden) tel:*97+493023125301" == bench.take(ANNA)[-1]
    dialling.dial(bench.x, BERT, "101")
    dialling.dial(bench.x, BERT, "*97101")
    assert "Releasing Active (Forbidden) tel:*97101" == bench.take(BERT)[-1]


def test_an_answered_call_cannot_be_taken(bench):
    bench.talk(CARLA, BERT)
    dialling.dial(bench.x, ANNA, "*97102")
    assert "Releasing Active (Forbidden) tel:*97102" == bench.take(ANNA)[-1]


def test_a_caller_of_another_enterprise_is_not_told(bench):
    caller = dialling.dial(bench.x, ZOE, str(BERT.number))
    before = caller.tracking
    dialling.dial(bench.x, ANNA, "*97102")
    assert before == caller.tracking
    assert ["Off-Hook", "Originated Alerting bert test", "Answered Active bert test"] == bench.take(ZOE)


def test_a_code_with_a_number_that_nobody_has_fails(bench):
    dialling.dial(bench.x, ANNA, "*97198")
    assert "Releasing Active (User Not Found) tel:*97198" == bench.take(ANNA)[-1]


def test_by_request_the_own_telephone_rings_first(bench):
    dialling.dial(bench.x, CARLA, "102")
    half = dialling.click_to_dial(bench.x, ANNA, "*97102")
    assert ["Originating Alerting tel:*97102"] == bench.take(ANNA)
    dialling.pick_up(bench.x, half)
    assert ["Off-Hook", "Originated Alerting tel:*97102", "Answered Active carla"] == bench.take(ANNA)
    assert half is far(bench.x.calls(CARLA)[0])


def test_a_telephone_that_fell_silent_has_nothing_to_take(bench):
    dialling.dial(bench.x, CARLA, "102")
    rang = bench.x.calls(BERT)[0]
    ringing.answer(bench.x, rang)
    dialling.dial(bench.x, ANNA, "*98")
    assert "Releasing Active (Forbidden) tel:*98" == bench.take(ANNA)[-1]
