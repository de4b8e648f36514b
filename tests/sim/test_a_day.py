"""The simulator for a day, on virtual time."""

from __future__ import annotations

import asyncio

import aiohttp

from ctibridge.sim import scenarios
from ctibridge.sim.simulator import Simulator, play
from ctibridge.testing.virtual import run_virtually
from ctibridge.wire.xsi import channels as c
from ctibridge.wire.xsi.events import SubscriptionEvent
from tests.integration.sim.client import EVENTS, Channel, Client

DAY_S = 24 * 3600
LIFE_S = 3600
HEARTBEAT_S = 15  # half the event timeout (XSI 4.2.1.2)


async def every(
    seconds: float, client: Client, method: str, path: str, body: c.Channel | c.Subscription | None
) -> None:
    """Asks again and again."""
    while True:
        await asyncio.sleep(seconds)
        assert 200 == (await client.ask(method, EVENTS + path, body)).status


async def a_day_in_the_office(phones_of: Simulator) -> None:
    """A call every quarter of an hour."""
    loop = asyncio.get_running_loop()
    while loop.time() < DAY_S:
        await play(phones_of, scenarios.load("consult_transfer_inside"))
        await asyncio.sleep(900)


async def numbers_of(channel: Channel) -> list[int]:
    """The sequence numbers of all events until the stream ends."""
    found = []
    while (document := await channel.next()) is not None:
        if isinstance(document, SubscriptionEvent):
            found.append(document.sequence_number)
    return found


def test_a_channel_that_is_cared_for_loses_nothing_in_a_day():
    async def main() -> None:
        simulator = Simulator()
        await simulator.start(host="127.0.0.1")
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            client = Client(session, simulator.xsi_url)
            async with client.channel(expires=LIFE_S) as channel:
                subscription = (await client.subscribe("enterprise/ent1")).document.subscription_id
                upkeep = [
                    asyncio.create_task(every(HEARTBEAT_S, client, "PUT", f"channel/{channel.id}/heartbeat", None)),
                    asyncio.create_task(
                        every(LIFE_S / 2, client, "PUT", f"channel/{channel.id}", c.Channel(expires=LIFE_S))
                    ),
                    asyncio.create_task(
                        every(LIFE_S / 2, client, "PUT", f"subscription/{subscription}", c.Subscription(expires=LIFE_S))
                    ),
                ]
                reading = asyncio.create_task(numbers_of(channel))
                await a_day_in_the_office(simulator)
                for task in upkeep:
                    task.cancel()
                await asyncio.wait(upkeep)
                await client.ask("DELETE", f"{EVENTS}channel/{channel.id}")
                numbers = await reading
        await simulator.stop()
        assert list(range(1, len(numbers) + 1)) == numbers
        assert len(numbers) > 90 * 25, "a consultation transfer tells the enterprise 26 things"
        assert asyncio.get_running_loop().time() > DAY_S

    run_virtually(main())


def test_a_channel_that_nobody_refreshes_lives_an_hour_and_its_subscription_too():
    async def main() -> None:
        simulator = Simulator()
        await simulator.start(host="127.0.0.1")
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            client = Client(session, simulator.xsi_url)
            async with client.channel(expires=LIFE_S) as channel:
                await client.subscribe("enterprise/ent1")
                path = f"channel/{channel.id}/heartbeat"
                beating = asyncio.create_task(every(HEARTBEAT_S, client, "PUT", path, None))
                reading = asyncio.create_task(numbers_of(channel))
                await asyncio.wait([beating, reading], return_when=asyncio.ALL_COMPLETED)
                assert isinstance(beating.exception(), AssertionError), "the channel is not found any more"
                assert LIFE_S <= asyncio.get_running_loop().time() <= LIFE_S + HEARTBEAT_S
                await asyncio.sleep(1)
                assert () == (await client.ask("GET", f"{EVENTS}subscription")).document.subscription
        await simulator.stop()

    run_virtually(main())


def test_every_scenario_plays_to_its_end():
    """A timer that is due a moment later than the loop wakes must not stop the clock."""

    async def main() -> None:
        simulator = Simulator()
        await simulator.start(host="127.0.0.1")
        for name in scenarios.names():
            await play(simulator, scenarios.load(name))
        assert [] == list(simulator.switch.x.everyone())
        await simulator.stop()

    run_virtually(main())
