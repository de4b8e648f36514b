"""Kept lines: a large directory is read, kept in a store and watched; then the gateway starts again from the store.

Platform and gateway are the real ones, each in a process of its own; the store is SQLite, in a directory of its own.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import gateway
from bench.effort import Effort
from bench.listener import Listener
from bench.processes import Child
from bench.simulation import Simulation
from bench.table import Figure, Goal, Sample
from ctibridge.broadworks.settings import Timing

QUESTION = "kept lines"
GOAL_S = 30.0  # until the state of all lines is known, as without a store


@dataclass(frozen=True, slots=True)
class Start:
    """One start. Seconds count from it, but for `monitored_s`, from the first monitor.

    Args:
        read_s: Until the first line was there.
        kept_s: Until all of them had their numbers from the store.
        in_service_s: Until they could be watched.
        known_s: Until the calls of all lines were known.
        requests: Until then.
        monitored_s: How long it took one client to monitor all lines, meanwhile.
        kb_each: Memory for each line, then.
    """

    read_s: float
    kept_s: float
    in_service_s: float
    known_s: float
    requests: int
    monitored_s: float
    kb_each: float


def measure(effort: Effort) -> list[Figure]:
    """What the first start takes, and the second."""
    first, again = starts(effort.lots, effort.requests_per_s)
    note = f"{effort.lots:,} lines, {effort.requests_per_s} requests/s, all lines monitored by one client"
    return [*_figures("first start", first, note), *_figures("second start", again, "from the store of the first")]


def _figures(when: str, start: Start, note: str) -> list[Figure]:
    rows: list[tuple[str, str, float]] = [
        ("first line there", "s", start.read_s),
        ("all lines kept", "s", start.kept_s),
        ("in service", "s", start.in_service_s),
        ("monitors of all lines, from the first", "s", start.monitored_s),
        ("state of all lines", "s", start.known_s),
        ("requests", "", start.requests),
        ("memory", "kB/line", start.kb_each),
    ]
    goals = {"state of all lines": Goal(GOAL_S, at_most=True)}
    return [
        Figure(QUESTION, f"{when}: {what}", unit, Sample.of([value]), goal=goals.get(what), notes=(note,) * (not at))
        for at, (what, unit, value) in enumerate(rows)
    ]


def starts(lines: int, requests_per_s: float) -> tuple[Start, Start]:
    """Starts a gateway with an empty store, ends it, and starts another one with what is in it."""
    with ExitStack() as stack:
        platform = stack.enter_context(Simulation(lines))
        state = Path(stack.enter_context(TemporaryDirectory()))
        options = {"changes": {"requests_per_s": requests_per_s, "timing": Timing()}, "state": state}
        return _start(platform, options), _start(platform, options)


def _start(platform: Simulation, options: dict[str, Any]) -> Start:
    with Child(gateway.main, platform.xsi, options) as middle:
        before = middle.ask("resident")
        port = middle.ask("begin")
        middle.ask("kept", len(platform.users))
        with Listener(port) as client:
            start = time.monotonic()
            client.monitor(platform.users)
            monitored_s = time.monotonic() - start
            middle.ask("ready")
            grown = middle.ask("resident") - before
        marks = middle.ask("marks")
        return Start(**marks, monitored_s=monitored_s, kb_each=grown / len(platform.users) / 1000)
