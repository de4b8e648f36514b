"""A call goes elsewhere before it is answered: forwarded or deflected, at the line or at the far side."""

from __future__ import annotations

from ctibridge.model import changes as c
from ctibridge.model.parties import Cause, Party, Redirection
from ctibridge.model.records import Half, Registry
from ctibridge.model.reports import CallFacts, Redirect
from ctibridge.model.states import ConnectionState as S


def diverted(book: Registry, half: Half, redirect: Redirect) -> list[c.Change]:
    """The line sent its ringing call to another device."""
    connection = half.connection
    line = connection.line
    connection.state = S.NULL
    change = c.Diverted(line.id, connection.view(), redirect.cause, subject=line.party, destination=redirect.to)
    line.leave(half)
    book.remove(connection)
    return [change]


def far_diverted(half: Half, facts: CallFacts) -> list[c.Change]:
    """The line's outgoing call was sent from one device to another before it was answered.

    That the new device rings is told by `begin.far_progress`, or by the device itself.
    """
    connection = half.connection
    left = half.far
    cause = _cause(connection.last_redirection, facts.far)
    changes: list[c.Change] = []
    if half.far_state is not S.NULL:
        half.far_state = S.NULL
        changes.append(
            c.Diverted(
                connection.line.id,
                connection.view(),
                cause,
                subject=left,
                destination=facts.far,
            )
        )
    connection.last_redirection = Redirection(left, cause)
    half.far = half.info = facts.far
    return changes


def _cause(last: Redirection | None, to: Party) -> Cause:
    """Why it was diverted: the switch does not say. A call that goes back to who transferred it is a recall."""
    came_back = last is not None and last.cause is Cause.TRANSFER and last.party.is_same(to)
    return Cause.RECALL if came_back else Cause.CALL_FORWARD
