"""How long a gateway with many lines needs after the loss of its only channel, at the pace that the platform bears."""

from __future__ import annotations

import asyncio

import pytest

from ctibridge.app import Gateway
from ctibridge.sim.populations import many
from ctibridge.sim.simulator import Simulator
from ctibridge.testing import run_gateway, simulated, until
from ctibridge.testing.virtual import run_virtually
from tests.sim.story import compare

LINES, TALKING, REQUESTS_PER_S = 2000, 200, 500.0
GOAL_S = 5.0


def hold_all(simulator: Simulator) -> None:
    """What the gateway does not see."""
    for index in range(0, TALKING, 2):
        simulator.phones[f"user{index}"].hold()
    simulator.phones.outside("+493023125999").call(simulator.phones[f"user{LINES - 1}"])


def talk(simulator: Simulator) -> None:
    for index in range(0, TALKING, 2):
        simulator.phones[f"user{index}"].dial(simulator.phones[f"user{index + 1}"])
        simulator.phones[f"user{index + 1}"].answer()


def held(gateway: Gateway) -> int:
    """How many lines are known to hold."""
    connections = (gateway.hub.snapshot(line.id).connections for line in gateway.hub.lines)
    return sum(any(view.state == "hold" for view in each) for each in connections)


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("requests_per_s", "talking_s", "all_s"), [(REQUESTS_PER_S, 1.5, GOAL_S), (50.0, 10.0, 50.0)])
def test_2000_lines_show_the_truth_soon_after_the_only_channel_was_lost(requests_per_s, talking_s, all_s):
    """Those with calls first."""

    async def main() -> None:
        now = asyncio.get_running_loop().time
        async with (
            simulated(population=many(LINES)) as simulator,
            run_gateway(simulator, wait=False, requests_per_s=requests_per_s) as gateway,
        ):
            await until(lambda: gateway.is_ready, 120)
            talk(simulator)
            await asyncio.sleep(60)
            simulator.switch.core.channels.fail_server("xsp1")
            hold_all(simulator)
            lost = now()
            await asyncio.sleep(talking_s)
            assert TALKING // 2 == held(gateway)
            await until(lambda: gateway.is_ready, 60)
            assert now() - lost < all_s
            compare(simulator, gateway)

    run_virtually(main())
