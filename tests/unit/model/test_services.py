"""What can be done with a connection."""

from __future__ import annotations

from ctibridge.model.services import NEEDS_A_PARTNER, ONE_CALL, TWO_CALLS, Service, services_permitted
from ctibridge.model.states import ConnectionState as S


def test_states_decide():
    for service, states in ONE_CALL.items():
        assert {state for state in S if service in services_permitted(state, ())} == states


def test_two_calls_need_a_held_and_an_active_one():
    assert services_permitted(S.CONNECTED, (S.HOLD,)) >= TWO_CALLS
    assert services_permitted(S.HOLD, (S.ALERTING, S.CONNECTED)) >= TWO_CALLS
    for state, beside in ((S.CONNECTED, (S.CONNECTED,)), (S.HOLD, (S.HOLD,)), (S.ALERTING, (S.HOLD,))):
        assert TWO_CALLS.isdisjoint(services_permitted(state, beside))


def test_nobody_is_held_or_transferred_before_somebody_has_answered():
    assert NEEDS_A_PARTNER.isdisjoint(services_permitted(S.CONNECTED, (), answered=False))
    assert Service.CLEAR_CONNECTION in services_permitted(S.CONNECTED, (), answered=False)
    assert Service.TRANSFER_CALL in services_permitted(S.CONNECTED, (S.HOLD,), answered=False), "while it rings"


def test_a_conference_is_not_transferred():
    permitted = services_permitted(S.CONNECTED, (), conference=True)
    assert Service.SINGLE_STEP_TRANSFER_CALL not in permitted
    assert Service.HOLD_CALL in permitted
