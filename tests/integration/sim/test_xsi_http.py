"""The platform over HTTP, as a client sees it."""

from __future__ import annotations

import json
import ssl

import aiohttp
import pytest
import trustme

from ctibridge.sim.knobs import Knobs
from ctibridge.sim.populations import demo
from ctibridge.sim.simulator import Simulator
from ctibridge.wire.xsi import services as s
from ctibridge.wire.xsi.calls import Address
from ctibridge.wire.xsi.directory import ErrorInfo
from ctibridge.wire.xsi.documents import encode
from tests.contract.schema import xsi_validator
from tests.integration.sim.client import ACTIONS, ADMIN, ANNA, EVENTS, Client

PROFILE = f"{ACTIONS}user/dieter@ent1.example/profile"
DND = f"{ACTIONS}user/anna@ent1.example/services/DoNotDisturb"
NEW = f"{ACTIONS}user/anna@ent1.example/calls/New?address=102"


async def test_a_reply_has_the_platforms_headers_and_the_users_character_set(client):
    answer = await client.ask("GET", PROFILE)
    assert (200, "application/xml; charset=ISO-8859-1") == (answer.status, answer.headers["Content-Type"])
    assert answer.body.startswith(b'<?xml version="1.0" encoding="ISO-8859-1"?>\n<Profile xmlns="http://schema.')
    assert "Döring".encode("iso-8859-1") in answer.body
    assert "Döring" == answer.document.details.last_name


async def test_the_character_set_may_be_utf_8(simulator, client):
    simulator.knobs.locale_charset = "UTF-8"
    answer = await client.ask("GET", PROFILE)
    assert "application/xml; charset=UTF-8" == answer.headers["Content-Type"]
    assert "Döring".encode() in answer.body


async def test_json_is_given_to_who_asks_for_it(client):
    for path, headers in ((DND, {"Accept": "application/json"}), (f"{DND}?format=json", {})):
        answer = await client.ask("GET", path, **headers)
        assert answer.headers["Content-Type"].startswith("application/json")
        assert {"$": "false"} == json.loads(answer.body)["DoNotDisturb"]["active"]


async def test_json_is_taken_too(simulator, client):
    body = json.dumps({"DoNotDisturb": {"@xmlns": {"$": "http://schema.broadsoft.com/xsi"}, "active": {"$": "true"}}})
    assert 200 == (await client.ask("PUT", DND, body.encode(), Content_Type="application/json")).status
    assert 200 == (await client.ask("PUT", f"{DND}?format=json", b'{"DoNotDisturb":{"ringSplash":true}}')).status
    assert s.DoNotDisturb(active=True, ring_splash=True) == (await client.ask("GET", DND)).document
    assert 400 == (await client.ask("PUT", DND, b"{", Content_Type="application/json")).status


async def test_a_json_client_subscribes_and_gets_its_events_in_xml(client):
    body = b'{"Subscription":{"event":{"$":"Basic Call"},"channelSetId":{"$":"set"},"applicationId":{"$":"a"}}}'
    async with client.channel() as channel:
        answer = await client.ask(
            "POST", f"{EVENTS}user/anna@ent1.example?format=json", body, Content_Type="application/json"
        )
        assert "3600" == json.loads(answer.body)["Subscription"]["expires"]["$"]
        assert ["Subscription 0"] == await channel.words(1)


@pytest.mark.parametrize("user", ["anna@ent1.example", "anna%40ent1.example", "%2B493023125101", "+493023125101"])
async def test_users_are_addressed_by_id_or_number_encoded_or_not(client, user):
    assert 200 == (await client.ask("GET", f"{ACTIONS}user/{user}/calls")).status


@pytest.mark.parametrize(
    "path",
    [
        "/com.broadsoft.xsi-actions/versions",
        f"{ACTIONS}versions",
        "/com.broadsoft.xsi-events/versions",
        f"{EVENTS}versions",
    ],
)
async def test_versions_are_found_in_both_places(client, path):
    assert "25.0" == (await client.ask("GET", path)).document.commands.baseline


@pytest.mark.parametrize(
    "path",
    ["/", "/other", "/com.broadsoft.xsi-actions/v1.0/versions", f"/com.broadsoft.async{ACTIONS}versions",
     f"/com.broadsoft.async{EVENTS}channelset/x", "/prefix/com.broadsoft.xsi-actions/versions"],
)  # fmt: skip
async def test_other_addresses_are_not_found(client, path):
    assert 404 == (await client.ask("GET", path)).status


async def test_operators_rename_contexts_and_put_a_prefix_before_them():
    knobs = Knobs(actions_context="xsi-actions", events_context="xsi-events", path_prefix="/pbx")
    simulator = Simulator(knobs=knobs)
    await simulator.start()
    async with aiohttp.ClientSession() as session:
        client = Client(session, simulator.xsi_url)
        assert 200 == (await client.ask("GET", "/pbx/xsi-actions/versions")).status
        answer = await client.ask("POST", "/pbx/xsi-actions/v2.0/user/anna@ent1.example/calls/New?address=102")
        assert answer.headers["Location"].startswith(f"{simulator.xsi_url}/pbx/xsi-actions/v2.0/user/anna@")
        assert 404 == (await client.ask("GET", "/com.broadsoft.xsi-actions/versions")).status
    await simulator.stop()


async def test_a_new_call_is_created_at_its_place(client):
    answer = await client.ask("POST", NEW)
    assert (201, answer.document.call_id) == (answer.status, answer.headers["Location"].rpartition("/")[2])
    place = answer.headers["Location"].removeprefix(client.url)
    assert "Click-to-Dial" == (await client.ask("GET", place)).document.personality


