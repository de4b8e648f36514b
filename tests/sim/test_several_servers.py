"""Several servers before one platform: while one of them lives, no line and no client notices the loss of another."""

from __future__ import annotations

import asyncio

import pytest
from yarl import URL

from ctibridge.app import Gateway
from ctibridge.broadworks.places import Place
from ctibridge.sim import scenarios
from ctibridge.sim.knobs import Faults
from ctibridge.sim.simulator import Simulator
from ctibridge.testing import run_gateway, settings_for_each, simulated, until
from ctibridge.testing.virtual import run_virtually
from tests.sim.story import QUIET_S, Recorder, compare, recording
from tests.sim.test_stories import STORIES

HALF_OPEN, SLOW = {"half_open": True}, {"delay_s": 1.0}


def places_of(simulator: Simulator) -> list[Place]:
    """Where its servers are: those of the CTI interface, if it has that."""
    urls = [URL(f"cti://{server}") for server in simulator.cti_urls] or list(map(URL, simulator.xsi_urls))
    return [Place(url.host or "", url.port or 0) for url in urls]


async def use_all_servers(simulator: Simulator, gateway: Gateway) -> None:
    for provider in gateway.providers:
        provider.use_servers(places_of(simulator))
    channels = len(simulator.servers) * len(gateway.providers)
    await until(lambda: gateway.is_ready and len(simulator.switch.core.channels) == channels)


async def played(name: str, lose_at: int | None, *, cti: bool = False) -> Recorder:
    """The story over three servers; at this step one of them goes down for good."""
    async with (
        simulated(instances=3, cti=cti) as simulator,
        run_gateway(simulator, providers=settings_for_each(simulator)) as gateway,
    ):
        await use_all_servers(simulator, gateway)
        async with recording(gateway) as recorder:
            for number, (seconds, _) in enumerate(scenarios.load(name)(simulator.phones)):
                if number == lose_at:
                    await simulator.fail_server("xsp1")
                await asyncio.sleep(max(seconds, QUIET_S))
                compare(simulator, gateway, recorder)
            await asyncio.sleep(60)
            compare(simulator, gateway, recorder)
            assert all(provider.is_settled for provider in gateway.providers)
        return recorder


def packages_mix(name: str) -> bool:
    """Whether the order matters of events of several subscriptions: over several channels nothing keeps it."""
    return "park" in name or name in {"voice_messages", "forwarded_to_another_enterprise"}


@pytest.mark.parametrize("cti", [False, True], ids=["XSI", "CTI"])
@pytest.mark.parametrize("lost", [False, True], ids=["all live", "one is lost"])
@pytest.mark.parametrize("name", scenarios.names())
def test_a_story_is_told_the_same_over_several_servers(name, lost, cti):
    recorder = run_virtually(played(name, 1 if lost else None, cti=cti))
    if not packages_mix(name):
        expected = (STORIES / f"{name}.txt").read_text(encoding="utf-8")
        assert expected == recorder.text()


def test_requests_go_over_any_server_and_the_lost_one_is_tried_again():
    async def test() -> None:
        async with simulated(instances=2) as simulator, run_gateway(simulator) as gateway:
            await use_all_servers(simulator, gateway)
            await simulator.fail_server("xsp1")
            gateway.providers[0].suspect(next(iter(gateway.hub.lines)).id)
            await until(lambda: gateway.is_ready)
            await simulator.restore_server("xsp1")
            await until(lambda: len(simulator.switch.core.channels) == 2)

    run_virtually(test())


def test_a_server_that_is_taken_away_and_comes_back_disturbs_nobody():
    async def test() -> None:
        async with simulated(instances=2) as simulator, run_gateway(simulator) as gateway:
            first, second = places_of(simulator)
            await use_all_servers(simulator, gateway)
            async with recording(gateway) as recorder:
                gateway.providers[0].use_servers([second])
                await until(lambda: len(simulator.switch.core.channels) == 1)
                simulator.phones["anna"].dial("102")
                await asyncio.sleep(QUIET_S)
                gateway.providers[0].use_servers([second, first])
                await until(lambda: len(simulator.switch.core.channels) == 2)
                compare(simulator, gateway, recorder)
                assert not any("service" in line for line in recorder.text().splitlines())

    run_virtually(test())


