"""A call appears at a line: it rings there, or the line calls. The far side begins to ring."""

from __future__ import annotations

from ctibridge.model import changes as c
from ctibridge.model.parties import Cause, Party, Redirection
from ctibridge.model.records import Connection, Half, LineRecord, Registry
from ctibridge.model.reports import CallFacts, Occasion
from ctibridge.model.rules import answer, expect, fork, hold, park
from ctibridge.model.states import ConnectionState as S


def begin(book: Registry, line: LineRecord, facts: CallFacts, occasion: Occasion) -> list[c.Change]:
    """The line has a call that the book does not know."""
    call = book.call_for(line, facts.tracking, facts.connection)
    half = book.connect(line, call, facts.connection, facts.far, outgoing=facts.outgoing)
    connection = half.connection
    changes: list[c.Change] = []
    if facts.state not in {S.INITIATED, S.ALERTING} and not facts.outgoing and occasion is not Occasion.RESYNC:
        changes.append(c.LineSuspect(line.id, f"call {facts.connection} was never reported as ringing"))
    if facts.state is S.INITIATED:
        connection.state, connection.reason = S.INITIATED, expect.why(line, Cause.MAKE_CALL)
        changes.append(c.ServiceInitiated(line.id, connection.view(), connection.reason))
    elif facts.outgoing:
        connection.reason = expect.why(line, Cause.NEW_CALL)
        changes += originated(half)
    else:
        changes += _received(half, facts)
    return changes


def originated(half: Half) -> list[c.Change]:
    """The line calls; its own telephone is off the hook."""
    connection = half.connection
    connection.state = S.CONNECTED
    changes: list[c.Change] = [c.Originated(connection.line.id, connection.view(), connection.reason)]
    for member in connection.call.connections:
        if member.state is S.ALERTING:
            changes += tell_callers(member)
    return changes


def _received(half: Half, facts: CallFacts) -> list[c.Change]:
    connection = half.connection
    half.far_state, half.answered = S.CONNECTED, True  # the caller
    if facts.recall:
        connection.called = _called_by_caller(connection)
    elif facts.redirections:
        connection.called = facts.redirections[0].party
    if facts.redirections:
        connection.last_redirection = facts.redirections[-1]
    if facts.recall_from is not None:
        connection.last_redirection = Redirection(facts.recall_from, Cause.RECALL)
    connection.state = S.ALERTING
    cause = Cause.RECALL if facts.recall else _redirection_cause(connection.last_redirection)
    changes: list[c.Change] = [c.Delivered(connection.line.id, connection.view(), cause, subject=connection.line.party)]
    return changes + (park.comes_back(connection) if facts.recall else []) + tell_callers(connection)


def _called_by_caller(back: Connection) -> Party:
    """Whom a call was made to that comes back: a caller who is a line of ours knows it."""
    return next((other.called for other in back.call.connections if other.outgoing), back.called)


def _redirection_cause(last: Redirection | None) -> Cause:
    return last.cause if last is not None else Cause.NEW_CALL


def tell_callers(ringing: Connection) -> list[c.Change]:
    """Lines of ours that call this one learn from its ringing that it rings; their own half does not tell."""
    changes: list[c.Change] = []
    target, redirection = ringing.line.party, ringing.last_redirection
    for caller in ringing.call.connections:
        half = caller.half
        if not caller.outgoing or half.answered or caller.state is not S.CONNECTED:
            continue
        if fork.rings_beside(half, target):
            changes += fork.rings_too(half, target, redirection)
        elif half.far.line == target.line or redirection is None:
            if half.far_state is S.NULL and not _will_tell(half):
                caller.last_redirection = redirection or caller.last_redirection  # it knows why, the caller guesses
                changes += far_rings(half, half.far if half.far.line is not None else target)
        else:
            changes += _rings_elsewhere(half, target, redirection)
    return changes


def _will_tell(half: Half) -> bool:
    """Whether the half itself tells that the call has left the enterprise, whoever speaks first."""
    return half.far.external and half.info.is_same(half.far)


def _rings_elsewhere(half: Half, target: Party, redirection: Redirection) -> list[c.Change]:
    """The call rings at another line than it was made to, or than it rang at before."""
    connection, left = half.connection, half.far
    changes: list[c.Change] = []
    if half.far_state is not S.NULL:
        half.far_state = S.NULL
        view = connection.view()
        changes.append(c.Diverted(connection.line.id, view, redirection.cause, subject=left, destination=target))
    half.info = target
    connection.last_redirection = Redirection(left, redirection.cause)
    return changes + far_rings(half, target)


def far_progress(book: Registry, half: Half, facts: CallFacts) -> list[c.Change]:
    """What the line's own half tells about the far side's state."""
    match facts.far_state:
        case S.ALERTING if half.far_state is S.NULL:
            return _far_alerting(book, half)
        case S.CONNECTED:
            return answer.far_connected(half)
        case None if facts.state is S.HOLD and not half.answered:
            return answer.far_connected(half)  # only an answered call can be held
        case S.HOLD:
            return ([] if half.answered else answer.far_connected(half)) + hold.far_held(half)
        case _:
            return []


def _far_alerting(book: Registry, half: Half) -> list[c.Change]:
    connection = half.connection
    if connection.state is not S.CONNECTED and not (connection.conference and connection.state is S.HOLD):
        return []
    if half.far.external:
        half.far_state = S.CONNECTED  # the trunk; `answered` still tells that nobody has answered
        view = connection.view()
        return [c.NetworkReached(connection.line.id, view, Cause.NETWORK_SIGNAL, subject=half.far)]
    if half.far.is_code:
        return []  # nothing rings there
    if book.is_watched(half.far) and not rings_already(half):
        return []  # its own half will tell: see tell_callers
    return far_rings(half, half.far)


def rings_already(half: Half) -> bool:
    """Whether the far side is a line of ours whose own half says that it rings."""
    members = half.connection.call.connections
    return any(member.line.id == half.far.line and member.state is S.ALERTING for member in members)


def far_rings(half: Half, party: Party) -> list[c.Change]:
    """The far side rings, and the line's clients have not been told."""
    connection = half.connection
    half.far, half.far_state = party, S.ALERTING
    cause = _redirection_cause(connection.last_redirection)
    return [c.Delivered(connection.line.id, connection.view(), cause, subject=party)]


def replaced(half: Half, facts: CallFacts) -> None:
    """A click-to-dial call went out under a new connection id (schema note on CallId)."""
    connection = half.connection
    del connection.halves[half.id]
    half.id = facts.connection
    connection.halves[half.id] = half
