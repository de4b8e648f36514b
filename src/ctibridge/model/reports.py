"""What the switch told us, in our words. The south adapter makes reports, `CallBook` takes them.

A report states facts about one line; two lines' reports about one call come in any order relative to each other.
`event` identifies the switch's message, so that one which comes twice counts once; None: cannot come twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from ctibridge.model.health import Trouble
from ctibridge.model.ids import ConnectionId, EventId, LineId, TrackingId
from ctibridge.model.line_services import Messages, ServiceState
from ctibridge.model.lines import Line
from ctibridge.model.parties import Cause, Party, Redirection
from ctibridge.model.states import ConnectionState, Recording


class Side(Enum):
    """Who ended a call."""

    LOCAL = auto()
    REMOTE = auto()


class Occasion(Enum):
    """On which occasion the switch speaks of a call, where the facts alone do not say."""

    PROGRESS = auto()
    UPDATE = auto()  # something about the other party
    TRANSFER = auto()  # the far side transferred
    FORWARD = auto()  # the far side forwarded
    PICKUP = auto()  # the far side was picked up
    UNPARK = auto()  # the line was parked, and somebody retrieved it
    RESYNC = auto()  # part of a full state


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where the line sends a call."""

    to: Party
    cause: Cause


@dataclass(frozen=True, slots=True)
class CallFacts:
    """All that the switch says about one line's part of a call.

    Args:
        connection: The line's part.
        tracking: The call.
        state: The line's own state.
        far_state: The other side's, as far as the line's own part tells; None: it does not tell.
        outgoing: The line is the calling side.
        far: The other side.
        redirections: Where the call was before it came here, oldest first.
        redirect: Where the line sends it.
        cause: Why it fails or failed.
        released_by: Who hung up.
        recall: The call came back to the line.
        recall_from: Who had not answered it.
        at_device: A telephone of the line has the call.
        recording: Whether it is recorded for the line.
    """

    connection: ConnectionId
    tracking: TrackingId
    state: ConnectionState
    far_state: ConnectionState | None
    outgoing: bool
    far: Party
    redirections: tuple[Redirection, ...] = ()
    redirect: Redirect | None = None
    cause: Cause | None = None
    released_by: Side | None = None
    recall: bool = False
    recall_from: Party | None = None
    at_device: bool = False
    recording: Recording = Recording.OFF


@dataclass(frozen=True, slots=True)
class ConferenceFacts:
    """The line's own conference: its connections in it, none when it is over."""

    connections: tuple[ConnectionId, ...]
    held: bool = False


@dataclass(frozen=True, slots=True)
class CallReported:
    """Something about one call."""

    line: LineId
    event: EventId | None
    occasion: Occasion
    facts: CallFacts


@dataclass(frozen=True, slots=True)
class CallsRedirected:
    """The line sent calls elsewhere: one for a forwarding or a blind transfer, two for a transfer of both."""

    line: LineId
    event: EventId | None
    facts: tuple[CallFacts, ...]


@dataclass(frozen=True, slots=True)
class ConferenceReported:
    """The line's own conference began, changed or ended."""

    line: LineId
    event: EventId | None
    conference: ConferenceFacts


@dataclass(frozen=True, slots=True)
class LineReported:
    """The full state of the line: replaces everything that was known of its calls."""

    line: LineId
    event: EventId | None
    calls: tuple[CallFacts, ...]
    conference: ConferenceFacts | None = None
    off_hook: bool | None = None


@dataclass(frozen=True, slots=True)
class ParkReported:
    """Who is parked against the line; None: nobody any more."""

    line: LineId
    event: EventId | None
    party: Party | None


@dataclass(frozen=True, slots=True)
class HookReported:
    """The telephone of the line."""

    line: LineId
    event: EventId | None
    off_hook: bool


@dataclass(frozen=True, slots=True)
class DoNotDisturbReported:
    """The service of the line."""

    line: LineId
    event: EventId | None
    active: bool


@dataclass(frozen=True, slots=True)
class MessagesReported:
    """What is in the line's voice mail box."""

    line: LineId
    event: EventId | None
    messages: Messages


class ForwardingKind(StrEnum):
    """When calls are forwarded. The values are CSTA's forwarding types."""

    IMMEDIATE = "forwardImmediate"
    BUSY = "forwardBusy"
    NO_ANSWER = "forwardNoAns"


@dataclass(frozen=True, slots=True)
class ForwardingState:
    """One forwarding of a line. `ring_count` belongs to NO_ANSWER; `shown` is how clients see `to`, if not so."""

    kind: ForwardingKind
    active: bool
    to: str | None = None
    ring_count: int | None = None
    shown: str | None = None


@dataclass(frozen=True, slots=True)
class ForwardingReported:
    """The service of the line."""

    line: LineId
    event: EventId | None
    forwarding: ForwardingState


@dataclass(frozen=True, slots=True)
class CallWaitingReported:
    """The service of the line: whether a second call may ring."""

    line: LineId
    event: EventId | None
    active: bool
    available: bool = True


@dataclass(frozen=True, slots=True)
class ServiceReported:
    """Another service of the line."""

    line: LineId
    event: EventId | None
    state: ServiceState


@dataclass(frozen=True, slots=True)
class DoubtOver:
    """The time is over in which a doubtful call of the line would have ended; see `CallInDoubt`."""

    line: LineId
    connection: ConnectionId


@dataclass(frozen=True, slots=True)
class LineUp:
    """The switch tells us about this line from now on."""

    line: LineId


@dataclass(frozen=True, slots=True)
class LineDown:
    """The switch does not tell us about this line, or not any more, and why."""

    line: LineId
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class LinesRead:
    """The line list of a provider: all of it, also when nothing changed."""

    provider: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ProviderUp:
    """The link to the platform works."""

    provider: str


@dataclass(frozen=True, slots=True)
class ProviderDown:
    """No link to the platform, and why; what that means for its lines, if it is known."""

    provider: str
    reason: str
    trouble: Trouble | None = None


TelephoneReport = (
    HookReported | DoNotDisturbReported | ForwardingReported | CallWaitingReported | MessagesReported | ServiceReported
)
LineReport = (
    CallReported
    | CallsRedirected
    | ConferenceReported
    | LineReported
    | ParkReported
    | TelephoneReport
    | DoubtOver
    | LineUp
    | LineDown
)
Report = LineReport | LinesRead | ProviderUp | ProviderDown
