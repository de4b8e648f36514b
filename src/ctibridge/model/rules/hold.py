"""A call is held and retrieved, by the line or by the far side.

The switch does not tell a line that holds a call whether the far side holds it too, nor tell another enterprise of any
hold (XSI 4.7.1.1.5, 4.7.1.1.6). When the far side is a line of ours, its own half tells it.
"""

from __future__ import annotations

from collections.abc import Iterator

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
    changes: list[c.Change] = [c.Held(line.id, connection.view(), cause, subject=line.party)]
    for half in _halves_with(connection):
        if half.connection.state is S.HOLD or half.far.external:
            changes += far_held(half)
    return changes


def retrieved(connection: Connection) -> list[c.Change]:
    """The line is back."""
    connection.state = S.CONNECTED
    line = connection.line
    cause = expect.why(connection, Cause.NORMAL)
    changes: list[c.Change] = [c.Retrieved(line.id, connection.view(), cause, subject=line.party)]
    for half in _halves_with(connection):
        hidden = half.connection.state is S.HOLD or half.unconfirmed or half.far.external
        if half.far_state is S.HOLD and hidden:
            changes += far_retrieved(half)
    return changes


def far_held(half: Half) -> list[c.Change]:
    """The far side holds. Coming back is `answer.far_connected`."""
    half.unconfirmed = False
    if half.far_state is not S.CONNECTED:
        return []
    half.far_state = S.HOLD
    connection = half.connection
    return [c.Held(connection.line.id, connection.view(), Cause.NORMAL, subject=half.far)]


def far_retrieved(half: Half) -> list[c.Change]:
    """The far side is back."""
    half.far_state, half.unconfirmed = S.CONNECTED, False
    connection = half.connection
    return [c.Retrieved(connection.line.id, connection.view(), Cause.NORMAL, subject=half.far)]


def still_held(half: Half) -> bool:
    """Whether the far side, a line of ours, holds the call although the line's own half says that it is active.

    So it is when the line comes back itself: the switch then says first that the call is active, and after that that it
    is held remotely (inferred). To another enterprise it never tells.
    """
    connection = half.connection
    if connection.state is not S.HOLD and not half.far.external:
        return False
    half.unconfirmed = any(
        other.state is S.HOLD and other.line.id == half.far.line for other in connection.call.connections
    )
    return half.unconfirmed


def _halves_with(connection: Connection) -> Iterator[Half]:
    """What other lines of ours have of a call with this one; a conference's hold is the owner's own affair."""
    if connection.conference:
        return
    for other in connection.call.connections:
        if other is not connection and other.half.far.line == connection.line.id:
            yield other.half
