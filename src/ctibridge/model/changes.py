"""What the call model concluded: one change for each thing that a client of a line has to be told.

The names are those of CSTA's events (ECMA-269, chapters 17 to 21). `view` is the connection as it is after the
change; `subject` is the device that the change is about, which may be the line itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from ctibridge.model.ids import CallId, ConnectionId, LineId
from ctibridge.model.line_services import ServiceState
from ctibridge.model.parties import Cause, Party
from ctibridge.model.reports import ForwardingState
from ctibridge.model.views import ConnectionView


@dataclass(frozen=True, slots=True)
class CallChange:
    """A change in a call, seen from one line in it."""

    line: LineId
    view: ConnectionView
    cause: Cause


@dataclass(frozen=True, slots=True)
class ServiceInitiated(CallChange):
    """The line's telephone rings for its own outgoing call."""


@dataclass(frozen=True, slots=True)
class Originated(CallChange):
    """The line calls."""


@dataclass(frozen=True, slots=True)
class NetworkReached(CallChange):
    """The line's call has left the enterprise."""

    subject: Party


@dataclass(frozen=True, slots=True)
class Delivered(CallChange):
    """A device rings."""

    subject: Party


@dataclass(frozen=True, slots=True)
class Established(CallChange):
    """A device answered."""

    subject: Party


@dataclass(frozen=True, slots=True)
class Held(CallChange):
    """A device holds the call."""

    subject: Party


@dataclass(frozen=True, slots=True)
class Retrieved(CallChange):
    """A device is back from hold."""

    subject: Party


@dataclass(frozen=True, slots=True)
class Failed(CallChange):
    """The call did not reach `subject`."""

    subject: Party


@dataclass(frozen=True, slots=True)
class ConnectionCleared(CallChange):
    """A device left the call. `unreported`: nobody said so; the switch does not know its part of the call any more."""

    subject: Party
    unreported: bool = False


@dataclass(frozen=True, slots=True)
class Diverted(CallChange):
    """The call left `subject` for `destination` before it was answered there."""

    subject: Party
    destination: Party


@dataclass(frozen=True, slots=True)
class Queued(CallChange):
    """The call waits at `subject`, which does not ring: it is parked there."""

    subject: Party


@dataclass(frozen=True, slots=True)
class Moved:
    """A device that goes on in another call, or under the same one: CSTA's connection list."""

    party: Party
    old_call: CallId | None
    new_call: CallId


@dataclass(frozen=True, slots=True)
class Transferred(CallChange):
    """`transferring` left; `moved` says who is in the resulting call.

    `primary_old` and `secondary_old` are the calls as this line knew them (CSTA's local view).
    """

    primary_old: CallId
    secondary_old: CallId | None
    transferring: Party
    transferred_to: Party
    moved: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Conferenced(CallChange):
    """`conferencing` brought `added` in; `moved` says who is in the resulting call."""

    primary_old: CallId
    secondary_old: CallId | None
    conferencing: Party
    added: Party
    moved: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class CallInformation(CallChange):
    """More, or something else, is known about `subject`: name, number; of the line itself, `view.recording`."""

    subject: Party


@dataclass(frozen=True, slots=True)
class CallCleared:
    """Nobody is left in the call. Told to those who follow the call (see `followed.py`), not to those of a line."""

    call: CallId
    cause: Cause


@dataclass(frozen=True, slots=True)
class DoNotDisturbChanged:
    """The line's Do Not Disturb."""

    line: LineId
    active: bool


@dataclass(frozen=True, slots=True)
class ForwardingChanged:
    """One of the line's forwardings."""

    line: LineId
    forwarding: ForwardingState


@dataclass(frozen=True, slots=True)
class MessageWaitingChanged:
    """New voice messages wait for the line, or none do any more."""

    line: LineId
    waiting: bool


@dataclass(frozen=True, slots=True)
class ServiceChanged:
    """A service of the line for which CSTA has no event."""

    line: LineId
    state: ServiceState


@dataclass(frozen=True, slots=True)
class BackInService:
    """The line's changes are told again."""

    line: LineId


@dataclass(frozen=True, slots=True)
class OutOfService:
    """The line's changes cannot be told for now, and why."""

    line: LineId
    reason: str


@dataclass(frozen=True, slots=True)
class LineSuspect:
    """The switch's reports do not fit together: its full state should be asked for. No client is told."""

    line: LineId
    reason: str


@dataclass(frozen=True, slots=True)
class CallInDoubt:
    """The line may have a further call, or the switch will end it at once. No client is told.

    Whoever keeps time reports `DoubtOver` when the call would have ended by then.
    """

    line: LineId
    connection: ConnectionId


CallControlChange = (
    ServiceInitiated
    | Originated
    | NetworkReached
    | Delivered
    | Established
    | Held
    | Retrieved
    | Failed
    | ConnectionCleared
    | Diverted
    | Queued
    | Transferred
    | Conferenced
    | CallInformation
)
Change = (
    CallControlChange
    | DoNotDisturbChanged
    | ForwardingChanged
    | MessageWaitingChanged
    | ServiceChanged
    | BackInService
    | OutOfService
    | LineSuspect
    | CallInDoubt
)
