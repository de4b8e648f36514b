"""The gateway for a day, and with clocks that jump."""

from __future__ import annotations

import asyncio
import time

import pytest

from ctibridge.sim import scenarios
from ctibridge.sim.knobs import Knobs
from ctibridge.testing import run_gateway, simulated
from ctibridge.testing.virtual import run_virtually
from tests.sim.faults.loops import undisturbed
from tests.sim.faults.trial import judged, run
from tests.sim.story import QUIET_S, compare, recording

DAY_S = 24 * 3600
HOUR_S = 3600
STORIES = ("consult_transfer_inside", "three_way_conference", "do_not_disturb", "forwarded_no_answer")


@pytest.mark.timeout(300)
def test_a_day_with_lives_of_an_hour_loses_nothing():
    """Channel and subscriptions are refreshed every half hour; a call that lasts all day stays what it is."""

    async def main() -> None:
        async with (
            simulated(knobs=Knobs(force_expires_s=HOUR_S)) as simulator,
            run_gateway(simulator) as gateway,
            recording(gateway) as recorder,
        ):
            emil, frieda = simulator.phones["emil"], simulator.phones["frieda"]
            emil.dial(frieda)
            frieda.answer()
            for hour in range(24):
                for seconds, _ in scenarios.load(STORIES[hour % len(STORIES)])(simulator.phones):
                    await asyncio.sleep(max(seconds, QUIET_S))
                    compare(simulator, gateway, recorder)
                await asyncio.sleep((hour + 1) * HOUR_S - asyncio.get_running_loop().time())
                compare(simulator, gateway, recorder)
            assert asyncio.get_running_loop().time() >= DAY_S
            assert 0 == gateway.providers[0].counts["channel lost"]
            assert 0 == gateway.providers[0].counts["gaps"]
            assert ["originated", "delivered", "established"] == [line.split()[0] for line in recorder.lines["201"]]

    run_virtually(main())


@pytest.mark.parametrize("jump_s", [-DAY_S, -1.0, 1.0, 400 * DAY_S])
@pytest.mark.parametrize("story", STORIES)
def test_clocks_that_jump_change_nothing(story, jump_s, monkeypatch):
    """The platform's time of day and ours: only what is told of times may depend on them."""
    real, told = time.time, 0.0

    def arm(_wire, simulator) -> None:
        def jump(delay_s: float, by_s: float) -> None:
            def now() -> None:
                nonlocal told
                told += by_s
                simulator.switch.clock.epoch_s += by_s

            asyncio.get_running_loop().call_later(delay_s, now)

        for delay_s, by_s in ((4.0, jump_s), (9.0, -2 * jump_s), (15.0, jump_s)):
            jump(delay_s, by_s)

    monkeypatch.setattr(time, "time", lambda: real() + told)
    verdict = judged(run(story, arm), undisturbed(story, asks=False))
    assert (True, (), ()) == (verdict.same, verdict.lost, verdict.again)
