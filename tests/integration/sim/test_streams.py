"""Event channels over real sockets."""

from __future__ import annotations

import asyncio
import re

import aiohttp
import pytest

from ctibridge.errors import ConfigError
from ctibridge.sim import scenarios
from ctibridge.sim.simulator import Simulator, play
from ctibridge.wire.xsi.channels import ChannelHeartBeat
from ctibridge.wire.xsi.events import ChannelTerminatedEvent, SubscriptionEvent
from tests.integration.sim.client import ADMIN, ANNA, ASYNC, EVENTS, basic

USER = "user/anna@ent1.example"


async def test_events_come_one_to_a_chunk_on_one_line(simulator, client):
    async with client.channel() as channel:
        await client.subscribe(USER)
        simulator.phones["anna"].dial("102")
        assert ["Subscription 0", "Off-Hook", "Originated Alerting bert"] == await channel.words(3)
        assert 4 == len(channel.chunks)
        for chunk in channel.chunks[1:]:
            assert re.fullmatch(rb'<\?xml version="1\.0" encoding="UTF-8"\?><xsi:Event [^\n]*</xsi:Event>', chunk)


async def test_the_stream_is_literally_that_of_a_live_platform(client):
    """What a trace shows, and what public clients cut with regular expressions (xsi.md 5)."""
    anna = client.as_user(ANNA)
    async with anna.channel() as channel:
        await anna.subscribe(USER, "Basic Call")
        await channel.next()
        await channel.heartbeat()
        await channel.next()
        reply, event, beat = channel.chunks
    pattern = (
        rb'<\?xml version="1\.0" encoding="UTF-8"\?>\n<Channel xmlns="http://schema\.broadsoft\.com/xsi">'
        rb"<channelId>[0-9a-f-]{36}</channelId><expires>3600</expires></Channel>"
    )
    assert re.fullmatch(pattern, reply)
    pattern = (
        rb'<\?xml version="1\.0" encoding="UTF-8"\?><xsi:Event xmlns:xsi="http://schema\.broadsoft\.com/xsi" '
        rb'xmlns:xsi1="http://www\.w3\.org/2001/XMLSchema-instance" xsi1:type="xsi:SubscriptionEvent">'
        rb"<xsi:eventID>[0-9a-f-]{36}</xsi:eventID><xsi:sequenceNumber>1</xsi:sequenceNumber>"
        rb"<xsi:userId>anna@ent1\.example</xsi:userId><xsi:externalApplicationId>app</xsi:externalApplicationId>"
        rb"<xsi:subscriptionId>[0-9a-f-]{36}</xsi:subscriptionId><xsi:channelId>[0-9a-f-]{36}</xsi:channelId>"
        rb'<xsi:eventData xsi1:type="xsi:CallSubscriptionEvent"><xsi:hookStatus>On-Hook</xsi:hookStatus>'
        rb"</xsi:eventData></xsi:Event>"
    )
    assert re.fullmatch(pattern, event)
    assert b'<ChannelHeartBeat xmlns="http://schema.broadsoft.com/xsi"/>' == beat


async def test_a_raw_request_without_content_type_opens_a_channel(simulator):
    """As check_xsievents sends it, with a blank behind the credentials."""
    host, _, port = simulator.xsi_url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    body = b'<Channel xmlns="http://schema.broadsoft.com/xsi"><channelSetId>K</channelSetId><priority>1</priority></Channel>'
    head = (
        f"POST {ASYNC}{EVENTS}channel HTTP/1.1\r\nHost: {host}\r\nConnection: keep-alive\r\n"
        f"Content-Length: {len(body)}\r\nAuthorization: {basic(ADMIN)['Authorization']} \r\n\r\n"
    )
    writer.write(head.encode() + body)
    seen = await reader.readuntil(b"</Channel>")
    assert seen.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"Transfer-Encoding: chunked\r\n" in seen
    assert b"Content-Type: text/xml;charset=UTF-8\r\n" in seen
    writer.close()
    await writer.wait_closed()


async def test_heartbeats_are_answered_on_the_stream(client):
    async with client.channel() as channel:
        assert 200 == (await channel.heartbeat()).status
        assert isinstance(await channel.next(), ChannelHeartBeat)


async def test_a_deleted_channel_ends_behind_its_last_word(client):
    async with client.channel() as channel:
        assert 200 == (await client.ask("DELETE", f"{EVENTS}channel/{channel.id}")).status
        last = await channel.next()
        assert isinstance(last, ChannelTerminatedEvent)
        assert "ExplicitDelete" == last.reason
        assert await channel.is_over()


async def test_without_heartbeats_the_stream_is_closed_without_a_word(simulator, client):
    simulator.knobs.event_timeout_s = 0.05
    async with client.channel() as channel:
        assert await channel.is_over()
        assert 404 == (await channel.heartbeat()).status


async def test_a_client_that_goes_away_ends_its_channel(simulator, client):
    async with client.channel() as channel:
        name = channel.id
    async with asyncio.timeout(5):
        while (await client.ask("GET", f"{EVENTS}channelset/set")).status == 200:
            pass  # the server learns of it in its own time
    assert 404 == (await client.ask("PUT", f"{EVENTS}channel/{name}/heartbeat")).status


