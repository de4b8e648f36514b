"""Memory of a line that is monitored and idle: gateways with many lines less a gateway with a few."""

from __future__ import annotations

from dataclasses import replace

from bench.effort import Effort
from bench.rig import gateway_rig
from bench.table import Figure, Goal, Sample

QUESTION = "memory"
LIMIT_KB = 12.0
FEW = 10  # lines of the gateway that everything is compared with


def measure(effort: Effort) -> list[Figure]:
    """kB for each line: of the process, and of Python's objects in it."""
    goal = Goal(LIMIT_KB, at_most=True)
    return [*_figures(effort, "resident", "resident", goal), *_figures(effort, "traced", "by tracemalloc", None)]


def _figures(effort: Effort, how: str, name: str, goal: Goal | None) -> list[Figure]:
    base = _size(FEW, how)
    figures = []
    for lines in effort.idle:
        each = (_size(lines, how) - base) / (lines - FEW) / 1000
        figures.append(Figure(QUESTION, f"{lines:,} lines, {name}", "kB/line", Sample.of([each]), goal=goal))
    if how == "resident":
        note = f"all monitored by one client, less a gateway with {FEW} lines, which has {base / 1e6:,.1f} MB"
        figures[-1] = replace(figures[-1], notes=(note,))
    return figures


def _size(lines: int, how: str) -> int:
    with gateway_rig(lines, acknowledges=True, traced=how == "traced") as rig:
        size: int = rig.middle.ask(how)
    return size
