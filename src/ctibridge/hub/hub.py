"""Hub: where everything meets. Reports become changes, changes find their monitors, commands find their provider.

Everything but `execute` returns at once: a report is digested to the last outbox in one call.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from ctibridge.errors import CommandError, LineUnavailable, UnknownLine
from ctibridge.hub.directory import LineDirectory, LinesChanged
from ctibridge.hub.monitors import Monitor, MonitorTable
from ctibridge.hub.provider import Provider
from ctibridge.model import changes as c
from ctibridge.model import reports as r
from ctibridge.model.callbook import CallBook
from ctibridge.model.commands import Command, Result
from ctibridge.model.ids import CallId, LineId, MonitorId
from ctibridge.model.views import CallSnapshot, LineSnapshot

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ProviderStatus:
    """Whether a provider's platform is reached; if not, why."""

    name: str
    up: bool
    reason: str | None = None


News = ProviderStatus | LinesChanged


class Hub:
    """The one hub of a gateway."""

    def __init__(self) -> None:
        self.lines = LineDirectory()
        self._book = CallBook()
        self._monitors = MonitorTable()
        self._providers: list[Provider] = []
        self._status: dict[str, ProviderStatus] = {}
        self._listeners: list[Callable[[News], None]] = []

    def add_provider(self, provider: Provider) -> None:
        """Commands for the provider's lines go to it from now on."""
        self._providers.append(provider)
        self._status[provider.name] = ProviderStatus(provider.name, up=False, reason="starting")

    # Reports in, changes out

    def on_report(self, report: r.Report) -> None:
        """Digests what a provider reports."""
        match report:
            case r.LinesRead():
                self._lines_read(report)
            case r.ProviderUp():
                self._set_status(ProviderStatus(report.provider, up=True))
            case r.ProviderDown():
                self._set_status(ProviderStatus(report.provider, up=False, reason=report.reason))
            case _:
                self._deliver(self._book.apply(report))

    def _deliver(self, changes: tuple[c.Change, ...]) -> None:
        for change in changes:
            if isinstance(change, c.LineSuspect):
                self._suspect(change)
            else:
                self._monitors.deliver(change)

    def _suspect(self, change: c.LineSuspect) -> None:
        log.warning("line.suspect", line=change.line, reason=change.reason)
        provider = self._provider_of(change.line)
        if provider is not None:
            provider.suspect(change.line)

    def _lines_read(self, report: r.LinesRead) -> None:
        news = self.lines.replace(report.provider, report.lines)
        for line in news.removed:
            self._deliver(self._book.remove(line))
        if news:
            self._announce(news)

    def _set_status(self, status: ProviderStatus) -> None:
        before = self._status.get(status.name)
        self._status[status.name] = status
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
