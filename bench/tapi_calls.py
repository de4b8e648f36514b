"""Make call: from lineMakeCall to its completion, and how much of that is the link's, the platform's, and Wine's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from bench import echo
from bench.effort import Effort
from bench.harness import NOWHERE, Harness, natively, under_wine
from bench.processes import Child
from bench.table import Figure, Goal
from bench.tapi_rigs import Command, milliseconds, points, simulated
from ctibridge.wire.tapi.codec import encode
from ctibridge.wire.tapi.messages import Req, Res

QUESTION = "TAPI"
GOAL = Goal(3.0, at_most=True)
NUMBER = "+4930231259"  # is rung when the own telephone is picked up, so never
OUT = len(encode(Req(id=1000, op="makecall", line=1, new=1000, dest=NUMBER)))
BACK = len(encode(Res(id=1000, rc=1 << 31)))
ALONE = (
    "from lineMakeCall to its completion; the address cannot be dialled, so the gateway answers without the platform",
    "floor: as many bytes from the same process to asyncio streams and back",
)
CARRIED = ("floor: the same command given inside the gateway: a platform that is simulated, and the way to it",)


class Round(NamedTuple):
    """Milliseconds of each call, and of each time that it is held against."""

    calls: list[float]
    floor: list[float]


def with_wine(effort: Effort) -> list[Figure]:
    """As an application has it, but for Windows."""
    with _rig(under_wine) as (middle, harness, port):
        _carried(effort, middle, harness)  # everything was done once
        alone = [_alone(effort, harness, port) for _ in range(effort.rounds)]
        carried = [_carried(effort, middle, harness) for _ in range(effort.rounds)]
    return [
        *_figures("make call, answered by the gateway", alone, ALONE, GOAL),
        *_figures("make call, carried out", carried, CARRIED),
    ]


def without_wine(effort: Effort) -> list[Figure]:
    """The same sources built for this machine: what is left of a figure is not Wine's."""
    with _rig(natively) as (_, harness, port):
        _alone(effort, harness, port)
        alone = [_alone(effort, harness, port) for _ in range(effort.rounds)]
    return _figures("make call, answered, without Wine", alone)


@contextmanager
def _rig(command: Command) -> Iterator[tuple[Child, Harness, int]]:
    """A gateway, a provider, and a port that answers as many bytes as a request has with as many as its answer has."""
    with simulated(command) as (middle, harness), Child(echo.main) as echoes:
        yield middle, harness, echoes.ask("open", OUT, BACK)


def _alone(effort: Effort, harness: Harness, port: int) -> Round:
    calls = harness.calls(0, NOWHERE, effort.tapi_calls)
    assert all(result for _, result in calls)
    return Round(milliseconds([s for s, _ in calls]), milliseconds(harness.echoes(port, OUT, BACK, effort.tapi_calls)))


def _carried(effort: Effort, middle: Child, harness: Harness) -> Round:
    calls = harness.calls(0, NUMBER, effort.tapi_calls)
    assert not any(result for _, result in calls)
    return Round(milliseconds([s for s, _ in calls]), milliseconds(middle.ask("make_calls", NUMBER, effort.tapi_calls)))


def _figures(what: str, rounds: list[Round], notes: tuple[str, ...] = (), goal: Goal | None = None) -> list[Figure]:
    calls, floors = zip(*rounds, strict=True)
    return [
        Figure(QUESTION, f"{what}, median", "ms", points(calls, 50), points(floors, 50), goal),
        Figure(QUESTION, "the same, p99", "ms", points(calls, 99), points(floors, 99), notes=notes),
    ]
