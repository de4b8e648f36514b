"""A table of rules: the first row that matches rewrites the number, the others are not tried."""

from __future__ import annotations

from dataclasses import dataclass

from ctibridge.numbering.patterns import LONGEST, compiled
from ctibridge.numbering.settings import Row


@dataclass(frozen=True, slots=True)
class Hit:
    """The row that matched, and what it makes of the number. Rows count from 0, as in the configuration."""

    index: int
    row: Row
    after: str


class RuleTable:
    """The rows of one table, compiled once.

    Args:
        rows: Without mistakes (see `mistakes.py`).
    """

    def __init__(self, rows: tuple[Row, ...]) -> None:
        self._rows = [(row, compiled(row.regex) if row.regex is not None else None) for row in rows]

    def first(self, number: str) -> Hit | None:
        """The first row that matches; None: none does, and the number stays as it is."""
        if len(number) > LONGEST:
            return None
        for index, (row, pattern) in enumerate(self._rows):
            if pattern is None:
                if number == row.match:
                    return Hit(index, row, row.replace or "")
            elif (found := pattern.search(number)) is not None:
                replaced = found.expand(row.replace or "")
                return Hit(index, row, number[: found.start()] + replaced + number[found.end() :])
        return None
