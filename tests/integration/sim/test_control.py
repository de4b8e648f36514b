"""The control face: telephones by HTTP and JSON."""

from __future__ import annotations

import aiohttp
import pytest


@pytest.fixture
async def control(simulator):
    """Asks the control face; returns status and JSON."""
    async with aiohttp.ClientSession() as session:

        async def ask(method, path):
            async with session.request(method, simulator.control_url + path) as reply:
                assert reply.content_type == "application/json"
                return reply.status, await reply.json()

        yield ask


def states(user):
    return [(call["state"], call["remoteParty"]["userId"]) for call in user["calls"]]


async def test_a_call_from_hand_to_hand(control):
    status, anna = await control("POST", "/phones/anna@ent1.example/dial?to=102")
    assert (200, "Off-Hook", [("Alerting", "bert@ent1.example")]) == (status, anna["hookStatus"], states(anna))
    for action, expected in (("answer", "Active"), ("hold", "Held"), ("retrieve", "Active")):
        _, bert = await control("POST", f"/phones/bert%40ent1.example/{action}")
        assert [(expected, "anna@ent1.example")] == states(bert), action
    _, anna = await control("POST", "/phones/anna@ent1.example/hangup")
    assert ([], "On-Hook") == (anna["calls"], anna["hookStatus"])


async def test_transfers(control):
    await control("POST", "/phones/bert/dial?to=101")
    await control("POST", "/phones/anna/answer")
    await control("POST", "/phones/anna/dial?to=103")
    await control("POST", "/phones/carla/answer")
    _, anna = await control("POST", "/phones/anna/transfer")
    assert [] == anna["calls"]
    _, carla = await control("POST", "/phones/carla/transfer?to=201")
    assert [] == carla["calls"]
    _, truth = await control("GET", "/truth")
    assert [("Alerting", "emil@ent1.example")] == states(truth["users"]["bert@ent1.example"])


async def test_calls_are_rejected_taken_and_parked(control):
    await control("POST", "/phones/anna/dial?to=102")
    await control("POST", "/phones/bert/reject")
    await control("POST", "/phones/anna/hangup")
    await control("POST", "/phones/anna/dial?to=102")
    _, carla = await control("POST", "/phones/carla/pickup?to=102")
    assert [("Active", "anna@ent1.example")] == states(carla)
    _, carla = await control("POST", "/phones/carla/park")
    assert [] == states(carla)
    _, bert = await control("POST", "/phones/bert/unpark?to=103")
    assert [("Active", "anna@ent1.example")] == states(bert)
    _, bert = await control("POST", "/phones/bert/grouppark")
    assert [] == states(bert)
    _, anna = await control("POST", "/phones/anna/hangup")
    assert [] == states(anna)


async def test_a_call_is_sent_on_as_soon_as_it_rings(control):
    await control("POST", "/phones/anna/dial?to=102")
    await control("POST", "/phones/bert/answer")
    _, bert = await control("POST", "/phones/bert/mutetransfer?to=103")
    assert [] == states(bert)


async def test_nothing_rings_at_a_telephone_that_is_unplugged(control):
    await control("POST", "/phones/bert/unplug")
    _, anna = await control("POST", "/phones/anna/dial?to=102")
    _, bert = await control("POST", "/phones/bert/plugin")
    assert [False] == [call["rings"] for call in bert["calls"]]


async def test_a_conference(control):
    for other in ("bert", "carla"):
        await control("POST", f"/phones/anna/dial?to={other}@ent1.example")
        await control("POST", f"/phones/{other}/answer")
    _, anna = await control("POST", "/phones/anna/conference")
    assert {"held": False, "calls": [call["callId"] for call in anna["calls"]]} == anna["conference"]
    assert 200 == (await control("POST", "/phones/anna/mute?to=102"))[0]
    assert 409 == (await control("POST", "/phones/anna/mute?to=104"))[0]
    _, anna = await control("POST", "/phones/anna/leave")
    assert ([], None) == (anna["calls"], anna["conference"])


