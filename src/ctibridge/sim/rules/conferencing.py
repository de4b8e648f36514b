"""A user's own conference: it starts, grows, is held, shrinks, ends. Only the owner is told of it.

Needs the Three-Way or N-Way service, which everybody here has.
"""

from __future__ import annotations

from ctibridge.errors import InvalidDestination, UnknownCall, WrongState
from ctibridge.sim.calls import Conference, Half
from ctibridge.sim.exchange import Exchange
from ctibridge.sim.people import User
from ctibridge.sim.rules import holding
from ctibridge.wire.xsi import events as e
from ctibridge.wire.xsi.calls import CallState

FEWEST = 2  # participants; with one it is a call


def start(x: Exchange, user: User, call_ids: list[str]) -> Conference:
    """The user joins calls.

    Raises:
        InvalidDestination: fewer than two calls.
        WrongState: one of them is not answered, or there is a conference already.
    """
    if user.user_id in x.conferences:
        raise WrongState(f"{user.user_id} has a conference; add to it")
    halves = [x.half(user, call_id) for call_id in dict.fromkeys(call_ids)]
    if len(halves) < FEWEST:
        raise InvalidDestination(f"a conference needs {FEWEST} calls, not {len(halves)}")
    for half in halves:
        _check(half)
    conference = x.conferences[user.user_id] = Conference(user, halves)
    x.tell_conference(conference, e.ConferenceStartedEvent)
    for half in halves:
        _listen(x, half)
    return conference


def add(x: Exchange, user: User, call_id: str) -> None:
    """The user takes another call in, and is back in a conference that was held.

    Raises:
        WrongState: the call is in it already, or not answered.
    """
    conference, half = find(x, user), x.half(user, call_id)
    if half in conference.halves:
        raise WrongState(f"call {call_id} is in the conference already")
    _check(half)
    if conference.held and x.knobs.adding_retrieves_conference:
        _back(x, conference)
    conference.halves.append(half)
    x.tell_conference(conference, e.ConferenceUpdatedEvent)
    _listen(x, half)


def hold(x: Exchange, user: User) -> None:
    """The owner leaves the others to themselves."""
    conference = find(x, user)
    if conference.held:
        raise WrongState("the conference is held already")
    holding.hold_conference(x, conference)


def talk(x: Exchange, user: User) -> None:
    """The owner is back; another active call of the owner is held first."""
    conference = find(x, user)
    if not conference.held:
        raise WrongState("the conference is not held")
    holding.hold_others(x, user)
    _back(x, conference)


MARKS: dict[str, tuple[str, bool, type[e.ConferenceEvent]]] = {
    "mute": ("muted", True, e.ConferenceCallMutedEvent),
    "unmute": ("muted", False, e.ConferenceCallUnMutedEvent),
    "deaf": ("deaf", True, e.ConferenceCallMadeDeafEvent),
    "undeaf": ("deaf", False, e.ConferenceCallMadeUnDeafEvent),
}
"""What can be done to one participant: the set it concerns, in or out, and the event."""


def mark(x: Exchange, user: User, call_id: str, what: str) -> None:
    """Mutes a participant, makes it deaf, or takes that back; `what` is a key of `MARKS`."""
    conference, half = find(x, user), x.half(user, call_id)
    if half not in conference.halves:
        raise WrongState(f"call {call_id} is not in the conference")
    field, on, event = MARKS[what]
    marked: set[str] = getattr(conference, field)
    (marked.add if on else marked.discard)(call_id)
    x.tell_conference(conference, event)


def find(x: Exchange, user: User) -> Conference:
    """The user's conference.

    Raises:
        UnknownCall: there is none.
    """
    conference = x.conferences.get(user.user_id)
    if conference is None:
        raise UnknownCall(f"{user.user_id} has no conference")
    return conference


def left(x: Exchange, half: Half) -> None:
    """A participant's call is over; with one left the conference is over too, and the last call goes on."""
    conference = x.conferences.get(half.user.user_id)
    if conference is None or half not in conference.halves:
        return
    conference.halves.remove(half)
    x.tell_conference(conference, e.ConferenceUpdatedEvent)
    if len(conference.halves) >= FEWEST:
        return
    dissolve(x, conference)
    if conference.held:  # inferred: the owner who had left the others is not thrown into the last call
        for last in conference.halves:
            holding.hold(x, last)


def dissolve(x: Exchange, conference: Conference) -> None:
    """The conference is over; its calls go on, if any are left."""
    del x.conferences[conference.owner.user_id]
    x.tell_conference(conference, e.ConferenceReleasedEvent, over=True)


def _back(x: Exchange, conference: Conference) -> None:
    conference.held = False
    x.tell_conference(conference, e.ConferenceRetrievedEvent)


def _check(half: Half) -> None:
    if not half.talks:
        raise WrongState(f"call {half.call_id} is {half.state}; only an answered call can be joined")


def _listen(x: Exchange, half: Half) -> None:
    if half.state is CallState.HELD:
        holding.back(x, half)
