"""Second calls through the whole gateway: a phantom is never shown, and what rings is shown without delay."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from ctibridge.broadworks.settings import Scope
from ctibridge.testing import run_gateway, simulated
from ctibridge.testing.virtual import run_virtually
from tests.sim.story import recorded, recording

AT_ONCE_S = 0.1  # of virtual time, where only the network's and the loop's own steps count


@pytest.mark.parametrize("seed", range(1, 11))
def test_a_phantom_is_never_shown_however_long_it_lives(seed):
    lines = run_virtually(recorded("phantom_second_call", seed=seed)).lines["102"]
    assert 1 == sum("delivered" in line for line in lines)


async def second_call(**watched: Any) -> list[str]:
    """What the clients of Bert's line are told at once when a customer calls him while he talks."""
    async with (
        simulated() as simulator,
        run_gateway(simulator, **watched) as gateway,
        recording(gateway) as recorder,
    ):
        anna, bert = simulator.phones["anna"], simulator.phones["bert"]
        anna.dial(bert)
        await asyncio.sleep(1)
        bert.answer()
        await asyncio.sleep(1)
        before = len(recorder.lines["102"])
        simulator.phones.outside("+493023125900").call(bert)
        await asyncio.sleep(AT_ONCE_S)
        return recorder.lines["102"][before:]


@pytest.mark.parametrize("watched", [{}, {"scope": Scope.USERS, "users": ("bert@ent1.example",)}])
def test_a_second_call_is_shown_at_once_where_call_waiting_is_known_to_be_on(watched):
    assert ["delivered B@102 ~900>102 here=alerting newCall"] == run_virtually(second_call(**watched))
