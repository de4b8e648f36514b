"""A call is held and retrieved, by the line or by the far side."""

from __future__ import annotations

from ctibridge.model import changes as c
from ctibridge.model.parties import Cause
from ctibridge.model.records import Connection, Half
from ctibridge.model.rules import expect
from ctibridge.model.states import ConnectionState as S


def held(connection: Connection) -> list[c.Change]:
    """The line holds."""
    connection.state = S.HOLD
    line = connection.line
    cause = expect.why(connection, Cause.NORMAL)
    return [c.Held(line.id, connection.view(), cause, subject=line.party)]


def retrieved(connection: Connection) -> list[c.Change]:
    """The line is back."""
    connection.state = S.CONNECTED
    line = connection.line
    cause = expect.why(connection, Cause.NORMAL)
    return [c.Retrieved(line.id, connection.view(), cause, subject=line.party)]


def far_held(half: Half) -> list[c.Change]:
    """The far side holds. Coming back is `answer.far_connected`."""
    if half.far_state is not S.CONNECTED:
        return []
    half.far_state = S.HOLD
    connection = half.connection
    return [c.Held(connection.line.id, connection.view(), Cause.NORMAL, subject=half.far)]
