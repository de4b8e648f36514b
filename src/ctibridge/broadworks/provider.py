"""BroadWorksProvider: one account at one platform. Hands reports up, carries commands out.

Steps 1 to 3 of the event path end here: `on_item` is called by the channel for each document, already acknowledged,
and returns without waiting. An event that cannot be digested makes its line suspect and nothing else.
"""

from __future__ import annotations

import asyncio
import random
import ssl
from collections import Counter
from collections.abc import Callable, Iterable

import structlog

from ctibridge.broadworks.account import Account
from ctibridge.broadworks.agenda import MOMENT_S
from ctibridge.broadworks.audit import SILENCE_S, CallAudit
from ctibridge.broadworks.backoff import Backoff
from ctibridge.broadworks.call_waiting import CallWaitingQueue, read_call_waiting
from ctibridge.broadworks.channels import ChannelPlan, Wish
from ctibridge.broadworks.known_services import KnownServices
from ctibridge.broadworks.lines import Directory, read_directory, targets
from ctibridge.broadworks.pacer import Pacer
from ctibridge.broadworks.progress import Progress, ProgressMeter
from ctibridge.broadworks.requests import XsiRequest
from ctibridge.broadworks.resync import ResyncQueue, WatchedService, fetch_line, fetch_service
from ctibridge.broadworks.sequences import Sequences, Turn
from ctibridge.broadworks.settings import CALL_PACKAGE, SERVICE_PACKAGES, BroadWorksSettings
from ctibridge.broadworks.translate_commands import requests_from_command, result_from_replies
from ctibridge.broadworks.translate_events import ServiceReport, line_id, report_from_event
from ctibridge.broadworks.upkeep import Upkeep
from ctibridge.broadworks.xsi_link import Reply, Trace, XsiLink
from ctibridge.errors import (
    CtibridgeError,
    LineUnavailable,
    LinkError,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    RemoteProtocolError,
    UnknownLine,
)
from ctibridge.model import commands as k
from ctibridge.model import reports as r
from ctibridge.model.ids import LineId
from ctibridge.model.lines import Line
from ctibridge.wire.markup.reader import Unknown
from ctibridge.wire.xsi.channels import EventPackage
from ctibridge.wire.xsi.documents import Document
from ctibridge.wire.xsi.events import CallSubscriptionEvent, SubscriptionEvent, SubscriptionTerminatedEvent
from ctibridge.wire.xsi.stream import Damaged, StreamItem

CHANNEL_RETRY_MOST_S = 10.0  # who waits for calls to be shown again does not wait long; one request is cheap
LOOK_AGAIN_S = 10.0
COMMAND_PATIENCE_S = 2.0  # a person waits: rather say "busy" than keep a command longer than this in the pacer
log = structlog.get_logger()


