"""Which of the platform's lines are served, and what is different from before. Pure.

An administrator's word goes before the filters: what he added is served, what he removed is not. A directory that was
not read whole takes no line away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import translate
from functools import lru_cache

from ctibridge.broadworks.lines import Directory
from ctibridge.broadworks.settings import LineSettings
from ctibridge.model.ids import LineId
from ctibridge.model.kept_lines import KeptLine, Presence, Source
from ctibridge.model.lines import Line

_SEPARATORS = re.compile(r"[\s()/.\-]")
FILTERS: tuple[tuple[Callable[[LineSettings], Sequence[str]], Callable[[Line], str | None]], ...] = (
    (lambda settings: settings.groups, lambda line: line.group),
    (lambda settings: settings.departments, lambda line: line.department),
    (lambda settings: settings.user_ids, lambda line: line.user_id),
    (lambda settings: settings.numbers, lambda line: _SEPARATORS.sub("", line.number or "")),
    (lambda settings: settings.extensions, lambda line: line.extension),
)


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line that is described otherwise than before."""

    before: Line
    after: Line


@dataclass(frozen=True, slots=True)
class LineDifference:
    """What reading the lines has changed.

    Args:
        added: In service now, and not before.
        changed: Were and are in service, with another number, name or group.
        gone: Not in service any more: the platform does not tell of them, or the filters leave them out.
        offered: The filters let them through, but they are not added by themselves.
        missing: So many records of the directory could not be had; then nothing is gone.
    """

    added: tuple[Line, ...] = ()
    changed: tuple[LineChange, ...] = ()
    gone: tuple[Line, ...] = ()
    offered: tuple[Line, ...] = ()
    missing: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.gone)

    @property
    def present(self) -> tuple[Line, ...]:
        """The lines whose description is to be kept."""
        return (*self.added, *(change.after for change in self.changed))


def difference(directory: Directory, kept: Sequence[KeptLine], settings: LineSettings) -> LineDifference:
    """What the directory changes about the lines that are kept."""
    known = {each.line.id: each for each in kept}
    told = {line.id: line for line in directory.lines}
    wanted = [line for line in told.values() if is_wanted(line, known.get(line.id), settings)]
    served = {each.line.id: each.line for each in kept if each.is_served}
    unwanted = served.keys() - {line.id for line in wanted}
    return LineDifference(
        added=tuple(line for line in wanted if line.id not in served),
        changed=tuple(LineChange(served[line.id], line) for line in wanted if served.get(line.id, line) != line),
        gone=tuple(line for line in served.values() if _is_gone(line.id, unwanted, directory, told)),
        offered=tuple(
            line for line in told.values() if line.id not in known and not settings.add and fits(line, settings)
        ),
        missing=directory.missing,
    )


def is_wanted(line: Line, kept: KeptLine | None, settings: LineSettings) -> bool:
    """Whether the line is to be served, by the filters and by an administrator's word about a kept one."""
    if kept is None:
        return settings.add and fits(line, settings)
    if kept.presence is Presence.REMOVED:
        return False
    return kept.source is Source.MANUAL or fits(line, settings)


def _is_gone(line: LineId, unwanted: set[LineId], directory: Directory, told: dict[LineId, Line]) -> bool:
    return line in unwanted and (line in told or not directory.missing)


def fits(line: Line, settings: LineSettings) -> bool:
    """Whether the filters let the line through: one pattern of each list that has any."""
    return all(
        any(_matches(value_of(line) or "", pattern) for pattern in patterns)
        for patterns_of, value_of in FILTERS
        if (patterns := patterns_of(settings))
    )


def _matches(value: str, pattern: str) -> bool:
    return _compiled(pattern.lower()).match(value.lower()) is not None


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(translate(pattern))
