"""Steady memory: what calls leave behind in a gateway, as a slope over very many of them.

Memory is looked at each time the call book has forgotten a generation of event identifiers, so that what it remembers
for a while is always as much. The first quarter is for warming up. The rest makes ten equal parts, whose means are
independent of each other, and a straight line through them: its slope, with the confidence that its scatter leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, linear_regression

from bench.effort import Effort
from bench.rig import gateway_rig
from bench.table import Figure, Goal, Sample
from ctibridge.model.callbook import REMEMBERED_EVENTS

PARTS = 10
STUDENT = 2.306  # two-sided 95 % of Student's t with PARTS - 2 degrees of freedom
WARMING = 4  # one part of so many is left out
GOAL = Goal(0.0, at_most=True, of_least=True)
BLOCKS_GOAL = Goal(1.0, at_most=True, of_least=True)  # one call in 1,000; caches of the interpreter fill more slowly


@dataclass(frozen=True, slots=True)
class Look:
    """What the gateway takes after so many calls: bytes of the process, and blocks of Python's objects."""

    calls: int
    resident: int
    blocks: int


def measure(effort: Effort) -> list[Figure]:
    """kB and objects that 1,000 calls leave behind, with and without acknowledgements."""
    figures = _figures(effort, effort.calls, acknowledges=False)
    return figures + _figures(effort, effort.acknowledged_calls, acknowledges=True)


def _figures(effort: Effort, calls: int, *, acknowledges: bool) -> list[Figure]:
    if not calls:
        return []
    looks = _looks(effort.few, calls, acknowledges=acknowledges)
    kept = looks[len(looks) // WARMING :]
    made = [look.calls / 1000 for look in kept]
    first, last = kept[0], kept[-1]
    how = "acknowledged" if acknowledges else "no acknowledgements"
    notes = (
        f"{last.calls:,} calls at {effort.few} lines; spread: 95 % confidence; met: the goal is within it, or above it",
        f"after {first.calls:,} calls: {first.resident / 1e6:,.2f} MB, at the end: {last.resident / 1e6:,.2f} MB",
    )
    kilobytes = slope(made, [look.resident / 1000 for look in kept])
    blocks = slope(made, [float(look.blocks) for look in kept])
    return [
        Figure("steady", f"resident, {how}", "kB/1,000 calls", kilobytes, goal=GOAL, notes=notes),
        Figure("steady", f"objects, {how}", "blocks/1,000 calls", blocks, goal=BLOCKS_GOAL),
    ]


def _looks(lines: int, calls: int, *, acknowledges: bool) -> list[Look]:
    looks: list[Look] = []
    with gateway_rig(lines, acknowledges=acknowledges) as rig:
        while not looks or looks[-1].calls < calls:
            rig.run(REMEMBERED_EVENTS)
            looks.append(Look(rig.platform.ask("made"), rig.middle.ask("resident"), rig.middle.ask("blocks")))
    return looks


def slope(at: Sequence[float], values: Sequence[float]) -> Sample:
    """Slope of the line through the means of equal parts: least, likeliest and most with 95 % confidence.

    Raises:
        ValueError: there are too few values for so many parts.
    """
    size = len(values) // PARTS
    if not size:
        raise ValueError(f"{len(values)} looks are too few for a slope, {PARTS} are needed: measure more calls")
    start = len(values) - size * PARTS
    starts = range(start, len(values), size)
    x, y = ([fmean(each[begin : begin + size]) for begin in starts] for each in (at, values))
    line = linear_regression(x, y)
    rest = sum((have - line.intercept - line.slope * where) ** 2 for where, have in zip(x, y, strict=True))
    around = STUDENT * (rest / (PARTS - 2) / sum((where - fmean(x)) ** 2 for where in x)) ** 0.5
    return Sample.of((line.slope - around, line.slope, line.slope + around))
