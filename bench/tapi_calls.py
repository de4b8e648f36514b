"""Make call: from lineMakeCall to its completion, and how much of that is the link's, the gateway's, and Wine's."""

from __future__ import annotations

from dataclasses import dataclass

from bench import echo
from bench.effort import Effort
from bench.harness import NOWHERE, Harness, natively, under_wine
from bench.processes import Child
from bench.table import Figure, Goal
from bench.tapi_rigs import Command, milliseconds, points, simulated
from ctibridge.wire.tapi.codec import encode
from ctibridge.wire.tapi.messages import Req, Res

QUESTION = "TAPI"
GOAL_MS = 3.0
NUMBER = "+4930231259"  # is rung when the own telephone is picked up, so never


def measure(effort: Effort) -> list[Figure]:
    """Under Wine, and without it."""
    return [
        *_of_calls(_rounds(effort, under_wine), "under Wine"),
        *_of_calls(_rounds(effort, natively), "without Wine"),
    ]


@dataclass(frozen=True, slots=True)
class Round:
    """Milliseconds from lineMakeCall to its completion, and what they are held against.

    Args:
        refused: What the gateway refuses by itself.
        echoed: As many bytes to asyncio and back.
        made: What the simulator carries out.
        commanded: The same command in the gateway itself.
    """

    refused: list[float]
    echoed: list[float]
    made: list[float]
    commanded: list[float]


def _rounds(effort: Effort, command: Command) -> list[Round]:
    with simulated(command) as (middle, harness), Child(echo.main) as echoes:
        port = echoes.ask("open", *_sizes())
        return [_round(effort, middle, harness, port) for _ in range(effort.rounds)]


def _round(effort: Effort, middle: Child, harness: Harness, port: int) -> Round:
    out, back = _sizes()
    refused = harness.calls(0, NOWHERE, effort.tapi_calls)
    assert all(result for _, result in refused)
    echoed = harness.echoes(port, out, back, effort.tapi_calls)
    made = harness.calls(0, NUMBER, effort.tapi_calls)
    assert not any(result for _, result in made)
    commanded = middle.ask("make_calls", NUMBER, effort.tapi_calls)
    return Round(*map(milliseconds, ([s for s, _ in refused], echoed, [s for s, _ in made], commanded)))


def _sizes() -> tuple[int, int]:
    """Bytes of a request and of its answer."""
    return len(encode(Req(id=1000, op="makecall", line=1, new=1000, dest=NUMBER))), len(
        encode(Res(id=1000, rc=1 << 31))
    )


def _of_calls(rounds: list[Round], where: str) -> list[Figure]:
    alone, carried = f"make call, answered by the gateway, {where}", f"make call, carried out, {where}"
    floors = (
        "from lineMakeCall to its completion, of an address that cannot be dialled, so that no platform is asked",
        "floor: as many bytes from the same process to asyncio streams and back",
    )
    commands = ("floor: the same command given in the gateway; the rest is the platform's time, which is simulated",)
    refused, echoed = [each.refused for each in rounds], [each.echoed for each in rounds]
    made, commanded = [each.made for each in rounds], [each.commanded for each in rounds]
    goal = Goal(GOAL_MS, at_most=True)
    return [
        Figure(QUESTION, f"{alone}, median", "ms", points(refused, 50), points(echoed, 50), goal),
        Figure(QUESTION, "the same, p99", "ms", points(refused, 99), points(echoed, 99), notes=floors),
        Figure(QUESTION, f"{carried}, median", "ms", points(made, 50), points(commanded, 50)),
        Figure(QUESTION, "the same, p99", "ms", points(made, 99), points(commanded, 99), notes=commands),
    ]
