"""What the platform says of each line: what has to be asked anew, and the asking.

`resync.py` knows what waits; here it is fetched and reported, unless an event made the answer stale.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial

import structlog

from ctibridge.broadworks.account import Account
from ctibridge.broadworks.asking import Asker
from ctibridge.broadworks.audit import SILENCE_S, CallAudit
from ctibridge.broadworks.call_waiting import CallWaitingQueue, read_call_waiting
from ctibridge.broadworks.channels import Wish
from ctibridge.broadworks.known_services import KnownServices
from ctibridge.broadworks.progress import Progress, ProgressMeter
from ctibridge.broadworks.resync import Errand, K, ResyncQueue, WatchedService, fetch_line, fetch_service
from ctibridge.broadworks.settings import CALL_PACKAGE
from ctibridge.broadworks.translate_events import ServiceReport
from ctibridge.errors import AuthFailed, CommandError, CtibridgeError, LinkError, ProtocolError, RateLimited, Rejected
from ctibridge.model import commands as k
from ctibridge.model import reports as r
from ctibridge.model.ids import LineId
from ctibridge.model.lines import Line
from ctibridge.wire.xsi.channels import EventPackage

SERVICE_RETRY_S = 60.0  # what goes over http beside the CTI interface may be closed for long
LOOK_AGAIN_S = 10.0  # at the earliest for calls of which nothing is heard
Job = Callable[[], Awaitable[None]]
log = structlog.get_logger()


class LineStates:
    """The states of one provider's lines.

    Args:
        provider: Its name.
        lines: All lines; may change.
        asker: Asks the platform.
        account: Whose questions they are.
        report: Takes each state.
        urgency: How soon a line's state is wanted when many are to be fetched, the highest first.
        wake: Called when there is something to do.
        now: A clock in seconds.
        calls_check_s: After so long without a word of a line's calls they are compared with the platform's.
    """

    def __init__(
        self,
        provider: str,
        lines: Mapping[LineId, Line],
        asker: Asker,
        account: Account,
        report: Callable[[r.LineReported | ServiceReport | r.CallWaitingReported], None],
        urgency: Callable[[LineId], int],
        wake: Callable[[], None],
        now: Callable[[], float],
        calls_check_s: float = SILENCE_S,
    ) -> None:
        self._provider, self._lines, self._asker, self._account = provider, lines, asker, account
        self._report, self._urgency, self._wake, self._now = report, urgency, wake, now
        self._calls: ResyncQueue[LineId] = ResyncQueue()
        self._services: ResyncQueue[WatchedService] = ResyncQueue()
        self._call_waiting = CallWaitingQueue()
        self._known, self._audit = KnownServices(), CallAudit(calls_check_s)
        self._meter = ProgressMeter()

    @property
    def are_known(self) -> bool:
        """Whether the calls of all lines are known, or cannot be."""
        return not len(self._calls)

    # What has to be asked

    def suspect(self, line: LineId) -> None:
        """The calls of the line are not what we think, perhaps: it is the next one."""
        if line in self._lines:
            self._calls.put([line])
            self._calls.hurry(line)  # what somebody sees is wrong, perhaps; all others wait only to be sure
            self._wake()

    def watched(self, line: LineId) -> None:
        """Somebody watches the line: its state is fetched before those of the others."""
        self._calls.hurry(line)

    def look(self, lines: Iterable[LineId]) -> None:
        """The calls of these lines are to be fetched, when their turn comes."""
        self._calls.put(line for line in lines if line in self._lines)
        self._wake()

    def look_at_all(self) -> None:
        """The calls of all lines are."""
        self._calls.put(sorted(self._lines, key=self._urgency, reverse=True))
        self._meter.begin(len(self._lines), self._asker.requests, self._now())
        self._wake()

    def ask_again(self, line: LineId, service: WatchedService | None) -> None:
        """What an event told, of the line's calls or of its service, may be wrong."""
        if service is None:
            self.suspect(line)
        else:
            self._services.put([service])
            self._wake()

    def make_up(self, wish: Wish) -> None:
        """Events of a subscription went by."""
        line = wish.target.line
        if wish.package == EventPackage.CALL_WAITING:
            self._call_waiting.forget()
        if wish.package != CALL_PACKAGE:
            self._services.put(self._known.of(wish.package, line))
            self._wake()
        elif line is not None:
            self.suspect(line)
        else:
            self.look_at_all()

    def look_at_services(self) -> None:
        """Now and then: nothing else tells of an event that was lost and followed by none."""
        for package in self._known.packages:
            self._services.put(self._known.of(package))
        self._call_waiting.forget()
        self._wake()

    def quiet_s(self) -> float:
        """How long nobody has to look for calls of which nothing is heard."""
        next_at = self._audit.next_at()
        if next_at is None:
            return self._audit.silence_s
        return max(min(LOOK_AGAIN_S, self._audit.silence_s), next_at - self._now())

    def look_at_silent(self) -> None:
        """Lines with calls of which nothing is heard are asked for."""
        if silent := self._audit.due(self._now()):
            self.look(silent)

    def asked(self, command: k.Command) -> bool:
        """A client was answered: the answer itself may be behind an event that overtook it. Whether that is news."""
        new = self._known.asked(command)
        if new:
            self._services.put(new)
            self._wake()
        return bool(new)

    def matters(self, line: LineId, package: str) -> bool:
        """Whether somebody has asked for that service of the line, or was told of it."""
        return self._known.has(package, line)

    def forget(self, lines: set[LineId]) -> None:
        """These lines are no more."""
        self._known.forget(lines)

    def clear(self) -> None:
        """There is no way to ask."""
        self._calls.clear()
        self._services.clear()
        self._meter.stop()

    # What events tell

    def told(self, line: LineId, event: type) -> WatchedService | None:
        """An event came: what is being fetched is stale. Returns the service that it is about, if any."""
        service = self._known.told(line, event)
        if service is not None:
            self._services.touched(service)
        else:
            self._calls.touched(line)
        return service

    def reported(self, report: r.LineReport, now: float) -> None:
        """An event was digested. With its first call a line's Call Waiting becomes interesting."""
        self._audit.take(report, now)
        if isinstance(report, r.CallWaitingReported):
            self._call_waiting.told(report.line)
        elif (
            isinstance(report, r.CallReported) and report.line in self._lines and self._call_waiting.called(report.line)
        ):
            self._wake()

    # The asking

    def due(self) -> bool:
        """Whether something that had to wait is to be asked now."""
        now = self._now()
        return any([self._calls.due(now), self._services.due(now)])

    def next_at(self) -> float | None:
        """When something that has to wait is to be asked."""
        times = [at for queue in (self._calls, self._services) if (at := queue.next_at()) is not None]
        return min(times, default=None)

    def take(self) -> Job | None:
        """What is to be done next."""
        if (calls := self._calls.take()) is not None:
            return partial(self._fetch_calls, calls)
        if (service := self._services.take()) is not None:
            return partial(self._fetch, self._services, service, self._service)
        if (line := self._call_waiting.take()) is not None:
            return partial(self._fetch_call_waiting, line)
        return None

    async def _fetch_calls(self, errand: Errand[LineId]) -> None:
        await self._fetch(self._calls, errand, self._line)
        progress = self._meter.look(len(self._calls), self._asker.requests, self._now())
        if progress is not None:
            self._tell(progress)

    async def _fetch(
        self,
        queue: ResyncQueue[K],
        errand: Errand[K],
        ask: Callable[[K], Awaitable[r.LineReported | ServiceReport | None]],
    ) -> None:
        try:
            state = await ask(errand.what)
            if queue.is_good(errand) and state is not None:
                self._audit.take(state, self._now())
                self._report(state)
            queue.done(errand)
        except RateLimited:
            queue.again(errand)
        except (LinkError, ProtocolError, CommandError) as exc:
            log.warning("line.fetch_failed", line=str(errand.what), reason=str(exc))
            self._later(queue, errand, exc)

    def _later(self, queue: ResyncQueue[K], errand: Errand[K], exc: CtibridgeError) -> None:
        match exc:
            case Rejected(status=status) if status < 500:
                queue.refused(errand, self._now())
            case AuthFailed():
                queue.unanswered(errand, self._now(), max(1.0, self._account.wait(self._now())))
            case LinkError() if isinstance(errand.what, WatchedService):
                queue.unanswered(errand, self._now(), SERVICE_RETRY_S)
            case _:
                queue.unanswered(errand, self._now())
        self._wake()

    async def _line(self, line: LineId) -> r.LineReported | None:
        known = self._lines.get(line)
        return await fetch_line(self._asker.ask, line, known.user_id) if known is not None else None

    async def _service(self, service: WatchedService) -> ServiceReport | None:
        known = self._lines.get(service.line)
        return await fetch_service(self._asker.ask, service, known.user_id) if known is not None else None

    async def _fetch_call_waiting(self, line: LineId) -> None:
        answered = False
        try:
            known = self._lines.get(line)
            report = await read_call_waiting(self._asker.ask, line, known.user_id) if known is not None else None
            if report is not None:
                self._report(report)
            answered = True
        except (LinkError, ProtocolError, CommandError) as exc:
            log.info("call_waiting.unreadable", line=line, reason=str(exc))
        finally:
            self._call_waiting.asked(line, answered=answered)

    def _tell(self, progress: Progress) -> None:
        log.info(
            "lines.known" if progress.is_done else "lines.progress",
            provider=self._provider,
            known=progress.text,
            seconds=round(progress.seconds, 1),
            requests=progress.requests,
            requests_per_s=round(progress.requests_per_s, 1),
        )
