"""The password of the one account of a provider is corrected while the gateway runs."""

from __future__ import annotations

import asyncio

import pytest

from ctibridge.broadworks.provider import BroadWorksProvider
from ctibridge.errors import UnknownLine
from ctibridge.model.health import HealthState
from ctibridge.sim.knobs import Knobs
from ctibridge.testing import run_gateway, simulated, until
from ctibridge.testing.virtual import run_virtually

ADMIN = "admin@ent1.example"


def test_a_gateway_that_could_not_even_read_its_lines_goes_on_at_once():
    async def main() -> None:
        async with simulated() as simulator, run_gateway(simulator, wait=False, password="old") as gateway:
            (provider,) = gateway.providers
            assert isinstance(provider, BroadWorksProvider)
            await until(lambda: gateway.hub.status[0].trouble is not None)
            trouble = gateway.hub.status[0].trouble
            assert trouble is not None
            assert (HealthState.LOGIN_FAILED, True) == (trouble.state, (trouble.retry_s or 0) > 50)
            with pytest.raises(UnknownLine, match="signs in as admin"):
                provider.set_password("anna@ent1.example", "demo")
            provider.set_password(ADMIN.upper(), "demo")
            await until(lambda: gateway.is_ready, 5)
            assert {HealthState.IN_SERVICE: 8} == gateway.hub.health_counts()

    run_virtually(main())


def test_a_gateway_at_work_goes_on_within_a_minute():
    async def main() -> None:
        async with simulated(knobs=Knobs(lock_after=None)) as simulator, run_gateway(simulator) as gateway:
            (provider,) = gateway.providers
            simulator.switch.gate.set_password(simulator.switch.people.administrators[0], "fresh")
            await asyncio.sleep(70)
            assert {HealthState.LOGIN_FAILED: 8} == gateway.hub.health_counts()
            provider.set_password(ADMIN, "fresh")
            await until(lambda: gateway.hub.health_counts() == {HealthState.IN_SERVICE: 8}, 61)

    run_virtually(main())
