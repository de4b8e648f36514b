"""A user takes a call that rings at somebody else's.

Picking up is a call of its own, to a feature access code (3.5.4.29, 3.5.4.35). The caller's half learns the tracking id
of that call by CallPickedUp (4.7.1.1.13), within an enterprise. The order among the three halves is inferred.
"""

from __future__ import annotations

from collections.abc import Iterable

from ctibridge.sim.calls import End, Half, Outside
from ctibridge.sim.exchange import Exchange
from ctibridge.sim.people import User
from ctibridge.sim.rules import clearing, holding, ringing
from ctibridge.wire.xsi.calls import InternalReleaseCause, Personality, ReleasingParty
from ctibridge.wire.xsi.events import CallParkRetrievedEvent, CallPickedUpEvent


def group(x: Exchange, half: Half) -> None:
    """Takes what has rung for longest in the user's group, which is one Call Pickup group here."""
    user = half.user
    _take_longest(x, half, (other for other in x.people.users if other.group == user.group and other != user))


def directed(x: Exchange, half: Half, whom: User) -> None:
    """Takes what rings at somebody of the enterprise."""
    _take_longest(x, half, (whom,) if whom.enterprise == half.user.enterprise and whom != half.user else ())


def _take_longest(x: Exchange, half: Half, users: Iterable[User]) -> None:
    rings = [call for user in users for call in x.calls(user) if call.rings and _has_caller(half, call)]
    if rings:
        _take(x, half, min(rings, key=lambda call: call.started))
    else:
        clearing.fail(x, half, InternalReleaseCause.FORBIDDEN)  # inferred: there is nothing to take


def _has_caller(half: Half, call: Half) -> bool:
    caller = call.peer
    return caller is not None and call.personality is Personality.TERMINATOR and not _is_user(caller, half.user)


def _is_user(end: End, user: User) -> bool:
    return isinstance(end, Half) and end.user == user


def _take(x: Exchange, half: Half, rang: Half) -> None:
    caller = rang.peer
    if caller is None:
        return
    rang.peer = None
    join(x, half, caller, CallPickedUpEvent)
    holding.settle(x, caller)  # who was parked, and rang at who had parked it, hears somebody again
    clearing.end_half(x, rang, ReleasingParty.REMOTE)


def join(x: Exchange, half: Half, other: End, event: type[CallPickedUpEvent | CallParkRetrievedEvent]) -> None:
    """The user of `half`, which is a call to a code, talks to the party at `other` from now on."""
    half.peer, other.peer = other, half
    half.remote = x.party_at(other, half.user)
    half.personality = _opposite(other)
    if isinstance(other, Outside):
        other.tracking = half.tracking
    elif other.user.enterprise == half.user.enterprise:
        other.tracking, other.remote = half.tracking, x.party(half.user, other.user)
        x.tell(other, event)
    ringing.connect(x, half)
    ringing.far_answered(x, other)
    holding.settle(x, half)


def _opposite(other: End) -> Personality:
    """Inferred: one who called, one who is called. For pickup with barge-in such a change is known (4.7.1.1.7)."""
    called = other.incoming if isinstance(other, Outside) else other.personality is Personality.ORIGINATOR
    return Personality.TERMINATOR if called else Personality.ORIGINATOR
