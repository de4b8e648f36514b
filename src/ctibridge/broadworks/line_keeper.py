"""What the provider needs of whoever keeps its lines over restarts; and one who does until the process ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from ctibridge.model.ids import LineId
from ctibridge.model.kept_lines import KeptLine, Presence
from ctibridge.model.lines import Line


class LineKeeper(Protocol):
    """Keeps the lines of one provider."""

    async def lines(self) -> tuple[KeptLine, ...]:
        """All lines that there ever were.

        Raises:
            StoreError: they cannot be read.
        """

    async def keep(self, present: Sequence[Line], gone: Sequence[LineId]) -> tuple[KeptLine, ...]:
        """The platform tells of these lines, new or not, and no longer of those; returns all lines.

        Raises:
            StoreError: it cannot be written; nothing has changed.
        """


class LinesInMind:
    """Keeps the lines until the process ends; for who wants nothing on the disk."""

    def __init__(self) -> None:
        self._lines: dict[LineId, KeptLine] = {}

    async def lines(self) -> tuple[KeptLine, ...]:
        """All lines that there ever were."""
        return tuple(self._lines.values())

    async def keep(self, present: Sequence[Line], gone: Sequence[LineId]) -> tuple[KeptLine, ...]:
        """The platform tells of these lines, new or not, and no longer of those; returns all lines."""
        for line in present:
            known = self._lines.get(line.id) or KeptLine(len(self._lines) + 1, line)
            self._lines[line.id] = replace(known, line=line, presence=Presence.PRESENT)
        for line_id in gone:
            self._lines[line_id] = replace(self._lines[line_id], presence=Presence.GONE)
        return await self.lines()
