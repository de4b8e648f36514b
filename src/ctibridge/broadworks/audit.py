"""Calls of which nothing is heard: their lines are asked for by and by. Pure.

A lost event is noticed by the next one of its subscription. When it was the last for a long time, only asking helps:
else a call would stay on the screen for ever. Lines without calls are not asked for.
"""

from __future__ import annotations

from ctibridge.broadworks.agenda import Agenda
from ctibridge.model import reports as r
from ctibridge.model.ids import ConnectionId, LineId
from ctibridge.model.states import ConnectionState

SILENCE_S = 300.0  # most calls are shorter; so few requests that they do not count


class CallAudit:
    """Which lines have calls, and when something was heard of them.

    Args:
        silence_s: After so long without a word a line is asked for.
    """

    def __init__(self, silence_s: float = SILENCE_S) -> None:
        self.silence_s = silence_s
        self._calls: dict[LineId, set[ConnectionId]] = {}
        self._heard: dict[LineId, float] = {}
        self._agenda: Agenda[LineId] = Agenda()

    def take(self, report: r.Report, now: float) -> None:
        """The platform said something."""
        match report:
            case r.CallReported(line=line, facts=facts):
                calls = self._calls.get(line, set()) - {facts.connection}
                self._set(line, calls | ({facts.connection} if facts.state is not ConnectionState.NULL else set()), now)
            case r.LineReported(line=line):
                self._set(line, {facts.connection for facts in report.calls}, now)

    def _set(self, line: LineId, calls: set[ConnectionId], now: float) -> None:
        if not calls:
            self._calls.pop(line, None)
            self._heard.pop(line, None)
            return
        self._calls[line], self._heard[line] = calls, now
        if line not in self._agenda:
            self._agenda.put(line, now + self.silence_s)

    def due(self, now: float) -> list[LineId]:
        """The lines to be asked for now."""
        silent = []
        for line in self._agenda.due(now):
            heard = self._heard.get(line)
            if heard is None:
                continue
            if heard + self.silence_s <= now:
                silent.append(line)
                heard = now
            self._agenda.put(line, heard + self.silence_s)
        return silent

    def next_at(self) -> float | None:
        """When a line may have to be asked for."""
        return self._agenda.next_at()
