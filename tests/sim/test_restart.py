"""A gateway that is started again goes on with the subscriptions that it had."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from structlog.testing import capture_logs

from ctibridge.app import Gateway, running
from ctibridge.broadworks.settings import BroadWorksSettings, LineSettings
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


def test_lines_of_the_last_run_are_monitored_over_cti_while_the_way_beside_it_is_closed(tmp_path):
    async def test() -> None:
        async with simulated(cti=True) as simulator:
            settings = settings_for(simulator)
            await run_once(simulator, tmp_path, settings)
            with capture_logs() as logs:
                closed = replace(settings, side_url="http://127.0.0.1:1")
                await run_once(simulator, tmp_path, closed)
            assert [8] == [line["lines"] for line in logs if line["event"] == "lines.remembered"]
            (reason, *_) = [line["reason"] for line in logs if line["event"] == "lines.unreadable"]
            assert "127.0.0.1:1" in reason
            assert "reading the lines is not possible over CTI alone" in reason
            order = [line["event"] for line in logs if line["event"] in {"lines.remembered", "lines.unreadable"}]
            assert "lines.remembered" == order[0]  # served before the directory is asked for

    run_virtually(test())


def test_lines_of_the_last_run_that_the_filters_leave_out_by_now_are_not_served_meanwhile(tmp_path):
    async def test() -> None:
        async with simulated() as simulator:
            settings = settings_for(simulator)
            await run_once(simulator, tmp_path, settings)
            with capture_logs() as logs:
                await run_once(simulator, tmp_path, replace(settings, lines=LineSettings(extensions=("101", "102"))))
        assert [2] == [line["lines"] for line in logs if line["event"] == "lines.remembered"]

    run_virtually(test())
