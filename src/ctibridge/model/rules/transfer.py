"""A call is transferred: by the line, which leaves, or by the far side, which is replaced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ctibridge.model import changes as c
from ctibridge.model.ids import CallId
from ctibridge.model.parties import Cause, Party, Redirection
from ctibridge.model.records import Call, Connection, Half, Registry
from ctibridge.model.reports import CallFacts, Occasion, Redirect
from ctibridge.model.rules import begin
from ctibridge.model.states import ConnectionState as S


def transferred(book: Registry, half: Half, redirect: Redirect) -> list[c.Change]:
    """The line sent its party to another device without asking that device (single step)."""
    connection = half.connection
    line, call = connection.line, connection.call.id
    connection.state = S.NULL
    change = c.Transferred(
        line.id,
        connection.view(),
        Cause.SINGLE_STEP_TRANSFER,
        primary_old=call,
        secondary_old=None,
        transferring=line.party,
        transferred_to=redirect.to,
        moved=(c.Moved(half.far, call, call),),
    )
    changes: list[c.Change] = [change]
    changes += [_handed_on(book, other, connection.call, redirect.to, rings=True) for other in _across(connection)]
    line.leave(half)
    book.remove(connection)
    return changes


def transferred_both(book: Registry, first: Half, second: Half, result: CallId) -> list[c.Change]:
    """The line joined the parties of two calls and left both.

    Args:
        book: The book.
        first: The held call's half, CSTA's primary old call.
        second: The consulted party's.
        result: The call in which both parties go on.
    """
    held, active = first.connection, second.connection
    line = held.line
    old_held, old_active = held.call.id, active.call.id
    for resulting, other in ((held.call, active.call), (active.call, held.call)):
        if resulting.id == result:
            resulting.link(other)
    held.state = active.state = S.NULL
    change = c.Transferred(
        line.id,
        held.view(),
        Cause.TRANSFER,
        primary_old=old_held,
        secondary_old=old_active,
        transferring=line.party,
        transferred_to=second.far,
        moved=(c.Moved(first.far, old_held, result), c.Moved(second.far, old_active, result)),
    )
    changes: list[c.Change] = [change]
    into = active.call if active.call.id == result else held.call
    rings = second.far_state is S.ALERTING
    changes += [_handed_on(book, other, into, second.far, rings=rings) for other in _across(held)]
    changes += [_handed_on(book, other, into, first.far, rings=False) for other in _across(active)]
    line.leave(first, second)
    book.remove(held)
    book.remove(active)
    return changes


def _across(left: Connection) -> list[Connection]:
    """Lines of another enterprise in the call that this line leaves: the switch does not tell them (XSI 4.7.1.1.9)."""
    return [
        other
        for other in left.call.connections
        if other.half.far.line == left.line.id and other.half.far.external and other.half.answered
    ]


def _handed_on(book: Registry, told: Connection, into: Call, to: Party, *, rings: bool) -> c.Change:
    """Such a line has another party in its call, perhaps in another call; its half keeps the old identifier."""
    half, old, left = told.half, told.call, told.half.far
    if old is not into:
        book.move(told, into)
        book.also(into, *old.trackings)
    described, new = half.info, replace(to, external=True)
    _replace(half, new, rings=rings, single_step=rings and old is into)
    half.info = described
    return c.Transferred(
        told.line.id,
        told.view(),
        Cause.SINGLE_STEP_TRANSFER if rings and old is into else Cause.TRANSFER,
        primary_old=old.id,
        secondary_old=None,
        transferring=left,
        transferred_to=new,
        moved=tuple(_members(half, old.id, left)),
    )


def far_transferred(book: Registry, half: Half, facts: CallFacts, occasion: Occasion) -> list[c.Change]:
    """The far side was replaced by another party, perhaps in another call.

    A new party that begins to ring is not yet told as a member; that it rings is told by `begin.far_progress`.
    """
    connection = half.connection
    line, old_call, left, new = connection.line, connection.call.id, half.far, facts.far
    new_tracking = facts.tracking not in connection.call.trackings
    came_along = _follow(book, connection, facts) if new_tracking else []
    rings = connection.state in {S.CONNECTED, S.HOLD} and S.ALERTING in {facts.state, facts.far_state}
    _replace(half, new, rings=rings, single_step=rings and not new_tracking)
    moved = list(_members(half, old_call, left))
    if connection.state is S.CONNECTED and facts.far_state is S.ALERTING and begin.rings_already(half):
        moved.append(c.Moved(new, None, connection.call.id))  # in a call that clients knew; that it rings is told next
    to_us = occasion is Occasion.UPDATE and not new_tracking and not rings
    change = c.Transferred(
        line.id,
        connection.view(),
        _cause(occasion, single_step=rings and not new_tracking),  # XSI 4.7.1.1.9: consulted ones change it
        primary_old=old_call,
        secondary_old=None,
        transferring=left,
        transferred_to=line.party if to_us else new,
        moved=tuple(moved),
    )
    return [change, *came_along]


def _follow(book: Registry, connection: Connection, facts: CallFacts) -> list[c.Change]:
    """The connection goes on in the call that the switch names; a conference stays the call it is.

    Then that call joins the conference's, and the lines in it are told: their clients knew another identifier.
    """
    if not connection.conference:
        book.move(connection, book.call_for(connection.line, facts.tracking, facts.connection))
        return []
    joined = book.call(facts.tracking)
    return [_joined(told, joined.id, connection.line.party) for told in book.merge(connection.call, joined)]


def _joined(told: Connection, old: CallId, owner: Party) -> c.Change:
    """A line that talks, or rings, to somebody in another's conference from now on."""
    half, left = told.half, told.half.far
    if not told.conference:
        _replace(half, owner, rings=False, single_step=False)
    return c.Transferred(
        told.line.id,
        told.view(),
        Cause.TRANSFER,
        primary_old=old,
        secondary_old=None,
        transferring=left,
        transferred_to=told.line.party,
        moved=tuple(_members(half, old, left)),
    )


