"""Added latency: from the platform's write to the client's read, at half of what goes through."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from statistics import median, quantiles

from bench.effort import Effort
from bench.rig import Passage, Rig, gateway_rig, relay_rig
from bench.table import Figure, Goal, Sample

QUESTION = "latency"
P99_MS = 10.0
SHARE = 0.5  # of what goes through


def measure(effort: Effort) -> list[Figure]:
    """p50 and p99 in milliseconds, with and without acknowledgements, beside a relay of bytes."""
    with ExitStack() as stack:
        relay = stack.enter_context(relay_rig(1))
        silent = stack.enter_context(gateway_rig(1, acknowledges=False))
        several = stack.enter_context(gateway_rig(effort.few, acknowledges=True))
        return [
            *_measured(effort, silent, relay, "1 line, no acknowledgements"),
            *_measured(effort, several, relay, f"{effort.few} lines, acknowledged"),
        ]


def _measured(effort: Effort, rig: Rig, relay: Rig, what: str) -> list[Figure]:
    rig.run(effort.events // 10)
    rate = SHARE * median(rig.run(effort.events // 2).rate for _ in range(3))
    pairs = [(rig.run(effort.events // 2, rate), relay.run(effort.events // 2, rate)) for _ in range(effort.rounds)]
    passages, floors = zip(*pairs, strict=True)
    notes = (f"at {rate:,.0f} events/s with gaps of chance; floor: asyncio streams that pass on as many bytes",)
    return [
        Figure(QUESTION, f"{what}, p50", "ms", _points(passages, 50), _points(floors, 50)),
        Figure(
            QUESTION,
            f"{what}, p99",
            "ms",
            _points(passages, 99),
            _points(floors, 99),
            Goal(P99_MS, at_most=True),
            notes,
        ),
    ]


def _points(passages: Iterable[Passage], percent: int) -> Sample:
    return Sample.of(quantiles(passage.delays_s, n=100)[percent - 1] * 1000 for passage in passages)
