"""Calls that applications have picked up and parked, through the whole gateway."""

from __future__ import annotations

import asyncio

import pytest

from ctibridge.client import CstaRefused
from ctibridge.testing import until
from ctibridge.testing.virtual import run_virtually
from ctibridge.wire.csta.types import ConnectionID, DeviceID
from tests.sim.test_commands import ANNA, BERT, CARLA, at, becomes, connected, states


def test_a_call_is_picked_up_at_another_line_and_keeps_its_identifier():
    async def main() -> None:
        async with connected() as (simulator, client):
            simulator.phones.outside("+493023125900").call(simulator.phones["bert"])
            await becomes(simulator, BERT, "Alerting")
            (ringing,) = await client.snapshot_device("102")
            assert ringing.connection_identifier is not None
            picked = await client.directed_pickup_call(ringing.connection_identifier, "101")
            assert ConnectionID(ringing.connection_identifier.call_id, DeviceID("101")) == picked
            await client.answer_call(at("101"))
            await becomes(simulator, ANNA, "Active")
            await becomes(simulator, BERT)
            (taken,) = await client.snapshot_device("101")
            assert picked == taken.connection_identifier

    run_virtually(main())


def test_a_call_is_picked_up_anywhere_in_the_group():
    async def main() -> None:
        async with connected() as (simulator, client):
            simulator.phones.outside("+493023125900").call(simulator.phones["bert"])
            await becomes(simulator, BERT, "Alerting")
            assert await client.group_pickup_call("103") is None
            await client.answer_call(at("103"))
            await becomes(simulator, CARLA, "Active")
            await becomes(simulator, BERT)

    run_virtually(main())


def test_a_call_is_parked_against_another_line_and_rings_nowhere():
    async def main() -> None:
        async with connected() as (simulator, client):
            phones = simulator.phones
            phones.outside("+493023125900").call(phones["anna"])
            phones["anna"].answer()
            await becomes(simulator, ANNA, "Active")
            await client.park_call(at("101"), "102")
            await becomes(simulator, ANNA)
            assert [] == states(simulator, BERT)
            phones["bert"].unpark()
            await until(lambda: states(simulator, BERT) == ["Active"])

    run_virtually(main())


def test_a_call_is_not_parked_at_a_number_outside():
    async def main() -> None:
        async with connected() as (simulator, client):
            phones = simulator.phones
            phones.outside("+493023125900").call(phones["anna"])
            phones["anna"].answer()
            await becomes(simulator, ANNA, "Active")
            with pytest.raises(CstaRefused, match="invalidDestination"):
                await client.park_call(at("101"), "+4989123")
            await asyncio.sleep(0.1)
            assert ["Active"] == states(simulator, ANNA)

    run_virtually(main())
