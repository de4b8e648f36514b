"""A call ends, or fails: then a treatment plays to the caller, a tone or an announcement, before it ends."""

from __future__ import annotations

from ctibridge.sim.calls import End, Half, Outside
from ctibridge.sim.exchange import Exchange
from ctibridge.sim.people import User
from ctibridge.sim.rules import conferencing, hook
from ctibridge.wire.xsi.calls import CallState, ReleaseCause, ReleasingParty
from ctibridge.wire.xsi.events import CallReleasedEvent, CallReleasingEvent


def hang_up(x: Exchange, half: Half) -> None:
    """The user releases the call; the far side is released too."""
    peer = half.peer
    end_half(x, half, ReleasingParty.LOCAL)
    if peer is not None:
        drop(x, peer)


def drop(x: Exchange, end: End) -> None:
    """The far side of `end` is gone, and so `end` ends."""
    if end.is_over:
        return
    if isinstance(end, Half):
        end_half(x, end, ReleasingParty.REMOTE)
    else:
        end_outside(end)


def outside_hangs_up(x: Exchange, outside: Outside) -> None:
    """The party in the public network releases the call."""
    peer = outside.peer
    end_outside(outside)
    x.unpark(outside)
    if peer is not None:
        drop(x, peer)


def end_half(x: Exchange, half: Half, by: ReleasingParty | None, cause: str | None = None) -> None:
    """The user is out of the call: released, out of a conference, and perhaps on the hook."""
    stop(half)
    half.state, half.released, half.releasing_party = CallState.RELEASED, x.clock.ms, by
    half.held, half.rings = None, False
    if cause is not None:
        half.cause = ReleaseCause(internal_release_cause=cause)
    x.forget(half)
    x.tell(half, CallReleasedEvent)
    x.unpark(half)
    conferencing.left(x, half)
    hook.released(x, half.user)
    _leave_fork(half)
    for leg in list(half.legs):
        drop(x, leg)


def detach(x: Exchange, half: Half) -> None:
    """The call goes on without the user, who is told that it is released."""
    moment = half.detached
    end_half(x, half, ReleasingParty.LOCAL)
    half.state, half.detached = CallState.DETACHED, moment
    x.keep_detached(half)


def end_outside(outside: Outside, cause: str | None = None) -> None:
    """The party in the public network is out of the call."""
    stop(outside)
    outside.state, outside.cause = CallState.RELEASED, cause
    _leave_fork(outside)


def _leave_fork(end: End) -> None:
    if end.leg_of is not None:
        end.leg_of.legs.remove(end)
        end.leg_of = None


def fail(x: Exchange, caller: End, cause: str) -> None:
    """The call does not get through: a treatment plays, then the platform hangs up.

    Callers from the public network hear their own operator's treatment.
    """
    if isinstance(caller, Outside):
        end_outside(caller, cause)
        return
    stop(caller)
    caller.peer, caller.state = None, CallState.ACTIVE
    caller.cause = ReleaseCause(internal_release_cause=cause)
    x.tell(caller, CallReleasingEvent)
    # inferred: the end of the treatment counts as the far side's hanging up
    caller.timer = x.clock.after(x.knobs.treatment_s, lambda: end_half(x, caller, ReleasingParty.REMOTE))


def end_conference(x: Exchange, user: User) -> None:
    """The owner ends the conference, and every call in it.

    Raises:
        UnknownCall: there is no conference.
    """
    conference = conferencing.find(x, user)
    halves = list(conference.halves)
    conferencing.dissolve(x, conference)
    for half in halves:
        if not half.is_over:  # both ends of one call may be the owner's
            hang_up(x, half)


def stop(end: End) -> None:
    """Nothing waits for this end any more."""
    if end.timer is not None:
        end.timer.cancel()
        end.timer = None