async def test_who_does_not_sign_in_is_challenged(simulator, client):
    async with aiohttp.ClientSession() as session, session.get(client.url + PROFILE) as reply:
        assert (401, 'Basic realm="BroadWorks"') == (reply.status, reply.headers["WWW-Authenticate"])
    for account in (("anna@ent1.example", "wrong"), ("nobody", "demo")):
        assert 401 == (await client.as_user(account).ask("GET", PROFILE)).status
    for header in ("Basic", "Basic ???", "Bearer x", "Basic /w=="):
        assert 401 == (await client.ask("GET", PROFILE, Authorization=header)).status


async def test_refusals_have_status_and_body(client):
    anna = client.as_user(ANNA)
    for path, status in ((PROFILE, 403), (f"{ACTIONS}user/anna@ent1.example/calls/none", 404)):
        answer = await anna.ask("GET", path)
        assert status == answer.status
        assert isinstance(answer.document, ErrorInfo)
    assert 409 == (await anna.ask("PUT", f"{(await _call(anna))}/Hold")).status
    assert 400 == (await anna.ask("PUT", DND, b"<DoNotDisturb")).status
    assert 400 == (await anna.ask("PUT", DND, b"<!DOCTYPE a []><DoNotDisturb/>")).status


async def _call(client: Client) -> str:
    location: str = (await client.ask("POST", NEW)).headers["Location"]
    return location.removeprefix(client.url)


async def test_too_many_requests_are_told_when_to_come_again(simulator, client):
    simulator.knobs.user_rate = 0.001
    assert 200 == (await client.ask("GET", PROFILE)).status
    answer = await client.ask("GET", PROFILE)
    assert (503, "1") == (answer.status, answer.headers["Retry-After"])


async def test_a_cookie_is_given_once(client):
    first = await client.ask("GET", PROFILE)
    cookie = first.headers["Set-Cookie"]
    assert cookie.startswith("JSESSIONID=")
    assert "Path=/com.broadsoft.xsi-actions" in cookie
    assert "Path=/com.broadsoft.xsi-events" in (await client.ask("GET", f"{EVENTS}versions")).headers["Set-Cookie"]
    assert "Set-Cookie" not in (await client.ask("GET", PROFILE, Cookie=cookie.partition(";")[0])).headers


async def test_unknown_parameters_are_ignored_and_of_repeated_ones_the_first_counts(simulator, client):
    path = f"{ACTIONS}user/anna@ent1.example/calls/New?address=102&address=103&colour=blue"
    assert 201 == (await client.ask("POST", path)).status
    assert ["102"] == [half.dialled for half in simulator.phones["anna"].calls]


async def test_a_lost_response_is_a_request_done(simulator, client):
    simulator.knobs.faults.lose_response = 1
    with pytest.raises(aiohttp.ClientError):
        await client.ask("POST", NEW)
    assert 1 == len(simulator.phones["anna"].calls)
    assert 200 == (await client.ask("GET", PROFILE)).status, "only that one"


async def test_a_server_in_maintenance(simulator, client):
    simulator.knobs.faults.unavailable = 1
    answer = await client.ask("GET", PROFILE)
    assert (503, "1") == (answer.status, answer.headers["Retry-After"])
    assert 200 == (await client.ask("GET", PROFILE)).status


async def test_a_proxy_may_answer_with_its_login_page(simulator, client):
    simulator.knobs.faults.login_page = True
    answer = await client.ask("GET", PROFILE)
    assert (200, "text/html") == (answer.status, answer.headers["Content-Type"].partition(";")[0])
    assert b"<html>" in answer.body


async def test_what_clients_send_can_be_validated(simulator, client):
    simulator.knobs.validate = xsi_validator()
    right = s.CallForwardingAlways(active=False, forward_to_phone_number=Address(value=""))
    path = f"{ACTIONS}user/anna@ent1.example/services/CallForwardingAlways"
    assert 200 == (await client.ask("PUT", path, right)).status
    answer = await client.ask("PUT", path, encode(right).replace(b"<active>false", b"<active>perhaps"))
    assert 400 == answer.status
    assert "active" in answer.document.summary_english


async def test_over_tls():
    authority = trustme.CA()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(server)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    simulator = Simulator(population=demo())
    await simulator.start(tls=server)
    connector = aiohttp.TCPConnector(ssl=trusting)
    async with aiohttp.ClientSession(connector=connector) as session:
        client = Client(session, simulator.xsi_url, ADMIN)
        assert simulator.xsi_url.startswith("https://")
        assert (await client.ask("POST", NEW)).headers["Location"].startswith(simulator.xsi_url)
        async with client.channel() as channel:
            await client.subscribe("user/anna@ent1.example")
            assert ["Subscription 1"] == await channel.words(1)
    await simulator.stop()


def describe(simulator: Simulator) -> dict[str, object]:
    return simulator.describe()


async def test_a_simulator_says_where_it_is_and_who_may_sign_in(simulator):
    description = describe(simulator)
    assert {"userId": "admin@ent1.example", "password": "demo"} == description["admin"]
    assert simulator.xsi_urls == description["servers"]
    assert 2 == len(set(simulator.xsi_urls))
    users = description["users"]
    assert isinstance(users, list)
    assert {
        "userId": "anna@ent1.example",
        "password": "demo",
        "number": "+493023125101",
        "extension": "101",
        "firstName": "Anna",
        "lastName": "Adler",
    } == users[0]
    assert json.loads(json.dumps(description)) == description
