"""The two ends of a call: a user's half, and a party in the public network. What happens to them is in `rules/`."""

from __future__ import annotations

from dataclasses import dataclass, field

from ctibridge.sim.clock import Timer
from ctibridge.sim.numbers import Destination, Far
from ctibridge.sim.people import User
from ctibridge.wire.xsi.calls import (
    CallState,
    PartyInformation,
    Personality,
    RecallType,
    Redirect,
    Redirection,
    ReleaseCause,
)


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
        comes_back_to: Who sent the call here and gets it back when nobody answers.
        recall_from: The party from whom a transferred or parked call came back to the user.
        recall_type: Which of the two it was.
        park_location: `remote` is where Group Call Park parked the call.
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
    appearance: int | None = None
    redirections: tuple[Redirection, ...] = ()
    redirect: Redirect | None = None
    cause: ReleaseCause | None = None
    releasing_party: str | None = None
    comes_back_to: ComesBack | None = None
    recall_from: PartyInformation | None = None
    recall_type: RecallType = RecallType.TRANSFER
    park_location: bool = False
    timer: Timer | None = None
    digits: list[str] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        """Whether the user is out of it."""
        return self.state in {CallState.RELEASED, CallState.DETACHED}

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
    """

    outside_id: str
    far: Far
    tracking: str
    incoming: bool
    state: CallState = CallState.ALERTING
    peer: End | None = None
    comes_back_to: ComesBack | None = None
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
