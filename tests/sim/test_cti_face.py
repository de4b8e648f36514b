"""The simulator's CTI face on virtual time: who is silent, what comes late, what never comes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from ctibridge.sim import scenarios
from ctibridge.sim.knobs import Faults, Knobs
from ctibridge.sim.simulator import Simulator
from ctibridge.sim.simulator import play as tell
from ctibridge.testing.virtual import run_virtually
from ctibridge.wire.cti.catalogue import ACTIONS, EVENTS
from ctibridge.wire.cti.profile import DEFAULT, Framing
from tests.integration.sim import client as http
from tests.integration.sim.cti_client import USER, CtiClient, connected

Story = Callable[[Simulator, CtiClient], Awaitable[None]]


def play(story: Story, faults: Faults | None = None, **knobs) -> None:
    """Plays a story with one client at one server."""

    async def main() -> None:
        simulator = Simulator(knobs=Knobs(faults=faults or Faults(), **knobs), cti=True)
        await simulator.start()
        async with connected(simulator.cti_urls[0]) as client:
            await story(simulator, client)
        await simulator.stop()

    run_virtually(main())


def now() -> float:
    return asyncio.get_running_loop().time()


def test_a_client_that_answers_keep_alives_is_kept():
    async def story(simulator, client):
        await client.channel(expires=86400)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(310):
                await client.next()
        assert 10 == client.was_asked()
        assert 1 == len(simulator.switch.core.channels)

    play(story)


def test_a_client_that_is_silent_for_too_long_is_cut_off_and_its_channels_end():
    async def story(simulator, client):
        await client.channel()
        client.mute = True
        assert 120.0 == await end_of(client)
        assert 3 == client.was_asked()
        assert 0 == len(simulator.switch.core.channels)

    play(story)


async def end_of(client: CtiClient) -> float:
    """When the connection ends."""
    await client.read_all()
    return round(now(), 3)


def test_any_word_of_a_client_is_a_sign_of_life():
    async def story(simulator, client):
        for _ in range(10):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(29):
                    await client.read_all()
            client.protocol.send_keep_alive()
            client.flush()
        assert 0 == client.was_asked()
        assert 1 == simulator.cti["xsp1"].connections

    play(story)


def test_a_knob_cuts_off_who_is_idle():
    async def story(_simulator, client):
        client.mute = True
        assert 20.0 == await end_of(client)
        assert 0 == client.was_asked()

    play(story, idle_close_s=20.0)


def test_the_period_is_told_with_each_keep_alive():
    async def story(_simulator, client):
        await client.read()
        assert [7] == [item.period for item in client.others]
        assert 7.0 == pytest.approx(now())

    play(story, ka_period_s=7.0)


def test_a_dumb_server_answers_requests_and_no_keep_alives():
    async def story(_simulator, client):
        client.protocol.send_keep_alive()
        client.flush()
        assert 200 == (await client.ask(ACTIONS, "GET", f"{USER}/calls")).status_code
        assert 1 == client.protocol.unanswered

    play(story, Faults(mute_keepalive=True))


def test_all_bytes_may_come_late_and_in_order():
    async def story(_simulator, client):
        await client.channel()
        assert 2.0 == pytest.approx(now())
        await client.subscribe()
        assert ["Subscription 0"] == await client.words(1)
        assert 4.0 == pytest.approx(now())

    play(story, Faults(delay_s=2.0))


def test_what_is_late_already_keeps_its_place_when_the_delay_ends():
    async def story(simulator, client):
        await client.channel()
        begun = now()
        simulator.knobs.faults.delay_s = 2.0
        asking = asyncio.create_task(client.ask(ACTIONS, "GET", f"{USER}/calls"))
        await asyncio.sleep(1.0)
        simulator.knobs.faults.delay_s = 0.0
        simulator.expire_channels()
        await asking
        assert "Expired" == (await client.next()).reason
        assert begun + 2.0 == pytest.approx(now())

    play(story)


def test_a_half_open_connection_is_given_up_and_nobody_says_so():
    async def story(simulator, client):
        await client.channel()
        simulator.knobs.faults.half_open = True
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(300):
                await client.read()
        assert 0 == len(simulator.switch.core.channels)
        assert 1 == simulator.cti["xsp1"].connections, "the socket is still there"

    play(story)


def test_a_server_that_waits_for_nul_says_nothing_to_who_sends_none():
    async def story(_simulator, client):
        client.protocol.start_probe()
        client.flush()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(20):
                await client.read()

    play(story, cti_framing="nul")


@pytest.mark.parametrize("name", ["consult_transfer", "conference_grows", "forwarded_twice", "parked", "click_to_dial"])
def test_a_story_is_told_alike_over_http_and_over_cti(name):
    async def main() -> tuple[list[Any], list[Any]]:
        told: list[Any] = []
        simulator = Simulator(knobs=Knobs(event_timeout_s=1e6), cti=True)
        await simulator.start()
        async with (
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
            http.Client(session, simulator.xsi_url).channel("http") as stream,
            connected(simulator.cti_urls[0]) as client,
        ):
            await http.Client(session, simulator.xsi_url).subscribe("enterprise/ent1", set_id="http")
            await client.channel("cti")
            await client.subscribe("enterprise/ent1", set_id="cti", application="other")
            reading = [asyncio.create_task(client.read_all()), asyncio.create_task(all_of(stream, told))]
            await tell(simulator, scenarios.load(name))
            await asyncio.sleep(1)
            for task in reading:
                task.cancel()
            await asyncio.gather(*reading, return_exceptions=True)
        await simulator.stop()
        return [event.event_data for event in client.events], [event.event_data for event in told]

    over_cti, over_http = run_virtually(main())
    assert len(over_cti) > 5
    assert over_http == over_cti


async def all_of(stream: http.Channel, told: list[Any]) -> None:
    """Reads a stream to its end."""
    while (document := await stream.next()) is not None:
        told.append(document)


def test_the_servers_of_a_platform_take_the_ports_behind_the_first():
    async def main() -> None:
        simulator = Simulator(instances=3, cti=True)
        await simulator.start(xsi_port=8000, cti_port=8011)
        assert ["127.0.0.1:8011", "127.0.0.1:8012", "127.0.0.1:8013"] == simulator.cti_urls
        await simulator.stop()

    run_virtually(main())


def test_events_that_wait_for_a_channel_come_over_the_new_one():
    async def story(simulator, client):
        await client.channel()
        await client.subscribe()
        await client.next()
        simulator.expire_channels()
        assert "Expired" == (await client.next()).reason
        simulator.phones["anna"].dial("102")
        await client.channel()
        assert ["Off-Hook", "Originated Alerting bert"] == await client.words(2)

    play(story, queue_without_channel=10)


def test_channels_end_one_after_the_other_when_a_server_is_emptied():
    async def story(simulator, client):
        for name in ("first", "second", "third"):
            await client.channel(name)
        begun = now()
        simulator.drain_server("xsp1")
        ended = []
        while (event := await client.next()) is not None:
            ended.append((event.reason, round(now() - begun, 3)))
        assert [("Expired", 0.0), ("Expired", 5.0), ("Expired", 10.0)] == ended

    play(story, drain_s=5.0)


def test_a_server_that_is_no_longer_emptied_keeps_the_rest_of_its_channels():
    async def story(simulator, client):
        for name in ("first", "second", "third"):
            await client.channel(name)
        simulator.drain_server("xsp1")
        assert "Expired" == (await client.next()).reason
        await simulator.restore_server("xsp1")
        await asyncio.sleep(100)
        assert 404 == (await client.ask(EVENTS, "GET", "channelset/first")).status_code
        assert 200 == (await client.ask(EVENTS, "GET", "channelset/third")).status_code

    play(story, drain_s=5.0, ka_period_s=1e6)


def test_every_framing_works_on_virtual_time():
    async def main() -> None:
        for framing in Framing:
            simulator = Simulator(knobs=Knobs(cti_framing=str(framing)), cti=True)
            await simulator.start()
            async with connected(simulator.cti_urls[0], replace(DEFAULT, framing=framing)) as client:
                await client.keep_alive()
            await simulator.stop()

    run_virtually(main())
