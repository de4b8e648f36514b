"""Recovery: the only channel is lost, calls change meanwhile, and the gateway has to find out what is, line by line.

Platform and gateway are the real ones, each in a process of its own. The platform is asked at the given pace.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from bench.effort import Effort
from bench.gateway import LOOK_AGAIN_S, GatewayUnderTest
from bench.listener import Listener
from bench.processes import Child, serve_async
from bench.table import Figure, Goal, Sample
from ctibridge.broadworks.settings import Timing
from ctibridge.diagnostics.logs import set_up_logging
from ctibridge.sim.knobs import Knobs
from ctibridge.sim.populations import many
from ctibridge.sim.simulator import Simulator

GOAL_S = 5.0
EVERY = 20  # one pair of so many lines talks
TOLD = 2  # events that the hold of one pair makes


@dataclass(frozen=True, slots=True)
class Recovery:
    """Seconds from the loss until the calls that changed were told, and until the state of all lines was known."""

    told_s: float
    known_s: float


class Platform:
    """The simulator, and what happens at it."""

    def __init__(self, lines: int) -> None:
        self._lines = lines

    async def start(self) -> str:
        """Opens the platform, where some people talk already; its address."""
        self._simulator = Simulator(many(self._lines), Knobs(page_records=1000))
        await self._simulator.start()
        for index in range(0, self._lines - 1, EVERY):
            self._phone(index).dial(self._phone(index + 1))
            self._phone(index + 1).answer()
        return self._simulator.xsi_url

    async def lose_channel(self) -> float:
        """All channels are gone, and everybody who talks holds before there is another; when that was."""
        at = time.monotonic()
        self._simulator.switch.core.channels.fail_server("xsp1")
        for index in range(0, self._lines - 1, EVERY):
            self._phone(index).hold()
        return at

    async def retrieve(self) -> None:
        """They talk again."""
        for index in range(0, self._lines - 1, EVERY):
            self._phone(index).retrieve()

    def _phone(self, index: int):  # type: ignore[no-untyped-def]  # the simulator's own
        return self._simulator.phones[f"user{index}@ent1.example"]


class RecoveringGateway(GatewayUnderTest):
    """A gateway that keeps the channel and the pace; `changes` are further fields of its settings."""

    def __init__(self, url: str, requests_per_s: float, changes: dict[str, Any] | None = None) -> None:
        pace = {"requests_per_s": requests_per_s, "timing": Timing()}
        super().__init__(url, acknowledges=True, changes=pace | (changes or {}))

    async def known(self) -> float:
        """Waits until the state of all lines is known; when that was."""
        while not self._gateway.is_ready:  # noqa: ASYNC110  a condition over many objects has no event of its own
            await asyncio.sleep(LOOK_AGAIN_S)
        return time.monotonic()


def measure(effort: Effort) -> list[Figure]:
    """Seconds until the truth is told again, at two paces."""
    return [figure for pace in effort.paces for figure in _at_pace(effort, pace)]


def _at_pace(effort: Effort, requests_per_s: float) -> list[Figure]:
    lines = effort.recovering
    found = recoveries(lines, requests_per_s, effort.rounds)
    what, pairs = f"{lines:,} lines, {requests_per_s:g} requests/s", len(range(0, lines - 1, EVERY))
    enough = 2 * (lines + 4 * pairs) / requests_per_s < 2 * GOAL_S  # each line once, each call once more
    return [
        Figure(
            "recovery",
            f"{what}: {2 * pairs} with calls told",
            "s",
            Sample.of(item.told_s for item in found),
            goal=Goal(GOAL_S, at_most=True) if enough else None,
        ),
        Figure(
            "recovery",
            f"{what}: all known",
            "s",
            Sample.of(item.known_s for item in found),
            goal=Goal(GOAL_S, at_most=True) if enough else None,
            notes=() if enough else ("the pace alone takes longer than the goal; lines with calls come first",),
        ),
    ]


def recoveries(lines: int, requests_per_s: float, rounds: int) -> list[Recovery]:
    """Loses the channel of one gateway again and again."""
    with ExitStack() as stack:
        platform = stack.enter_context(Child(platform_main, lines))
        middle = stack.enter_context(Child(gateway_main, platform.ask("start"), requests_per_s))
        client = Listener(middle.ask("start"))
        client.monitor([user.user_id for user in many(lines).users])
        return [_recovery(platform, middle, client, len(range(0, lines - 1, EVERY))) for _ in range(rounds)]


def _recovery(platform: Child, middle: Child, client: Listener, pairs: int) -> Recovery:
    time.sleep(2 * LOOK_AGAIN_S)
    lost = platform.ask("lose_channel")
    told = client.listen(TOLD * pairs)[-1]
    known = middle.ask("known")
    platform.ask("retrieve")
    client.listen(TOLD * pairs)
    return Recovery(told - lost, known - lost)


def platform_main(pipe: Connection, lines: int) -> None:
    """The platform's process."""
    asyncio.run(serve_async(pipe, Platform(lines)))


def gateway_main(pipe: Connection, url: str, requests_per_s: float, changes: dict[str, Any] | None = None) -> None:
    """The gateway's process."""
    set_up_logging("error")
    asyncio.run(serve_async(pipe, RecoveringGateway(url, requests_per_s, changes)))
