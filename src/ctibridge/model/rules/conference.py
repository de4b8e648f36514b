"""A line's own conference begins, is held, changes, ends.

BroadWorks tells only the owner. The owner's partners that are lines of ours are told here too, since the book knows
both sides; their own halves go on unchanged, so a partner's call takes the identifier of the conference's call.
"""

from __future__ import annotations

from dataclasses import replace

from ctibridge.model import changes as c
from ctibridge.model.ids import CallId
from ctibridge.model.parties import Cause, Party
from ctibridge.model.records import Connection, Half, LineRecord, Registry
from ctibridge.model.reports import ConferenceFacts
from ctibridge.model.rules import clear, hold
from ctibridge.model.states import ConnectionState as S


def conference_reported(book: Registry, line: LineRecord, facts: ConferenceFacts) -> list[c.Change]:
    """The switch describes the line's conference."""
    owner = next((item for item in line.connections if item.conference), None)
    if not facts.connections:
        return _over(owner)
    halves = [half for half in (line.find_half(item) for item in facts.connections) if half is not None]
    changes: list[c.Change] = []
    for half in halves:
        if owner is None:
            owner = half.connection
        elif half.connection is not owner:
            changes += _joined(book, owner, half, held=facts.held)
    if owner is None or len(owner.halves) < 2:
        return changes
    return changes + _held_or_not(owner, held=facts.held)


def _over(owner: Connection | None) -> list[c.Change]:
    """No conference any more. With one partner left it is an ordinary call; else the releases tell the end."""
    if owner is not None and len(owner.halves) == 1:
        owner.conference = False
    return []


def _held_or_not(owner: Connection, *, held: bool) -> list[c.Change]:
    if held and owner.state is S.CONNECTED:
        return hold.held(owner)
    if not held and owner.state is S.HOLD:
        return hold.retrieved(owner)
    return []


def _joined(book: Registry, owner: Connection, half: Half, *, held: bool) -> list[c.Change]:
    """The call of `half` becomes part of the owner's call."""
    joining = half.connection
    line, first_old, second_old = owner.line, owner.call.id, joining.call.id
    before = [member.far for member in owner.halves.values()]
    line.connections.remove(joining)
    joining.call.connections.remove(joining)
    came = book.merge(owner.call, joining.call) if joining.call is not owner.call else []
    half.connection = owner
    half.ringing = owner.half.ringing = ()
    owner.halves[half.id] = half
    owner.conference, owner.state = True, S.HOLD if held else S.CONNECTED
    for member in owner.halves.values():
        if member.far_state is S.NULL:  # nobody confers with a party of whom nothing is known
            member.far_state, member.answered = S.CONNECTED, True
    added = half.far
    own = c.Moved(line.party, first_old, owner.call.id)
    partners = tuple(c.Moved(party, first_old, owner.call.id) for party in before)
    moved = (own, *partners, c.Moved(added, second_old, owner.call.id))
    changes: list[c.Change] = [_conferenced(owner, first_old, second_old, line.party, added, moved)]
    for other in owner.call.connections:
        if other is not owner:
            old = second_old if other in came else first_old
            changes.append(_partner_told(owner, other, added, old, moved))
    return changes


def _partner_told(
    owner: Connection, other: Connection, added: Party, old: CallId, moved: tuple[c.Moved, ...]
) -> c.Change:
    half = other.half
    half.ringing = ()
    half.far_state, half.answered = S.CONNECTED, True  # who confers does not hold any more
    half.far = owner.line.party  # its own half may have known the owner by another name
    # A partner may own a conference himself: his partners stay his.
    others = [item for item in other.halves.values() if item is not half and item.far_state is not S.NULL]
    own = tuple(c.Moved(item.far, old, owner.call.id) for item in others)
    known = (owner.line.party, other.line.party, *(item.party for item in own))
    other.partners = [item.party for item in moved if not any(item.party.is_same(party) for party in known)]
    conferencing = replace(moved[0], old_call=old)  # the owner as this line knew him
    return _conferenced(other, old, None, owner.line.party, added, (conferencing, *moved[1:], *own))


def left_to_each_other(book: Registry, first: Half, second: Half) -> list[c.Change]:
    """The owner joined his two partners and left: they go on in the call that the conference was."""
    owner, line = first.connection, first.connection.line
    line.leave(first, second)
    others = [member for member in owner.call.connections if member is not owner]
    changes = clear.own_cleared(book, owner, Cause.NORMAL_CLEARING)
    for other in others:
        facing = next((half for half in other.halves.values() if half.far.is_same(line.party)), None)
        if facing is not None and other.partners:
            changes += owner_left(facing, other.partners[0])
    return changes


def owner_left(half: Half, partner: Party) -> list[c.Change]:
    """The far side, who owned the conference, is gone; the line goes on with one of the partners."""
    connection, left = half.connection, half.far
    half.far = half.info = partner
    connection.partners = [party for party in connection.partners if not party.is_same(partner)]
    return [c.ConnectionCleared(connection.line.id, connection.view(), Cause.NORMAL_CLEARING, subject=left)]


def _conferenced(
    told: Connection,
    first_old: CallId,
    second_old: CallId | None,
    owner: Party,
    added: Party,
    moved: tuple[c.Moved, ...],
) -> c.Change:
    return c.Conferenced(
        told.line.id,
        told.view(),
        Cause.CONFERENCE,
        primary_old=first_old,
        secondary_old=second_old,
        conferencing=owner,
        added=added,
        moved=moved,
    )
