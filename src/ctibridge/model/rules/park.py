"""A call is parked: it waits at no line of ours until somebody retrieves it, or until it comes back.

Who is parked is told for the line against which; who parked, and who waits, is found by the other party. That line is
not in the call: its telephone shows nothing of it. Retrieving is in `pickup`.
"""

from __future__ import annotations

from ctibridge.model import changes as c
from ctibridge.model.parties import Cause, Party, Redirection
from ctibridge.model.records import Connection, Half, LineRecord, Parked, Registry
from ctibridge.model.reports import Redirect
from ctibridge.model.rules import divert
from ctibridge.model.states import ConnectionState as S

_TALKS = frozenset({S.CONNECTED, S.HOLD})


def park_reported(book: Registry, target: LineRecord, party: Party | None) -> list[c.Change]:
    """The switch says who is parked against the line, or that nobody is any more."""
    before = book.parked.get(target.id)
    if before is not None and party is not None and before.party.is_same(party):
        return []
    _over(book, target)
    parker = _parker(book, party) if party is not None else None
    known = parker or (_waiting(book, party) if party is not None else None)
    if known is None or party is None:
        return []
    call = known.call
    call.parked = True
    book.parked[target.id] = Parked(call, party, known.called)
    changes = divert.diverted(book, parker.half, Redirect(target.party, Cause.PARK)) if parker is not None else []
    if book.find(target.id, call) is not None:
        return changes  # nobody waits at his own telephone: no device is twice in a call
    for connection in filter(_talks, call.connections):
        changes += _sent(connection.half, target.party, Cause.PARK, S.QUEUED)
        changes.append(c.Queued(connection.line.id, connection.view(), Cause.PARK, subject=target.party))
    return changes


def comes_back(ringing: Connection) -> list[c.Change]:
    """Nobody retrieved the call: it rings again at the line that parked it."""
    line, changes = ringing.line, list[c.Change]()
    for connection in ringing.call.connections:
        half = connection.half
        if half.far_state is S.QUEUED:
            changes += _sent(half, line.party, Cause.RECALL, S.ALERTING)
            changes.append(c.Delivered(connection.line.id, connection.view(), Cause.RECALL, subject=line.party))
    return changes


def _sent(half: Half, to: Party, cause: Cause, state: S) -> list[c.Change]:
    """The other side of an answered call is elsewhere; `half.info` is what the switch says, which is not of this."""
    connection, left = half.connection, half.far
    half.far_state = S.NULL
    change = c.Diverted(connection.line.id, connection.view(), cause, subject=left, destination=to)
    connection.last_redirection = Redirection(left, cause)
    half.far, half.far_state = to, state
    return [change]


def _over(book: Registry, target: LineRecord) -> None:
    parked = book.parked.pop(target.id, None)
    if parked is not None:
        parked.call.parked = False
        book.let_go(parked.call)


def _parker(book: Registry, party: Party) -> Connection | None:
    """The line that talks to this party; None when it has left already, or when there are several."""
    return _only([item for item in book.everyone() if _talks(item) and item.half.far.is_same(party)])


def _waiting(book: Registry, party: Party) -> Connection | None:
    """The parked line itself: in the call whose other side is a line of ours that has left."""
    line = book.lines.get(party.line) if party.line is not None else None
    own = [item for item in line.connections if _talks(item)] if line is not None else []
    return _only([item for item in own if item.half.far.line and book.find(item.half.far.line, item.call) is None])


def _talks(connection: Connection) -> bool:
    half = connection.half
    return connection.state in _TALKS and half.far_state in _TALKS and half.answered and not connection.conference


def _only(found: list[Connection]) -> Connection | None:
    return found[0] if len(found) == 1 else None
