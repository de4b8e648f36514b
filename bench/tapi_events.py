"""Events for a Windows application: from the platform's write to the callback of the telephony service."""

from __future__ import annotations

from collections.abc import Sequence

from bench.effort import Effort
from bench.harness import under_wine
from bench.rig import Passage, relay_rig
from bench.table import Figure, Sample
from bench.tapi_rigs import listening, milliseconds, points

QUESTION = "TAPI"


def measure(effort: Effort) -> list[Figure]:
    """From the platform's write to the callback."""
    with listening(under_wine, effort.few) as rig, relay_rig(1) as relay:
        events, rate = effort.tapi_events, float(effort.tapi_rate)
        rig.run(max(2, events // 10), rate)
        pairs = [(rig.run(events, rate), relay.run(events, rate)) for _ in range(effort.rounds)]
    passages, floors = zip(*pairs, strict=True)
    notes = (
        f"from the platform's write to the last LINE_CALLSTATE of an event; {effort.few} lines open, acknowledged",
        f"at {rate:,.0f} events/s with gaps of chance; floor: asyncio streams that pass on as many bytes, without Wine",
    )
    return [
        Figure(QUESTION, "event to LINE_CALLSTATE, p50", "ms", _delays(passages, 50), _delays(floors, 50)),
        Figure(QUESTION, "the same, p99", "ms", _delays(passages, 99), _delays(floors, 99), notes=notes),
    ]


def _delays(passages: Sequence[Passage], percent: int) -> Sample:
    return points([milliseconds(passage.delays_s) for passage in passages], percent)
