"""A call fails, or ends."""

from __future__ import annotations

from ctibridge.model import changes as c
from ctibridge.model.parties import Cause
from ctibridge.model.records import Connection, Half, Registry
from ctibridge.model.reports import CallFacts, Side
from ctibridge.model.rules import fork
from ctibridge.model.states import ConnectionState as S


def failed(book: Registry, half: Half, facts: CallFacts) -> list[c.Change]:
    """The call did not get through; a tone or an announcement plays."""
    connection = half.connection
    cause = _cause(book, half, facts.cause or Cause.DEST_NOT_OBTAINABLE)
    connection.state = S.FAIL
    half.far_state, half.ringing = S.NULL, ()
    connection.partners.clear()  # nobody else is in a call that failed
    return [c.Failed(connection.line.id, connection.view(), cause, subject=half.far)]


def _cause(book: Registry, half: Half, told: Cause) -> Cause:
    """Why the call failed: the switch has few words for it, and the book may know better."""
    if told not in {Cause.BUSY, Cause.DEST_OUT_OF_ORDER}:
        return told
    called = book.lines.get(half.far.line) if half.far.line is not None else None
    if called is not None and called.do_not_disturb:
        return Cause.DO_NOT_DISTURB
    return Cause.CALL_NOT_ANSWERED if told is Cause.DEST_OUT_OF_ORDER and half.far_state is S.ALERTING else told


def released(book: Registry, half: Half, facts: CallFacts) -> list[c.Change]:
    """The switch ended this half.

    When the far side hung up, its connection ends first, then the line's own: a client sees who did it.
    """
    connection = half.connection
    if len(connection.halves) > 1:
        return partner_left(half)
    changes: list[c.Change] = []
    far_left = facts.released_by is Side.REMOTE and not fork.goes_on(connection)
    if far_left and half.far_state is not S.NULL and not connection.partners:
        half.far_state = S.NULL
        changes.append(
            c.ConnectionCleared(connection.line.id, connection.view(), Cause.NORMAL_CLEARING, subject=half.far)
        )
    refused = connection.state is S.ALERTING and facts.cause is Cause.BUSY  # by the switch: nobody saw it ring
    return changes + own_cleared(book, connection, Cause.BUSY if refused else Cause.NORMAL_CLEARING)


def own_cleared(book: Registry, connection: Connection, cause: Cause) -> list[c.Change]:
    """The line is out of the call."""
    line, rang = connection.line, connection.state is S.ALERTING
    connection.state = S.NULL
    cleared = c.ConnectionCleared(line.id, connection.view(), cause, subject=line.party)
    others = fork.silent(connection) if rang else []
    book.remove(connection)
    return [cleared, *others]


def partner_left(half: Half) -> list[c.Change]:
    """One of the partners in the line's own conference is gone: everybody in it is told."""
    connection = half.connection
    del connection.halves[half.id]
    left, line = half.far, connection.line
    changes: list[c.Change] = []
    if half.far_state is not S.NULL:
        changes.append(c.ConnectionCleared(line.id, connection.view(), Cause.NORMAL_CLEARING, subject=left))
    for other in connection.call.connections:
        if other is connection or not other.partners:
            continue
        known = next((party for party in other.partners if party.is_same(left)), None)
        if known is not None:
            other.partners.remove(known)
            changes.append(c.ConnectionCleared(other.line.id, other.view(), Cause.NORMAL_CLEARING, subject=known))
    return changes
