"""All lines of all providers, found by any spelling of their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ctibridge.model.ids import LineId
from ctibridge.model.lines import Line

_SEPARATORS = re.compile(r"[\s()/.\-]")
_AMBIGUOUS = LineId("")  # two lines bear it: then it names neither


@dataclass(frozen=True, slots=True)
class LinesChanged:
    """Lines came, went, or have another number, extension or name."""

    added: frozenset[LineId] = frozenset()
    removed: frozenset[LineId] = frozenset()
    changed: frozenset[LineId] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


class LineDirectory:
    """The lines, by identifier, user id, number and extension."""

    def __init__(self) -> None:
        self._lines: dict[LineId, Line] = {}
        self._by_provider: dict[str, dict[LineId, Line]] = {}
        self._names: dict[str, LineId] = {}

    def replace(self, provider: str, lines: tuple[Line, ...]) -> LinesChanged:
        """The provider has these lines, and no others; returns what is new about that."""
        before = self._by_provider.get(provider, {})
        after = {line.id: line for line in lines}
        if before == after:
            return LinesChanged()
        self._by_provider[provider] = after
        self._lines = {key: line for owned in self._by_provider.values() for key, line in owned.items()}
        self._names = _index(self._lines.values())
        both = after.keys() & before.keys()
        return LinesChanged(
            frozenset(after.keys() - before.keys()),
            frozenset(before.keys() - after.keys()),
            frozenset(line for line in both if before[line] != after[line]),
        )

    def get(self, line: LineId) -> Line | None:
        """The line with this identifier."""
        return self._lines.get(line)

    def of(self, provider: str) -> tuple[Line, ...]:
        """The lines of a provider."""
        return tuple(self._by_provider.get(provider, {}).values())

    def find(self, name: str) -> Line | None:
        """The line that somebody calls by user id, by number (with +, 00 or neither) or by extension.

        None: there is none, or several lines share the name.
        """
        key = name.strip().lower()
        line = self._lines.get(LineId(key)) or self._named(key)
        return line or self._named(_SEPARATORS.sub("", key))

    def of_number(self, number: str) -> LineId | None:
        """The line with this E.164 number, plus included, or with this extension; None: none, or several."""
        line = self._names.get(number)
        return line or None

    def has_unique_extension(self, line: Line) -> bool:
        """Whether the line's extension names it alone."""
        return line.extension is not None and self._names.get(line.extension.lower()) == line.id

    def _named(self, key: str) -> Line | None:
        for candidate in _spellings(key):
            line = self._names.get(candidate)
            if line is not None:
                return self._lines.get(line)
        return None

    def __iter__(self) -> Iterator[Line]:
        return iter(self._lines.values())

    def __len__(self) -> int:
        return len(self._lines)


def _index(lines: Iterable[Line]) -> dict[str, LineId]:
    names: dict[str, LineId] = {}
    for line in lines:
        for name in {_international(line.number), line.extension.lower() if line.extension else None}:
            if name is not None:
                names[name] = line.id if names.get(name, line.id) == line.id else _AMBIGUOUS
    return names


def _international(number: str | None) -> str | None:
    if not number:
        return None
    bare = _SEPARATORS.sub("", number.lower())
    return bare if bare.startswith("+") or not bare.isdigit() else f"+{bare}"


def _spellings(key: str) -> Iterator[str]:
    yield key
    if key.startswith("00"):
        yield f"+{key[2:]}"
    elif key.isdigit():
        yield f"+{key}"
