"""Many lines: whether a gateway with a large directory is slower than one with a small."""

from __future__ import annotations

from bench.effort import Effort
from bench.rig import gateway_rig
from bench.table import Figure, Goal, Sample


def measure(effort: Effort) -> list[Figure]:
    """Events per second of both, the same calls spread over all lines, all of them monitored."""
    few, lots = effort.few, effort.lots
    with (
        gateway_rig(few, acknowledges=False) as small,
        gateway_rig(lots, acknowledges=False) as large,
    ):
        for rig in (small, large):
            rig.run(effort.events // 10)
        pairs = [(large.run(effort.events), small.run(effort.events)) for _ in range(effort.rounds)]
    notes = (f"floor: the same calls at {few} lines, in a gateway of its own, in turn",)
    return [
        Figure(
            "many lines",
            f"{lots:,} lines, no acknowledgements",
            "events/s",
            Sample.of(passage.rate for passage, _ in pairs),
            Sample.of(passage.rate for _, passage in pairs),
            Goal(0.9, of_ratio=True),
            notes,
        ),
        Figure(
            "many lines",
            "the same, of processor time",
            "events/s",
            Sample.of(passage.events / passage.processor_s for passage, _ in pairs),
            Sample.of(passage.events / passage.processor_s for _, passage in pairs),
        ),
    ]
