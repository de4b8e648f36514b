"""Figures with floor, ratio and goal, and the table that they make."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

HEADS = ("", "", "figure", "", "floor", "", "ratio", "", "goal", "met")


@dataclass(frozen=True, slots=True)
class Sample:
    """One quantity, measured in several rounds; in none: it could not be measured."""

    rounds: tuple[float, ...]

    @classmethod
    def of(cls, rounds: Iterable[float]) -> Sample:
        return cls(tuple(rounds))

    @property
    def median(self) -> float:
        return median(self.rounds)

    @property
    def spread(self) -> tuple[float, float]:
        return min(self.rounds), max(self.rounds)


@dataclass(frozen=True, slots=True)
class Goal:
    """What was promised, of the figure itself, of its ratio to the floor, or of the least that it may be."""

    limit: float
    of_ratio: bool = False
    at_most: bool = False
    of_least: bool = False

    def is_met(self, sample: Sample) -> bool:
        value = sample.spread[0] if self.of_least else sample.median
        return value <= self.limit if self.at_most else value >= self.limit

    def __str__(self) -> str:
        subject = "ratio " if self.of_ratio else "least " if self.of_least else ""
        return f"{subject}{'<=' if self.at_most else '>='} {_number(self.limit)}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table.

    Args:
        question: Which measurement it belongs to.
        what: What was measured.
        unit: Of figure and floor.
        value: The figure, round by round.
        floor: The floor of the same rounds: figure and floor took turns.
        goal: What was promised.
        notes: What one has to know to read it.
    """

    question: str
    what: str
    unit: str
    value: Sample
    floor: Sample | None = None
    goal: Goal | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def ratio(self) -> Sample | None:
        """Figure by floor, each round for itself: a busy machine harms both."""
        if self.floor is None:
            return None
        return Sample.of(value / floor for value, floor in zip(self.value.rounds, self.floor.rounds, strict=True))

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached, by the median unless the goal says otherwise."""
        if self.goal is None or not self.value.rounds:
            return None
        judged = self.ratio if self.goal.of_ratio else self.value
        return judged is not None and self.goal.is_met(judged)

    def cells(self) -> tuple[str, ...]:
        """The line as texts, in the order of `HEADS`."""
        met = {None: "", True: "yes", False: "NO"}[self.met]
        quantities = [text for sample in (self.value, self.floor, self.ratio) for text in _shown(sample)]
        return (self.what, self.unit, *quantities, str(self.goal or ""), met)

    def as_json(self) -> dict[str, Any]:
        """The line for programs."""
        return {
            "question": self.question,
            "what": self.what,
            "unit": self.unit,
            "figure": _quantity(self.value),
            "floor": _quantity(self.floor),
            "ratio": _quantity(self.ratio),
            "goal": str(self.goal) if self.goal else None,
            "met": self.met,
            "notes": list(self.notes),
        }


def _quantity(sample: Sample | None) -> dict[str, Any] | None:
    if sample is None or not sample.rounds:
        return None
    return {"median": sample.median, "rounds": list(sample.rounds)}


def _shown(sample: Sample | None) -> tuple[str, str]:
    """Median and spread."""
    if sample is None or not sample.rounds:
        return "", ""
    low, high = sample.spread
    return _number(sample.median), f"{_number(low)}..{_number(high)}" if len(sample.rounds) > 1 else ""


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def text_of(figures: Sequence[Figure]) -> str:
    """The table for people."""
    rows = [figure.cells() for figure in figures]
    widths = [max(map(len, column)) for column in zip(HEADS, *rows, strict=True)]
    lines = [_line(HEADS, widths)]
    question = ""
    for figure, row in zip(figures, rows, strict=True):
        if figure.question != question:
            question = figure.question
            lines += ["", question]
        lines.append(_line(row, widths))
        lines += (f"    {note}" for note in figure.notes)
    return "\n".join(lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [text.rjust(width) for text, width in zip(cells, widths, strict=True)]
    return "  ".join(["", cells[0].ljust(widths[0]), cells[1].ljust(widths[1]), *padded[2:]]).rstrip()


def json_of(figures: Sequence[Figure]) -> str:
    """The table for programs."""
    content = {"machine": machine(), "figures": [figure.as_json() for figure in figures]}
    return json.dumps(content, indent=2)


def machine() -> dict[str, str]:
    """Where this was measured, and how to do it again."""
    return {
        "cpu": _cpu_model(),
        "cores": str(os.cpu_count()),
        "load": " ".join(f"{load:.1f}" for load in os.getloadavg()),
        "system": platform.platform(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "command": " ".join(["python -m bench", *sys.argv[1:]]),
    }


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
