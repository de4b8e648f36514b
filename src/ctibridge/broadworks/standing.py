"""Tells whether the platform is reached, and which lines are in service."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from ctibridge.broadworks.complaints import trouble_of
from ctibridge.broadworks.outage import Outage
from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.errors import CtibridgeError
from ctibridge.model import reports as r
from ctibridge.model.health import HealthState, Trouble
from ctibridge.model.ids import LineId


class Standing:
    """Of one provider.

    Args:
        settings: Its settings.
        lines: Those that it serves; may change.
        report: Takes each report.
    """

    def __init__(
        self, settings: BroadWorksSettings, lines: Collection[LineId], report: Callable[[r.Report], None]
    ) -> None:
        self._name, self._is_own_account = settings.name, settings.is_own_account
        self._lines, self._report = lines, report
        self._told: HealthState | None = None  # what the lines were told of the platform that is not reached
        self.outage = Outage(settings.timing.outage_grace_s, self._up, self._down, self._still_down)

    def lines_up(self, lines: Iterable[LineId]) -> None:
        """These are in service; one may be gone since the platform was asked."""
        for line in [line for line in lines if line in self._lines]:
            self._report(r.LineUp(line))

    def lines_down(self, lines: Iterable[LineId], exc: CtibridgeError, retry_s: float | None) -> None:
        """These are not, and why; in how many seconds it is tried again."""
        self._lines_down(lines, self._trouble(exc, retry_s))

    def unreached(self, exc: CtibridgeError, retry_s: float | None) -> None:
        """There is no channel, or none can be had."""
        self.outage.began(self._trouble(exc, retry_s))

    def unreadable(self, exc: CtibridgeError, retry_s: float) -> None:
        """The lines cannot be read. While some are known only they tell."""
        if not self._lines:
            self._still_down(self._trouble(exc, retry_s))

    def lines_read(self) -> None:
        """If the platform is not reached, new lines have to be told."""
        self._told = None

    def _trouble(self, exc: CtibridgeError, retry_s: float | None) -> Trouble:
        return trouble_of(exc, own_account=self._is_own_account, retry_s=retry_s)

    def _lines_down(self, lines: Iterable[LineId], trouble: Trouble) -> None:
        for line in [line for line in lines if line in self._lines]:
            self._report(r.LineDown(line, trouble))

    def _up(self) -> None:
        self._told = None
        self._report(r.ProviderUp(self._name))

    def _down(self, trouble: Trouble) -> None:
        self._told = None
        self._still_down(trouble)

    def _still_down(self, trouble: Trouble) -> None:
        """Tells it; the lines only what is new to them, since there may be many, and tries every few seconds."""
        self._report(r.ProviderDown(self._name, trouble.evidence.text, trouble))
        if trouble.state is not self._told:
            self._told = trouble.state
            self._lines_down(self._lines, trouble)
