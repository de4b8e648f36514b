"""The walks through all faults, with a TAPI application that looks on: in the end it knows what the book knows."""

from __future__ import annotations

from functools import partial

import pytest

from ctibridge.testing import run_gateway
from tests.sim.faults import walks
from tests.sim.tapi.test_walks import compare
from tests.sim.tapi.tsp import FACE, Tsp, tsp_at

SEEDS = 6


@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", range(SEEDS))
def test_after_quiet_time_tapi_knows_the_truth(monkeypatch, seed):
    walked, check = walks._walked, walks.check
    looking: list[Tsp] = []

    async def with_tsp(found: walks.Walk) -> None:
        async with tsp_at(found.gateway) as tsp:
            looking.append(tsp)
            tsp.open()
            await walked(found)

    async def and_tapi(found: walks.Walk, *others: object) -> None:
        await check(found, *others)  # type: ignore[arg-type]  # as they came
        compare(found.gateway, looking[0])

    monkeypatch.setattr(walks, "run_gateway", partial(run_gateway, tapi=FACE))
    monkeypatch.setattr(walks, "_walked", with_tsp)
    monkeypatch.setattr(walks, "check", and_tapi)
    walks.walk(seed)
    assert looking[0].over
