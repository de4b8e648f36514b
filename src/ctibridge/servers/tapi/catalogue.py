"""Which lines a TSP sees, and under which numbers."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from ctibridge.hub.hub import Hub
from ctibridge.model.ids import LineId
from ctibridge.model.lines import Line
from ctibridge.servers.tapi.line import LineState
from ctibridge.servers.tapi.numbers import LineNumbers
from ctibridge.servers.tapi.people import People

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The lines of a hub.

    Args:
        hub: Where they are.
        people: How they are shown.
        given: Their permanent numbers.
        names: Only these, by any of their names; empty: all.
    """

    hub: Hub
    people: People
    given: LineNumbers
    names: tuple[str, ...] = ()

    def lines(self) -> dict[int, Line]:
        """All of them, by number."""
        shown = self._named() if self.names else {line.id: line for line in self.hub.lines}
        return {number: shown[line] for line, number in self.given.numbers(shown).items()}

    def _named(self) -> dict[LineId, Line]:
        found = {name: self.hub.lines.find(name) for name in self.names}
        missing = [name for name, line in found.items() if line is None]
        if missing and len(self.hub.lines):
            log.warning("tapi.lines_missing", lines=missing)
        return {line.id: line for line in found.values() if line is not None}

    def state(self, number: int, line: Line) -> LineState:
        """One of them as it is now."""
        return LineState(number, line, self.hub.snapshot(line.id))
