"""Events that came over several channels, in the order in which the platform numbered them. Pure.

The platform spreads the events of one subscription over the channels of a set, and each channel is a connection of its
own: what was sent first may come last. A gap in the numbers is filled within moments then, so what is behind it is held
for as long. Over one channel nothing can be overtaken on the way. When a server is given up, what was on the way over
it is sent again over the others: then gaps have a while longer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ctibridge.wire.xsi.events import SubscriptionEvent

# Engineering choices: connections differ by milliseconds, so a gap is soon suspicious; who waits for an event does not
# wait for a second, not even while a server that holds events up is found out and its channel ended.
SUSPICIOUS_S = 0.15
HOLD_S = 0.5
MOST_HOLD_S = 0.95
MOST_HELD = 10_000  # of a subscription; more is no gap but a loss
LAST_NUMBER = 2_147_483_647  # then 1 again (XSI 4.2.4.4)


@dataclass(slots=True)
class _Queue:
    """One subscription: the number that is to come, and what came before it with the time."""

    next: int
    held: dict[int, tuple[SubscriptionEvent, float]] = field(default_factory=dict)
    suspicious: int | None = None  # the number of whose absence was told

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

    def since(self) -> float:
        """From when on the gap is seen."""
        return min(since for _, since in self.held.values())

    def until(self, patient_until: float) -> float:
        """When the gap is given up."""
        since = self.since()
        return max(since + HOLD_S, min(since + MOST_HOLD_S, patient_until))

    def tells(self, now: float) -> bool:
        """Whether the gap is suspicious and nobody knows as yet."""
        news = self.suspicious != self.next and self.since() + SUSPICIOUS_S <= now
        if news:
            self.suspicious = self.next
        return news

    def next_at(self, patient_until: float) -> float:
        """When something is to be done about the gap."""
        return self.since() + SUSPICIOUS_S if self.suspicious != self.next else self.until(patient_until)


class Ordering:
    """The events of all subscriptions."""

    def __init__(self) -> None:
        self._queues: dict[str, _Queue] = {}
        self._holding: set[str] = set()
        self._continued: set[str] = set()
        self._patient_until = float("-inf")

    def be_patient(self, until: float) -> None:
        """What is missing is sent again, presumably until then."""
        self._patient_until = max(self._patient_until, until)

    def suspicious(self, now: float) -> bool:
        """Whether a gap has been open for longer than connections differ; told once for each."""
        told = [self._queues[subscription].tells(now) for subscription in self._holding]
        return any(told)

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
            while queue.held and queue.until(self._patient_until) <= now:
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
        """When something is to be done about a gap."""
        times = (self._queues[subscription].next_at(self._patient_until) for subscription in self._holding)
        return min(times, default=None)

    def forget(self, subscription: str) -> None:
        """The subscription is no more."""
        self._queues.pop(subscription, None)
        self._holding.discard(subscription)
