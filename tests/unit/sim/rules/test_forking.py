"""A call that rings at several places: the first to answer has it, wherever it is."""

import pytest

from ctibridge.sim.rules import clearing, dialling, ringing, routing
from ctibridge.sim.rules.forking import TURN_RINGS
from ctibridge.wire.xsi.services import CallWaiting
from tests.unit.sim.bench import ANNA, BERT, CARLA, CUSTOMER, EMIL, outside

MOBILE = "+493023125901"


@pytest.fixture
def fork(bench):
    """Anna calls Bert, whose calls ring at Carla's and on his mobile telephone; what was told is forgotten."""
    bench.x.rings_also[BERT.user_id] = ("103", MOBILE)
    half = dialling.dial(bench.x, ANNA, "102")
    bench.told.clear()
    return half


def calls(bench, user):
    return bench.x.calls(user)


def mobile(bench):
    (found,) = bench.x.outside.values()
    return found


def test_it_rings_everywhere_and_each_knows_from_whom(bench):
    bench.x.rings_also[BERT.user_id] = ("103", MOBILE)
    dialling.dial(bench.x, ANNA, "102")
    assert ["Received Alerting anna"] == bench.take(BERT) == bench.take(CARLA)
    (leg,) = calls(bench, CARLA)
    assert [("follow-me", BERT.user_id)] == [(item.reason, item.party.user_id) for item in leg.redirections]
    assert MOBILE == mobile(bench).far.number


def test_whoever_answers_first_has_the_call(bench, fork):
    ringing.answer(bench.x, calls(bench, CARLA)[0])
    assert ["Redirected [Detached follow-me]", "Released local anna"] == bench.take(BERT)
    assert ["Answered Active carla"] == bench.take(ANNA)
    assert fork.peer is calls(bench, CARLA)[0]
    assert mobile(bench).is_over
    clearing.hang_up(bench.x, fork)
    assert bench.idle()


def test_the_mobile_telephone_may_be_the_first(bench, fork):
    ringing.outside_answers(bench.x, mobile(bench))
    assert ["Redirected [Detached follow-me]", "Released local anna"] == bench.take(BERT)
    assert ["Released remote anna"] == bench.take(CARLA)
    assert outside(fork) is mobile(bench)
    clearing.outside_hangs_up(bench.x, mobile(bench))
    assert bench.idle()


def test_the_user_himself_may_be_the_first(bench, fork):
    ringing.answer(bench.x, calls(bench, BERT)[0])
    assert ["Released remote anna"] == bench.take(CARLA)
    assert mobile(bench).is_over
    assert ["Answered Active bert"] == bench.take(ANNA)


def test_who_declines_stops_only_his_own_telephone(bench, fork):
    routing.decline(bench.x, calls(bench, CARLA)[0])
    routing.outside_refuses(bench.x, mobile(bench))
    assert ["Released local (Temporarily Unavailable) anna"] == bench.take(CARLA)
    assert [] == bench.take(ANNA) == bench.take(BERT)
    assert calls(bench, BERT)[0].rings


def test_the_caller_who_gives_up_ends_it_everywhere(bench, fork):
    clearing.hang_up(bench.x, fork)
    assert ["Released remote anna"] == bench.take(BERT) == bench.take(CARLA)
    assert mobile(bench).is_over
    assert bench.idle()


def test_nobody_answers_anywhere(bench, fork):
    bench.wait(bench.x.knobs.ring_timeout_s + bench.x.knobs.treatment_s)
    assert bench.idle()
    assert mobile(bench).is_over


def test_it_may_ring_at_one_place_after_the_other(bench):
    bench.x.rings_in_turn[BERT.user_id] = ("103", "201")
    turn = bench.x.knobs.ring_s * TURN_RINGS
    dialling.dial(bench.x, ANNA, "102")
    bench.wait(turn)
    assert ["Received Alerting anna"] == bench.take(CARLA)
    assert [False] == [half.rings for half in calls(bench, BERT)]
    bench.wait(turn)
    assert ["Released remote anna"] == bench.take(CARLA)
    assert ["Received Alerting anna"] == bench.take(EMIL)
    bench.told.clear()
    ringing.answer(bench.x, calls(bench, EMIL)[0])
    assert ["Redirected [Detached follow-me]", "Released local anna"] == bench.take(BERT)
    assert ["Answered Active emil"] == bench.take(ANNA)


def test_nobody_answers_anywhere_in_turn(bench):
    bench.x.rings_in_turn[BERT.user_id] = ("103",)
    dialling.dial(bench.x, ANNA, "102")
    bench.wait(2 * bench.x.knobs.ring_s * TURN_RINGS)
    assert "Releasing Active (Temporarily Unavailable) bert" == bench.take(ANNA)[-1]
    bench.wait(bench.x.knobs.treatment_s)
    assert bench.idle()


def test_it_does_not_ring_elsewhere_while_the_user_talks(bench):
    bench.talk(BERT, EMIL)
    bench.x.rings_also[BERT.user_id] = ("103",)
    dialling.call_in(bench.x, CUSTOMER, BERT.number)
    assert [] == bench.take(CARLA)


def test_it_does_not_ring_at_the_callers_own_telephone(bench):
    bench.x.rings_also[BERT.user_id] = ("101", "102")
    dialling.dial(bench.x, ANNA, "102")
    assert [1, 1] == [len(calls(bench, user)) for user in (ANNA, BERT)]


def test_somebody_busy_is_passed_over(bench):
    bench.talk(CARLA, EMIL)
    bench.x.services.change(CARLA, CallWaiting(active=False))
    bench.x.rings_also[BERT.user_id] = ("103",)
    dialling.dial(bench.x, ANNA, "102")
    assert ["Received Alerting anna", "Released local anna"] == bench.take(CARLA)
    assert ["Off-Hook", "Originated Alerting bert"] == bench.take(ANNA)
