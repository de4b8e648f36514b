"""The way through: event bytes of a channel in, CSTA bytes on a real socket out, with and without acknowledgements."""

from __future__ import annotations

from contextlib import ExitStack
from itertools import count
from statistics import mean

from bench.effort import Effort
from bench.events import IDENTIFIER
from bench.rig import Passage, Rig, gateway_rig
from bench.table import Figure, Goal, Sample

QUESTION = "way through"
LANES = 4  # of the settings' default
_NUMBERS = count()


def measure(effort: Effort) -> list[Figure]:
    """Events per second, of one line without acknowledgements, and of one and of several lines with them."""
    with ExitStack() as stack:
        silent = stack.enter_context(gateway_rig(1, acknowledges=False))
        single = stack.enter_context(gateway_rig(1, acknowledges=True))
        several = stack.enter_context(gateway_rig(effort.few, acknowledges=True))
        for rig in (silent, single, several):
            rig.run(effort.events // 10)  # everything was done once
        rounds = [_round(effort, silent, single, several) for _ in range(effort.rounds)]
    silent_ones, single_ones, single_floor, several_ones, several_floor = zip(*rounds, strict=True)
    many, one = f"{effort.few} lines, acknowledged over {LANES} connections", "1 line, acknowledged over 1 connection"
    return [
        _unacknowledged(silent_ones),
        _of_processor_time(silent_ones),
        _acknowledged(several_ones, several_floor, many, Goal(0.6, of_ratio=True)),
        _of_processor_time(several_ones),
        _acknowledged(single_ones, single_floor, one, None),
    ]


def _round(effort: Effort, silent: Rig, single: Rig, several: Rig) -> tuple[Passage, Passage, float, Passage, float]:
    return (
        silent.run(effort.events),
        single.run(effort.events // 2),
        _posts(single, effort.events // 2, 1),
        several.run(effort.events),
        _posts(several, effort.events, LANES),
    )


def _posts(rig: Rig, number: int, lanes: int) -> float:
    """POSTs per second of the bare library."""
    ids = [IDENTIFIER.format(next(_NUMBERS)) for _ in range(number)]
    return number / rig.middle.ask("post", ids, lanes)


def _unacknowledged(passages: tuple[Passage, ...]) -> Figure:
    told = mean(passage.told / passage.events for passage in passages)
    return Figure(
        QUESTION,
        "1 line, no acknowledgements",
        "events/s",
        Sample.of(passage.rate for passage in passages),
        goal=Goal(5_000),
        notes=(
            f"XSI events in; each leads to at least one CSTA event out, on average to {told:.2f}",
            "no acknowledgements: the acknowledger was replaced by one that only counts, everything else is there",
        ),
    )


def _acknowledged(passages: tuple[Passage, ...], floor: tuple[float, ...], what: str, goal: Goal | None) -> Figure:
    note = "floor: aiohttp in the same process to the same server, such POSTs over as many connections"
    return Figure(
        QUESTION, what, "events/s", Sample.of(each.rate for each in passages), Sample.of(floor), goal, (note,)
    )


def _of_processor_time(passages: tuple[Passage, ...]) -> Figure:
    rates = Sample.of(passage.events / passage.processor_s for passage in passages)
    return Figure(QUESTION, "the same, of processor time", "events/s", rates)
