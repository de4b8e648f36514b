"""A call is held and retrieved.

The far side's hold is only reported within an enterprise, and not to somebody who holds the call as well (4.7.1.1.5).
"""

from __future__ import annotations

from ctibridge.errors import WrongState
from ctibridge.sim.calls import Conference, End, Half
from ctibridge.sim.exchange import Exchange
from ctibridge.sim.people import User
from ctibridge.sim.rules import hook, recording
from ctibridge.wire.xsi.calls import CallState
from ctibridge.wire.xsi.events import CallHeldEvent, CallRetrievedEvent, ConferenceHeldEvent

LISTENING = frozenset({CallState.ACTIVE, CallState.REMOTE_HELD})


def hold(x: Exchange, half: Half) -> None:
    """The user holds.

    Raises:
        WrongState: the call is not being talked in, or is part of the user's conference.
    """
    if half.state not in LISTENING or not half.talks:
        raise WrongState(f"call {half.call_id} is {half.state}; only an active call can be held")
    if in_conference(x, half):
        raise WrongState(f"call {half.call_id} is in a conference; hold the conference")
    half.state, half.held = CallState.HELD, x.clock.ms
    x.tell(half, CallHeldEvent)
    settle(x, half.peer)


def retrieve(x: Exchange, half: Half) -> None:
    """The user is back; another active call of the user is held first.

    Raises:
        WrongState: the call is not held.
    """
    if half.state is not CallState.HELD:
        raise WrongState(f"call {half.call_id} is {half.state}; only a held call can be retrieved")
    hold_others(x, half.user, half)
    back(x, half)


def back(x: Exchange, half: Half) -> None:
    """A held half becomes active again, and the far side hears it."""
    hook.lift(x, half.user)
    half.state, half.held = CallState.ACTIVE, None
    x.tell(half, CallRetrievedEvent)
    recording.retrieved(x, half)
    settle(x, half.peer)
    settle(x, half)  # inferred: the far side's hold shows when the own one is over


def hold_others(x: Exchange, user: User, but: Half | None = None) -> None:
    """Holds what the user is talking in, call or conference: telephones do so before another call."""
    conference = x.conferences.get(user.user_id)
    if conference is not None and not conference.held:
        hold_conference(x, conference)
    for half in x.calls(user):
        if half is not but and half.state in LISTENING and half.talks and not in_conference(x, half):
            hold(x, half)


def hold_conference(x: Exchange, conference: Conference) -> None:
    """The owner leaves the others to themselves; their calls do not change (inferred)."""
    conference.held = True
    x.tell_conference(conference, ConferenceHeldEvent)


def settle(x: Exchange, end: End | None) -> None:
    """Lets `end` see whether the far side holds, if that changed."""
    if not isinstance(end, Half) or end.state not in LISTENING or not end.talks:
        return
    peer = end.peer
    held = isinstance(peer, Half) and peer.state is CallState.HELD and peer.user.enterprise == end.user.enterprise
    state = CallState.REMOTE_HELD if held or x.is_parked(end) else CallState.ACTIVE
    if state is not end.state:
        end.state = state
        x.tell(end, CallHeldEvent if state is CallState.REMOTE_HELD else CallRetrievedEvent)


def in_conference(x: Exchange, half: Half) -> bool:
    """Whether the half is part of its user's own conference."""
    conference = x.conferences.get(half.user.user_id)
    return conference is not None and half in conference.halves
