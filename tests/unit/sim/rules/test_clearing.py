"""Calls end and fail."""

import pytest

from ctibridge.errors import WrongState
from ctibridge.sim.rules import clearing, dialling, routing
from tests.unit.sim.bench import ANNA, BERT, CUSTOMER, far


def test_a_treatment_ends_by_itself(bench):
    dialling.dial(bench.x, ANNA, "198")
    bench.wait(bench.x.knobs.treatment_s)
    assert "Released remote (User Not Found) tel:198" == bench.take(ANNA)[-2]
    assert bench.idle()


def test_a_caller_may_hang_up_during_a_treatment(bench):
    half = dialling.dial(bench.x, ANNA, "198")
    clearing.hang_up(bench.x, half)
    assert "Released local (User Not Found) tel:198" == bench.take(ANNA)[-2]
    bench.wait(bench.x.knobs.treatment_s)
    assert [] == bench.take(ANNA)


def test_a_declined_caller_hears_that_the_user_is_not_available(bench):
    half = dialling.dial(bench.x, ANNA, "102")
    routing.decline(bench.x, far(half))
    assert "Releasing Active (Temporarily Unavailable) bert" == bench.take(ANNA)[-1]
    assert ["Received Alerting anna", "Released local (Temporarily Unavailable) anna"] == bench.take(BERT)


def test_a_declined_customer_is_told_by_the_customers_own_operator(bench):
    outside = dialling.call_in(bench.x, CUSTOMER, str(ANNA.number))
    routing.decline(bench.x, bench.x.calls(ANNA)[0])
    assert (True, "Temporarily Unavailable") == (outside.is_over, outside.cause)


def test_an_answered_call_cannot_be_declined(bench):
    _, half = bench.talk(ANNA, BERT)
    with pytest.raises(WrongState):
        routing.decline(bench.x, half)


def test_silencing_a_call_leaves_it_to_the_caller(bench):
    half = dialling.dial(bench.x, ANNA, "102")
    routing.stop_ringing(far(half))
    assert ["Received Alerting anna"] == bench.take(BERT)
    clearing.hang_up(bench.x, half)
    assert ["Released remote anna"] == bench.take(BERT)


def test_the_receiver_stays_off_while_another_call_goes_on(bench):
    bench.talk(ANNA, BERT)
    treatment = dialling.dial(bench.x, ANNA, "198")
    clearing.hang_up(bench.x, treatment)
    assert "On-Hook" == bench.take(ANNA)[-1], "the other call is held, nobody talks"
    assert 1 == len(bench.x.calls(ANNA))