async def test_two_servers_share_a_channel_set_and_each_holds_its_own_channels(simulator, client):
    second = client.at(simulator.xsi_urls[1])
    async with client.channel(priority=1) as first, second.channel(priority=2, acknowledges=False) as spare:
        assert 404 == (await second.ask("PUT", f"{EVENTS}channel/{first.id}/heartbeat")).status
        assert 2 == len((await client.ask("GET", f"{EVENTS}channelset/set")).document.channel)
        await client.subscribe(USER)
        assert ["Subscription 0"] == await first.words(1)
        simulator.switch.fail_server("xsp1", asyncio.get_running_loop().time())
        simulator.settle()
        assert await first.is_over()
        simulator.phones["anna"].dial("102")
        event = await spare.next()
        assert isinstance(event, SubscriptionEvent)
        assert 404 == (await spare.acknowledge(event, client.url)).status
        assert 200 == (await spare.acknowledge(event)).status


async def test_an_event_that_nobody_acknowledges_comes_again_over_the_next_channel(simulator, client):
    simulator.knobs.ack_timeout_s = 0.05
    async with client.channel(priority=1, acknowledges=False) as silent, client.channel(priority=2) as second:
        await client.subscribe(USER)
        lost, again = await silent.next(), await second.next()
        assert lost.event_id == again.event_id


async def test_a_server_may_fail_and_come_back(simulator, client):
    second = client.at(simulator.xsi_urls[1])
    async with client.channel() as lost, second.channel() as other:
        await client.subscribe("enterprise/ent1")
        await simulator.fail_server("xsp1")
        assert await lost.is_over()
        with pytest.raises(aiohttp.ClientConnectorError):
            await client.ask("GET", f"{EVENTS}versions")
        simulator.phones["anna"].dial("102")
        words = await other.words(2)
        assert ["Off-Hook", "Originated Alerting bert"] == words
        await simulator.restore_server("xsp1")
        assert 200 == (await client.ask("GET", f"{EVENTS}versions")).status
        assert 1 == len((await client.ask("GET", f"{EVENTS}channelset/set")).document.channel)


async def test_a_resync_and_the_end_of_all_channels(simulator, client):
    async with client.channel() as channel:
        await client.subscribe(USER, "Basic Call")
        assert ["Subscription 0"] == await channel.words(1)
        simulator.resync()
        assert ["SubscriptionResync 0"] == await channel.words(1)
        simulator.expire_channels()
        last = await channel.next()
        assert isinstance(last, ChannelTerminatedEvent)
        assert "Expired" == last.reason


async def test_a_port_that_is_taken_is_a_configuration_error(simulator):
    port = int(simulator.xsi_url.rpartition(":")[2])
    second = Simulator()
    with pytest.raises(ConfigError, match="cannot listen on"):
        await second.start(xsi_port=port)
    third = Simulator()
    with pytest.raises(ConfigError, match="port of control"):
        await third.start(control_port=port)


async def test_scenarios_play_in_the_time_of_the_loop(simulator, client):
    said: list[str] = []
    async with client.channel() as channel:
        await client.subscribe("enterprise/ent1")

        def quick(phones):
            return ((0.0, what) for _, what in scenarios.load("dialled_call")(phones))

        await play(simulator, quick, said.append)
        words = await channel.words(10)
    assert ["Bert's telephone rings", "they talk"] == said
    assert ["Off-Hook", "Originated Alerting bert", "Received Alerting anna"] == words[:3]


@pytest.mark.parametrize(
    "fault",
    [
        "one_byte_segments",
        "merge_segments",
        "odd_white_space",
        "unknown_elements",
        "other_prefixes",
        "pretty_documents",
    ],
)
async def test_faults_of_the_way_change_nothing_for_who_reads_xml(simulator, client, fault):
    setattr(simulator.knobs.faults, fault, True)
    async with client.channel() as channel:
        await client.subscribe(USER)
        simulator.phones["anna"].dial("102")
        assert ["Subscription 0", "Off-Hook", "Originated Alerting bert"] == await channel.words(3)


async def test_unknown_events_come_between_the_others(simulator, client):
    simulator.knobs.faults.unknown_events = True
    async with client.channel() as channel:
        await client.subscribe(USER)
        assert ["Unknown", "Subscription 0"] == await channel.words(2)


async def test_an_event_may_come_twice(simulator, client):
    simulator.knobs.faults.duplicate_event = True
    async with client.channel() as channel:
        await client.subscribe(USER)
        first, second = await channel.next(), await channel.next()
        assert first == second


async def test_documents_that_are_ready_together_may_share_a_chunk(simulator, client):
    simulator.knobs.faults.merge_segments = True
    async with client.channel() as channel:
        await client.subscribe("enterprise/ent1")
        simulator.phones["anna"].dial("102")
        await channel.words(3)
        assert 2 == len(channel.chunks)


async def test_a_stream_may_be_cut_in_the_middle_of_a_document(simulator, client):
    simulator.knobs.faults.cut_after = 100
    async with client.channel() as channel:
        await client.subscribe(USER)
        assert await channel.is_over()
        assert 100 == sum(map(len, channel.chunks[1:]))


async def test_a_half_open_stream_says_nothing(simulator, client):
    simulator.knobs.faults.half_open = True
    async with client.channel() as channel:
        await client.subscribe(USER)
        assert 200 == (await channel.heartbeat()).status
        simulator.knobs.faults.half_open = False
        assert 200 == (await channel.heartbeat()).status
        assert isinstance(await channel.next(), ChannelHeartBeat), "nothing of what was before"
