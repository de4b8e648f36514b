"""Permanent numbers of lines: applications store them, so a line keeps its number for ever, and nobody else gets it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import msgspec

from ctibridge.errors import ConfigError
from ctibridge.model.ids import LineId

MOST = 0x7FFF_FFFF


class LineNumbers(Protocol):
    """Who gives numbers, and remembers them."""

    def numbers(self, lines: Iterable[LineId]) -> dict[LineId, int]:
        """The number of each, from 1; a line that has none gets one, and keeps it over restarts."""


class LineNumberFile:
    """A file with the numbers that were given.

    Args:
        folder: Where the file is; None: numbers last as long as the process.
        source: Where the folder was named, for messages.

    Raises:
        ConfigError: the file is damaged. Without it lines would get each other's numbers.
    """

    def __init__(self, folder: Path | None = None, source: str = "configuration") -> None:
        self._path = folder / "line-numbers.json" if folder is not None else None
        self._given: dict[str, int] = {}
        if self._path is not None and self._path.exists():
            self._given = _read(self._path, source)
        self._next = max(self._given.values(), default=0) + 1

    def numbers(self, lines: Iterable[LineId]) -> dict[LineId, int]:
        """The number of each."""
        wanted = tuple(lines)
        new = sorted(line for line in wanted if line not in self._given)
        for line in new:
            self._given[line], self._next = self._next, self._next + 1
        if new and self._path is not None:
            fresh = self._path.with_suffix(".new")
            fresh.write_bytes(msgspec.json.encode(self._given))
            fresh.replace(self._path)
        return {line: self._given[line] for line in wanted}


def _read(path: Path, source: str) -> dict[str, int]:
    try:
        given = msgspec.json.decode(path.read_bytes(), type=dict[str, int])
    except (OSError, msgspec.DecodeError) as exc:
        raise ConfigError(
            source, "state", f"{path} cannot be read: {exc}; restore it, applications know lines by it"
        ) from exc
    if len({*given.values()}) < len(given) or not all(0 < number <= MOST for number in given.values()):
        raise ConfigError(source, "state", f"{path} is damaged: two lines have one number, or a number cannot be")
    return given
