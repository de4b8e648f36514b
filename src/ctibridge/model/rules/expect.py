"""What requests of ours will bring about: the switch reports that a call is held, not that it was for a consultation.

A cause is expected when a request leaves, and told with the first change that fits. It changes no state; it is wrong in
one cause at worst, when somebody at the telephone does the same thing in between.
"""

from __future__ import annotations

from ctibridge.model import commands as k
from ctibridge.model.ids import ConnectionId
from ctibridge.model.parties import Cause
from ctibridge.model.records import Connection, LineRecord
from ctibridge.model.states import ConnectionState as S


def expect(line: LineRecord, command: k.Command) -> None:
    """The command is about to be sent."""
    match command:
        case k.ConsultationCall():
            line.expected = Cause.CONSULTATION
            _expect(line, Cause.CONSULTATION, command.connection, S.CONNECTED)
        case k.AlternateCall():
            _expect(line, Cause.ALTERNATE, command.active, S.CONNECTED)
            _expect(line, Cause.ALTERNATE, command.held, S.HOLD)
        case _:
            pass


def expect_nothing(line: LineRecord) -> None:
    """The command was refused."""
    line.expected = None
    for connection in line.connections:
        connection.expected = None


def why(what: LineRecord | Connection, otherwise: Cause) -> Cause:
    """The cause of what happens now; nothing is expected any more."""
    expected, what.expected = what.expected, None
    return expected or otherwise


def _expect(line: LineRecord, cause: Cause, half_id: ConnectionId, state: S) -> None:
    half = line.find_half(half_id)
    if half is not None and half.connection.state is state:
        half.connection.expected = cause
