"""Hub: where everything meets. Reports become changes, changes find their monitors, commands find their provider.

Everything but `execute` returns at once: a report is digested to the last outbox in one call. The call book knows no
time; the hub keeps it for what has to wait: a call in doubt, one that may come back, a line that flaps.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import structlog

from ctibridge.errors import CommandError, LineUnavailable, UnknownLine
from ctibridge.hub.call_monitors import CallMonitor, CallMonitorTable, CallNews
from ctibridge.hub.directory import LineDirectory, LinesChanged
from ctibridge.hub.health import HealthBook
from ctibridge.hub.monitors import Monitor, MonitorTable
from ctibridge.hub.neighbours import recognised
from ctibridge.hub.provider import Provider
from ctibridge.model import changes as c
from ctibridge.model import reports as r
from ctibridge.model.callbook import CallBook
from ctibridge.model.commands import Command, Result
from ctibridge.model.health import HealthState, LineHealth, Trouble
from ctibridge.model.ids import CallId, LineId, MonitorId
from ctibridge.model.views import CallSnapshot, LineSnapshot

DOUBT_S = 0.15  # three times the longest life of a phantom (ADR 16), for what the way to us adds
CALL_GONE_S = 0.5  # a call that comes back, or rings at another line, does so at once; the two are told apart from us
log = structlog.get_logger()

Later = Callable[[float, Callable[[], None]], object]


def _later(seconds: float, what: Callable[[], None]) -> object:
    return asyncio.get_running_loop().call_later(seconds, what)


def _now() -> float:
    """The loop's clock, or, where no loop runs and so nothing waits, the one that loops have."""
    try:
        return asyncio.get_running_loop().time()
    except RuntimeError:
        return time.monotonic()


@dataclass(frozen=True, slots=True)
class ProviderStatus:
    """Whether a provider's platform is reached; if not, why, and what that means for its lines if it is known."""

    name: str
    up: bool
    reason: str | None = None
    trouble: Trouble | None = None


News = ProviderStatus | LinesChanged