async def test_a_call_at_several_telephones_of_a_user(control):
    await control("POST", "/phones/bert/dial?to=101")
    await control("POST", "/phones/anna/answer?at=%2B493023125910&kind=anywhere")
    assert 200 == (await control("POST", "/phones/anna/takeover?at=laboratory@ent1.example"))[0]
    assert 200 == (await control("POST", "/phones/anna/takeover"))[0]
    assert 409 == (await control("POST", "/phones/anna/takeover"))[0]
    status, answer = await control("POST", "/phones/anna/hold?at=x&kind=nowhere")
    assert (400, True) == (status, "there are shared" in answer["error"])


async def test_a_call_can_be_named(control):
    await control("POST", "/phones/anna/dial?to=102")
    _, anna = await control("POST", "/phones/anna/dial?to=103")
    first, second = (call["callId"] for call in anna["calls"])
    _, anna = await control("POST", f"/phones/anna/hangup?call={first}")
    assert [second] == [call["callId"] for call in anna["calls"]]


async def test_click_to_dial_is_picked_up_by_answering(simulator, control):
    simulator.phones["anna"].click_to_dial("102")
    _, anna = await control("POST", "/phones/anna/answer")
    assert ["Originator"] == [call["personality"] for call in anna["calls"]]


async def test_calls_from_and_to_the_public_network(control):
    status, customer = await control("POST", "/outside/calls?from=%2B493023125900&to=%2B493023125101&name=Kunde")
    assert (200, True, "Alerting", "Kunde") == (status, customer["incoming"], customer["state"], customer["name"])
    await control("POST", "/phones/anna/answer")
    _, customer = await control("POST", f"/outside/calls/{customer['id']}/hangup")
    assert "Released" == customer["state"]
    _, anna = await control("POST", "/phones/anna/dial?to=+493023125900")
    assert ["tel:+493023125900"] == [call["remoteParty"]["address"] for call in anna["calls"]]
    _, truth = await control("GET", "/truth")
    called = truth["outside"][-1]
    _, called = await control("POST", f"/outside/calls/{called['id']}/answer")
    assert "Active" == called["state"]
    _, truth = await control("GET", "/truth")
    assert ["Active"] == [call["state"] for call in truth["users"]["anna@ent1.example"]["calls"]]


async def test_somebody_outside_may_refuse(control):
    await control("POST", "/phones/anna/dial?to=%2B493023125900")
    _, truth = await control("GET", "/truth")
    await control("POST", f"/outside/calls/{truth['outside'][0]['id']}/hangup")
    _, truth = await control("GET", "/truth")
    assert ["Busy"] == [call["cause"] for call in truth["users"]["anna@ent1.example"]["calls"]]


async def test_the_truth_holds_everybody(control):
    _, truth = await control("GET", "/truth")
    assert 10 == len(truth["users"])
    anna = truth["users"]["anna@ent1.example"]
    assert ("On-Hook", None, {"active": True}) == (
        anna["hookStatus"], anna["conference"], anna["services"]["CallWaiting"],
    )  # fmt: skip


async def test_one_user_can_be_asked_for_among_thousands(control):
    await control("POST", "/phones/anna/dial?to=102")
    _, truth = await control("GET", "/truth")
    assert (200, truth["users"]["anna@ent1.example"]) == await control("GET", "/phones/anna")


@pytest.mark.parametrize(
    ("method", "path", "status", "words"),
    [
        ("POST", "/phones/nobody/dial?to=1", 404, "GET /truth"),
        ("GET", "/phones/nobody", 404, "there is no user nobody"),
        ("POST", "/phones/anna/dial", 400, "?to=<number>"),
        ("POST", "/phones/anna/sing", 404, "dial, answer, hold"),
        ("POST", "/phones/anna/answer", 409, "no call rings"),
        ("POST", "/phones/anna/hangup", 409, "no call can be ended"),
        ("POST", "/phones/anna/transfer", 409, "no call is held"),
        ("POST", "/phones/anna/hold?call=none", 404, "has no call none"),
        ("POST", "/outside/calls?from=1", 400, "?to=<number>"),
        ("POST", "/outside/calls?to=101", 400, "?from=<number>"),
        ("POST", "/outside/calls?from=1&to=%2B493023125177", 400, "nobody here has the number"),
        ("POST", "/outside/calls/out-9/answer", 404, "GET /truth"),
        ("GET", "/phones", 404, "GET /truth"),
        ("GET", "/outside/calls", 405, "POST /outside/calls"),
    ],
)
async def test_errors_say_what_to_do(control, method, path, status, words):
    got, body = await control(method, path)
    assert status == got
    assert words in body["error"]


