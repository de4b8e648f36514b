"""The artificial load through the whole gateway: at any moment, everybody sees what is."""

from __future__ import annotations

import asyncio

import pytest

from ctibridge.app import Gateway
from ctibridge.sim.populations import many
from ctibridge.sim.simulator import Simulator
from ctibridge.testing import run_gateway, simulated, until
from ctibridge.testing.virtual import run_virtually
from tests.sim.story import Recorder, compare, recording

LOOKS = 25
LONGEST_S = 600.0  # after it, the last call of the load is over


def agree(simulator: Simulator, gateway: Gateway, recorder: Recorder) -> bool:
    try:
        compare(simulator, gateway, recorder)
    except AssertionError:
        return False
    return True


@pytest.mark.parametrize("seed", range(2))
def test_everybody_sees_what_is_while_calls_of_all_kinds_come(seed):
    async def main() -> None:
        async with (
            simulated(population=many(40), seed=seed) as simulator,
            run_gateway(simulator) as gateway,
            recording(gateway) as recorder,
        ):
            simulator.run_load(2.0, talk_s=10.0)
            for _ in range(LOOKS):
                await asyncio.sleep(3.7)
                # A call that meets a busy line is there for some milliseconds, and not told to anybody.
                await until(lambda: agree(simulator, gateway, recorder), 1.0)
            simulator.run_load(0.0)
            await asyncio.sleep(LONGEST_S)
            compare(simulator, gateway, recorder)
            assert 0 == simulator.switch.x.calls_up == simulator.load.disturbed
            assert len(simulator.load.begun) > 9, "kinds of calls"

    run_virtually(main())
