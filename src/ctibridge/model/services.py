"""Which services a line's calls allow, and the connection that a request means.

One table for everybody: refusing a request, announcing `servicesPermitted`, and the documentation.
"""

from __future__ import annotations

from enum import StrEnum

from ctibridge.errors import UnknownCall, WrongState
from ctibridge.model.ids import CallId
from ctibridge.model.states import ConnectionState as S
from ctibridge.model.states import Standing
from ctibridge.model.views import ConnectionView


class Service(StrEnum):
    """Services on a connection. The values are CSTA's names."""

    ANSWER_CALL = "answerCall"
    CLEAR_CONNECTION = "clearConnection"
    CLEAR_CALL = "clearCall"
    HOLD_CALL = "holdCall"
    RETRIEVE_CALL = "retrieveCall"
    RECONNECT_CALL = "reconnectCall"
    ALTERNATE_CALL = "alternateCall"
    CONSULTATION_CALL = "consultationCall"
    TRANSFER_CALL = "transferCall"
    SINGLE_STEP_TRANSFER_CALL = "singleStepTransfer"
    DEFLECT_CALL = "deflectCall"
    DIRECTED_PICKUP_CALL = "directedPickupCall"
    PARK_CALL = "parkCall"
    CONFERENCE_CALL = "conferenceCall"
    GENERATE_DIGITS = "generateDigits"


ONE_CALL: dict[Service, frozenset[S]] = {
    Service.ANSWER_CALL: frozenset({S.INITIATED, S.ALERTING}),
    Service.CLEAR_CONNECTION: frozenset({S.INITIATED, S.ALERTING, S.CONNECTED, S.HOLD, S.FAIL}),
    Service.CLEAR_CALL: frozenset({S.INITIATED, S.ALERTING, S.CONNECTED, S.HOLD, S.FAIL}),
    Service.HOLD_CALL: frozenset({S.CONNECTED}),
    Service.RETRIEVE_CALL: frozenset({S.HOLD}),
    Service.CONSULTATION_CALL: frozenset({S.CONNECTED}),
    Service.SINGLE_STEP_TRANSFER_CALL: frozenset({S.CONNECTED, S.HOLD}),
    Service.DEFLECT_CALL: frozenset({S.ALERTING}),
    Service.PARK_CALL: frozenset({S.CONNECTED, S.HOLD}),
    Service.GENERATE_DIGITS: frozenset({S.CONNECTED}),
}
"""Services on one call, with the states of the line's own connection in which they can be done."""

BY_OTHERS: dict[Service, frozenset[S]] = {Service.DIRECTED_PICKUP_CALL: frozenset({S.ALERTING})}
"""Services on one call that another line asks for, with the states of the connection that it takes."""

TWO_CALLS: frozenset[Service] = frozenset(
    {Service.ALTERNATE_CALL, Service.RECONNECT_CALL, Service.TRANSFER_CALL, Service.CONFERENCE_CALL}
)
"""Services on a held call together with an active one."""

NEEDS_A_PARTNER = frozenset(
    {
        Service.HOLD_CALL,
        Service.CONSULTATION_CALL,
        Service.SINGLE_STEP_TRANSFER_CALL,
        Service.PARK_CALL,
        Service.GENERATE_DIGITS,
    }
)
"""Services on a call in which somebody has answered: the platform refuses them while it rings."""

NOT_IN_A_CONFERENCE = frozenset({Service.SINGLE_STEP_TRANSFER_CALL, Service.PARK_CALL, Service.GENERATE_DIGITS})
"""Services that the platform has for calls, and not for the line's own conference."""

NOT_WHILE_IT_RINGS = frozenset({Service.ALTERNATE_CALL, Service.CONFERENCE_CALL})
"""Services on two calls of which somebody has answered the active one; a call that rings can be transferred to."""

NOT_WITH_A_CONFERENCE = frozenset({Service.TRANSFER_CALL})
"""Services on two calls of which none is the line's own conference."""

NO_SECOND_CONFERENCE = frozenset({Service.CONFERENCE_CALL})
"""Services on two calls that make a conference: a line has one."""

ACTIVE = frozenset({S.CONNECTED})
HELD = frozenset({S.HOLD})


def services_permitted(own: Standing, beside: tuple[Standing, ...] = ()) -> frozenset[Service]:
    """What can be done with a connection.

    Args:
        own: How it stands.
        beside: How the line's other connections stand.
    """
    permitted = {service for service, states in ONE_CALL.items() if own.state in states}
    if not own.answered:
        permitted -= NEEDS_A_PARTNER
    if own.conference:
        permitted -= NOT_IN_A_CONFERENCE
    has_conference = own.conference or any(other.conference for other in beside)
    for other in beside:
        permitted |= _together(own, other, has_conference=has_conference)
    return frozenset(permitted)


def _together(own: Standing, other: Standing, *, has_conference: bool) -> frozenset[Service]:
    """What can be done with both: one is held, the other one active."""
    active, held = (own, other) if own.state in ACTIVE else (other, own)
    if active.state not in ACTIVE or held.state not in HELD:
        return frozenset()
    services = TWO_CALLS if active.answered else TWO_CALLS - NOT_WHILE_IT_RINGS
    if own.conference or other.conference:
        return services - NOT_WITH_A_CONFERENCE
    return services - NO_SECOND_CONFERENCE if has_conference else services


def connection_for(
    service: Service, connections: tuple[ConnectionView, ...], call: CallId | None, states: frozenset[S]
) -> ConnectionView:
    """The connection that a request means: the one in `call`, or without one the one whose state fits.

    Raises:
        UnknownCall: the line is not in that call.
        WrongState: the line is, but the service cannot be done now; or no call of the line fits.
    """
    named = [view for view in connections if call is None or view.call == call]
    if call is not None and not named:
        raise UnknownCall(f"the line has no call {call}")
    fitting = [view for view in named if view.state in states]
    if not fitting:
        have = ", ".join(view.state for view in named) or "no call"
        raise WrongState(f"{service} needs a call that is {' or '.join(sorted(states))}; the line has {have}")
    possible = (view for view in fitting if service not in ONE_CALL or _permits(view, service))
    found = next(possible, fitting[0])
    if service in ONE_CALL:
        check_permitted(service, found)
    return found


def check_permitted(service: Service, view: ConnectionView) -> None:
    """Raises WrongState: the connection's state fits, and still the platform would refuse."""
    if not _permits(view, service):
        why = "the line has a conference" if view.answered else "nobody has answered"
        raise WrongState(f"{service} cannot be done with this call now: {why}")


def _permits(view: ConnectionView, service: Service) -> bool:
    return service in services_permitted(view.standing, view.beside)