class Hub:
    """The one hub of a gateway.

    Args:
        later: Calls something after so many seconds.
        now: The clock of `later`.
    """

    def __init__(self, later: Later = _later, now: Callable[[], float] = _now) -> None:
        self.lines = LineDirectory()
        self._later, self._now = later, now
        self._health = HealthBook()
        self._health_listeners: list[Callable[[LineId], None]] = []
        self._book = CallBook()
        self._monitors = MonitorTable()
        self._call_monitors = CallMonitorTable()
        self._providers: list[Provider] = []
        self._status: dict[str, ProviderStatus] = {}
        self._status_at: dict[str, float] = {}  # when it was reported
        self._listeners: list[Callable[[News], None]] = []

    def add_provider(self, provider: Provider) -> None:
        """Commands for the provider's lines go to it from now on."""
        self._providers.append(provider)
        self._status[provider.name] = ProviderStatus(provider.name, up=False, reason="starting")

    def replace_provider(self, provider: Provider) -> None:
        """Another provider of the same name has the lines from now on; their calls and monitors stay."""
        self._providers = [provider if each.name == provider.name else each for each in self._providers]

    def remove_provider(self, name: str) -> None:
        """The provider is no more, nor are its lines."""
        self._lines_read(r.LinesRead(name, ()))
        self._providers = [each for each in self._providers if each.name != name]
        self._announce(replace(self._status.pop(name), up=False, reason="removed"))

    # Reports in, changes out

    def on_report(self, report: r.Report) -> None:
        """Digests what a provider reports."""
        match report:
            case r.LinesRead():
                self._lines_read(report)
            case r.ProviderUp():
                self._set_status(ProviderStatus(report.provider, up=True))
            case r.ProviderDown():
                self._set_status(ProviderStatus(report.provider, False, report.reason, report.trouble))
            case r.LineUp():
                self._line_is(report.line, None)
            case r.LineDown():
                self._line_is(report.line, report.trouble)
            case _:
                self._deliver(self._book.apply(recognised(report, self.lines.of_number)))

    def _deliver(self, changes: tuple[c.Change, ...]) -> None:
        for change in changes:
            match change:
                case c.LineSuspect():
                    self._suspect(change)
                case c.CallInDoubt(line, connection):
                    self._later(DOUBT_S, partial(self.on_report, r.DoubtOver(line, connection)))
                case _:
                    self._monitors.deliver(change)
        for monitor in self._call_monitors.deliver(changes, self._book.has_call):
            self._later(CALL_GONE_S, partial(self._call_monitors.settle, monitor, self._book.has_call))

    def _suspect(self, change: c.LineSuspect) -> None:
        log.warning("line.suspect", line=change.line, reason=change.reason)
        provider = self._provider_of(change.line)
        if provider is not None:
            provider.suspect(change.line)

    def _lines_read(self, report: r.LinesRead) -> None:
        news = self.lines.replace(report.provider, report.lines)
        for line in news.removed:
            self._deliver(self._book.remove(line))
            self._health.forget(line)
        self._health.begin(news.added, self._now())
        if news:
            self._announce(news)

    # The health of lines

    def _line_is(self, line: LineId, trouble: Trouble | None) -> None:
        now = self._now()
        if self._health.take(line, trouble, now):
            self._tell_health(line)
        elif (wait_s := self._health.waits_s(line, now)) is not None:
            self._later(wait_s, partial(self._settle_health, line))

    def _settle_health(self, line: LineId) -> None:
        if self._health.settle(line, self._now()):
            self._tell_health(line)

    def _tell_health(self, line: LineId) -> None:
        """Applications and the call book are told the same."""
        health = self._health.get(line)
        if health is None:
            return
        if health.evidence is None:
            self._deliver(self._book.apply(r.LineUp(line)))
        else:
            self._deliver(self._book.apply(r.LineDown(line, Trouble(health.state, health.evidence, health.who))))
        for listener in tuple(self._health_listeners):
            listener(line)

    def health(self, line: LineId) -> LineHealth | None:
        """How the line is, as applications are told; None: there is no such line."""
        health = self._health.get(line)
        if health is None:
            return None
        health = self._with_latest_evidence(line, health)
        epoch_s = time.time() - self._now()  # at this moment: clocks are set, and a line's health may be old
        retry_at = None if health.retry_at is None else health.retry_at + epoch_s
        return replace(health, since=health.since + epoch_s, retry_at=retry_at)

    def _with_latest_evidence(self, line: LineId, health: LineHealth) -> LineHealth:
        """While a platform is not reached its lines are not told of each try; what the last one showed is the same."""
        provider = self._provider_of(line)
        trouble = self._status[provider.name].trouble if provider is not None else None
        if provider is None or trouble is None or trouble.state is not health.state:
            return health
        retry_at = self._status_at[provider.name] + trouble.retry_s if trouble.retry_s is not None else None
        return replace(health, evidence=trouble.evidence, who=trouble.who, retry_at=retry_at)

    def health_counts(self) -> dict[HealthState, int]:
        """How many lines are how."""
        return self._health.counts

    def listen_health(self, listener: Callable[[LineId], None]) -> Callable[[], None]:
        """Tells whose health has changed; returns what ends it."""
        self._health_listeners.append(listener)
        return lambda: self._health_listeners.remove(listener)

    def _set_status(self, status: ProviderStatus) -> None:
        before = self._status.get(status.name)
        self._status[status.name], self._status_at[status.name] = status, self._now()
        if before is None or before.up != status.up:
            log.info("provider.up" if status.up else "provider.down", provider=status.name, reason=status.reason)
            self._announce(status)

    def _announce(self, news: News) -> None:
        for listener in tuple(self._listeners):
            listener(news)

    # Watching

    def monitor(self, line: LineId, deliver: Callable[[MonitorId, c.Change], None]) -> Monitor:
        """Starts to tell of the line's changes; those that exist already are in `snapshot`."""
        provider = self._provider_of(line)
        if provider is not None:
            provider.watched(line)
        return self._monitors.start(line, deliver)

    def stop_monitor(self, monitor: MonitorId) -> None:
        """Stops to tell."""
        self._monitors.stop(monitor)

    def urgency(self, line: LineId) -> int:
        """How soon the line's state is wanted: first what somebody sees, of that first calls that may have ended."""
        return 2 * bool(self._monitors.on(line)) + self._book.has_calls(line)

    def follow(
        self, call: CallId, deliver: Callable[[CallNews], None], ended: Callable[[], None]
    ) -> CallMonitor | None:
        """Starts to tell of a call, wherever it goes, until it `ended`; None: there is no such call."""
        snapshot = self._book.call(call)
        return self._call_monitors.start(snapshot, deliver, ended) if snapshot is not None else None

    def stop_following(self, monitor: MonitorId) -> None:
        """Stops to tell of a call."""
        self._call_monitors.stop(monitor)

    def listen(self, listener: Callable[[News], None]) -> Callable[[], None]:
        """Tells of providers and lines; returns what ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @property
    def status(self) -> tuple[ProviderStatus, ...]:
        """Each provider's state."""
        return tuple(self._status.values())

    def snapshot(self, line: LineId) -> LineSnapshot:
        """The line now, as the call book knows it; the switch is not asked."""
        return self._book.snapshot(line)

    def call(self, call: CallId) -> CallSnapshot | None:
        """The call now; None when there is none."""
        return self._book.call(call)

    # Commands across

    async def execute(self, command: Command) -> Result:
        """Has the line's provider carry the command out.

        Raises:
            CommandError: it was not carried out, or nobody knows.
        """
        provider = self._provider_of(command.line)
        if provider is None:
            raise UnknownLine(f"no line {command.line}")
        status = self._status[provider.name]
        if not status.up:
            raise LineUnavailable(f"{provider.name} is not reached: {status.reason}")
        self._book.expect(command)
        try:
            return await provider.execute(command)
        except CommandError:
            self._book.expect_nothing(command.line)
            raise

    def _provider_of(self, line: LineId) -> Provider | None:
        return next((provider for provider in self._providers if provider.serves(line)), None)
