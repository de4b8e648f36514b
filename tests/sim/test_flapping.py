"""A platform that goes and comes: applications are told that lines are back only when that lasts."""

from __future__ import annotations

import asyncio
from typing import Any

from ctibridge.broadworks.settings import Timing
from ctibridge.hub.health import STEADY_S
from ctibridge.model import changes as c
from ctibridge.model.health import HealthState
from ctibridge.model.ids import LineId
from ctibridge.testing import run_gateway, simulated, until
from ctibridge.testing.virtual import run_virtually
from tests.sim.story import QUIET_S, compare

ANNA = LineId("anna@ent1.example")


def test_a_line_that_flaps_is_back_when_it_holds_and_its_calls_are_true_all_the_time():
    async def main() -> None:
        async with simulated() as simulator, run_gateway(simulator, timing=Timing(outage_grace_s=0.1)) as gateway:
            await asyncio.sleep(100)
            news: list[Any] = []
            gateway.hub.monitor(ANNA, lambda _, change: news.append(type(change)))
            for _ in range(4):
                simulator.expire_channels()
                await simulator.fail_server("xsp1")
                await asyncio.sleep(1)
                await simulator.restore_server("xsp1")
                await until(lambda: gateway.is_ready)
            assert [c.OutOfService, c.BackInService, c.OutOfService] == news[:3]
            assert c.BackInService not in news[3:], "down and up again twice in a minute is no news"
            assert not gateway.hub.snapshot(ANNA).in_service
            simulator.phones["anna"].dial("102")
            await asyncio.sleep(QUIET_S)
            compare(simulator, gateway)
            assert c.ServiceInitiated in news or c.Originated in news, "calls are told meanwhile"
            await asyncio.sleep(STEADY_S)
            assert c.BackInService is news[-1]
            assert {HealthState.IN_SERVICE: 8} == gateway.hub.health_counts()

    run_virtually(main())
