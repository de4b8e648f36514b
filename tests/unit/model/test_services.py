"""What can be done with a connection."""

from __future__ import annotations

import pytest

from ctibridge.model.services import (
    NEEDS_A_PARTNER,
    NOT_IN_A_CONFERENCE,
    ONE_CALL,
    TWO_CALLS,
    Service,
    services_permitted,
)
from ctibridge.model.states import ConnectionState as S
from ctibridge.model.states import Standing

ACTIVE, HELD = Standing(S.CONNECTED), Standing(S.HOLD)
RINGING = Standing(S.CONNECTED, answered=False)
CONFERENCE, HELD_CONFERENCE = (Standing(state, conference=True) for state in (S.CONNECTED, S.HOLD))


def together(own: Standing, *beside: Standing) -> frozenset[Service]:
    """What two calls allow."""
    return services_permitted(own, beside) & TWO_CALLS


def test_states_decide():
    for service, states in ONE_CALL.items():
        assert states == {state for state in S if service in services_permitted(Standing(state))}


def test_two_calls_need_a_held_and_an_active_one():
    assert TWO_CALLS == together(ACTIVE, HELD)
    assert TWO_CALLS == together(HELD, Standing(S.ALERTING), ACTIVE)
    for own, other in ((ACTIVE, ACTIVE), (HELD, HELD), (Standing(S.ALERTING), HELD)):
        assert frozenset() == together(own, other)


def test_nothing_is_done_with_a_partner_before_somebody_has_answered():
    assert frozenset() == NEEDS_A_PARTNER & services_permitted(RINGING)
    assert Service.CLEAR_CONNECTION in services_permitted(RINGING)


@pytest.mark.parametrize(("own", "other"), [(RINGING, HELD), (HELD, RINGING)])
def test_a_call_can_be_transferred_or_given_up_while_it_rings(own, other):
    assert {Service.TRANSFER_CALL, Service.RECONNECT_CALL} == together(own, other)


def test_a_conference_is_held_and_nothing_else():
    permitted = services_permitted(CONFERENCE)
    assert frozenset() == NOT_IN_A_CONFERENCE & permitted
    assert {Service.HOLD_CALL, Service.CONSULTATION_CALL} <= permitted


@pytest.mark.parametrize(("own", "other"), [(ACTIVE, HELD_CONFERENCE), (HELD, CONFERENCE), (CONFERENCE, HELD)])
def test_a_conference_takes_a_call_in_and_is_not_transferred(own, other):
    assert TWO_CALLS - {Service.TRANSFER_CALL} == together(own, other)


def test_there_is_no_second_conference():
    assert TWO_CALLS - {Service.CONFERENCE_CALL} == together(HELD, ACTIVE, HELD_CONFERENCE)
    assert TWO_CALLS == together(ACTIVE, HELD, HELD_CONFERENCE), "it can be added to the one there is"
