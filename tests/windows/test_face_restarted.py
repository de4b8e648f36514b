"""The gateway's TAPI face ends and begins again behind every step of a scenario: the lines are told what is so now.

Simulator, gateway, link, provider, telephony service. What the lines are told is held against what a CSTA client sees.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from ctibridge.hub.hub import Hub
from ctibridge.servers.tapi.numbers import NumbersInMind
from ctibridge.servers.tapi.server import TapiServer
from ctibridge.sim import scenarios
from ctibridge.testing import run_gateway, settings_for_each, simulated
from tests.sim.story import recording
from tests.sim.tapi.tsp import FACE
from tests.windows.conftest import natively, under_wine
from tests.windows.hasty import run_hastily
from tests.windows.test_whole_way import seen, until
from tests.windows.watcher import Watcher, watching


@dataclass
class Face:
    """The TAPI face of a hub, on one port."""

    hub: Hub
    port: int = 0
    numbers: NumbersInMind = field(default_factory=NumbersInMind)

    async def begin(self) -> None:
        self.server = TapiServer(self.hub, replace(FACE, port=self.port), self.numbers)
        await self.server.open()
        assert self.server.port is not None
        self.port = self.server.port
        self._running = asyncio.create_task(self.server.run())

    async def end(self) -> None:
        self._running.cancel()
        with suppress(asyncio.CancelledError):
            await self._running

    async def restart(self, watcher: Watcher) -> None:
        """Until the provider is back and has ended all calls that it knew."""
        before = set(watcher.calls)
        await self.end()
        await self.begin()
        await until(lambda: self.server.sessions == 1 and not before & set(watcher.calls), lambda: watcher.text)


@asynccontextmanager
async def face_of(hub: Hub) -> AsyncIterator[Face]:
    face = Face(hub)
    await face.begin()
    try:
        yield face
    finally:
        await face.end()


async def played(name: str, command: list[str | Path]) -> None:
    async with (
        simulated() as simulator,
        run_gateway(simulator, providers=settings_for_each(simulator)) as gateway,
        face_of(gateway.hub) as face,
        watching(face.port, command) as watcher,
        recording(gateway) as recorder,
    ):
        for seconds, _ in scenarios.load(name)(simulator.phones):
            await asyncio.sleep(seconds)
            await until(lambda: not seen(gateway, watcher, recorder), lambda: seen(gateway, watcher, recorder))
            await face.restart(watcher)
            await until(lambda: not seen(gateway, watcher, recorder), lambda: seen(gateway, watcher, recorder))
        await until(lambda: not watcher.calls, lambda: watcher.text)


@pytest.mark.parametrize("where", [lambda: natively("address"), under_wine], ids=["address", "wine"])
@pytest.mark.parametrize("name", ["conference_grows", "consult_transfer", "hold_and_retrieve"])
def test_lines_are_told_what_is_so_when_the_face_is_back(name: str, where: Callable[[], list[str | Path]]) -> None:
    run_hastily(played(name, where()))
