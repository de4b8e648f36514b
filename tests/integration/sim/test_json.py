"""JSON in place of XML: every action answers in it, asked by header or by address, and takes it (3.3.3.1)."""

from __future__ import annotations

import json

import pytest

from ctibridge.sim import actions
from ctibridge.sim.badgerfish import xml_from_json
from ctibridge.wire.xsi import services as s
from ctibridge.wire.xsi.calls import CallStartInfo
from ctibridge.wire.xsi.directory import ErrorInfo
from ctibridge.wire.xsi.documents import decode
from tests.integration.sim.client import ACTIONS, ANNA, EVENTS

ROUTES = [
    (method, "/".join(route.segments))
    for found in actions.ROUTES._routes.values()
    for route in found
    for method in route.handlers
]
MINE = f"{ACTIONS}user/anna@ent1.example"


@pytest.fixture
async def anna(simulator, client):
    """Anna, who talks to Bert and Carla at the same time, and has her calls forwarded when she is away."""
    phone = simulator.phones["anna"]
    for name in ("bert", "carla"):
        phone.dial(simulator.phones[name])
        simulator.phones[name].answer()
    phone.conference()
    phone.forward("no answer", "103")
    return client.as_user(ANNA)


class Places(dict[str, str]):
    """Somebody and something for the variable places of a path; nothing for those that are new."""

    def __missing__(self, _):
        return "none"


def address(simulator, path, *, made_up=False):
    call = "none" if made_up else simulator.phones["anna"].calls[0].call_id
    places = Places(user="anna@ent1.example", call=call, second=call, service="CallForwardingNoAnswer")
    return ACTIONS + path.format_map(places)


@pytest.mark.parametrize("path", [path for method, path in ROUTES if method == "GET"])
async def test_what_can_be_read_is_the_same_in_json(simulator, anna, path):
    at = address(simulator, path)
    in_xml = await anna.ask("GET", at)
    assert "/none" in at or in_xml.status == 200
    for answer in (await anna.ask("GET", at, Accept="application/json"), await anna.ask("GET", f"{at}?format=json")):
        assert "application/json; charset=UTF-8" == answer.headers["Content-Type"]
        assert in_xml.status == answer.status
        assert in_xml.document == decode(xml_from_json(answer.body))


# They name nothing that may not be there.
NEVER_REFUSED = {"messagesummary", "voicemailmessagesummary", "callpickup", "parkretrieve"}
REFUSABLE = [
    (method, path)
    for method, path in ROUTES
    if method == "PUT" or (method != "GET" and path.rpartition("/")[2] not in NEVER_REFUSED)
]


@pytest.mark.parametrize(("method", "path"), REFUSABLE)
async def test_every_refusal_is_told_in_json(simulator, anna, method, path):
    at = address(simulator, path, made_up=True).replace("/calls/conference", "/calls/none")
    for answer in (
        await anna.ask(method, at, Accept="application/json"),
        await anna.ask(method, f"{at}?format=json"),
    ):
        assert 400 <= answer.status < 500
        assert "application/json; charset=UTF-8" == answer.headers["Content-Type"]
        error = decode(xml_from_json(answer.body))
        assert isinstance(error, ErrorInfo)
        assert f"[Error {error.error_code}]" in error.summary


async def test_a_new_call_is_told_in_json(anna):
    answer = await anna.ask("POST", f"{MINE}/calls/New?address=201&format=json")
    told = decode(xml_from_json(answer.body))
    assert isinstance(told, CallStartInfo)
    assert (201, True) == (answer.status, answer.headers["Location"].endswith(told.call_id))


async def test_a_missing_password_is_told_in_json(client):
    answer = await client.ask("GET", f"{MINE}/profile?format=json", Authorization="")
    assert 401 == answer.status
    assert {"ErrorInfo"} == set(json.loads(answer.body))


@pytest.mark.parametrize(("parameter", "headers"), [("", {"Content-Type": "application/json"}), ("?format=json", {})])
async def test_a_service_is_set_by_json(simulator, anna, parameter, headers):
    wish = {"CallForwardingBusy": {"active": {"$": "true"}, "forwardToPhoneNumber": {"$": "103"}}}
    path = f"{MINE}/services/CallForwardingBusy"
    assert 200 == (await anna.ask("PUT", path + parameter, json.dumps(wish).encode(), **headers)).status
    state = (await anna.ask("GET", path)).document
    assert (True, "103") == (state.active, state.forward_to_phone_number.value)


async def test_a_number_is_taken_away_by_json(anna):
    nil = {"@xsi:nil": "true", "@xmlns": {"xsi": "http://www.w3.org/2001/XMLSchema-instance"}}
    wish = {"CallForwardingNoAnswer": {"active": {"$": "false"}, "forwardToPhoneNumber": nil}}
    path = f"{MINE}/services/CallForwardingNoAnswer?format=json"
    assert 200 == (await anna.ask("PUT", path, json.dumps(wish).encode())).status
    state = (await anna.ask("GET", path.partition("?")[0])).document
    assert isinstance(state, s.CallForwardingNoAnswer)
    assert (False, None) == (state.active, state.forward_to_phone_number)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/json, text/javascript, */*; q=0.01", "application/json"),
        ("application/xml, application/json;q=0.5", "application/xml"),
        ("text/html, APPLICATION/JSON", "application/json"),
        ("*/*", "application/xml"),
    ],
)
async def test_of_what_is_accepted_the_first_counts(anna, accept, kind):
    answer = await anna.ask("GET", f"{MINE}/calls", Accept=accept)
    assert kind == answer.headers["Content-Type"].partition(";")[0]


@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", b'{"DoNotDisturb": {"a><b": "1"}}', b'{"DoNotDisturb": {"@xmlns": []}}', b'{"a":' * 100_000],
)
async def test_json_that_is_no_document_is_refused(anna, body):
    answer = await anna.ask("PUT", f"{MINE}/services/DoNotDisturb?format=json", body)
    assert 400 == answer.status


async def test_subscriptions_speak_json_and_events_do_not(anna):
    async with anna.channel() as channel:
        wish = {"Subscription": {"event": {"$": "Basic Call"}, "channelSetId": {"$": "set"}}}
        path = f"{EVENTS}user/anna@ent1.example?format=json"
        answer = await anna.ask("POST", path, json.dumps(wish).encode())
        assert {"subscriptionId", "expires"} < set(json.loads(answer.body)["Subscription"])
        assert ["Subscription 2"] == await channel.words(1)