class BroadWorksProvider:
    """One provider.

    Args:
        settings: Where and how.
        on_report: Takes each report; must not wait.
        tls: The context for https; None: the system's trust.
        now: A clock in seconds; None: the running loop's.
        trace: Is told of every message to and from the platform.
        urgency: How soon a line's state is wanted when many are to be fetched, the highest first; None: all the same.
    """

    def __init__(
        self,
        settings: BroadWorksSettings,
        on_report: Callable[[r.Report], None],
        *,
        tls: ssl.SSLContext | None = None,
        now: Callable[[], float] | None = None,
        trace: Trace | None = None,
        urgency: Callable[[LineId], int] | None = None,
    ) -> None:
        self.name = settings.name
        self.counts: Counter[str] = Counter()
        self._settings, self._report = settings, on_report
        self._urgency = urgency or (lambda _line: 0)
        self._now = now or (lambda: asyncio.get_running_loop().time())
        self._account = Account(settings.user, settings.password, settings.timing.auth_retry_s)
        self._link = XsiLink(settings, self._account, tls=tls, now=self._now, trace=trace)
        self._backoff = Backoff(random.random)
        self._plan = ChannelPlan(Backoff(random.random, most_s=CHANNEL_RETRY_MOST_S))
        self._pacer = Pacer(settings.requests_per_s)
        self._resync: ResyncQueue[LineId] = ResyncQueue()
        self._services: ResyncQueue[WatchedService] = ResyncQueue()
        self._call_waiting = CallWaitingQueue()
        self._known, self._audit, self._sequences = KnownServices(), CallAudit(), Sequences()
        self._gaps: asyncio.TimerHandle | None = None
        self._meter = ProgressMeter()
        self._upkeep = Upkeep(
            self._link,
            settings,
            self._account,
            self._plan,
            self._pacer,
            self._resync,
            self._services,
            self._call_waiting,
            self,
            self._now,
        )
        self._lines: dict[LineId, Line] = {}
        self._up = False
        self._outage: asyncio.TimerHandle | None = None
        self._outage_reason = ""

    def serves(self, line: LineId) -> bool:
        """Whether the line is one of this provider's."""
        return line in self._lines

    @property
    def requests(self) -> int:
        """How often the platform was asked, without channels, heartbeats and acknowledgements."""
        return self._link.requests

    @property
    def is_settled(self) -> bool:
        """Whether a channel and the subscriptions stand, and the calls of all lines are known.

        A service that the platform will not let us watch does not count.
        """
        return self._plan.is_open and not self._plan.missing and not len(self._resync)

    async def run(self) -> None:
        """Reads the lines and keeps them until cancelled.

        Raises:
            DuplicateInstance: another instance of the same identity took over.
        """
        async with self._link:
            try:
                await self._read_lines_until_done()
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._upkeep.run())
                    tasks.create_task(self._reread_lines())
                    tasks.create_task(self._look_after_silent_calls())
            finally:
                self._cancel_outage()
                if self._gaps is not None:
                    self._gaps.cancel()

    # Lines

    async def _read_lines_until_done(self) -> None:
        while True:
            try:
                return self._take(await read_directory(self._upkeep.ask, self._settings))
            except CtibridgeError as exc:
                now = self._now()
                wait = max(self._backoff.failed(), self._account.wait(now))
                log.warning("lines.unreadable", link=self._link.host, reason=str(exc), retry_s=round(wait, 1))
                self._report(r.ProviderDown(self.name, str(exc)))
                await asyncio.sleep(wait)

    async def _reread_lines(self) -> None:
        while True:
            await asyncio.sleep(self._settings.timing.lines_refresh_s)
            try:
                self._take(await read_directory(self._upkeep.ask, self._settings))
            except CtibridgeError as exc:
                log.warning("lines.unreadable", link=self._link.host, reason=str(exc))
            for package in SERVICE_PACKAGES:  # nothing else tells of an event that was lost and followed by none
                self._services.put(self._known.of(package))
            self._call_waiting.forget()
            self._upkeep.wake()

    async def _look_after_silent_calls(self) -> None:
        while True:
            next_at = self._audit.next_at()
            await asyncio.sleep(SILENCE_S if next_at is None else max(LOOK_AGAIN_S, next_at - self._now()))
            if self._plan.is_open and (silent := self._audit.due(self._now())):
                self._resync.put(line for line in silent if line in self._lines)
                self._upkeep.wake()

    def _take(self, directory: Directory) -> None:
        known = self._lines
        self._lines = {line.id: line for line in directory.lines}
        if directory.missing:  # who is not told may be there all the same
            log.warning("lines.incomplete", provider=self.name, missing=directory.missing)
            self._lines = known | self._lines
        log.info("lines.read", provider=self.name, lines=len(self._lines))
        self._known.forget(known.keys() - self._lines.keys())
        self._report(r.LinesRead(self.name, tuple(self._lines.values())))
        wishes = self._wishes(directory)
        self._plan.want(wishes, self._now())
        for wish in wishes:
            if wish.package == CALL_PACKAGE and wish.target.line is None and self._plan.stands(wish):
                new = [line for line in self._lines if line not in known]
                self._lines_up(new)
                self._resync.put(new)
        self._upkeep.wake()

    def _wishes(self, directory: Directory) -> list[Wish]:
        packages = (CALL_PACKAGE, *SERVICE_PACKAGES)
        return [Wish(target, package) for target in targets(self._settings, directory) for package in packages]

    # The channel tells (see upkeep.Owner)

    def on_item(self, item: StreamItem) -> None:
        """Step 3 of the event path: an event becomes a report."""
        if isinstance(item, SubscriptionEvent):
            self._on_event(item)
        elif isinstance(item, Damaged):
            self.counts["damaged"] += 1
            log.warning("event.damaged", link=self._link.host, reason=str(item.error))
            self._resync_all()  # whose event it was cannot be told
        elif isinstance(item, Unknown):
            self.counts[f"unknown document {item.name}"] += 1

    def _on_event(self, event: SubscriptionEvent) -> None:
        line = line_id(event.target_id or event.user_id or "")
        self.counts["events"] += 1
        service = self._known.told(line, type(event.event_data))
        if service is not None:
            self._services.touched(service)
        else:
            self._resync.touched(line)
        turn = self._sequences.take(event.subscription_id, event.sequence_number, line, self._now())
        self._watch_gaps()
        if isinstance(event.event_data, SubscriptionTerminatedEvent):
            self._on_terminated(event)
            return
        if isinstance(event.event_data, Unknown):
            self.counts[f"unknown event {event.event_data.name}"] += 1
        if turn is Turn.LATE or (turn is Turn.DOUBTFUL and not isinstance(event.event_data, CallSubscriptionEvent)):
            self.counts[f"{turn.name.lower()} events"] += 1
            self._ask_again(line, service)
        if turn is Turn.LATE:
            return
        try:
            report = report_from_event(event)
            if report is not None:
                self._audit.take(report, self._now())
                self._report(report)
                self._learn_call_waiting(report)
        except Exception:
            log.exception("event.undigested", line=line, kind=type(event.event_data).__name__)
            self.suspect(line)

    def _learn_call_waiting(self, report: r.LineReport) -> None:
        if isinstance(report, r.CallWaitingReported):
            self._call_waiting.told(report.line)
        elif (
            isinstance(report, r.CallReported) and report.line in self._lines and self._call_waiting.called(report.line)
        ):
            self._upkeep.wake()

    def _watch_gaps(self) -> None:
        due = self._sequences.next_at()
        if due is not None and self._gaps is None:
            self._gaps = asyncio.get_running_loop().call_later(max(0.0, due - self._now()), self._on_gap)

    def _on_gap(self) -> None:
        """Events did not come: what they said has to be found out."""
        self._gaps = None
        for subscription in self._sequences.lost(self._now() + MOMENT_S):
            wish = self._plan.wish_of(subscription)
            if wish is not None:
                self.counts["gaps"] += 1
                log.warning("events.lost", target=wish.target.path, package=wish.package)
                self._make_up(wish)
        self._watch_gaps()

    def _make_up(self, wish: Wish) -> None:
        line = wish.target.line
        if wish.package == EventPackage.CALL_WAITING:
            self._call_waiting.forget()
        elif wish.package != CALL_PACKAGE:
            self._services.put(self._known.of(wish.package, line))
            self._upkeep.wake()
        elif line is not None:
            self.suspect(line)
        else:
            self._resync_all()

    def _ask_again(self, line: LineId, service: WatchedService | None) -> None:
        if service is None:
            self.suspect(line)
        else:
            self._services.put([service])
            self._upkeep.wake()

    def _on_terminated(self, event: SubscriptionEvent) -> None:
        self._sequences.forget(event.subscription_id)
        wish = self._plan.terminated(event.subscription_id, self._now())
        if wish is not None:
            log.info("subscription.terminated", target=wish.target.path, package=wish.package)
            self._upkeep.wake()

    def on_channel_open(self) -> None:
        """A channel stands."""
        self._backoff.succeeded()
        self._sequences.channel_opened()
        self._cancel_outage()
        if not self._up:
            self._up = True
            self._report(r.ProviderUp(self.name))

    def on_channel_lost(self, reason: str) -> None:
        """The lines stay up for a moment: the next channel is usually there at once."""
        self.counts["channel lost"] += 1
        self._meter.stop()
        self._outage_reason = reason
        if not self._up:
            self._report(r.ProviderDown(self.name, reason))
        elif self._outage is None:
            grace = self._settings.timing.outage_grace_s
            self._outage = asyncio.get_running_loop().call_later(grace, self._down)

    def _down(self) -> None:
        reason = self._outage_reason  # of the latest try: that the old channel was lost tells little
        self._outage = None
        self._up = False
        self._report(r.ProviderDown(self.name, reason))
        for line in self._lines:
            self._report(r.LineDown(line, reason))

    def _cancel_outage(self) -> None:
        if self._outage is not None:
            self._outage.cancel()
            self._outage = None

    def on_subscribed(self, wish: Wish, *, missed: bool) -> None:
        """The lines of the target are in service from now on; what happened before has to be found out.

        For a single user the platform tells it by itself (XSI 4.2.4.2). For a collection it is asked only now that
        nothing more can go by.
        """
        if wish.package == CALL_PACKAGE:
            self._lines_up([wish.target.line] if wish.target.line is not None else self._lines)
        if missed and wish.target.line is None:
            self._make_up(wish)

    def _lines_up(self, lines: Iterable[LineId]) -> None:
        for line in tuple(lines):
            self._report(r.LineUp(line))

    def on_refused(self, wish: Wish, reason: str) -> None:
        """Without call events a line is out of service; without those of a service, only that service is unknown."""
        log.warning("subscription.refused", target=wish.target.path, package=wish.package, reason=reason)
        if wish.package != CALL_PACKAGE:
            return
        for line in [wish.target.line] if wish.target.line is not None else list(self._lines):
            self._report(r.LineDown(line, reason))

    # States

    def suspect(self, line: LineId) -> None:
        """The line's state should be fetched anew."""
        if line in self._lines:
            self._resync.put([line])
            self._resync.hurry(line)  # what somebody sees is wrong, perhaps; all others wait only to be sure
            self._upkeep.wake()

    def watched(self, line: LineId) -> None:
        """Somebody watches the line: its state is fetched before those of the others."""
        self._resync.hurry(line)

    def _resync_all(self) -> None:
        self._resync.put(sorted(self._lines, key=self._urgency, reverse=True))
        self._meter.begin(len(self._lines), self._link.requests, self._now())
        self._upkeep.wake()

    async def fetch(self, line: LineId) -> None:
        """Fetches the line's full state and reports it, unless an event made it stale."""
        known = self._lines.get(line)
        if known is None:
            self._resync.is_stale(line)
            return
        report = await fetch_line(self._upkeep.ask, line, known.user_id)
        if not self._resync.is_stale(line):
            self._digest(report)

    async def fetch_service(self, service: WatchedService) -> None:
        """Fetches the state of a service and reports it, unless an event made it stale."""
        known = self._lines.get(service.line)
        if known is None:
            self._services.is_stale(service)
            return
        report = await fetch_service(self._upkeep.ask, service, known.user_id)
        if not self._services.is_stale(service):
            self._digest(report)

    async def read_call_waiting(self, line: LineId) -> None:
        """Asks for the line's Call Waiting and reports it."""
        known = self._lines.get(line)
        if known is None:
            return
        report = await read_call_waiting(self._upkeep.ask, line, known.user_id)
        if report is not None:
            self._report(report)

    def on_fetched(self) -> None:
        """One more line was fetched, or given up for the time being: people are told how far it has come."""
        progress = self._meter.look(len(self._resync), self._link.requests, self._now())
        if progress is not None:
            self._tell(progress)

    def _tell(self, progress: Progress) -> None:
        log.info(
            "lines.known" if progress.is_done else "lines.progress",
            provider=self.name,
            known=progress.text,
            seconds=round(progress.seconds, 1),
            requests=progress.requests,
            requests_per_s=round(progress.requests_per_s, 1),
        )

    def _digest(self, report: r.LineReported | ServiceReport) -> None:
        try:
            self._audit.take(report, self._now())
            self._report(report)
        except Exception as exc:
            log.exception("state.undigested", line=report.line)
            raise RemoteProtocolError(f"the state of {report.line} cannot be digested") from exc

    # Commands

    async def execute(self, command: k.Command) -> k.Result:
        """Carries a command out.

        Raises:
            CommandError: it was not, or nobody knows.
        """
        line = self._lines.get(command.line)
        if line is None:
            raise UnknownLine(f"{self.name} has no line {command.line}")
        requests = requests_from_command(command, line.user_id)
        replies = [await self._ask_for(command, request) for request in requests]
        if new := self._known.asked(command):
            self._services.put(new)  # the answer itself may be behind an event that overtook it
            self._upkeep.wake()
        return result_from_replies(command, tuple(replies))

    async def _ask_for(self, command: k.Command, request: XsiRequest) -> Document | None:
        wait = self._pacer.wait(self._now())
        if wait > COMMAND_PATIENCE_S:
            raise RateLimited("too many requests to the platform are waiting", wait)
        try:
            return (await self._upkeep.ask(request)).document
        except Rejected as exc:
            if exc.status in request.done:
                return None
            if isinstance(command, k.GetForwarding) and exc.status in {403, 404}:
                return None  # the user does not have this one
            raise
        except LinkError as exc:
            raise LineUnavailable(str(exc)) from exc
        except RemoteProtocolError as exc:
            if request.repeatable:
                raise LineUnavailable(str(exc)) from exc
            raise OutcomeUnknown(str(exc)) from exc

    async def ask(self, request: XsiRequest) -> Reply:
        """The platform's answer to any request, in its turn; for diagnosis.

        Raises:
            LinkError, CommandError, ProtocolError: as `XsiLink.request`.
        """
        return await self._upkeep.ask(request)
