"""A call goes elsewhere before it is answered: forwarded or deflected, at the line or at the far side."""

from __future__ import annotations

from ctibridge.model import changes as c
from ctibridge.model.parties import Cause, Party, Redirection
from ctibridge.model.records import Connection, Half, Registry
from ctibridge.model.reports import Redirect
from ctibridge.model.rules import fork
from ctibridge.model.states import ConnectionState as S


def diverted(book: Registry, half: Half, redirect: Redirect) -> list[c.Change]:
    """The line sent its ringing call to another device."""
    connection = half.connection
    line = connection.line
    connection.state = S.NULL
    connection.call.diverted = {**(connection.call.diverted or {}), line.id: redirect.cause}
    change = c.Diverted(line.id, connection.view(), redirect.cause, subject=line.party, destination=redirect.to)
    line.leave(half)
    book.remove(connection)
    return [change]


def far_diverted(half: Half, to: Party, cause: Cause | None = None) -> list[c.Change]:
    """The line's outgoing call was sent from one device to another before it was answered.

    That the new device rings is told by `begin.far_progress`, or by the device itself.

    Args:
        half: The line's part of the call.
        to: The new device.
        cause: Why; None: as the device said that the call left.
    """
    connection = half.connection
    left, half.info = half.far, to
    if to.is_same(left):
        return []
    if cause is None and half.silence(to):
        return fork.won(half, to)
    cause = cause or _why(connection, left, to)
    changes: list[c.Change] = []
    if half.far_state is not S.NULL:
        half.far_state = S.NULL
        changes.append(
            c.Diverted(
                connection.line.id,
                connection.view(),
                cause,
                subject=left,
                destination=to,
            )
        )
    connection.last_redirection = Redirection(left, cause)
    half.far = to
    return changes


def _why(connection: Connection, left: Party, to: Party) -> Cause:
    """The caller's own half does not say why; a line of ours that sent the call on has said so.

    A call that goes back to who transferred it is a recall.
    """
    last, known = connection.last_redirection, connection.call.diverted
    if last is not None and last.cause is Cause.TRANSFER and last.party.is_same(to):
        return Cause.RECALL
    return known.get(left.line, Cause.CALL_FORWARD) if known and left.line is not None else Cause.CALL_FORWARD
