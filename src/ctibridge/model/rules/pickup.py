"""A call is taken at another line than it rings at, or a parked one is retrieved.

Whoever does so dials a code, which is a call of its own with an identifier of its own; the switch then gives the other
halves that identifier. For clients the call that was taken goes on under the identifier that they know: the call to the
code ends, and its line appears in the call that was taken. The halves may speak in any order.
"""

from __future__ import annotations

from dataclasses import replace

from ctibridge.model import changes as c
from ctibridge.model.parties import NOBODY, Cause, Party, Redirection
from ctibridge.model.records import Call, Connection, Half, Registry
from ctibridge.model.reports import CallFacts, Redirect
from ctibridge.model.rules import divert
from ctibridge.model.states import ConnectionState as S


def took(book: Registry, half: Half, facts: CallFacts) -> list[c.Change]:
    """The line dialled a code, and now talks to somebody: it picked up, or it retrieved a parked call."""
    taker, other = half.connection, facts.far
    for target, parked in book.parked.items():
        if parked.party.is_same(other):
            last = Redirection(book.line(target).party, Cause.PARK)
            return _enters(book, parked.call, taker, other, parked.called, last)
    rang, caller = _ringing(book, other), _calling(book, other)
    if rang is not None:
        changes = _follows(book, rang.call, taker, other, rang.called, rang.line.party)
        return changes + divert.diverted(book, rang.half, Redirect(taker.line.party, Cause.CALL_PICKUP))
    if caller is not None and caller.call is not taker.call:  # it has fallen silent, but the caller knows nothing yet
        return _follows(book, caller.call, taker, other, caller.called, caller.half.far)
    called, last = _as_the_others_know(taker)
    return _enters(book, taker.call, taker, other, called, last)


def picked_up(book: Registry, half: Half, facts: CallFacts) -> list[c.Change]:
    """The line's outgoing call was taken at another line than it rings at."""
    call, left = half.connection.call, half.far
    changes = divert.far_diverted(half, facts.far, Cause.CALL_PICKUP)
    rang = book.find(left.line, call)
    if rang is not None and rang.state is S.ALERTING:
        changes += divert.diverted(book, rang.half, Redirect(facts.far, Cause.CALL_PICKUP))
    return changes + _taker_enters(book, half, facts)


def fetched(book: Registry, half: Half, facts: CallFacts) -> list[c.Change]:
    """The line was parked, and somebody retrieved the call. That they talk is told by `begin.far_progress`."""
    half.connection.last_redirection = Redirection(half.far, Cause.PARK)
    half.far = half.info = facts.far
    half.far_state, half.answered = S.NULL, False
    return _taker_enters(book, half, facts)


def _taker_enters(book: Registry, half: Half, facts: CallFacts) -> list[c.Change]:
    """Known by the identifier of its call to the code; if it has not been heard of, it will be told in this call."""
    connection, other = half.connection, book.calls.get(facts.tracking)
    if other is None:
        book.also(connection.call, facts.tracking)
    taker = book.find(facts.far.line, other) if other is not None else None
    last = connection.last_redirection
    if taker is None or last is None or taker.call is connection.call:
        return []
    return _enters(book, connection.call, taker, connection.line.party, connection.called, last)


def _follows(book: Registry, call: Call, taker: Connection, other: Party, called: Party, left: Party) -> list[c.Change]:
    """The line picked up, and the caller, if he is one of ours, has not been told yet."""
    changes = _enters(book, call, taker, other, called, Redirection(left, Cause.CALL_PICKUP))
    for caller in call.connections:
        if caller.outgoing and caller.half.far.is_same(left):
            described, across = caller.half.info, caller.half.far.external
            changes += divert.far_diverted(caller.half, replace(taker.line.party, external=across), Cause.CALL_PICKUP)
            if across:
                caller.half.info = described  # another enterprise is not told
    return changes


def _enters(
    book: Registry, call: Call, taker: Connection, other: Party, called: Party, last: Redirection
) -> list[c.Change]:
    """The line that dialled a code is in the call from now on."""
    line, half, changes = taker.line, taker.half, list[c.Change]()
    alone = taker.call.connections == [taker]  # else somebody has followed it there, and was told so
    if taker.call is not call and alone and book.find(line.id, call) is None:
        taker.state = S.NULL
        changes.append(c.ConnectionCleared(line.id, taker.view(), Cause.NORMAL_CLEARING, subject=line.party))
        book.merge(call, taker.call)
    elif half.far_state is not S.NULL:  # an announcement was told as a party
        half.far_state = S.NULL
        changes.append(c.ConnectionCleared(line.id, taker.view(), Cause.NORMAL_CLEARING, subject=half.far))
    taker.state, taker.outgoing, taker.called, taker.last_redirection = S.CONNECTED, False, called, last
    half.far = half.info = other
    half.far_state, half.answered = S.CONNECTED, True
    changes.append(c.Established(line.id, taker.view(), last.cause, subject=line.party))
    return changes


def _ringing(book: Registry, caller: Party) -> Connection | None:
    """Where a call of this party rings; None when it has been told as cleared, or when there are several."""
    found = [item for item in book.everyone() if item.state is S.ALERTING and item.half.far.is_same(caller)]
    return found[0] if len(found) == 1 else None


def _calling(book: Registry, caller: Party) -> Connection | None:
    """Where a line of ours waits for an answer; None when it is none of ours, or waits for several."""
    line = book.lines.get(caller.line) if caller.line is not None else None
    found = [item for item in line.connections if item.outgoing and not item.half.answered] if line is not None else []
    return found[0] if len(found) == 1 else None


def _as_the_others_know(taker: Connection) -> tuple[Party, Redirection]:
    """Who was called, and where the call was, as told to another line in it."""
    for item in taker.call.connections:
        last = item.last_redirection
        if item is not taker and last is not None and last.cause in {Cause.CALL_PICKUP, Cause.PARK}:
            return item.called, last
    return NOBODY, Redirection(NOBODY, Cause.CALL_PICKUP)