def test_only_when_all_servers_are_lost_the_lines_go_out_of_service():
    async def test() -> None:
        async with (
            simulated(instances=2) as simulator,
            run_gateway(simulator) as gateway,
            recording(gateway) as recorder,
        ):
            await use_all_servers(simulator, gateway)
            await simulator.fail_server("xsp1")
            await asyncio.sleep(60)
            assert "out-of-service" not in recorder.text()
            await simulator.fail_server("xsp2")
            await asyncio.sleep(60)
            assert "out-of-service" in recorder.text()
            await simulator.restore_server("xsp2")
            await until(lambda: gateway.is_ready)
            await asyncio.sleep(QUIET_S)
            compare(simulator, gateway, recorder)

    run_virtually(test())


def channels_at(simulator: Simulator, name: str) -> set[str]:
    channels = simulator.switch.core.channels._channels.values()
    return {channel.channel_id for channel in channels if channel.instance == name}


def silence(simulator: Simulator, name: str, **faults: object) -> None:
    """The connections that this server holds go bad; later ones are good."""
    for connection in simulator.cti[name]._connections if simulator.cti else ():
        connection._pipe._faults = Faults(**faults)
    for stream in simulator.servers[name]._streams.values():
        stream._faults = Faults(**faults)


@pytest.mark.parametrize(("cti", "faults"), [(False, HALF_OPEN), (True, HALF_OPEN), (True, SLOW)], ids=str)
def test_a_server_that_holds_events_up_is_given_up_soon_while_others_live(cti, faults):
    """Keep-alives alone would need 15 s and more, in which every third event was missing."""

    async def test() -> None:
        async with (
            simulated(instances=3, cti=cti) as simulator,
            run_gateway(simulator) as gateway,
            recording(gateway) as recorder,
        ):
            await use_all_servers(simulator, gateway)
            silence(simulator, "xsp1", **faults)
            before = channels_at(simulator, "xsp1")
            for _ in range(10):
                simulator.phones["anna"].dial("102")
                await asyncio.sleep(0.1)
                simulator.phones["anna"].hangup()
                await asyncio.sleep(0.1)
            await until(lambda: not before & channels_at(simulator, "xsp1"), 2.0)
            assert 2 == len(simulator.switch.core.channels)
            assert 0 == gateway.providers[0].counts["gaps"], "the platform sent again what was not acknowledged"
            simulator.phones["anna"].dial("102")
            await asyncio.sleep(15)
            compare(simulator, gateway, recorder)
            assert "out-of-service" not in recorder.text()
            await until(lambda: 3 == len(simulator.switch.core.channels))

    run_virtually(test())


def test_a_lost_event_makes_no_server_suspect():
    async def test() -> None:
        async with simulated(instances=3) as simulator, run_gateway(simulator) as gateway:
            await use_all_servers(simulator, gateway)
            before = [channels_at(simulator, name) for name in simulator.servers]
            simulator.knobs.faults.lose_event = 2
            simulator.phones["anna"].dial("102")
            await asyncio.sleep(10)
            assert before == [channels_at(simulator, name) for name in simulator.servers]
            compare(simulator, gateway)

    run_virtually(test())


def test_a_server_that_was_given_up_is_wanted_when_it_is_the_last():
    async def test() -> None:
        async with simulated(instances=2, cti=True) as simulator, run_gateway(simulator) as gateway:
            await use_all_servers(simulator, gateway)
            silence(simulator, "xsp1", **HALF_OPEN)
            for _ in range(10):
                simulator.phones["anna"].dial("102")
                await asyncio.sleep(0.1)
                simulator.phones["anna"].hangup()
                await asyncio.sleep(0.1)
            await until(lambda: not channels_at(simulator, "xsp1"), 2.0)
            await simulator.fail_server("xsp2")
            await until(lambda: channels_at(simulator, "xsp1"), 2.0)
            await until(lambda: gateway.is_ready)

    run_virtually(test())
