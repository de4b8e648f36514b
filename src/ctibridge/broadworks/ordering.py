"""Events that came over several channels, in the order in which the platform numbered them. Pure.

The platform spreads the events of one subscription over the channels of a set, and each channel is a connection of its
own: what was sent first may come last. A gap in the numbers is filled within moments then, so what is behind it is held
for as long. Over one channel nothing can be overtaken on the way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ctibridge.wire.xsi.events import SubscriptionEvent

HOLD_S = (
    0.5  # engineering choice: connections differ by milliseconds; who waits for an event does not wait for a second
)
MOST_HELD = 1_000  # of a subscription; more is no gap but a loss
LAST_NUMBER = 2_147_483_647  # then 1 again (XSI 4.2.4.4)


@dataclass(slots=True)
class _Queue:
    """One subscription: the number that is to come, and what came before it with the time."""

    next: int
    held: dict[int, tuple[SubscriptionEvent, float]] = field(default_factory=dict)

    def drain(self) -> list[SubscriptionEvent]:
        """What was held and has its turn now."""
        events = []
        while (found := self.held.pop(self.next, None)) is not None:
            events.append(found[0])
            self.next = self.next % LAST_NUMBER + 1
        return events

    def skip(self) -> list[SubscriptionEvent]:
        """What was held behind the gap, which nobody waits for any longer."""
        self.next = min(self.held, key=lambda number: (number - self.next) % LAST_NUMBER)
        return self.drain()

    def until(self) -> float:
        """When the gap is given up."""
        return min(since for _, since in self.held.values()) + HOLD_S


class Ordering:
    """The events of all subscriptions."""

    def __init__(self) -> None:
        self._queues: dict[str, _Queue] = {}
        self._holding: set[str] = set()
        self._continued: set[str] = set()

    def continues(self, subscriptions: Iterable[str]) -> None:
        """These were made by an earlier run: their next event may have any number."""
        self._continued.update(subscriptions)

    def take(self, event: SubscriptionEvent, now: float, *, several: bool) -> list[SubscriptionEvent]:
        """The events whose turn it is. `several`: it may have overtaken others."""
        queue = self._queues.get(event.subscription_id)
        if queue is None:
            start = event.sequence_number if event.subscription_id in self._continued else 1
            queue = self._queues[event.subscription_id] = _Queue(start)
        ahead = (event.sequence_number - queue.next) % LAST_NUMBER
        if ahead > LAST_NUMBER // 2:
            return [event]  # from before: repeated, or given up
        if ahead and (several or queue.held):
            return self._hold(queue, event, now)
        queue.next = event.sequence_number % LAST_NUMBER + 1
        return [event, *self._drained(queue, event.subscription_id)] if queue.held else [event]

    def _hold(self, queue: _Queue, event: SubscriptionEvent, now: float) -> list[SubscriptionEvent]:
        queue.held.setdefault(event.sequence_number, (event, now))
        self._holding.add(event.subscription_id)
        if len(queue.held) <= MOST_HELD:
            return []
        events = queue.skip()
        return [*events, *self._drained(queue, event.subscription_id)]

    def _drained(self, queue: _Queue, subscription: str) -> list[SubscriptionEvent]:
        events = queue.drain()
        if not queue.held:
            self._holding.discard(subscription)
        return events

    def due(self, now: float) -> list[SubscriptionEvent]:
        """The events behind gaps that are given up now."""
        events = []
        for subscription in sorted(self._holding):
            queue = self._queues[subscription]
            while queue.held and queue.until() <= now:
                events += queue.skip()
            if not queue.held:
                self._holding.discard(subscription)
        return events

    def restart(self) -> list[SubscriptionEvent]:
        """A new channel stands where there was none: what was held, and nothing is waited for that came before it."""
        events = []
        for subscription in sorted(self._holding):
            queue = self._queues[subscription]
            while queue.held:
                events += queue.skip()
        self._holding.clear()
        self.continues(self._queues)
        self._queues.clear()
        return events

    @property
    def has_gaps(self) -> bool:
        """Whether something is held."""
        return bool(self._holding)

    def next_at(self) -> float | None:
        """When a gap is given up."""
        return min((self._queues[subscription].until() for subscription in self._holding), default=None)

    def forget(self, subscription: str) -> None:
        """The subscription is no more."""
        self._queues.pop(subscription, None)
        self._holding.discard(subscription)
