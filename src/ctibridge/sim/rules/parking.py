"""A call waits at nobody's telephone until somebody retrieves it, or until it comes back to who parked it.

What the halves are told of parking is not published: here the parked party is held from afar, and who parked is out of
the call (inferred). Retrieving is a call of its own, to a feature access code (3.5.4.41).
"""

from __future__ import annotations

from ctibridge.errors import WrongState
from ctibridge.sim.calls import ComesBack, End, Half, Parked
from ctibridge.sim.exchange import Exchange
from ctibridge.sim.people import User
from ctibridge.sim.rules import clearing, holding, pickup, routing
from ctibridge.wire.xsi.calls import CallState, InternalReleaseCause, RecallType, ReleasingParty
from ctibridge.wire.xsi.events import CallParkRetrievedEvent, CallUpdatedEvent


def park(x: Exchange, half: Half, against: User) -> None:
    """Parks a call against a user of the enterprise (3.5.4.19).

    Raises:
        WrongState: the call is not answered, or one is parked against that user already.
    """
    end = _check(x, half, against)
    _wait(x, half, end, against)
    clearing.end_half(x, half, ReleasingParty.LOCAL)


def group_park(x: Exchange, half: Half) -> User:
    """Parks a call against the first of the group against whom none is (3.5.4.14); returns who that is.

    Raises:
        WrongState: the call is not answered, or nobody is free.
    """
    members = [user for user in x.people.users if user.group == half.user.group]
    free = next((user for user in members if user.user_id not in x.parked), None)
    if free is None:
        raise WrongState("a call is parked against everybody in the group")
    end = _check(x, half, free)
    _wait(x, half, end, free)
    half.remote, half.park_location = x.party(free, half.user), True
    x.tell(half, CallUpdatedEvent)
    clearing.end_half(x, half, ReleasingParty.LOCAL)
    return free


def retrieve(x: Exchange, half: Half, against: User) -> None:
    """The user of `half`, which is a call to the code, takes the call that is parked against somebody."""
    parked = x.parked.get(against.user_id)
    if parked is None or against.enterprise != half.user.enterprise or _is_own(parked, half.user):
        clearing.fail(x, half, InternalReleaseCause.FORBIDDEN)  # inferred
        return
    if isinstance(parked.end, Half) and parked.end.state is CallState.REMOTE_HELD:
        parked.end.state = CallState.ACTIVE  # as in the example; the schema says Alerting
    pickup.join(x, half, parked.end, CallParkRetrievedEvent)
    x.unpark(parked.end)


def _is_own(parked: Parked, user: User) -> bool:
    return isinstance(parked.end, Half) and parked.end.user == user


def _check(x: Exchange, half: Half, against: User) -> End:
    if not half.talks or half.peer is None or half.peer.state is CallState.ALERTING:
        raise WrongState(f"call {half.call_id} is {half.state}; only an answered call can be parked")
    if holding.in_conference(x, half):
        raise WrongState(f"call {half.call_id} is in a conference")
    if against.user_id in x.parked:
        raise WrongState(f"a call is parked against {against.user_id} already")
    if against.enterprise != half.user.enterprise:
        raise WrongState(f"{against.user_id} is of another enterprise")
    return half.peer


def _wait(x: Exchange, half: Half, end: End, against: User) -> None:
    parked = x.parked[against.user_id] = Parked(end, half.user, against)
    parked.timer = x.clock.after(x.knobs.park_recall_after_s, lambda: _come_back(x, parked))
    end.peer = half.peer = None
    x.tell_user(against, x.parked_against(against))
    if not isinstance(end, Half) or end.user.enterprise == half.user.enterprise:
        holding.settle(x, end)


def _come_back(x: Exchange, parked: Parked) -> None:
    x.unpark(parked.end)
    routing.come_back(x, ComesBack(parked.by, parked.against, RecallType.PARK), parked.end)
