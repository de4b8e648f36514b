"""A user with several telephones."""

import pytest

from ctibridge.errors import WrongState
from ctibridge.sim.rules import dialling, holding, moving
from ctibridge.wire.xsi.calls import AccessEndpoint, Address, BroadWorksAnywhereEndpoint
from tests.unit.sim.bench import ANNA, BERT, far

LABORATORY = AccessEndpoint(address_of_record="laboratory@ent1.example")
HOTEL = BroadWorksAnywhereEndpoint(address=Address(value="tel:+493023125920"))


def endpoints(bench, user):
    return [data.call.endpoint for data in bench.events(user) if hasattr(data, "call")]


def test_an_active_call_is_taken_over_without_a_hold(bench):
    half, _ = bench.talk(ANNA, BERT)
    moving.take_over(bench.x, half, LABORATORY)
    assert [LABORATORY] == endpoints(bench, ANNA)
    assert ["Updated Active bert"] == bench.take(ANNA)
    assert [] == bench.take(BERT)


def test_a_call_held_at_one_telephone_is_retrieved_at_another(bench):
    half, _ = bench.talk(ANNA, BERT)
    holding.hold(bench.x, half)
    bench.told.clear()
    moving.take_over(bench.x, half, LABORATORY)
    assert [LABORATORY] == endpoints(bench, ANNA)
    assert ["Retrieved Active bert"] == bench.take(ANNA)
    assert ["Retrieved Active anna"] == bench.take(BERT)


def test_a_call_is_answered_and_made_where_the_user_is(bench):
    half = dialling.dial(bench.x, ANNA, "102", LABORATORY)
    moving.answer(bench.x, far(half), HOTEL)
    assert [LABORATORY, LABORATORY] == endpoints(bench, ANNA)
    assert HOTEL == endpoints(bench, BERT)[-1]


def test_a_ringing_call_cannot_be_taken_over(bench):
    half = dialling.dial(bench.x, ANNA, "102")
    with pytest.raises(WrongState, match="only an answered call"):
        moving.take_over(bench.x, far(half), HOTEL)


def test_a_call_cannot_be_taken_over_where_it_is(bench):
    half, _ = bench.talk(ANNA, BERT)
    with pytest.raises(WrongState, match="here already"):
        moving.take_over(bench.x, half, None)
