"""The control face's other half: knobs, load, figures, servers."""

from __future__ import annotations

import aiohttp
import pytest

from ctibridge.sim.simulator import Simulator
from ctibridge.wire.xsi.channels import Channel, ChannelTerminatedReason
from ctibridge.wire.xsi.events import ChannelTerminatedEvent
from tests.integration.sim.client import ASYNC, EVENTS
from tests.integration.sim.cti_client import connected


@pytest.fixture
async def control(simulator):
    """Asks the control face; returns status and JSON."""
    async with aiohttp.ClientSession() as session:

        async def ask(method, path):
            async with session.request(method, simulator.control_url + path) as reply:
                assert reply.content_type == "application/json"
                return reply.status, await reply.json()

        yield ask


async def test_all_settings_are_shown(control):
    status, settings = await control("GET", "/knobs")
    assert (200, {"faults", "knobs"}) == (status, set(settings))
    assert (False, None) == (settings["faults"]["duplicate_event"], settings["faults"]["cut_after"])
    assert (30.0, [0.02, 0.05]) == (settings["knobs"]["event_timeout_s"], settings["knobs"]["phantom_s"])


async def test_a_fault_acts_from_the_moment_it_is_set_until_it_is_reset(client, control):
    async with client.channel() as channel:
        await client.subscribe("user/anna@ent1.example")
        assert ["Subscription 0"] == await channel.words(1)
        status, shown = await control("PUT", "/knobs/duplicate_event?value=true")
        assert (200, {"name": "duplicate_event", "value": True, "default": False, "wanted": "true or false"}) == (
            status, shown,
        )  # fmt: skip
        await control("POST", "/phones/anna/dial?to=102")
        first, second = await channel.next(), await channel.next()
        assert first == second
        _, shown = await control("DELETE", "/knobs/duplicate_event")
        assert shown["value"] is False


async def test_everything_is_reset_at_once(control):
    await control("PUT", "/knobs/half_open?value=yes")
    await control("PUT", "/knobs/ack-timeout-s?value=1")
    assert {"half_open": True, "ack_timeout_s": 1.0} == (await control("GET", "/figures"))[1]["changed"]
    await control("DELETE", "/knobs")
    assert {} == (await control("GET", "/figures"))[1]["changed"]


async def test_a_setting_that_only_python_can_set_is_shown_as_a_word(simulator, control):
    simulator.knobs.validate = lambda _: None
    _, settings = await control("GET", "/knobs")
    assert isinstance(settings["knobs"]["validate"], str)
    assert isinstance((await control("GET", "/knobs/validate"))[1]["value"], str)
    assert ["validate"] == list((await control("GET", "/figures"))[1]["changed"])


async def test_calls_begin_by_themselves_until_they_are_stopped(client, control):
    async with client.channel() as channel:
        await client.subscribe("enterprise/ent1")
        status, load = await control("PUT", "/load?rate=200&talk_s=0.1")
        assert (200, 200.0, 0.1) == (status, load["callsPerSecond"], load["talkSeconds"])
        assert 10 == len(await channel.words(10))
        _, load = await control("DELETE", "/load")
        assert (0.0, True) == (load["callsPerSecond"], load["begun"] > 0)
        assert load == (await control("GET", "/load"))[1]


async def test_figures_count_what_goes_on(client, control):
    async with client.channel() as channel:
        await client.subscribe("enterprise/ent1")
        await control("POST", "/phones/anna/dial?to=102")
        await channel.words(3)
        await client.ask("GET", f"{EVENTS}channelset/none")
        _, figures = await control("GET", "/figures")
    counted = {name: figures[name] for name in ("users", "callsUp", "channels", "subscriptions", "refused")}
    assert {"users": 10, "callsUp": 1, "channels": 1, "subscriptions": 1, "refused": 1} == counted
    assert (3, 3, 0) == (figures["eventsSent"], figures["eventsAcknowledged"], figures["eventsUnacknowledged"])
    assert 6 == figures["requests"]


async def test_channels_expire_and_all_calls_are_told_anew_on_demand(client, control):
    async with client.channel() as channel:
        await client.subscribe("user/anna@ent1.example")
        await control("POST", "/resync")
        assert ["Subscription 0", "SubscriptionResync 0"] == await channel.words(2)
        await control("POST", "/channels/expire")
        last = await channel.next()
        assert isinstance(last, ChannelTerminatedEvent)
        assert ChannelTerminatedReason.EXPIRED == last.reason


async def test_a_server_fails_and_comes_back(simulator, client, control):
    second = client.at(simulator.xsi_urls[1])
    async with second.channel() as channel:
        assert (200, {"xsp1": "up", "xsp2": "down"}) == await control("POST", "/servers/xsp2/fail")
        assert await channel.is_over()
    with pytest.raises(aiohttp.ClientConnectionError):
        await second.ask("GET", f"{EVENTS}versions")
    assert (200, {"xsp1": "up", "xsp2": "down"}) == await control("POST", "/servers/xsp2/fail"), "as it was"
    assert (200, {"xsp1": "up", "xsp2": "up"}) == await control("POST", "/servers/xsp2/restore")
    assert 200 == (await second.ask("GET", f"{EVENTS}versions")).status


async def test_what_was_wrong_with_what_cti_clients_sent_is_told():
    simulator = Simulator(cti=True)
    await simulator.start()
    async with connected(simulator.cti_urls[0]) as client:
        client.write(b"GET / HTTP/1.1\r\n\r\n")
        assert await client.is_over()
    async with aiohttp.ClientSession() as session, session.get(f"{simulator.control_url}/cti") as answer:
        told = await answer.json()
    await simulator.stop()
    assert 0 == told["xsp1"]["connections"]
    (complaint,) = told["xsp1"]["complaints"]
    assert complaint.startswith("CTI framing not recognised")


async def test_a_server_is_emptied_and_filled_again(client, control):
    async with client.channel() as channel:
        assert (200, {"xsp1": "draining", "xsp2": "up"}) == await control("POST", "/servers/xsp1/drain")
        assert ChannelTerminatedReason.EXPIRED == (await channel.next()).reason
        assert 503 == (await client.ask("POST", f"{ASYNC}{EVENTS}channel", Channel(channel_set_id="set"))).status
    assert (200, {"xsp1": "up", "xsp2": "up"}) == await control("POST", "/servers/xsp1/restore")
    async with client.channel():
        pass


@pytest.mark.parametrize(
    ("method", "path", "status", "words"),
    [
        ("GET", "/knobs/duplicate_evnt", 404, "is duplicate_event meant?"),
        ("PUT", "/knobs/duplicate_event", 400, "add ?value=, true or false"),
        ("PUT", "/knobs/cut_after?value=-1", 400, "cut_after: '-1' does not fit; a whole number or none is wanted"),
        ("PUT", "/knobs/validate?value=1", 400, "can be set from Python only"),
        ("PUT", "/load", 400, "add ?rate=<calls per second>"),
        ("PUT", "/load?rate=-1", 400, "rate must be a number from 0 to 10000"),
        ("PUT", "/load?rate=1e9", 400, "rate must be a number from 0 to 10000"),
        ("PUT", "/load?rate=1&talk_s=nan", 400, "talk_s must be a number from 0"),
        ("POST", "/servers/xsp9/fail", 404, "there are xsp1, xsp2"),
        ("POST", "/servers/xsp1/explode", 404, "GET /knobs"),
        ("POST", "/knobs", 405, "GET /knobs"),
    ],
)
async def test_errors_say_what_to_do(control, method, path, status, words):
    got, body = await control(method, path)
    assert status == got
    assert words in body["error"]
