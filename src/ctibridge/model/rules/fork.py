"""A call rings at several devices at a time: at a user's and where his Simultaneous Ring says, or at a group's.

The caller's half knows of one far side; the other devices, if they are lines of ours, tell of themselves. The caller is
told of each that it rings, and that it does not ring any more, whatever the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ctibridge.model import changes as c
from ctibridge.model.parties import Cause, Party, Redirection
from ctibridge.model.records import Connection, Half
from ctibridge.model.states import ConnectionState as S

_TAKEN = frozenset({S.ALERTING, S.CONNECTED, S.HOLD})


def rings_beside(half: Half, target: Party) -> bool:
    """Whether the caller's call rings at another device than `target`, and goes on to ring there."""
    members = half.connection.call.connections
    return (
        half.far_state is S.ALERTING
        and half.far.line != target.line
        and any(member.line.id == half.far.line and member.state is S.ALERTING for member in members)
    )


def rings_too(half: Half, target: Party, redirection: Redirection | None) -> list[c.Change]:
    """One more device rings for the caller's call."""
    if any(party.is_same(target) for party in half.ringing):
        return []
    half.ringing += (target,)
    connection = half.connection
    cause = redirection.cause if redirection is not None else Cause.NEW_CALL
    view = replace(connection.view(), last_redirection=redirection)
    return [c.Delivered(connection.line.id, view, cause, subject=target)]


def answered(winner: Connection) -> list[c.Change]:
    """One of the devices answered: for its callers it is the far side, and the first one does not ring any more."""
    changes: list[c.Change] = []
    for half in _callers(winner):
        if half.silence(winner.line.party):
            changes += won(half, winner.line.party)
    return changes


def won(half: Half, party: Party) -> list[c.Change]:
    """The call leaves the device that was called for `party`, where it rings as well."""
    connection, left = half.connection, half.far
    half.silence(party)
    half.far = party
    view = connection.view()
    connection.last_redirection = Redirection(left, Cause.CALL_FORWARD)
    return [c.Diverted(connection.line.id, view, Cause.CALL_FORWARD, subject=left, destination=party)]


def silent(gone: Connection) -> list[c.Change]:
    """The device does not ring any more; another one may go on."""
    party, changes = gone.line.party, list[c.Change]()
    for half in _callers(gone):
        if not half.silence(party):
            if not half.ringing or half.answered or half.far.line != party.line:
                continue
            half.far, *others = half.ringing
            half.ringing = tuple(others)
        connection = half.connection
        changes.append(c.ConnectionCleared(connection.line.id, connection.view(), Cause.NORMAL_CLEARING, subject=party))
    return changes


def goes_on(connection: Connection) -> bool:
    """Whether the call that rings here and ends is another line's, or rings there: then its caller has not left it."""
    others = [member for member in connection.call.connections if member is not connection]
    elsewhere = any(not member.outgoing and member.state in _TAKEN for member in others)
    caller_there = connection.half.far.line is None or any(member.outgoing for member in others)
    return connection.state is S.ALERTING and elsewhere and caller_there


def _callers(device: Connection) -> Iterator[Half]:
    for member in device.call.connections:
        if member is not device and member.outgoing:
            yield member.half
