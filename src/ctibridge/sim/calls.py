"""The two ends of a call: a user's half, and a party in the public network. What happens to them is in `rules/`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ctibridge.sim.clock import Timer
from ctibridge.sim.numbers import Destination, Far
from ctibridge.sim.people import User
from ctibridge.wire.xsi.calls import (
    CallState,
    Endpoint,
    PartyInformation,
    Personality,
    RecallType,
    RecordingControls,
    RecordingState,
    Redirect,
    Redirection,
    ReleaseCause,
)


class RecordingMode(StrEnum):
    """When a user's calls are recorded (3.5.4.20 to 3.5.4.23). The values are those of the service's document."""

    ALWAYS = "always"
    ALWAYS_PAUSE_RESUME = "always-pause-resume"
    ON_DEMAND = "on-demand"
    ON_DEMAND_USER_START = "on-demand-user-start"


_C, _R = RecordingControls, RecordingState
CONTROLS: dict[RecordingMode, dict[RecordingState | None, RecordingControls]] = {
    RecordingMode.ALWAYS: {},
    RecordingMode.ALWAYS_PAUSE_RESUME: {_R.STARTED: _C.PAUSE, _R.PAUSED: _C.RESUME},
    RecordingMode.ON_DEMAND: {None: _C.RECORD, _R.STARTED: _C.PAUSE, _R.PAUSED: _C.RESUME},
    RecordingMode.ON_DEMAND_USER_START: {None: _C.RECORD, _R.STARTED: _C.PAUSE_STOP, _R.PAUSED: _C.RESUME_STOP},
}
"""What the user can do about a recording in this state; otherwise nothing."""


@dataclass(eq=False, slots=True)
class Half:
    """One user's half of a call. Times are milliseconds since 1970.

    Args:
        call_id: The half, `callhalf-<session>:<n>`.
        user: Whose it is.
        tracking: The whole call.
        personality: Which end the user is.
        remote: The other party, as the user sees it.
        dialled: What the user dialled.
        peer: The other end; None while there is none, and when a treatment plays.
        presented: Whether the user's telephone ever rang, or the user called: what Standard and Basic Call report.
        rings: The telephone rings now.
        on_phone: A telephone of the user has the call; documents show it as the endpoint.
        endpoint: Which telephone, if it is not the user's first one.
        comes_back_to: Who sent the call here and gets it back when nobody answers.
        recall_from: The party from whom a transferred or parked call came back to the user.
        recall_type: Which of the two it was.
        park_location: `remote` is where Group Call Park parked the call.
        recording_mode: The user's Call Recording; None: not assigned.
        recorded: It was recorded, or asked to be.
        recording: The state of the recording; None: there is none.
        legs: Where it rings as well, by the user's Simultaneous Ring.
        leg_of: It rings here because it rings at another user, whose half this is.
    """

    call_id: str
    user: User
    tracking: str
    personality: Personality
    remote: PartyInformation
    started: int
    state: CallState = CallState.ALERTING
    dialled: str = ""
    peer: End | None = None
    answered: int | None = None
    held: int | None = None
    detached: int | None = None
    released: int | None = None
    presented: bool = False
    rings: bool = False
    on_phone: bool = False
    endpoint: Endpoint | None = None
    appearance: int | None = None
    redirections: tuple[Redirection, ...] = ()
    redirect: Redirect | None = None
    cause: ReleaseCause | None = None
    releasing_party: str | None = None
    comes_back_to: ComesBack | None = None
    recall_from: PartyInformation | None = None
    recall_type: RecallType = RecallType.TRANSFER
    park_location: bool = False
    recording_mode: RecordingMode | None = None
    recorded: bool = False
    recording: RecordingState | None = None
    legs: list[End] = field(default_factory=list)
    leg_of: Half | None = None
    timer: Timer | None = None
    digits: list[str] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        """Whether the user is out of it."""
        return self.state in {CallState.RELEASED, CallState.DETACHED}

    @property
    def recording_controls(self) -> RecordingControls | None:
        """What the user can do about the recording; None: the service is not assigned."""
        if self.recording_mode is None:
            return None
        return CONTROLS[self.recording_mode].get(self.recording, RecordingControls.NONE)

    @property
    def talks(self) -> bool:
        """Whether the call was answered and goes on."""
        return self.state in {CallState.ACTIVE, CallState.HELD, CallState.REMOTE_HELD} and self.cause is None


@dataclass(eq=False, slots=True)
class Outside:
    """A party in the public network: somebody who calls in, or was called.

    Args:
        outside_id: Its name on the control face.
        far: Who it is.
        tracking: The whole call.
        incoming: It called.
        state: Alerting, Active or Released. Nobody outside can hold.
        leg_of: It rings here because it rings at a user, whose half this is.
    """

    outside_id: str
    far: Far
    tracking: str
    incoming: bool
    state: CallState = CallState.ALERTING
    peer: End | None = None
    comes_back_to: ComesBack | None = None
    leg_of: Half | None = None
    timer: Timer | None = None
    cause: str | None = None

    @property
    def is_over(self) -> bool:
        """Whether the party is out of it."""
        return self.state is CallState.RELEASED


End = Half | Outside


@dataclass(frozen=True, slots=True)
class ComesBack:
    """A call returns to who transferred or parked it. `target` is where it had been sent."""

    user: User
    target: Destination
    recall_type: RecallType = RecallType.TRANSFER


@dataclass(eq=False, slots=True)
class Parked:
    """A call that waits at nobody's telephone. A user can have one parked against them (3.5.4.19)."""

    end: End
    by: User
    against: User
    timer: Timer | None = None


@dataclass(eq=False, slots=True)
class Conference:
    """A user's own conference: the user's halves in it, and which of them are muted or deaf."""

    owner: User
    halves: list[Half]
    held: bool = False
    muted: set[str] = field(default_factory=set)
    deaf: set[str] = field(default_factory=set)
