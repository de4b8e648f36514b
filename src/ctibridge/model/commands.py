"""What clients want, and what comes of it. Named as CSTA names its services.

A command names connections as the switch knows them; faces find them through `LineSnapshot` (see `services.py`).
`to` is what a person would dial.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ctibridge.model.ids import CallId, ConnectionId, LineId
from ctibridge.model.line_services import ServiceKind, ServiceState
from ctibridge.model.reports import ForwardingKind, ForwardingState


class Rejection(StrEnum):
    """What the caller is to believe; services of the line, such as forwarding, follow from it."""

    UNAVAILABLE = "unavailable"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class MakeCall:
    """Ring the line's own telephone, then call `to`."""

    line: LineId
    to: str


@dataclass(frozen=True, slots=True)
class AnswerCall:
    """Answer a ringing call."""

    line: LineId
    connection: ConnectionId


@dataclass(frozen=True, slots=True)
class ClearConnection:
    """Hang up; `rejection`: the call rings at the line and is rejected, as busy or as unavailable."""

    line: LineId
    connection: ConnectionId
    rejection: Rejection | None = None


@dataclass(frozen=True, slots=True)
class ClearCall:
    """End the call for everybody: `connection` is the one whose end ends it, of a line that need not have asked."""

    line: LineId
    connection: ConnectionId
    rejection: Rejection | None = None


@dataclass(frozen=True, slots=True)
class HoldCall:
    """Hold."""

    line: LineId
    connection: ConnectionId


@dataclass(frozen=True, slots=True)
class RetrieveCall:
    """Come back from hold."""

    line: LineId
    connection: ConnectionId


@dataclass(frozen=True, slots=True)
class ReconnectCall:
    """Drop the active call, come back to the held one."""

    line: LineId
    active: ConnectionId
    held: ConnectionId


@dataclass(frozen=True, slots=True)
class AlternateCall:
    """Hold the active call, come back to the held one."""

    line: LineId
    active: ConnectionId
    held: ConnectionId


@dataclass(frozen=True, slots=True)
class ConsultationCall:
    """Hold the call, make another."""

    line: LineId
    connection: ConnectionId
    to: str


@dataclass(frozen=True, slots=True)
class TransferCall:
    """Join the parties of both calls and leave."""

    line: LineId
    held: ConnectionId
    active: ConnectionId


@dataclass(frozen=True, slots=True)
class LeaveConference:
    """Leave the line's own conference of two to each other, by joining its calls; if that is refused it ends."""

    line: LineId
    connection: ConnectionId
    first: ConnectionId
    second: ConnectionId


@dataclass(frozen=True, slots=True)
class SingleStepTransferCall:
    """Send the other party to `to` and leave."""

    line: LineId
    connection: ConnectionId
    to: str


@dataclass(frozen=True, slots=True)
class DeflectCall:
    """Send a ringing call to `to`."""

    line: LineId
    connection: ConnectionId
    to: str


@dataclass(frozen=True, slots=True)
class DirectedPickupCall:
    """Take the `call` that rings at another line, by whose number or extension `at` it is found."""

    line: LineId
    call: CallId
    at: str


@dataclass(frozen=True, slots=True)
class GroupPickupCall:
    """Take a call that rings in the line's pickup group."""

    line: LineId


@dataclass(frozen=True, slots=True)
class ParkCall:
    """Leave the call at `to`, from where somebody can take it."""

    line: LineId
    connection: ConnectionId
    to: str


@dataclass(frozen=True, slots=True)
class ConferenceCall:
    """Join the parties of both calls and stay."""

    line: LineId
    held: ConnectionId
    active: ConnectionId


@dataclass(frozen=True, slots=True)
class GenerateDigits:
    """Send DTMF into a call: `0-9 * # A-D`, and a comma for a pause."""

    line: LineId
    connection: ConnectionId
    digits: str


@dataclass(frozen=True, slots=True)
class SetDoNotDisturb:
    """Do Not Disturb on or off."""

    line: LineId
    active: bool


@dataclass(frozen=True, slots=True)
class GetDoNotDisturb:
    """Ask the switch."""

    line: LineId


@dataclass(frozen=True, slots=True)
class SetForwarding:
    """A forwarding on or off; `to` None leaves the number, `ring_count` None the rings."""

    line: LineId
    kind: ForwardingKind
    active: bool
    to: str | None = None
    ring_count: int | None = None


@dataclass(frozen=True, slots=True)
class GetForwarding:
    """Ask the switch."""

    line: LineId


@dataclass(frozen=True, slots=True)
class SetMessageWaitingIndicator:
    """The message lamp on or off."""

    line: LineId
    on: bool


@dataclass(frozen=True, slots=True)
class GetMessageWaitingIndicator:
    """Ask the switch."""

    line: LineId


@dataclass(frozen=True, slots=True)
class GetServices:
    """Ask the switch for these services."""

    line: LineId
    kinds: tuple[ServiceKind, ...]


@dataclass(frozen=True, slots=True)
class SetService:
    """A service on or off; None leaves what it is. `to` is as in `ServiceState`, for Anywhere the location meant."""

    line: LineId
    kind: ServiceKind
    active: bool | None
    to: str | None = None
    ring_count: int | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The switch accepted it. The state changes when the switch reports so."""


@dataclass(frozen=True, slots=True)
class CallAccepted:
    """The switch accepted it, and this is the new call."""

    call: CallId
    connection: ConnectionId


@dataclass(frozen=True, slots=True)
class DoNotDisturbState:
    """The answer to GetDoNotDisturb."""

    active: bool


@dataclass(frozen=True, slots=True)
class Forwardings:
    """The answer to GetForwarding."""

    forwardings: tuple[ForwardingState, ...]


@dataclass(frozen=True, slots=True)
class MessageWaitingState:
    """The answer to GetMessageWaitingIndicator."""

    on: bool


@dataclass(frozen=True, slots=True)
class ServiceStates:
    """The answer to GetServices, and to SetService: how they are now."""

    states: tuple[ServiceState, ...]


Command = (
    MakeCall
    | AnswerCall
    | ClearConnection
    | ClearCall
    | HoldCall
    | RetrieveCall
    | ReconnectCall
    | AlternateCall
    | ConsultationCall
    | TransferCall
    | LeaveConference
    | SingleStepTransferCall
    | DeflectCall
    | DirectedPickupCall
    | GroupPickupCall
    | ParkCall
    | ConferenceCall
    | GenerateDigits
    | SetDoNotDisturb
    | GetDoNotDisturb
    | SetForwarding
    | GetForwarding
    | SetMessageWaitingIndicator
    | GetMessageWaitingIndicator
    | GetServices
    | SetService
)
Result = Accepted | CallAccepted | DoNotDisturbState | Forwardings | MessageWaitingState | ServiceStates
