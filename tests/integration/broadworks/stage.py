"""A platform, a gateway and a client on virtual time, with a relay between the first two where things go wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from structlog.testing import capture_logs

from ctibridge.app import Gateway
from ctibridge.client import CstaClient
from ctibridge.model.ids import LineId
from ctibridge.sim.knobs import Knobs
from ctibridge.sim.simulator import Simulator
from ctibridge.testing import run_gateway, simulated
from ctibridge.testing.virtual import run_virtually
from tests.integration.broadworks.relay import Relay
from tests.sim.story import Recorder, compare, follow

LINES = 8
QUIET_S = 1.0  # after which everything has arrived
LOOK_AGAIN_S = 0.1  # of virtual time, which costs nothing but the looking


class Stage:
    """Everything a test needs. `log` are the gateway's log lines."""

    def __init__(self, simulator: Simulator, relay: Relay, log: list[Any]) -> None:
        self.simulator, self.relay, self.log = simulator, relay, log
        self.gateway: Gateway
        self.client: CstaClient
        self.recorder = Recorder()
        self.ended_monitors = 0  # as many are expected to end

    @property
    def now(self) -> float:
        """Seconds of virtual time."""
        return asyncio.get_running_loop().time()

    def said(self, event: str, text: str = "") -> list[Any]:
        """The log lines of an event whose reason holds `text`."""
        return [line for line in self.log if line["event"] == event and text in str(line.get("reason", ""))]

    def told(self, device: str) -> list[str]:
        """The names of the events of a line, as `Recorder` writes them."""
        return [line.split()[0] for line in self.recorder.lines[device]]

    @property
    def in_service(self) -> int:
        """How many lines are in service."""
        return sum(self.gateway.hub.snapshot(line.id).in_service for line in self.gateway.hub.lines)

    def line(self, name: str) -> LineId:
        """The line of somebody."""
        return LineId(f"{name}@ent1.example")

    async def happens(self, event: str, text: str = "", limit_s: float = 120.0) -> Any:
        """Waits for a log line; returns it."""
        await until(lambda: self.said(event, text), limit_s, lambda: f"no {event} {text!r} in {self.log}")
        return self.said(event, text)[-1]

    async def recovers(self, limit_s: float = 120.0) -> None:
        """Waits until all lines are in service; then they must show the truth, also to the client, and go on to."""
        await self.settles(limit_s)
        compare(self.simulator, self.gateway, self.recorder)
        await self.a_call()

    async def settles(self, limit_s: float = 120.0, lines: int = LINES) -> None:
        """Waits until all lines are in service; then the gateway must know the truth."""
        await until(
            lambda: self.gateway.is_ready and self.in_service == lines,
            limit_s,
            lambda: f"{self.in_service} lines are in service; {self.log}",
        )
        await asyncio.sleep(QUIET_S)
        compare(self.simulator, self.gateway)

    async def a_call(self) -> None:
        """Two people talk; the client must see all of it."""
        phones = self.simulator.phones
        dieter, emil = phones["dieter"], phones["emil"]
        dieter.dial(emil)
        await asyncio.sleep(QUIET_S)
        emil.answer()
        await asyncio.sleep(QUIET_S)
        compare(self.simulator, self.gateway, self.recorder)
        assert self.recorder.pictures["104"].calls
        emil.hangup()
        await asyncio.sleep(QUIET_S)
        compare(self.simulator, self.gateway, self.recorder)
        assert ["established", "connection-cleared", "connection-cleared"] == self.told("104")[-3:]


async def until(condition: Callable[[], Any], limit_s: float, what: Callable[[], str]) -> None:
    """Returns when the condition holds; fails with `what` when it does not within `limit_s`."""
    ends_at = asyncio.get_running_loop().time() + limit_s
    while not condition():
        assert asyncio.get_running_loop().time() < ends_at, what()
        await asyncio.sleep(LOOK_AGAIN_S)


@asynccontextmanager
async def staged(
    knobs: Knobs | None = None, *, prepare: Callable[[Stage], None] | None = None, **changes: Any
) -> AsyncIterator[Stage]:
    """A stage whose client watches all lines.

    Args:
        knobs: The platform's.
        prepare: Called before the gateway starts; then the gateway is not waited for, and nothing watched.
        changes: Fields of `BroadWorksSettings`.
    """
    wait = prepare is None
    with capture_logs() as log:
        async with AsyncExitStack() as stack:
            simulator = await stack.enter_async_context(simulated(knobs=knobs))
            relay = await stack.enter_async_context(Relay(simulator.xsi_url).running())
            stage = Stage(simulator, relay, log)
            if prepare is not None:
                prepare(stage)
            stage.gateway = await stack.enter_async_context(run_gateway(simulator, url=relay.url, wait=wait, **changes))
            port = stage.gateway.csta.port or 0
            stage.client = await stack.enter_async_context(CstaClient.connect("127.0.0.1", port))
            await stack.enter_async_context(_following(stage))
            await asyncio.sleep(QUIET_S if wait else 0)
            yield stage


@asynccontextmanager
async def _following(stage: Stage) -> AsyncIterator[None]:
    followers = [
        asyncio.create_task(follow(stage.client, line.extension or "", stage.recorder))
        for line in stage.gateway.hub.lines
    ]
    try:
        yield
        ended = sum(follower.done() for follower in followers)
        assert stage.ended_monitors == ended, "monitors that did not survive"
    finally:
        for follower in followers:
            follower.cancel()
        await asyncio.gather(*followers, return_exceptions=True)


def on_stage(**arguments: Any) -> Callable[[Callable[[Stage], Awaitable[None]]], Callable[[], None]]:
    """Makes a test of a coroutine function that takes a stage."""

    def decorate(test: Callable[[Stage], Awaitable[None]]) -> Callable[[], None]:
        async def main() -> None:
            async with staged(**arguments) as stage:
                await test(stage)

        def run() -> None:
            run_virtually(main())

        run.__name__, run.__doc__ = test.__name__, test.__doc__
        return run

    return decorate
