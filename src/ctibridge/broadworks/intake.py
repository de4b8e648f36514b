"""Step 3 of the event path: a document of the channel, already acknowledged, becomes a report.

Nothing waits here. An event that cannot be digested makes its line suspect and nothing else.
"""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Callable, Collection

import structlog

from ctibridge.broadworks.agenda import MOMENT_S
from ctibridge.broadworks.channels import ChannelPlan
from ctibridge.broadworks.ordering import MOST_HOLD_S, Ordering
from ctibridge.broadworks.sequences import Sequences, Turn
from ctibridge.broadworks.states import LineStates
from ctibridge.broadworks.translate_events import line_id, report_from_event
from ctibridge.model import reports as r
from ctibridge.wire.markup.reader import Unknown
from ctibridge.wire.xsi.events import CallSubscriptionEvent, SubscriptionEvent, SubscriptionTerminatedEvent
from ctibridge.wire.xsi.stream import Damaged, StreamItem

log = structlog.get_logger()


class Intake:
    """Takes what comes on the channels of one provider.

    Args:
        plan: Knows the subscriptions.
        states: Are told what an event makes doubtful.
        report: Takes each report.
        wake: Called when the plan has changed.
        doubt: Called when events over several channels are missing for suspiciously long.
        now: A clock in seconds.
    """

    def __init__(
        self,
        plan: ChannelPlan,
        states: LineStates,
        report: Callable[[r.Report], None],
        wake: Callable[[], None],
        doubt: Callable[[], None],
        now: Callable[[], float],
    ) -> None:
        self.counts: Counter[str] = Counter()
        self._plan, self._states = plan, states
        self._report, self._wake, self._doubt, self._now = report, wake, doubt, now
        self._ordering, self._sequences = Ordering(), Sequences()
        self._timer: asyncio.TimerHandle | None = None
        self._due = math.inf

    def take(self, item: StreamItem) -> None:
        """Something came."""
        if isinstance(item, SubscriptionEvent):
            now = self._now()
            for event in self._ordering.take(item, now, several=self._plan.has_several):
                self._event(event, now)
            if self._ordering.has_gaps or self._sequences.has_gaps:
                self._watch()
        elif isinstance(item, Damaged):
            self.counts["damaged"] += 1
            self._states.look_at_all()  # whose event it was cannot be told
        elif isinstance(item, Unknown):
            self.counts[f"unknown document {item.name}"] += 1

    def continues(self, subscriptions: Collection[str]) -> None:
        """These subscriptions were made by an earlier run: their next events may have any number."""
        self._ordering.continues(subscriptions)
        self._sequences.continues(subscriptions)

    def channel_opened(self) -> None:
        """A channel stands where there was none: events may have been lost before it."""
        for event in self._ordering.restart():
            self._event(event, self._now())
        self._sequences.channel_opened()

    def channel_lost(self) -> None:
        """One of several is gone: what was on the way over it, the platform sends again over the others."""
        self._ordering.be_patient(self._now() + MOST_HOLD_S)

    def close(self) -> None:
        """Nobody waits for what is missing any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _event(self, event: SubscriptionEvent, now: float) -> None:
        line = line_id(event.target_id or event.user_id or "")
        self.counts["events"] += 1
        service = self._states.told(line, type(event.event_data))
        turn = self._sequences.take(event.subscription_id, event.sequence_number, line, now)
        if isinstance(event.event_data, SubscriptionTerminatedEvent):
            self._terminated(event)
            return
        if isinstance(event.event_data, Unknown):
            self.counts[f"unknown event {event.event_data.name}"] += 1
        if turn is Turn.LATE or (turn is Turn.DOUBTFUL and not isinstance(event.event_data, CallSubscriptionEvent)):
            self.counts[f"{turn.name.lower()} events"] += 1
            self._states.ask_again(line, service)
        if turn is not Turn.LATE:
            self._digest(event, now)

    def _digest(self, event: SubscriptionEvent, now: float) -> None:
        try:
            report = report_from_event(event)
            if report is not None:
                self._report(report)
                self._states.reported(report, now)
        except Exception:
            line = line_id(event.target_id or event.user_id or "")
            log.exception("event.undigested", line=line, kind=type(event.event_data).__name__)
            self._states.suspect(line)

    def _terminated(self, event: SubscriptionEvent) -> None:
        self._sequences.forget(event.subscription_id)
        self._ordering.forget(event.subscription_id)
        wish = self._plan.terminated(event.subscription_id, self._now())
        if wish is not None:
            log.info("subscription.terminated", target=wish.target.path, package=wish.package)
            self._wake()

    def _watch(self) -> None:
        times = [at for at in (self._ordering.next_at(), self._sequences.next_at()) if at is not None]
        if not times or min(times) >= self._due:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._due = min(times)
        self._timer = asyncio.get_running_loop().call_later(max(0.0, self._due - self._now()), self._gap)

    def _gap(self) -> None:
        """Events do not come: first it is seen to who holds them up.

        Then others do not wait for them any more, and what they said has to be found out.
        """
        self._timer, self._due = None, math.inf
        now = self._now() + MOMENT_S
        if self._ordering.suspicious(now) and self._plan.has_several:
            self._doubt()
        for event in self._ordering.due(now):
            self._event(event, now)
        for subscription in self._sequences.lost(now):
            wish = self._plan.wish_of(subscription)
            if wish is not None:
                self.counts["gaps"] += 1
                log.warning("events.lost", target=wish.target.path, package=wish.package)
                self._states.make_up(wish)
        self._watch()
