"""A call is answered, at the line or at the far side."""

from __future__ import annotations

from ctibridge.model import changes as c
from ctibridge.model.parties import Cause
from ctibridge.model.records import Half
from ctibridge.model.rules import fork, hold
from ctibridge.model.states import ConnectionState as S


def answered(half: Half) -> list[c.Change]:
    """The line answered."""
    connection = half.connection
    connection.state = S.CONNECTED
    line = connection.line
    changes: list[c.Change] = [c.Established(line.id, connection.view(), Cause.NEW_CALL, subject=line.party)]
    changes += fork.answered(connection)
    for other in connection.call.connections:
        if other.half.far.external and other.half.far.line == line.id and not other.conference:
            changes += far_connected(other.half)  # another enterprise may not be told by its own half
    return changes


def _why(half: Half) -> Cause:
    last = half.connection.last_redirection
    if last is not None and last.cause in {Cause.CALL_PICKUP, Cause.PARK}:
        return last.cause
    return Cause.NETWORK_SIGNAL if half.far.external else Cause.NEW_CALL


def far_connected(half: Half) -> list[c.Change]:
    """The far side is connected: it answered, or is back from hold."""
    connection = half.connection
    if connection.state in {S.ALERTING, S.INITIATED, S.NULL}:
        return []
    if not half.answered or half.far_state is S.ALERTING:
        half.answered, half.far_state = True, S.CONNECTED
        return [c.Established(connection.line.id, connection.view(), _why(half), subject=half.far)]
    if half.far_state is S.HOLD and not hold.still_held(half):
        return hold.far_retrieved(half)
    return []
