"""What state TAPI sees a call in, and why one ended. Pure tables."""

from __future__ import annotations

from ctibridge.model.parties import Cause
from ctibridge.model.states import ConnectionState as S
from ctibridge.model.views import ConnectionView
from ctibridge.servers.tapi import constants as t
from ctibridge.servers.tapi.call import TapiCall

State = tuple[int, int]  # LINECALLSTATE_* and its mode

IDLE: State = (t.LINECALLSTATE_IDLE, 0)
BEGINS: State = (t.LINECALLSTATE_ONHOLDPENDCONF, 0)  # as every conference does
NOTHING = (0, 0)  # can be done
DIALTONE: State = (t.LINECALLSTATE_DIALTONE, t.LINEDIALTONEMODE_NORMAL)
CONNECTED: State = (t.LINECALLSTATE_CONNECTED, t.LINECONNECTEDMODE_ACTIVE)
HELD_BY_OTHERS: State = (t.LINECALLSTATE_CONNECTED, t.LINECONNECTEDMODE_ACTIVEHELD)

MODES: dict[Cause, int] = {
    Cause.BUSY: t.LINEDISCONNECTMODE_BUSY,
    Cause.CALL_FORWARD: t.LINEDISCONNECTMODE_FORWARDED,
    Cause.CALL_FORWARD_BUSY: t.LINEDISCONNECTMODE_FORWARDED,
    Cause.CALL_FORWARD_IMMEDIATE: t.LINEDISCONNECTMODE_FORWARDED,
    Cause.CALL_FORWARD_NO_ANSWER: t.LINEDISCONNECTMODE_FORWARDED,
    Cause.CALL_NOT_ANSWERED: t.LINEDISCONNECTMODE_NOANSWER,
    Cause.CALL_PICKUP: t.LINEDISCONNECTMODE_PICKUP,
    Cause.DEST_NOT_OBTAINABLE: t.LINEDISCONNECTMODE_UNREACHABLE,
    Cause.DEST_OUT_OF_ORDER: t.LINEDISCONNECTMODE_OUTOFORDER,
    Cause.DO_NOT_DISTURB: t.LINEDISCONNECTMODE_DONOTDISTURB,
    Cause.NETWORK_CONGESTION: t.LINEDISCONNECTMODE_CONGESTION,
    Cause.NETWORK_NOT_OBTAINABLE: t.LINEDISCONNECTMODE_UNREACHABLE,
    Cause.NUMBER_UNALLOCATED: t.LINEDISCONNECTMODE_BADADDRESS,
    Cause.REDIRECTED: t.LINEDISCONNECTMODE_FORWARDED,
    Cause.RESOURCES_NOT_AVAILABLE: t.LINEDISCONNECTMODE_CONGESTION,
    Cause.TIMEOUT: t.LINEDISCONNECTMODE_NOANSWER,
}
"""Why a call ended or failed; all other causes are the normal end."""


def disconnect_mode(cause: Cause | None) -> int:
    """LINEDISCONNECTMODE_* for a cause."""
    return MODES.get(cause, t.LINEDISCONNECTMODE_NORMAL) if cause is not None else t.LINEDISCONNECTMODE_NORMAL


def state_of(call: TapiCall) -> State | None:
    """The state of a call; None: nothing is known of it yet."""
    if call.parent is not None:
        return t.LINECALLSTATE_CONFERENCED, 0
    if call.members is not None:
        return _conference(call)
    if call.view is not None:
        return _plain(call, call.view)
    return DIALTONE if call.is_dialtone else None


def _conference(call: TapiCall) -> State:
    if call.state is S.CONNECTED and (call.begun or call.is_real_conference):
        return CONNECTED
    is_whole = call.is_real_conference and call.consult is None
    return (t.LINECALLSTATE_ONHOLD if is_whole else t.LINECALLSTATE_ONHOLDPENDCONF), 0


def _plain(call: TapiCall, view: ConnectionView) -> State:
    match view.state:
        case S.INITIATED:
            return t.LINECALLSTATE_DIALING, 0  # the line's own telephone rings for the call
        case S.ALERTING if call.accepted:
            return t.LINECALLSTATE_ACCEPTED, 0
        case S.ALERTING:
            return t.LINECALLSTATE_OFFERING, t.LINEOFFERINGMODE_ACTIVE
        case S.HOLD:
            pending = call.consult is not None or _is_consultation(call)
            return (t.LINECALLSTATE_ONHOLDPENDTRANSFER if pending else t.LINECALLSTATE_ONHOLD), 0
        case S.FAIL if call.cause is Cause.BUSY:
            return t.LINECALLSTATE_BUSY, t.LINEBUSYMODE_STATION
        case S.FAIL | S.NULL:
            return t.LINECALLSTATE_DISCONNECTED, disconnect_mode(call.cause)
        case _:
            return _connected(view)


def _is_consultation(call: TapiCall) -> bool:
    """Whether it is the consultation call of a transfer: after a swap it is the one that waits."""
    return call.main is not None and call.main.members is None


def _connected(view: ConnectionView) -> State:
    states = {other.state for other in view.others}
    if not view.answered:
        return (t.LINECALLSTATE_RINGBACK if S.ALERTING in states else t.LINECALLSTATE_PROCEEDING), 0
    return HELD_BY_OTHERS if states == {S.HOLD} else CONNECTED
