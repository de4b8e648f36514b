"""Channels of our set that nobody reads: events would go there first, and reach us ten seconds later."""

from __future__ import annotations

import asyncio

import pytest

from ctibridge.testing import run_gateway, simulated
from ctibridge.testing.virtual import run_virtually
from ctibridge.wire.xsi.channels import Channel, ChannelTerminatedReason
from tests.integration.broadworks.relay import answer
from tests.integration.broadworks.stage import QUIET_S, Stage, on_stage
from tests.sim.story import compare, recording

SET = "ctibridge"
OWN = ("admin@ent1.example", SET)
CHANNEL_SET = r"GET .*/channelset/"


def members(simulator) -> list[str]:
    return [channel.channel_id for channel in simulator.switch.core.channels.members(OWN)]


def test_what_a_run_that_broke_off_left_behind_is_ended_at_the_start():
    async def main() -> None:
        async with simulated() as simulator:
            for _ in range(3):
                simulator.switch.core.channels.add(OWN[0], "xsp1", Channel(channel_set_id=SET))
            async with run_gateway(simulator) as gateway, recording(gateway) as recorder:
                assert 1 == len(members(simulator))
                for _ in range(5):
                    simulator.phones["anna"].dial(simulator.phones["bert"])
                    await asyncio.sleep(QUIET_S)
                    compare(simulator, gateway, recorder)
                    simulator.phones["anna"].hangup()
                    await asyncio.sleep(QUIET_S)
                    compare(simulator, gateway, recorder)

    run_virtually(main())


@pytest.mark.parametrize("status", [403, 404, 500, 503])
def test_a_platform_that_does_not_tell_the_set_costs_nothing(status):
    @on_stage()
    async def test(stage: Stage) -> None:
        stage.relay.instead(CHANNEL_SET, answer(status, Retry_After="1"), times=3)
        stage.relay.cut()
        await stage.recovers()

    test()


@on_stage()
async def test_a_channel_that_somebody_deletes_is_replaced_and_a_second_instance_suspected(stage: Stage):
    (channel,) = members(stage.simulator)
    found = stage.simulator.switch.core.channels.find(OWN[0], channel)
    stage.simulator.switch.core.channels.terminate(found, ChannelTerminatedReason.EXPLICIT_DELETE)
    stage.simulator.settle()
    await stage.happens("channel.deleted")
    await stage.recovers()


def test_two_instances_with_one_set_do_not_chase_each_other():
    """Each ends the other's channel. It must not become a storm, and it is told."""

    @on_stage()
    async def test(stage: Stage) -> None:
        async with run_gateway(stage.simulator, wait=False):
            await asyncio.sleep(300)
        assert stage.relay.count(r"POST .*/com\.broadsoft\.async/") < 300 / 4
        assert stage.said("channel.deleted")
        await stage.settles()

    test()


def test_a_server_that_cuts_each_channel_at_once_is_asked_less_and_less():
    @on_stage()
    async def test(stage: Stage) -> None:
        for _ in range(1200):
            stage.relay.cut()
            await asyncio.sleep(0.1)
        assert stage.relay.count(r"POST .*/com\.broadsoft\.async/") < 120 / 2
        await stage.recovers()

    test()
