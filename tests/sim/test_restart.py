"""A gateway that is started again goes on with the subscriptions that it had."""

from __future__ import annotations

import asyncio
from pathlib import Path

from ctibridge.app import Gateway, running
from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.config import Configuration
from ctibridge.demo.stage import settings_for
from ctibridge.servers.csta.settings import CstaSettings
from ctibridge.sim.simulator import Simulator
from ctibridge.testing import simulated, until
from ctibridge.testing.virtual import run_virtually
from tests.sim.story import QUIET_S, compare, recording


async def run_once(simulator: Simulator, state: Path, settings: BroadWorksSettings) -> list[str]:
    """A gateway comes up, sees a call, and goes; the subscriptions that the platform knows then, as it calls them."""
    gateway = Gateway(Configuration("test", state, (settings,), CstaSettings(port=0)))
    async with running(gateway):
        await until(lambda: gateway.is_ready)
        async with recording(gateway) as recorder:
            simulator.phones["anna"].dial("102")
            await asyncio.sleep(QUIET_S)
            simulator.phones["bert"].answer()
            await asyncio.sleep(QUIET_S)
            simulator.phones["anna"].hangup()
            await asyncio.sleep(QUIET_S)
            compare(simulator, gateway, recorder)
            await asyncio.sleep(60)
        assert 0 == gateway.providers[0].counts["gaps"]
    return sorted(simulator.switch.core.subscriptions._all)  # what it has inside


def test_a_restart_prolongs_what_stands(tmp_path):
    async def test() -> None:
        async with simulated() as simulator:
            settings = settings_for(simulator)
            first = await run_once(simulator, tmp_path, settings)
            assert first
            assert first == await run_once(simulator, tmp_path, settings)

    run_virtually(test())


def test_what_the_platform_has_forgotten_meanwhile_is_made_again(tmp_path):
    async def test() -> None:
        async with simulated() as simulator:
            settings = settings_for(simulator)
            first = await run_once(simulator, tmp_path, settings)
        async with simulated(seed=1) as simulator:
            again = await run_once(simulator, tmp_path, settings_for(simulator))
            assert len(first) == len(again)
            assert set(first).isdisjoint(again)

    run_virtually(test())
