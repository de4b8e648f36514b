"""The places of a story at which something can go wrong, and what: one run of the story for each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import count
from typing import Any

from ctibridge.sim.knobs import Faults
from ctibridge.sim.simulator import Simulator
from ctibridge.wire.xsi.channels import ChannelTerminatedReason
from ctibridge.wire.xsi.events import SubscriptionEvent
from tests.sim.faults.trial import Run, Verdict, judged, run
from tests.sim.faults.wire import Wire, places

LATE_S = 1.5
STALL_S = 4.0
AUDIT_S = 700.0  # whatever looks after lost events by and by has done so


@dataclass(frozen=True)
class Kind:
    """What goes wrong.

    Args:
        name: For people.
        at: The places, in a story that was undisturbed.
        arm: Prepares it for a place.
        asks: The client asks for the services of all lines first.
        quiet_s: How long nothing happens afterwards, before the last look.
    """

    name: str
    at: Callable[[Run], Iterator[int] | range]
    arm: Callable[[int, Wire, Simulator], None]
    quiet_s: float = 60.0
    asks: bool = False


def _cut(place: int, wire: Wire, _: Simulator) -> None:
    wire.cut_at = place


def _cut_one_sided(place: int, wire: Wire, _: Simulator) -> None:
    wire.cut_at, wire.one_sided = place, True


def _stall(place: int, wire: Wire, _: Simulator) -> None:
    wire.stall_at, wire.stall_s = place, STALL_S


def _lose_answer(place: int, wire: Wire, _: Simulator) -> None:
    wire.lose_answer = place


def _lose_request(place: int, wire: Wire, _: Simulator) -> None:
    wire.drop_request = place


def _slow_answer(place: int, wire: Wire, _: Simulator) -> None:
    wire.slow_request, wire.stall_s = place, LATE_S


def _event(fault: str) -> Callable[[int, Wire, Simulator], None]:
    def arm(place: int, wire: Wire, simulator: Simulator) -> None:
        simulator.knobs.faults = Faults(**{fault: place})  # type: ignore[arg-type]  # only those that count
        delivery: Any = simulator.switch.core.delivery
        deliver, numbers = delivery.deliver, count(1)

        def watched(event: SubscriptionEvent, key: tuple[str, str]) -> None:
            if next(numbers) == place:
                wire.struck(event.subscription_id)
            deliver(event, key)

        delivery.deliver = watched

    return arm


def _after_event(act: Callable[[Simulator, str], None]) -> Callable[[int, Wire, Simulator], None]:
    """Something happens at the platform right behind an event of a subscription."""

    def arm(place: int, wire: Wire, simulator: Simulator) -> None:
        delivery: Any = simulator.switch.core.delivery
        deliver, numbers = delivery.deliver, count(1)

        def happens(subscription: str) -> None:
            wire.struck()
            act(simulator, subscription)
            simulator.settle()

        def watched(event: SubscriptionEvent, key: tuple[str, str]) -> None:
            deliver(event, key)
            if next(numbers) == place:
                asyncio.get_running_loop().call_soon(happens, event.subscription_id)

        delivery.deliver = watched

    return arm


def _end_channels(reason: ChannelTerminatedReason) -> Callable[[Simulator, str], None]:
    def act(simulator: Simulator, _: str) -> None:
        channels = simulator.switch.core.channels
        for channel in [*channels._channels.values()]:
            channels.terminate(channel, reason)

    return act


def _end_subscription(simulator: Simulator, subscription: str) -> None:
    found = simulator.switch.core.subscriptions.by_id(subscription)
    if found is not None:
        simulator.switch.core.subscriptions.end(found)


def _requests(found: Run) -> range:
    return range(1, found.requests + 1)


def _events(found: Run) -> range:
    return range(1, found.events + 1)


def _bytes(found: Run) -> Iterator[int]:
    return (place for place in sorted(set(places(found.stream))) if place < len(found.stream))


def _documents(found: Run) -> Iterator[int]:
    return (place for place in _bytes(found) if found.stream.startswith(b"<", place))


KINDS = (
    Kind("stream cut at byte n", _bytes, _cut),
    Kind("stream cut at byte n, the platform does not notice", _documents, _cut_one_sided),
    Kind(f"stream stands still for {STALL_S:g} s at byte n", _documents, _stall),
    Kind("answer to request n lost", _requests, _lose_answer),
    Kind("request n lost", _requests, _lose_request),
    Kind(f"answer to request n {LATE_S:g} s late", _requests, _slow_answer),
    Kind("event n lost", _events, _event("lose_event"), AUDIT_S, asks=True),
    Kind("event n twice", _events, _event("repeat_event")),
    Kind("event n overtaken", _events, _event("late_event"), asks=True),
    Kind("all calls told anew after event n", _events, _after_event(lambda simulator, _: simulator.resync())),
    Kind("subscription ended after event n", _events, _after_event(_end_subscription)),
    *(
        Kind(f"channel ended after event n ({reason})", _events, _after_event(_end_channels(reason)))
        for reason in ChannelTerminatedReason
        if reason is not ChannelTerminatedReason.DUPLICATE_CHANNEL_SET  # that is meant to end the gateway
    ),
)


@cache
def undisturbed(story: str, *, asks: bool) -> Run:
    """The story without a fault; it must be sound itself."""
    found = run(story, asks=asks)
    assert not found.lost, found.lost
    return found


def places_of(story: str, kind: Kind) -> list[int]:
    """All places of a story for a kind of fault."""
    return list(kind.at(undisturbed(story, asks=kind.asks)))


def try_out(story: str, kind: Kind, places: Iterable[int]) -> Tally:
    """A run for each place."""
    tally = Tally()
    for place in places:
        found = run(story, partial(kind.arm, place), quiet_s=kind.quiet_s, asks=kind.asks)
        verdict = judged(found, undisturbed(story, asks=kind.asks))
        assert verdict.struck, f"{story}: {kind.name} never happened for {place}"
        tally.add(f"{story}, {kind.name}, n = {place}", verdict)
    return tally


@dataclass
class Tally:
    """What came of many runs."""

    runs: int = 0
    same: int = 0
    lost: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)

    def add(self, where: str, verdict: Verdict) -> None:
        """One more run."""
        self.runs += 1
        self.same += verdict.same
        self.lost += [f"{where}: {text}" for text in verdict.lost]
        self.again += [f"{where}: {text}" for text in verdict.again]
