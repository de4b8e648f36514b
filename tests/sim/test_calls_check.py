"""Calls of which nothing is heard are compared with the platform's list, as often as is configured."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from ctibridge.broadworks.settings import Timing
from ctibridge.model import changes as c
from ctibridge.model.ids import LineId
from ctibridge.testing import run_gateway, simulated
from ctibridge.testing.virtual import run_virtually
from tests.sim.story import QUIET_S, compare

ANNA = LineId("anna@ent1.example")
TALK_S = 100.0


@pytest.mark.parametrize("check_s", [20.0, 600.0])
def test_a_call_that_the_platform_forgets_ends_at_the_next_check_and_says_that_nobody_reported_it(check_s):
    async def main() -> None:
        async with simulated() as simulator, run_gateway(simulator, timing=Timing(calls_check_s=check_s)) as gateway:
            caller = simulator.phones.outside("+493023125900", "Kunde")
            caller.call(simulator.phones["anna"])
            simulator.phones["anna"].answer()
            await asyncio.sleep(TALK_S)
            cleared: list[Any] = []
            gateway.hub.monitor(ANNA, lambda _, change: cleared.append(change))
            asked = gateway.providers[0].requests
            exchange, user = simulator.phones.x, simulator.phones["anna"].user
            exchange.forget(exchange.calls(user)[0])
            await asyncio.sleep(QUIET_S)
            assert [] == cleared, "nobody could know"
            await asyncio.sleep(check_s + 10)
            compare(simulator, gateway)
            assert [(c.ConnectionCleared, True)] == [(type(item), item.unreported) for item in cleared]
            assert gateway.providers[0].requests - asked < 5, "the other lines have no calls"

    run_virtually(main())


def test_an_end_that_is_reported_is_told_as_such():
    async def main() -> None:
        async with simulated() as simulator, run_gateway(simulator) as gateway:
            simulator.phones["anna"].dial("102")
            await asyncio.sleep(QUIET_S)
            cleared: list[Any] = []
            gateway.hub.monitor(ANNA, lambda _, change: cleared.append(change))
            simulator.phones["anna"].hangup()
            await asyncio.sleep(QUIET_S)
            assert {False} == {change.unreported for change in cleared}

    run_virtually(main())
