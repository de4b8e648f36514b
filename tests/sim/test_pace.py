"""Several providers of one gateway stay below a limit that is theirs together."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from ctibridge.app import Gateway, running
from ctibridge.config import Configuration
from ctibridge.demo.stage import settings_for_each
from ctibridge.servers.csta.settings import CstaSettings
from ctibridge.testing import simulated
from ctibridge.testing.virtual import run_virtually

BURST = 10  # that may go at once after a pause


async def requests_in_the_first(seconds: float, total_requests_per_s: float | None) -> int:
    async with simulated() as simulator:
        settings = tuple(replace(each, requests_per_s=4.0) for each in settings_for_each(simulator))
        configuration = Configuration("test", None, settings, CstaSettings(port=0))
        gateway = Gateway(replace(configuration, total_requests_per_s=total_requests_per_s))
        async with running(gateway):
            await asyncio.sleep(seconds)
            return sum(provider.requests for provider in gateway.providers)


def test_each_has_its_own_pace_and_all_together_another():
    alone = run_virtually(requests_in_the_first(5.0, None))
    together = run_virtually(requests_in_the_first(5.0, 1.0))
    assert together <= 5 + BURST < alone
