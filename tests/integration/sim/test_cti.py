"""The CTI face over real sockets: requests, channels, events, and what is refused."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import aiohttp
import pytest

from ctibridge.errors import ConfigError
from ctibridge.sim.knobs import Knobs
from ctibridge.sim.simulator import Simulator
from ctibridge.wire.cti.catalogue import ACTIONS, EVENTS, tunnelled
from ctibridge.wire.cti.messages import Tunnelled, login
from ctibridge.wire.cti.profile import DEFAULT, AuthMode, QueryStyle, RequestDialect, UriMode
from ctibridge.wire.xsi import channels as c
from ctibridge.wire.xsi.calls import Calls, CallStartInfo, VoiceMailMessageSummary
from ctibridge.wire.xsi.directory import ErrorInfo
from ctibridge.wire.xsi.events import ChannelTerminatedEvent, SubscriptionEvent
from ctibridge.wire.xsi.services import DoNotDisturb
from tests.integration.sim import client as http
from tests.integration.sim.cti_client import ANNA, USER, connected

ASKED = tunnelled(ACTIONS, "GET", f"{USER}/calls")
assert ASKED is not None


@pytest.fixture
async def simulator():
    simulator = Simulator(knobs=Knobs(), instances=2, cti=True)
    await simulator.start()
    yield simulator
    await simulator.stop()
    assert {asyncio.current_task()} == asyncio.all_tasks()


@pytest.fixture
async def client(simulator):
    async with connected(simulator.cti_urls[0]) as client:
        yield client


async def test_a_call_is_dialled_and_told_of_on_one_connection(simulator, client):
    await client.channel()
    assert 200 == (await client.subscribe()).status_code
    assert ["Subscription 0"] == await client.words(1)
    dialled = await client.ask(ACTIONS, "POST", f"{USER}/calls/new", address="102")
    assert (200, "OK") == (dialled.status_code, dialled.reason)
    assert isinstance(dialled.document, CallStartInfo)
    assert ["Originating Alerting tel:102"] == await client.words(1)
    calls = await client.ask(ACTIONS, "GET", f"{USER}/calls")
    assert isinstance(calls.document, Calls)
    assert [dialled.document.call_id] == [call.call_id for call in calls.document.call]


async def test_the_response_goes_before_the_events_of_its_request(client):
    await client.channel()
    await client.subscribe()
    await client.next()
    request = tunnelled(ACTIONS, "POST", f"{USER}/calls/new", (("address", "102"),))
    assert request is not None
    client.seen.clear()
    await client.response(client.send(request))
    await client.next()
    told = b"".join(client.seen)
    assert 0 < told.index(b"CallStartInfo") < told.index(b"CallOriginatingEvent")


async def test_events_of_a_request_come_first_if_a_knob_says_so(simulator, client):
    simulator.knobs.cti_events_first = True
    await client.channel()
    await client.subscribe()
    await client.ask(ACTIONS, "POST", f"{USER}/calls/new", address="102")
    told = b"".join(client.seen)
    assert 0 < told.index(b"CallOriginatingEvent") < told.index(b"CallStartInfo")


async def test_http_and_cti_are_two_ways_to_one_platform(simulator, client):
    await client.channel()
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        other = http.Client(session, simulator.xsi_url)
        await other.subscribe(USER)
        assert ["Subscription 0"] == await client.words(1)
        async with other.channel("other") as stream:
            await client.subscribe(set_id="other", package="Basic Call")
            assert ["Subscription 0"] == await stream.words(1)
        wish = c.Channel(channel_set_id="x")
        assert 400 == (await other.ask("POST", f"{http.EVENTS}channel", wish)).status


async def test_documents_are_those_of_http(simulator, client):
    over_cti = await client.ask(ACTIONS, "GET", f"{USER}/services/DoNotDisturb")
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        path = f"{http.ACTIONS}{USER}/services/DoNotDisturb"
        over_http = await http.Client(session, simulator.xsi_url).ask("GET", path)
    assert over_http.document == over_cti.document
    assert over_http.body.partition(b"?>\n")[2] in client.seen[-1]


async def test_a_service_is_changed(client):
    path = f"{USER}/services/DoNotDisturb"
    changed = await client.ask(ACTIONS, "PUT", path, DoNotDisturb(active="true"))
    assert (200, None) == (changed.status_code, changed.document)
    assert (await client.ask(ACTIONS, "GET", path)).document.active


async def test_a_channel_needs_no_heartbeats(simulator, client):
    simulator.knobs.event_timeout_s = 0.0
    await client.channel()
    await client.keep_alive()
    assert 200 == (await client.ask(EVENTS, "GET", "channelset/set")).status_code


async def test_a_channel_has_no_stream_to_send_heartbeats_for(simulator, client):
    name = await client.channel()
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        path = f"{http.EVENTS}channel/{name}/heartbeat"
        assert 404 == (await http.Client(session, simulator.xsi_url).ask("PUT", path)).status


async def test_a_connection_takes_its_channels_with_it(simulator, client):
    async with connected(simulator.cti_urls[0]) as other:
        await other.channel()
        await other.channel("second")
        assert 2 == len(simulator.switch.core.channels)
    async with asyncio.timeout(5):
        while (await client.ask(EVENTS, "GET", "channelset/set")).status_code == 200:
            pass  # the server learns of it in its own time
    assert 0 == len(simulator.switch.core.channels)


async def test_a_deleted_channel_leaves_the_connection_open(client):
    name = await client.channel()
    rest = await client.channel("rest")
    assert 200 == (await client.ask(EVENTS, "DELETE", f"channel/{name}")).status_code
    last = await client.next()
    assert isinstance(last, ChannelTerminatedEvent)
    assert (name, "ExplicitDelete") == (last.channel_id, last.reason)
    await client.subscribe(set_id="rest")
    assert rest == (await client.next()).channel_id


async def test_another_set_of_the_same_application_ends_the_first(client):
    await client.channel("first", application_id="gateway")
    await client.channel("second", application_id="gateway")
    assert "DuplicateChannelSet" == (await client.next()).reason


async def test_events_without_an_answer_come_over_the_next_server(simulator):
    simulator.knobs.ack_timeout_s = 0.05
    first, second = simulator.cti_urls
    async with connected(first, acknowledges=False) as silent, connected(second) as spare:
        await silent.channel(priority=1)
        await spare.channel(priority=2)
        await silent.subscribe()
        lost, again = await silent.next(), await spare.next()
    assert lost.event_id == again.event_id
    assert lost.channel_id != again.channel_id


async def test_a_set_that_never_answers_is_not_responsive(simulator):
    simulator.knobs.ack_timeout_s = 0.05
    async with connected(simulator.cti_urls[0], acknowledges=False) as silent:
        await silent.channel()
        await silent.subscribe()
        assert isinstance(await silent.next(), SubscriptionEvent)
        assert "NonResponsiveChannel" == (await silent.next()).reason


async def test_an_answer_counts_only_on_the_connection_of_its_event(simulator, client):
    simulator.knobs.ack_timeout_s = 0.05
    async with connected(simulator.cti_urls[0], acknowledges=False) as silent:
        await silent.channel()
        await silent.subscribe()
        event = await silent.next()
        client.protocol._acknowledged("1", event.event_id, c.EventStatus.TAKEN)
        client.flush()
        assert "NonResponsiveChannel" == (await silent.next()).reason


async def test_a_server_that_fails_takes_its_connections_down_and_comes_back(simulator):
    first, second = simulator.cti_urls
    async with connected(first, acknowledges=False) as lost, connected(second) as other:
        await lost.channel(priority=1)
        await other.channel(priority=2)
        await other.subscribe("enterprise/ent1")
        await simulator.fail_server("xsp1")
        assert await lost.is_over()
        with pytest.raises(ConnectionRefusedError):
            async with connected(first):
                pass
        simulator.phones["anna"].dial("102")
        assert ["Off-Hook", "Originated Alerting bert"] == await other.words(2)
        await simulator.restore_server("xsp1")
        async with connected(first) as back:
            await back.channel()
            assert 2 == len((await back.ask(EVENTS, "GET", "channelset/set")).document.channel)


async def test_unanswered_events_of_a_server_that_fails_come_over_the_other(simulator):
    simulator.knobs.ack_timeout_s = 0.05
    first, second = simulator.cti_urls
    async with connected(first, acknowledges=False) as lost, connected(second) as other:
        await lost.channel(priority=1)
        await other.channel(priority=2)
        await lost.subscribe()
        unanswered = await lost.next()
        await simulator.fail_server("xsp1")
        assert unanswered.event_id == (await other.next()).event_id


async def test_a_server_is_emptied_channel_by_channel(simulator):
    simulator.knobs.drain_s = 0.01
    async with connected(simulator.cti_urls[0]) as client, connected(simulator.cti_urls[1]) as other:
        names = [await client.channel(), await client.channel("second")]
        kept = await other.channel()
        simulator.drain_server("xsp1")
        refused = await client.ask(EVENTS, "POST", "channel", c.Channel(channel_set_id="third"))
        assert 503 == refused.status_code
        assert [(name, "Expired") for name in names] == [
            (event.channel_id, event.reason) for event in [await client.next(), await client.next()]
        ]
        assert await client.is_over(), "nothing holds it any more"
        assert [kept] == [item.channel_id for item in simulator.switch.core.channels.members((http.ADMIN[0], "set"))]
        await simulator.restore_server("xsp1")
        async with connected(simulator.cti_urls[0]) as back:
            assert await back.channel()


async def test_a_wrong_password_leaves_the_connection_open(client):
    refused = await client.response(client.send(ASKED, ("anna@ent1.example", "wrong")))
    assert (401, "Unauthorized", None) == (refused.status_code, refused.reason, refused.document)
    assert 200 == (await client.response(client.send(ASKED, ANNA))).status_code


async def test_a_knob_closes_the_connection_after_wrong_passwords(simulator, client):
    simulator.knobs.cti_close_after = 2
    for _ in range(2):
        assert 401 == (await client.response(client.send(ASKED, ("anna@ent1.example", "wrong")))).status_code
    assert await client.is_over()


@pytest.mark.parametrize("mode", [AuthMode.CREDENTIALS, AuthMode.AUTHORIZATION])
async def test_who_asks_may_be_told_in_two_ways(client, mode):
    answer = await client.response(client.send(ASKED, authentication=login(*ANNA, mode)))
    assert 200 == answer.status_code


async def test_sso_credentials_let_nobody_in(client):
    answer = await client.response(client.send(ASKED, authentication=login(*ANNA, AuthMode.SSO)))
    assert 401 == answer.status_code


async def test_out_of_scope_is_forbidden_and_says_so(simulator):
    async with connected(simulator.cti_urls[0], account=ANNA) as client:
        refused = await client.ask(ACTIONS, "GET", "user/bert@ent1.example/calls")
    assert (403, "Forbidden") == (refused.status_code, refused.reason)
    assert isinstance(refused.document, ErrorInfo)
    assert "is not in the scope of anna@ent1.example" in (refused.document.summary or "")


@pytest.mark.parametrize("path", ["profile", "directories/Group", "services"])
async def test_what_the_interface_does_not_have_is_not_found(simulator, client, path):
    request = Tunnelled("AnyRequest", f"/com.broadsoft.xsi-actions/v2.0/{USER}/{path}", "GET")
    refused = await client.response(client.send(request))
    assert 404 == refused.status_code
    assert "the CTI interface has no request for GET" in refused.document.summary
    simulator.knobs.cti_passthrough = True
    assert 200 == (await client.response(client.send(request))).status_code


@pytest.mark.parametrize(
    "profile",
    [
        replace(DEFAULT, request_dialect=RequestDialect.UNQUALIFIED),
        replace(DEFAULT, uri_mode=UriMode.EXPANDED),
        replace(DEFAULT, query_style=QueryStyle.NAMED),
    ],
)
async def test_a_lenient_server_takes_every_dialect(simulator, profile):
    async with connected(simulator.cti_urls[0], profile) as client:
        assert 200 == (await client.ask(ACTIONS, "POST", f"{USER}/calls/new", address="102")).status_code


@pytest.mark.parametrize(
    ("profile", "complaint"),
    [
        (replace(DEFAULT, request_dialect=RequestDialect.UNQUALIFIED), "what is asked is not in the namespace"),
        (replace(DEFAULT, uri_mode=UriMode.EXPANDED), "the uri of DialRequest is"),
        (replace(DEFAULT, query_style=QueryStyle.NAMED), "the uri of DialRequest is"),
        (replace(DEFAULT, auth_mode=AuthMode.AUTHORIZATION), "a request has requestId, sessionId, credentials"),
    ],
)
async def test_a_strict_server_takes_that_of_the_schema_only(simulator, profile, complaint):
    simulator.knobs.cti_strict = True
    async with connected(simulator.cti_urls[0], profile) as client:
        refused = await client.ask(ACTIONS, "POST", f"{USER}/calls/new", address="102")
        assert 400 == refused.status_code
        assert complaint in refused.document.summary
        assert complaint in simulator.cti["xsp1"].complaints[-1]
    async with connected(simulator.cti_urls[0]) as client:
        assert 200 == (await client.ask(ACTIONS, "POST", f"{USER}/calls/new", address="102")).status_code


async def test_what_clients_send_can_be_validated(simulator, client):
    simulator.knobs.validate = lambda document: "no dialling today" if b"DialRequest" in document else None
    refused = await client.ask(ACTIONS, "POST", f"{USER}/calls/new", address="102")
    assert (400, "[Error 4400] no dialling today") == (refused.status_code, refused.document.summary)
    assert 200 == (await client.ask(ACTIONS, "GET", f"{USER}/calls")).status_code


async def test_a_dialled_call_is_created_if_a_knob_says_so(simulator, client):
    simulator.knobs.cti_created = True
    dialled = await client.ask(ACTIONS, "POST", f"{USER}/calls/new", address="102")
    assert (201, "Created") == (dialled.status_code, dialled.reason)


async def test_digits_are_sent_by_the_name_of_the_schema(simulator, client):
    simulator.phones["anna"].dial("102")
    simulator.phones["bert"].answer()
    (call,) = (await client.ask(ACTIONS, "GET", f"{USER}/calls")).document.call
    path = f"{USER}/calls/{call.call_id}/transmitDTMF"
    assert 200 == (await client.ask(ACTIONS, "PUT", path, playDTMF="12#")).status_code


async def test_voice_messages_are_told_under_the_name_of_the_schema(client):
    path = f"{USER}/calls/messaging/VoiceMailMessageSummary"
    assert isinstance((await client.ask(ACTIONS, "GET", path)).document, VoiceMailMessageSummary)
    assert 200 == (await client.ask(ACTIONS, "DELETE", path)).status_code


async def test_the_address_is_told_only_where_there_is_a_cti_port(simulator):
    described = simulator.describe()
    assert simulator.cti_urls[0] == described["cti"]
    assert simulator.cti_urls == described["ctiServers"]
    plain = Simulator()
    await plain.start()
    assert {"cti", "ctiServers"} == described.keys() - plain.describe().keys()
    await plain.stop()


async def test_a_port_that_is_taken_is_a_configuration_error(simulator):
    port = int(simulator.cti_urls[0].rpartition(":")[2])
    with pytest.raises(ConfigError, match="CTI port of xsp1"):
        await Simulator(cti=True).start(cti_port=port)
