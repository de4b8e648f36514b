"""A call is answered, at the line or at the far side."""

from __future__ import annotations

from ctibridge.model import changes as c
from ctibridge.model.parties import Cause
from ctibridge.model.records import Half
from ctibridge.model.rules import fork
from ctibridge.model.states import ConnectionState as S


def answered(half: Half) -> list[c.Change]:
    """The line answered."""
    connection = half.connection
    connection.state = S.CONNECTED
    line = connection.line
    established = c.Established(line.id, connection.view(), Cause.NEW_CALL, subject=line.party)
    return [established, *fork.answered(connection)]


def far_connected(half: Half) -> list[c.Change]:
    """The far side is connected: it answered, or is back from hold."""
    connection = half.connection
    if connection.state in {S.ALERTING, S.INITIATED, S.NULL}:
        return []
    if not half.answered:
        half.answered, half.far_state = True, S.CONNECTED
        cause = Cause.NETWORK_SIGNAL if half.far.external else Cause.NEW_CALL
        return [c.Established(connection.line.id, connection.view(), cause, subject=half.far)]
    if half.far_state is S.HOLD:
        half.far_state = S.CONNECTED
        return [c.Retrieved(connection.line.id, connection.view(), Cause.NORMAL, subject=half.far)]
    return []