async def test_a_call_that_is_over_cannot_be_hung_up_again(control):
    _, customer = await control("POST", "/outside/calls?from=%2B493023125900&to=101")
    await control("POST", f"/outside/calls/{customer['id']}/hangup")
    assert 409 == (await control("POST", f"/outside/calls/{customer['id']}/hangup"))[0]
    assert 409 == (await control("POST", f"/outside/calls/{customer['id']}/answer"))[0]


async def test_services_of_people_are_set_taken_away_and_given_back(control):
    path = "/phones/anna/services"
    _, anna = await control("PUT", f"{path}/RemoteOffice?active=true&to=%2B493023125910")
    assert {"active": True, "remoteOfficeNumber": "+493023125910"} == anna["services"]["RemoteOffice"]
    _, anna = await control("PUT", f"{path}/remoteoffice?active=false")
    assert {"active": False, "remoteOfficeNumber": "+493023125910"} == anna["services"]["RemoteOffice"]
    await control("PUT", f"{path}/BroadWorksAnywhere?active=true&to=%2B493023125920")
    _, anna = await control("PUT", f"{path}/BroadWorksAnywhere?active=false&to=%2B493023125921")
    places = {"tel:+493023125920": True, "tel:+493023125921": False}
    assert {"active": True, "locations": places} == anna["services"]["BroadWorksAnywhere"]
    _, anna = await control("PUT", f"{path}/HotelingGuest?active=true&to=bert@ent1.example")
    assert {"active": True, "hostUserId": "bert@ent1.example"} == anna["services"]["HotelingGuest"]
    _, anna = await control("PUT", f"{path}/CallForwardingNotReachable?active=true&to=102")
    assert {"active": True, "forwardToPhoneNumber": "102"} == anna["services"]["CallForwardingNotReachable"]
    _, anna = await control("PUT", f"{path}/DoNotDisturb?active=true")
    assert {"active": True} == anna["services"]["DoNotDisturb"]
    _, anna = await control("DELETE", f"{path}/RemoteOffice")
    assert None is anna["services"]["RemoteOffice"]
    _, anna = await control("POST", f"{path}/RemoteOffice")
    assert {"active": False, "remoteOfficeNumber": "+493023125910"} == anna["services"]["RemoteOffice"]


async def test_voice_mail_boxes_are_filled(control):
    _, anna = await control("PUT", "/phones/anna/messages?new=2&old=5&new_urgent=1")
    assert {"new": 2, "old": 5, "newUrgent": 1, "oldUrgent": 0} == anna["messages"]
    _, anna = await control("DELETE", "/phones/anna/services/VoiceMessaging")
    assert None is anna["messages"]


@pytest.mark.parametrize(
    ("method", "path", "status", "says"),
    [
        ("PUT", "/phones/anna/services/Fax?active=true", 404, "RemoteOffice"),
        ("PUT", "/phones/anna/services/RemoteOffice?active=yes", 400, "true or false"),
        ("PUT", "/phones/anna/services/RemoteOffice?active=true", 400, "needs a number"),
        ("PUT", "/phones/anna/services/BroadWorksAnywhere?active=true", 400, "to=<number>"),
        ("PUT", "/phones/anna/services/VoiceMessaging?active=true", 400, "messages?new="),
        ("PUT", "/phones/anna/messages?new=many", 400, "whole number"),
    ],
)
async def test_what_cannot_be_set_is_explained(control, method, path, status, says):
    answered, reply = await control(method, path)
    assert (status, True) == (answered, says in reply["error"]), reply
