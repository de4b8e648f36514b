"""Which services a line's calls allow, and the connection that a request means.

One table for everybody: refusing a request, announcing `servicesPermitted`, and the documentation.
"""

from __future__ import annotations

from enum import StrEnum

from ctibridge.errors import UnknownCall, WrongState
from ctibridge.model.ids import CallId
from ctibridge.model.states import ConnectionState as S
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
    {Service.HOLD_CALL, Service.CONSULTATION_CALL, Service.SINGLE_STEP_TRANSFER_CALL, Service.PARK_CALL}
)
"""Services on a call in which somebody has answered: the platform refuses them while it rings."""

NOT_IN_A_CONFERENCE = frozenset({Service.SINGLE_STEP_TRANSFER_CALL, Service.PARK_CALL})
"""Services that would take the line's own conference elsewhere: the platform has no request for that."""

ACTIVE = frozenset({S.CONNECTED})
HELD = frozenset({S.HOLD})


def services_permitted(
    state: S, beside: tuple[S, ...], *, answered: bool = True, conference: bool = False
) -> frozenset[Service]:
    """What can be done with a connection.

    Args:
        state: The connection's.
        beside: Those of the line's other connections.
        answered: Somebody else is in the call.
        conference: It is the line's own conference.
    """
    permitted = {service for service, states in ONE_CALL.items() if state in states}
    if not answered:
        permitted -= NEEDS_A_PARTNER
    if conference:
        permitted -= NOT_IN_A_CONFERENCE
    wanted = HELD if state in ACTIVE else ACTIVE if state in HELD else frozenset()
    if not wanted.isdisjoint(beside):
        permitted |= TWO_CALLS
    return frozenset(permitted)


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
    return fitting[0]
