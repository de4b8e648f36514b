"""A call as the message that tells of it, and what of it is news. Pure."""

from __future__ import annotations

import hashlib

from ctibridge.model.ids import CallId
from ctibridge.model.parties import NOBODY, Cause, Party
from ctibridge.model.states import ConnectionState as S
from ctibridge.model.views import ConnectionView
from ctibridge.servers.tapi import constants as t
from ctibridge.servers.tapi.call import TapiCall
from ctibridge.servers.tapi.caps import CALL_STATES
from ctibridge.servers.tapi.features import Features
from ctibridge.servers.tapi.people import People
from ctibridge.servers.tapi.states import State
from ctibridge.wire.tapi.messages import Call

NO_TRUNK = 0xFFFF_FFFF

REASONS: dict[Cause, int] = {
    Cause.CALL_FORWARD: t.LINECALLREASON_FWDUNCOND,
    Cause.CALL_FORWARD_BUSY: t.LINECALLREASON_FWDBUSY,
    Cause.CALL_FORWARD_IMMEDIATE: t.LINECALLREASON_FWDUNCOND,
    Cause.CALL_FORWARD_NO_ANSWER: t.LINECALLREASON_FWDNOANSWER,
    Cause.CALL_PICKUP: t.LINECALLREASON_PICKUP,
    Cause.DISTRIBUTED: t.LINECALLREASON_REDIRECT,
    Cause.PARK: t.LINECALLREASON_UNPARK,
    Cause.RECALL: t.LINECALLREASON_REMINDER,
    Cause.REDIRECTED: t.LINECALLREASON_REDIRECT,
    Cause.SINGLE_STEP_TRANSFER: t.LINECALLREASON_TRANSFER,
    Cause.TRANSFER: t.LINECALLREASON_TRANSFER,
}
"""Why a call came, by why it left where it was last."""

NEWS: dict[str, int] = {
    "callid": t.LINECALLINFOSTATE_CALLID,
    "relid": t.LINECALLINFOSTATE_RELATEDCALLID,
    "origin": t.LINECALLINFOSTATE_ORIGIN,
    "reason": t.LINECALLINFOSTATE_REASON,
    "callerflags": t.LINECALLINFOSTATE_CALLERID,
    "caller": t.LINECALLINFOSTATE_CALLERID,
    "callername": t.LINECALLINFOSTATE_CALLERID,
    "calledflags": t.LINECALLINFOSTATE_CALLEDID,
    "called": t.LINECALLINFOSTATE_CALLEDID,
    "calledname": t.LINECALLINFOSTATE_CALLEDID,
    "connflags": t.LINECALLINFOSTATE_CONNECTEDID,
    "conn": t.LINECALLINFOSTATE_CONNECTEDID,
    "connname": t.LINECALLINFOSTATE_CONNECTEDID,
    "redirectionflags": t.LINECALLINFOSTATE_REDIRECTIONID,
    "redirection": t.LINECALLINFOSTATE_REDIRECTIONID,
    "redirectionname": t.LINECALLINFOSTATE_REDIRECTIONID,
    "redirectingflags": t.LINECALLINFOSTATE_REDIRECTINGID,
    "redirecting": t.LINECALLINFOSTATE_REDIRECTINGID,
    "redirectingname": t.LINECALLINFOSTATE_REDIRECTINGID,
}
"""What an application is told of when a field changes."""


def call_number(call: CallId | None) -> int:
    """`dwCallID`: the same in all lines, and after a restart, since it is made of nothing but the identifier."""
    if call is None:
        return 0
    return int.from_bytes(hashlib.sha256(call.encode()).digest()[:4], "big") or 1


def message_from_call(line: int, call: TapiCall, state: State, features: Features, people: People) -> Call:
    """All of a call; what of it is news is not said yet."""
    view = call.view or call.basis
    origin, reason = _why(call, view)
    caller, called = people.party(view.calling if view else None), people.party(view.called if view else None)
    connected = people.party(_connected(view))
    to, by = _redirection(view)
    redirection, redirecting = people.party(to), people.party(by)
    return Call(
        line=line,
        call=call.number,
        state=state[0],
        mode=state[1],
        features=features[0],
        features2=features[1],
        parent=call.parent.number if call.parent is not None else 0,
        media=t.LINEMEDIAMODE_INTERACTIVEVOICE,
        bearer=t.LINEBEARERMODE_VOICE,
        origin=origin,
        reason=reason,
        callid=call_number(view.call if view is not None else call.call),
        relid=call_number(_related(call, view)),
        states=CALL_STATES,
        callerflags=caller.flags,
        caller=caller.address,
        callername=caller.name,
        calledflags=called.flags,
        called=called.address,
        calledname=called.name,
        connflags=connected.flags,
        conn=connected.address,
        connname=connected.name,
        redirectionflags=redirection.flags,
        redirection=redirection.address,
        redirectionname=redirection.name,
        redirectingflags=redirecting.flags,
        redirecting=redirecting.address,
        redirectingname=redirecting.name,
        trunk=NO_TRUNK,
    )


def news(before: Call, after: Call) -> int:
    """LINECALLINFOSTATE_* for what is not as it was."""
    bits = 0
    for name, bit in NEWS.items():
        if getattr(before, name) != getattr(after, name):
            bits |= bit
    return bits


def _why(call: TapiCall, view: ConnectionView | None) -> tuple[int, int]:
    """LINECALLORIGIN_* and LINECALLREASON_*."""
    if call.members is not None:
        return t.LINECALLORIGIN_CONFERENCE, t.LINECALLREASON_DIRECT
    if view is None or view.outgoing:
        return t.LINECALLORIGIN_OUTBOUND, t.LINECALLREASON_DIRECT
    last = view.last_redirection
    reason = REASONS.get(last.cause, t.LINECALLREASON_DIRECT) if last is not None else t.LINECALLREASON_DIRECT
    return t.LINECALLORIGIN_EXTERNAL if view.external else t.LINECALLORIGIN_INTERNAL, reason


def _connected(view: ConnectionView | None) -> Party | None:
    """Whom the line talks to; nobody before somebody answered."""
    if view is None or not view.answered or view.state in {S.INITIATED, S.ALERTING, S.NULL, S.FAIL}:
        return None
    return view.others[0].party if view.others else NOBODY


def _redirection(view: ConnectionView | None) -> tuple[Party | None, Party | None]:
    """Where a redirected call was sent, and who sent it."""
    if view is None or view.last_redirection is None:
        return None, None
    here = Party(line=view.line)
    to = (view.others[0].party if view.others else None) if view.outgoing else here
    return to, view.last_redirection.party


def _related(call: TapiCall, view: ConnectionView | None) -> CallId | None:
    """The call that this one was made for, or that went on in it."""
    main = call.main.basis if call.main is not None else None
    if main is not None:
        return main.call
    return view.linked[-1] if view is not None and view.linked else None