def _replace(half: Half, new: Party, *, rings: bool, single_step: bool) -> None:
    connection, left, same = half.connection, half.far, new.is_same(half.far)
    half.far = half.info = new
    half.ringing = ()
    half.answered = half.answered and not rings
    connection.partners.clear()
    if rings:
        half.far_state = S.NULL
        if not single_step:
            connection.called = new  # by who consulted it
        elif not connection.outgoing:
            connection.called = left
        connection.outgoing = True
        connection.last_redirection = Redirection(left, Cause.TRANSFER) if single_step else None
    elif half.far_state is not S.NULL and not same:
        half.far_state = S.CONNECTED


def _members(half: Half, old_call: CallId, left: Party) -> Iterator[c.Moved]:
    """Everybody of whom clients know in the resulting call."""
    connection = half.connection
    yield c.Moved(connection.line.party, old_call, connection.call.id)
    for member in connection.halves.values():
        if member.far_state is not S.NULL:
            stays = member is not half or member.far.is_same(left)
            yield c.Moved(member.far, old_call if stays else None, connection.call.id)


def _cause(occasion: Occasion, *, single_step: bool) -> Cause:
    if occasion is Occasion.PICKUP:
        return Cause.CALL_PICKUP
    return Cause.SINGLE_STEP_TRANSFER if single_step else Cause.TRANSFER


def party_described(half: Half, facts: CallFacts) -> list[c.Change]:
    """The switch describes the same party better, or otherwise."""
    connection, before, now = half.connection, half.info, facts.far
    half.info = now
    if connection.outgoing and not half.answered and connection.called == before:
        connection.called = _refined(before, now)
    if half.far_state is S.NULL:
        half.far = _refined(half.far, now)
        return []
    known = before.number is not None or before.name is not None
    if not known or (before.number, before.name, before.restricted) == (now.number, now.name, now.restricted):
        return []
    return [c.CallInformation(connection.line.id, connection.view(), Cause.NORMAL, subject=facts.far)]


def _refined(told: Party, better: Party) -> Party:
    return better if told.line is None or better.line == told.line else told
