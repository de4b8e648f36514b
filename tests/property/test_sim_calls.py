"""Whatever people do with their telephones, the platform keeps its calls in order and tells all of it."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from ctibridge.errors import CommandError
from ctibridge.sim.calls import Half, Outside
from ctibridge.sim.people import User
from ctibridge.sim.phones import Phone
from ctibridge.sim.view import call_of, conference_of
from ctibridge.wire.xsi import calls as c
from ctibridge.wire.xsi import events as e
from ctibridge.wire.xsi.calls import CallState, Personality
from ctibridge.wire.xsi.events import SubscriptionEvent
from tests.unit.sim.bench import SYSTEM
from tests.unit.sim.platform import Platform

NAMES = ("anna", "bert", "carla", "emil", "zoe")
NUMBERS = ("101", "102", "103", "201", "+493023125301", "+493023125999", "198")

ACTIONS: dict[str, Callable[[Phone, str], object]] = {
    "dial": lambda phone, number: phone.dial(number),
    "click to dial": lambda phone, number: phone.click_to_dial(number),
    "answer": lambda phone, _: phone.answer(),
    "hold": lambda phone, _: phone.hold(),
    "retrieve": lambda phone, _: phone.retrieve(),
    "hang up": lambda phone, _: phone.hangup(),
    "hang up the first": lambda phone, _: phone.hangup(phone.calls[0].call_id) if phone.calls else None,
    "send": lambda phone, number: phone.transfer(number),
    "pick up": lambda phone, number: phone.pick_up(number),
    "pick up in the group": lambda phone, _: phone.pick_up(),
    "park": lambda phone, number: phone.park(number),
    "park in the group": lambda phone, _: phone.group_park(),
    "retrieve parked": lambda phone, number: phone.unpark(number),
    "park by code": lambda phone, number: phone.dial(f"*68{number}"),
    "reject": lambda phone, _: phone.reject(),
    "send when it rings": lambda phone, number: phone.mute_transfer(number),
    "unplug": lambda phone, _: phone.unplug(),
    "plug in": lambda phone, _: phone.plug_in(),
    "join": lambda phone, _: phone.transfer(),
    "confer": lambda phone, _: phone.conference(),
    "do not disturb": lambda phone, _: phone.do_not_disturb(active=True),
    "be disturbed": lambda phone, _: phone.do_not_disturb(active=False),
    "take one call": lambda phone, _: phone.call_waiting(active=False),
    "forward always": lambda phone, number: phone.forward("always", number),
    "forward when busy": lambda phone, number: phone.forward("busy", number),
    "forward unanswered": lambda phone, number: phone.forward("no answer", number),
    "forward no more": lambda phone, _: phone.forward("always", None),
}

OFTEN = ("dial", "answer", "answer", "answer", "hold", "retrieve", "send", "join", "join", "confer", "hang up",
         "pick up", "park", "retrieve parked")  # fmt: skip
"""What makes calls long and tangled; drawn at random, most stories would be a few words."""

steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(OFTEN), st.sampled_from(NAMES), st.sampled_from(NUMBERS)),
        st.tuples(st.sampled_from(OFTEN), st.sampled_from(NAMES), st.sampled_from(NUMBERS)),
        st.tuples(st.sampled_from(sorted(ACTIONS)), st.sampled_from(NAMES), st.sampled_from(NUMBERS)),
        st.tuples(st.sampled_from(["outside calls", "outside answers", "outside hangs up"]), st.sampled_from(NAMES)),
        st.tuples(st.just("wait"), st.sampled_from([0.01, 1.0, 7.0, 31.0])),
    ),
    min_size=20,
    max_size=60,
)


def perform(platform: Platform, step: tuple[object, ...]) -> None:
    """Does one thing, unless the platform refuses it."""
    caller = platform.phones.outside("+493023125999", "Kunde")
    try:
        match step:
            case ("wait", float(seconds)):
                platform.wait(seconds)
            case ("outside calls", str(name)):
                caller.call(platform.phones[name])
            case ("outside answers", _):
                caller.answer()
            case ("outside hangs up", _):
                caller.hangup()
            case (str(action), str(name), str(number)):
                ACTIONS[action](platform.phones[name], number)
    except CommandError:
        return


class Replica:
    """What a client knows that only listens."""

    def __init__(self) -> None:
        self.calls: dict[str, dict[str, c.Call]] = {}
        self.conferences: dict[str, c.Conference] = {}
        self.hooks: dict[str, str] = {}

    def take(self, event: SubscriptionEvent) -> None:
        user = event.target_id or ""
        calls = self.calls.setdefault(user, {})
        match event.event_data:
            case e.CallReleasedEvent(call=call):
                del calls[call.call_id]
            case e.CallEvent(call=call):
                calls[call.call_id] = call
            case e.CallRedirectedEvent(calls=several):
                calls.update({call.call_id: call for call in several})
            case e.ConferenceReleasedEvent():
                del self.conferences[user]
            case e.ConferenceEvent(conference=conference):
                self.conferences[user] = conference
            case e.HookStatusEvent(hook_status=status):
                self.hooks[user] = status


def shown(call: c.Call) -> tuple[object, ...]:
    return call.state, call.personality, call.ext_tracking_id, call.remote_party, call.answer_time, call.held_time


def check_that_the_replica_knows_all(platform: Platform, replica: Replica) -> None:
    x = platform.switch.x
    for user in x.people.users:
        truth = {half.call_id: shown(call_of(half, remote_control=True)) for half in x.calls(user)}
        assert truth == {name: shown(call) for name, call in replica.calls.get(user.user_id, {}).items()}
        conference = x.conferences.get(user.user_id)
        assert (conference_of(conference) if conference else None) == replica.conferences.get(user.user_id)
        assert x.hook_status(user) == replica.hooks.get(user.user_id, "On-Hook")


def check_order(platform: Platform) -> None:
    x = platform.switch.x
    for half in x.everyone():
        by = next((parked.by for parked in x.parked.values() if parked.end is half), None)
        _check_half(half, by)
    for outside in x.outside.values():
        if not outside.is_over and isinstance(outside.peer, Half):
            assert outside.peer in list(x.everyone())
    for conference in x.conferences.values():
        assert len(conference.halves) >= 2
        assert set(conference.halves) <= set(x.calls(conference.owner))


def _check_half(half: Half, parked_by: User | None) -> None:
    assert not half.is_over
    alone = half.personality is Personality.CLICK_TO_DIAL or half.cause is not None or parked_by is not None
    if parked_by is not None and parked_by.enterprise == half.user.enterprise:  # else it is not told
        assert half.state in {CallState.REMOTE_HELD, CallState.HELD}
    assert alone == (half.peer is None)
    if half.peer is None:
        return
    assert half.peer.peer is half
    assert not half.peer.is_over
    if isinstance(half.peer, Outside) or half.state not in {CallState.ACTIVE, CallState.REMOTE_HELD}:
        return
    if half.peer.state is CallState.ALERTING:
        return  # it was parked, and rings again
    seen = half.peer.state is CallState.HELD and half.peer.user.enterprise == half.user.enterprise
    assert seen == (half.state is CallState.REMOTE_HELD)


@given(steps)
@settings(max_examples=300, deadline=None)
def test_calls_stay_in_order_and_a_listener_knows_them_all(story):
    platform = Platform()
    platform.knobs.event_timeout_s = 1e9
    channel, replica = platform.channel(account=SYSTEM, expires=2147483647), Replica()
    platform.subscribe("system", account=SYSTEM, expires=2147483647)
    for step in story:
        perform(platform, step)
        for event in platform.take(channel):
            assert isinstance(event, SubscriptionEvent)
            replica.take(event)
        check_order(platform)
        check_that_the_replica_knows_all(platform, replica)
    platform.wait(1000)
    for name in NAMES:
        for half in platform.phones[name].calls:
            platform.phones[name].hangup(half.call_id) if half in platform.phones[name].calls else None
    platform.wait(1000)
    assert [] == list(platform.switch.x.everyone())
    assert {} == platform.switch.x.parked
    assert set() == platform.switch.x.off_hook
