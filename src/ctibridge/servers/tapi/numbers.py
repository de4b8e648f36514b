"""Permanent numbers of lines: applications store them, so a line keeps its number for ever, and nobody else gets it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from ctibridge.model.ids import LineId
from ctibridge.model.kept_lines import KeptLine


class LineNumbers(Protocol):
    """Who knows the numbers."""

    def numbers(self, lines: Iterable[LineId]) -> dict[LineId, int]:
        """The number of each, from 1; a line that cannot have one for ever is left out."""


class KeptNumbers:
    """The numbers that the store gave.

    Args:
        kept: All lines that it keeps; one that could not be kept as yet has no number.
    """

    def __init__(self, kept: Callable[[], Iterable[KeptLine]]) -> None:
        self._kept = kept

    def numbers(self, lines: Iterable[LineId]) -> dict[LineId, int]:
        """The number of each that has one."""
        given = {each.line.id: each.id for each in self._kept()}
        return {line: given[line] for line in lines if line in given}


class NumbersInMind:
    """Numbers that last as long as the process; for who wants nothing on the disk."""

    def __init__(self) -> None:
        self._given: dict[LineId, int] = {}

    def numbers(self, lines: Iterable[LineId]) -> dict[LineId, int]:
        """The number of each."""
        wanted = tuple(lines)
        for line in sorted(line for line in wanted if line not in self._given):
            self._given[line] = len(self._given) + 1
        return {line: self._given[line] for line in wanted}
