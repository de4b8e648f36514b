"""HTTP contacts: events by POST to a server of the client's, which may take them, refuse them, or be gone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import chain, repeat

import pytest
from aiohttp import web

from ctibridge.testing import until
from ctibridge.wire.xsi.channels import Subscription
from ctibridge.wire.xsi.documents import decode
from ctibridge.wire.xsi.events import HttpContact, SubscriptionEvent, SubscriptionTerminatedEvent
from tests.integration.sim.client import EVENTS

USER = "user/anna@ent1.example"


class Consumer:
    """A server that takes events, and answers each time with the next of its statuses, then with 200."""

    def __init__(self) -> None:
        self.uri = ""
        self.statuses: Iterator[int] = repeat(200)
        self.posts: asyncio.Queue[tuple[str, str, bytes]] = asyncio.Queue()
        self.goes_on = asyncio.Event()
        self.goes_on.set()

    def answers(self, *statuses: int) -> None:
        self.statuses = chain(statuses, repeat(200))

    async def take(self, request: web.BaseRequest) -> web.Response:
        self.posts.put_nowait((request.path, request.headers["Content-Type"], await request.read()))
        await self.goes_on.wait()
        headers = {"Location": f"http://{self.uri}/elsewhere", "Set-Cookie": "a=b"}
        return web.Response(text="ignored", status=next(self.statuses), headers=headers)

    async def event(self) -> SubscriptionEvent:
        async with asyncio.timeout(10):
            _, _, body = await self.posts.get()
        event = decode(body)
        assert isinstance(event, SubscriptionEvent)
        return event


@pytest.fixture
async def consumers(simulator):
    """Makes consumers. Nobody waits between two tries."""
    simulator.knobs.contact_retry_s = 0.0
    runners: list[web.ServerRunner] = []

    async def make() -> Consumer:
        consumer = Consumer()
        runners.append(web.ServerRunner(web.Server(consumer.take), shutdown_timeout=0.1))
        await runners[-1].setup()
        await web.TCPSite(runners[-1], "127.0.0.1", 0).start()
        consumer.uri = f"127.0.0.1:{runners[-1].addresses[0][1]}"
        return consumer

    yield make
    for runner in runners:
        await runner.cleanup()


@pytest.fixture
async def consumer(consumers):
    return await consumers()


async def subscribe(client, uri, package="Basic Call", target=USER, application="a"):
    wish = Subscription(event=package, http_contact=HttpContact(uri=uri), application_id=application)
    answer = await client.ask("POST", EVENTS + target, wish)
    assert 200 == answer.status
    return answer.document.subscription_id


def is_there(simulator, subscription):
    return simulator.switch.core.subscriptions.by_id(subscription) is not None


async def test_an_event_is_a_post_to_the_contact(simulator, client, consumer):
    contact = f"{consumer.uri}/my/consumer?of=events"
    await subscribe(client, contact)
    async with asyncio.timeout(10):
        path, content_type, body = await consumer.posts.get()
    assert ("/my/consumer", "application/xml; charset=UTF-8") == (path, content_type)
    assert f"<xsi:httpContact><xsi:uri>{contact}</xsi:uri></xsi:httpContact>".encode() in body
    assert decode(body).channel_id is None


async def test_events_come_in_order_without_any_channel(simulator, client, consumer):
    await subscribe(client, f"http://{consumer.uri}")
    for _ in range(10):
        simulator.phones["anna"].dial("102")
        simulator.phones["anna"].hangup()
    events = [await consumer.event() for _ in range(1 + 10 * 4)]
    assert list(range(1, 42)) == [event.sequence_number for event in events]


async def test_the_end_of_a_subscription_is_told_to_the_contact(client, consumer):
    subscription = await subscribe(client, consumer.uri)
    await consumer.event()
    assert 200 == (await client.ask("DELETE", f"{EVENTS}subscription/{subscription}")).status
    assert isinstance((await consumer.event()).event_data, SubscriptionTerminatedEvent)


@pytest.mark.parametrize("status", [500, 503, 408, 429])
async def test_what_may_work_later_is_tried_again_under_the_same_id(simulator, client, consumer, status):
    consumer.answers(status, status)
    subscription = await subscribe(client, consumer.uri)
    first, second, third = [await consumer.event() for _ in range(3)]
    assert first == second == third
    await until(lambda: simulator.figures()["eventsTakenByContacts"] == 1)
    assert is_there(simulator, subscription)


async def test_the_number_of_tries_has_a_limit_and_then_the_subscription_ends(simulator, client, consumer):
    simulator.knobs.contact_tries = 2
    consumer.answers(*[500] * 9)
    subscription = await subscribe(client, consumer.uri)
    await until(lambda: not is_there(simulator, subscription))
    assert 2 == consumer.posts.qsize()
    assert 1 == simulator.figures()["eventsLostToContacts"]


@pytest.mark.parametrize("status", [400, 404, 410, 302, 401])
async def test_a_refusal_ends_the_subscription_at_once(simulator, client, consumer, status):
    consumer.answers(status)
    subscription = await subscribe(client, consumer.uri)
    await until(lambda: not is_there(simulator, subscription))
    assert 1 == consumer.posts.qsize(), "and nobody follows a redirection"
    assert 403 == (await client.ask("GET", f"{EVENTS}subscription/{subscription}")).status


async def test_a_refusal_takes_what_waits_with_it_and_spares_other_subscriptions(simulator, client, consumer):
    consumer.goes_on.clear()
    consumer.answers(410)
    ended = await subscribe(client, consumer.uri, application="a")
    await consumer.event()
    going = await subscribe(client, consumer.uri, application="b")
    simulator.phones["anna"].dial("102")
    consumer.goes_on.set()
    events = [await consumer.event() for _ in range(3)]
    assert [going] * 3 == [event.subscription_id for event in events]
    assert (False, True) == (is_there(simulator, ended), is_there(simulator, going))


@pytest.mark.parametrize("uri", ["127.0.0.1:1/x", "no scheme at all", "ftp://127.0.0.1/", "http://", "127.0.0.1:99999"])
async def test_a_contact_that_is_not_there_loses_its_subscription_and_harms_nobody(simulator, client, uri):
    subscription = await subscribe(client, uri)
    await until(lambda: not is_there(simulator, subscription))
    assert 200 == (await client.ask("GET", f"{EVENTS}versions")).status


async def test_a_contact_that_does_not_answer_in_time_is_given_up(simulator, client, consumer):
    simulator.knobs.contact_timeout_s, simulator.knobs.contact_tries = 0.05, 1
    consumer.goes_on.clear()
    subscription = await subscribe(client, consumer.uri)
    await until(lambda: not is_there(simulator, subscription))
    consumer.goes_on.set()


async def test_a_slow_contact_delays_nobody_else(client, consumers):
    slow, quick = await consumers(), await consumers()
    slow.goes_on.clear()
    await subscribe(client, slow.uri)
    await slow.event()
    await subscribe(client, quick.uri, application="b")
    assert 1 == (await quick.event()).sequence_number
    slow.goes_on.set()


async def test_too_many_waiting_events_end_the_subscription(simulator, client, consumer):
    simulator.knobs.contact_backlog = 3
    consumer.goes_on.clear()
    subscription = await subscribe(client, consumer.uri)
    await consumer.event()
    simulator.phones["anna"].dial("102")
    assert is_there(simulator, subscription), "two wait"
    simulator.phones["anna"].hangup()
    assert not is_there(simulator, subscription)
    consumer.goes_on.set()


async def test_a_channel_goes_before_a_contact(simulator, client, consumer):
    async with client.channel() as channel:
        wish = Subscription(event="Basic Call", channel_set_id="set", http_contact=HttpContact(uri=consumer.uri))
        assert 200 == (await client.ask("POST", EVENTS + USER, wish)).status
        assert ["Subscription 0"] == await channel.words(1)
    assert consumer.posts.empty()
