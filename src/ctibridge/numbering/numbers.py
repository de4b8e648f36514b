"""The numbers of one provider: completed from the location, then rewritten by the table of their direction. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache, partial

from ctibridge.numbering.location import location_of
from ctibridge.numbering.patterns import LONGEST
from ctibridge.numbering.rules import RuleTable
from ctibridge.numbering.settings import UNCHANGED, Direction, NumberSettings

KEPT = 4_096  # numbers whose result is remembered, for each direction: a call is spoken of ten times
Rewrite = Callable[[str], str]


class Part(StrEnum):
    """What a step is done by."""

    LOCATION = "location"
    RULES = "rules"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of what happens to a number; `row` is the row that matched, counted from 0, if it is one of rules."""

    part: Part
    before: str
    after: str
    why: str
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What happens to a number: all steps, also those that leave it as it is."""

    direction: Direction
    number: str
    result: str
    steps: tuple[Step, ...]


class Numbers:
    """Completes and rewrites numbers.

    `incoming`, `outgoing` and `dialled` return a number as it is to be written: itself when nothing is configured for
    it. They remember, for the same few numbers come again and again.

    Args:
        settings: Without mistakes (see `mistakes.py`).
    """

    def __init__(self, settings: NumberSettings = UNCHANGED) -> None:
        self.are_changed = settings != UNCHANGED
        self._location = location_of(settings)
        self._tables = {direction: RuleTable(settings.rows(direction)) for direction in Direction}
        self.incoming, self.outgoing, self.dialled = (self._remembered(direction) for direction in Direction)

    def _remembered(self, direction: Direction) -> Rewrite:
        return lru_cache(KEPT)(partial(self._result, direction=direction))

    def explain(self, number: str, direction: Direction) -> Explanation:
        """What becomes of a number, with every step on the way."""
        steps = tuple(self._steps(number, direction))
        return Explanation(direction, number, steps[-1].after, steps)

    def _result(self, number: str, direction: Direction) -> str:
        return self.explain(number, direction).result

    def _steps(self, number: str, direction: Direction) -> Iterator[Step]:
        if self._location is not None:
            completion = self._location.complete(number, direction)
            yield Step(Part.LOCATION, number, completion.after, completion.why)
            number = completion.after
        yield self._by_rules(number, direction)

    def _by_rules(self, number: str, direction: Direction) -> Step:
        hit = self._tables[direction].first(number)
        if hit is None:
            return Step(Part.RULES, number, number, "no row matches")
        if not 0 < len(hit.after) <= LONGEST:
            why = f"{hit.row}: would leave {len(hit.after)} characters, and 1 to {LONGEST} can be used"
            return Step(Part.RULES, number, number, why, hit.index)
        return Step(Part.RULES, number, hit.after, str(hit.row), hit.index)
