"""Step 3 of the event path: a document of the channel, already acknowledged, becomes a report.

Nothing waits here. An event that cannot be digested makes its line suspect and nothing else.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable

import structlog

from ctibridge.broadworks.agenda import MOMENT_S
from ctibridge.broadworks.channels import ChannelPlan
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
        provider: Its name.
        plan: Knows the subscriptions.
        states: Are told what an event makes doubtful.
        report: Takes each report.
        wake: Called when the plan has changed.
        now: A clock in seconds.
    """

    def __init__(
        self,
        provider: str,
        plan: ChannelPlan,
        states: LineStates,
        report: Callable[[r.Report], None],
        wake: Callable[[], None],
        now: Callable[[], float],
    ) -> None:
        self.counts: Counter[str] = Counter()
        self._provider, self._plan, self._states = provider, plan, states
        self._report, self._wake, self._now = report, wake, now
        self._sequences = Sequences()
        self._gaps: asyncio.TimerHandle | None = None

    def take(self, item: StreamItem) -> None:
        """Something came."""
        if isinstance(item, SubscriptionEvent):
            self._event(item)
        elif isinstance(item, Damaged):
            self.counts["damaged"] += 1
            log.warning("event.damaged", provider=self._provider, reason=str(item.error))
            self._states.look_at_all()  # whose event it was cannot be told
        elif isinstance(item, Unknown):
            self.counts[f"unknown document {item.name}"] += 1

    def channel_opened(self) -> None:
        """A new channel stands: events may have been lost before it."""
        self._sequences.channel_opened()

    def close(self) -> None:
        """Nobody waits for what is missing any more."""
        if self._gaps is not None:
            self._gaps.cancel()
            self._gaps = None

    def _event(self, event: SubscriptionEvent) -> None:
        line = line_id(event.target_id or event.user_id or "")
        self.counts["events"] += 1
        service = self._states.told(line, type(event.event_data))
        turn = self._sequences.take(event.subscription_id, event.sequence_number, line, self._now())
        self._watch_gaps()
        if isinstance(event.event_data, SubscriptionTerminatedEvent):
            self._terminated(event)
            return
        if isinstance(event.event_data, Unknown):
            self.counts[f"unknown event {event.event_data.name}"] += 1
        if turn is Turn.LATE or (turn is Turn.DOUBTFUL and not isinstance(event.event_data, CallSubscriptionEvent)):
            self.counts[f"{turn.name.lower()} events"] += 1
            self._states.ask_again(line, service)
        if turn is not Turn.LATE:
            self._digest(event)

    def _digest(self, event: SubscriptionEvent) -> None:
        try:
            report = report_from_event(event)
            if report is not None:
                self._report(report)
                self._states.reported(report)
        except Exception:
            line = line_id(event.target_id or event.user_id or "")
            log.exception("event.undigested", line=line, kind=type(event.event_data).__name__)
            self._states.suspect(line)

    def _terminated(self, event: SubscriptionEvent) -> None:
        self._sequences.forget(event.subscription_id)
        wish = self._plan.terminated(event.subscription_id, self._now())
        if wish is not None:
            log.info("subscription.terminated", target=wish.target.path, package=wish.package)
            self._wake()

    def _watch_gaps(self) -> None:
        due = self._sequences.next_at()
        if due is not None and self._gaps is None:
            self._gaps = asyncio.get_running_loop().call_later(max(0.0, due - self._now()), self._gap)

    def _gap(self) -> None:
        """Events did not come: what they said has to be found out."""
        self._gaps = None
        for subscription in self._sequences.lost(self._now() + MOMENT_S):
            wish = self._plan.wish_of(subscription)
            if wish is not None:
                self.counts["gaps"] += 1
                log.warning("events.lost", target=wish.target.path, package=wish.package)
                self._states.make_up(wish)
        self._watch_gaps()
