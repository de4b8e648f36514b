"""Calls are parked, retrieved, and come back."""

import pytest

from ctibridge.errors import WrongState
from ctibridge.sim.rules import clearing, conferencing, dialling, holding, parking, ringing, routing
from ctibridge.wire.xsi import events as e
from ctibridge.wire.xsi.calls import CallState
from ctibridge.wire.xsi.channels import EventPackage
from tests.unit.sim.bench import ANNA, BERT, CARLA, CUSTOMER, EMIL, ZOE

PARK = EventPackage.CALL_PARK


def last(bench, user, kind):
    return next(data for data in reversed(bench.events(user)) if isinstance(data, kind))


def talk_to_a_customer(bench):
    customer = dialling.call_in(bench.x, CUSTOMER, str(ANNA.number))
    half = bench.x.calls(ANNA)[0]
    ringing.answer(bench.x, half)
    return half, customer


def parked_against(bench, user):
    party = last(bench, user, e.CallParkedAgainstEvent).parked_party
    return party.user_id or party.address.value if party is not None else None


def test_who_parks_is_out_of_the_call_and_who_is_parked_hears_music(bench):
    half, _ = bench.talk(ANNA, BERT)
    bench.take(ANNA), bench.take(BERT)
    parking.park(bench.x, half, CARLA)
    assert ["Released local bert", "On-Hook"] == bench.take(ANNA)
    assert ["Held Remote Held anna"] == bench.take(BERT)
    assert [] == bench.take(CARLA)


def test_the_package_call_park_tells_who_is_parked_and_when_nobody_is_any_more(bench):
    half, other = bench.talk(ANNA, BERT)
    parking.park(bench.x, half, CARLA)
    assert BERT.user_id == parked_against(bench, CARLA)
    clearing.hang_up(bench.x, other)
    assert None is parked_against(bench, CARLA)
    assert bench.idle()


def test_retrieving_tells_the_parked_party_of_the_new_call(bench):
    half, other = bench.talk(ANNA, BERT)
    parking.park(bench.x, half, CARLA)
    taker = dialling.dial(bench.x, EMIL, "*88103")
    call = last(bench, BERT, e.CallParkRetrievedEvent).call
    assert ("Active", EMIL.user_id, taker.tracking) == (call.state, call.remote_party.user_id, call.ext_tracking_id)
    assert ("Originator", "Terminator") == (taker.personality, other.personality)
    assert ["Off-Hook", "Originated Alerting tel:*88103", "Answered Active bert"] == bench.take(EMIL)
    assert None is parked_against(bench, CARLA)
    bench.wait(bench.x.knobs.park_recall_after_s)
    assert [] == bench.x.calls(ANNA), "it does not come back"


def test_a_party_in_the_public_network_can_be_parked_too(bench):
    half, customer = talk_to_a_customer(bench)
    parking.park(bench.x, half, CARLA)
    assert CUSTOMER.number in parked_against(bench, CARLA)
    taker = dialling.dial(bench.x, CARLA, "*88")
    assert (customer, taker) == (taker.peer, customer.peer)
    clearing.outside_hangs_up(bench.x, customer)
    assert bench.idle()


def test_a_parked_customer_who_hangs_up_is_parked_no_more(bench):
    half, customer = talk_to_a_customer(bench)
    parking.park(bench.x, half, CARLA)
    clearing.outside_hangs_up(bench.x, customer)
    assert None is parked_against(bench, CARLA)


def test_a_call_that_nobody_retrieves_comes_back(bench):
    half, other = bench.talk(ANNA, BERT)
    parking.park(bench.x, half, CARLA)
    bench.wait(bench.x.knobs.park_recall_after_s)
    call = last(bench, ANNA, e.CallReceivedEvent).call
    assert ("Call Park Recall", CARLA.user_id) == (call.recall_type, call.recall_from_party.user_id)
    assert CallState.REMOTE_HELD is other.state, "music plays on"
    ringing.answer(bench.x, bench.x.calls(ANNA)[0])
    assert "Retrieved Active anna" == bench.take(BERT)[-1]


def test_a_recall_that_is_rejected_ends_the_call(bench):
    half, _ = bench.talk(ANNA, BERT)
    parking.park(bench.x, half, CARLA)
    bench.wait(bench.x.knobs.park_recall_after_s)
    routing.decline(bench.x, bench.x.calls(ANNA)[0])
    bench.wait(bench.x.knobs.treatment_s)
    assert bench.idle()


def test_a_user_has_one_call_parked_against_him(bench):
    first, _ = bench.talk(ANNA, BERT)
    parking.park(bench.x, first, CARLA)
    second, _ = bench.talk(ANNA, EMIL)
    with pytest.raises(WrongState):
        parking.park(bench.x, second, CARLA)
    parking.park(bench.x, second, ANNA)


def test_what_cannot_be_parked(bench):
    half, _ = bench.talk(ANNA, BERT)
    with pytest.raises(WrongState):
        parking.park(bench.x, half, ZOE)
    second, _ = bench.talk(ANNA, CARLA)
    conferencing.start(bench.x, ANNA, [half.call_id, second.call_id])
    with pytest.raises(WrongState):
        parking.park(bench.x, half, EMIL)
    ringing_call = dialling.dial(bench.x, EMIL, "103")
    with pytest.raises(WrongState):
        parking.park(bench.x, ringing_call, EMIL)


def test_group_call_park_takes_the_first_who_is_free_and_tells_where(bench):
    first, _ = bench.talk(ANNA, EMIL)
    assert ANNA == parking.group_park(bench.x, first)
    second, _ = bench.talk(ANNA, EMIL)
    assert BERT == parking.group_park(bench.x, second)
    call = last(bench, ANNA, e.CallUpdatedEvent).call
    assert (True, BERT.user_id) == (call.group_call_park_location_selected, call.remote_party.user_id)


def test_a_full_group_has_no_place(bench):
    for _ in range(3):
        half, _ = bench.talk(ANNA, EMIL)
        parking.group_park(bench.x, half)
    half, _ = bench.talk(ANNA, EMIL)
    with pytest.raises(WrongState):
        parking.group_park(bench.x, half)


def test_the_code_parks_the_call_that_was_held_for_it(bench):
    half, other = bench.talk(ANNA, BERT)
    dialling.dial(bench.x, ANNA, "*68103")
    assert half.is_over
    assert bench.x.is_parked(other)
    assert [] == bench.x.calls(ANNA)


def test_the_code_fails_without_a_call(bench):
    dialling.dial(bench.x, ANNA, "#58")
    assert "Releasing Active (Forbidden) tel:#58" == bench.take(ANNA)[-1]


def test_nothing_to_retrieve(bench):
    dialling.dial(bench.x, ANNA, "*88103")
    assert "Releasing Active (Forbidden) tel:*88103" == bench.take(ANNA)[-1]


def test_who_is_parked_does_not_retrieve_himself(bench):
    half, _ = bench.talk(ANNA, BERT)
    parking.park(bench.x, half, CARLA)
    dialling.dial(bench.x, BERT, "*88103")
    assert "Releasing Active (Forbidden) tel:*88103" == bench.take(BERT)[-1]


def test_who_is_parked_may_hold_and_hears_music_again(bench):
    half, other = bench.talk(ANNA, BERT)
    parking.park(bench.x, half, CARLA)
    holding.hold(bench.x, other)
    holding.retrieve(bench.x, other)
    assert ["Held Held anna", "Retrieved Active anna", "Held Remote Held anna"] == bench.take(BERT)[-3:]
