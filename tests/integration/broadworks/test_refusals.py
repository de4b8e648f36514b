"""A platform that says no: whose lines are out of service, what is tried again, and how often."""

from __future__ import annotations

import asyncio
import re
from itertools import pairwise

import pytest

from ctibridge.broadworks.channels import REFUSED_RETRY_S
from ctibridge.broadworks.settings import Scope
from ctibridge.client import CstaRefused
from ctibridge.sim.knobs import Knobs
from tests.integration.broadworks.relay import CALLS, CHANNEL, HEARTBEAT, SUBSCRIPTION, answer
from tests.integration.broadworks.stage import Stage, on_stage

LOCKED_S = Knobs().lock_s
KEEPS_ALIVE = re.compile("/heartbeat|/eventresponse")
NOT_YOURS = (
    '<ErrorInfo xmlns="http://schema.broadsoft.com/xsi"><summaryEnglish>not your right</summaryEnglish>'
    "<errorCode>110007</errorCode></ErrorInfo>"
)
USERS = {
    "scope": Scope.USERS,
    "users": tuple(f"{name}@ent1.example" for name in ("anna", "bert", "carla", "dieter", "emil")),
}


def change_password(stage: Stage, password: str) -> None:
    people = stage.simulator.switch.people
    stage.simulator.switch.gate.set_password(people.administrators[0], password)


@on_stage()
async def test_a_password_that_is_not_right_any_more_is_tried_once_a_minute_until_it_is(stage: Stage):
    stage.simulator.phones["anna"].dial(stage.simulator.phones["bert"])
    await asyncio.sleep(1)
    change_password(stage, "another")
    stage.simulator.phones["bert"].answer()
    await stage.happens("channel.lost", "the platform refused user or password of admin@ent1.example")
    asked = len(stage.relay.times)
    await stage.happens("provider.down")
    await asyncio.sleep(600)
    tries = stage.relay.times[asked:]
    assert 5 <= len(tries) <= 10
    assert all(after - before > 59.9 for before, after in pairwise(tries))
    assert 0 == stage.in_service
    change_password(stage, "demo")
    await stage.recovers(LOCKED_S + 61)
    assert "established" in stage.told("102")


@on_stage()
async def test_a_wrong_password_does_not_lock_the_account_however_many_events_there_are(stage: Stage):
    """An acknowledgement for each event would be a try for each event."""
    change_password(stage, "another")
    for _ in range(10):
        stage.simulator.phones["anna"].dial(stage.simulator.phones["bert"])
        await asyncio.sleep(0.2)
        stage.simulator.phones["anna"].hangup()
        await asyncio.sleep(0.2)
    await asyncio.sleep(90)
    change_password(stage, "demo")
    await stage.recovers(61)


@on_stage(prepare=lambda stage: change_password(stage, "another"))
async def test_a_wrong_password_from_the_start_is_named_and_tried_once_a_minute(stage: Stage):
    await stage.happens("lines.unreadable", "the platform refused user or password of admin@ent1.example")
    await asyncio.sleep(400)
    assert all(after - before > 59.9 for before, after in pairwise(stage.relay.times))
    change_password(stage, "demo")
    await stage.settles(LOCKED_S + 61)


@on_stage()
async def test_a_command_says_that_the_account_is_refused(stage: Stage):
    change_password(stage, "another")
    for _ in range(3):
        with pytest.raises(CstaRefused, match="networkOutOfService"):
            await stage.client.make_call("101", "102")
    assert 1 == stage.relay.count("POST .*/calls/New")


@on_stage(prepare=lambda stage: stage.relay.instead(SUBSCRIPTION, answer(403, NOT_YOURS)))
async def test_lines_whose_calls_may_not_be_watched_are_out_of_service_until_they_may(stage: Stage):
    line = await stage.happens("subscription.refused", "refused with 403: not your right (error 110007)")
    assert "enterprise/ent1" == line["target"]
    await asyncio.sleep(30)
    assert 0 == stage.in_service
    asked = stage.relay.count(SUBSCRIPTION)
    await asyncio.sleep(200)
    assert asked == stage.relay.count(SUBSCRIPTION), "a right that is missing is not asked for all the time"
    stage.simulator.phones["anna"].dial(stage.simulator.phones["bert"])
    stage.relay.heal()
    await stage.settles(REFUSED_RETRY_S)


@pytest.mark.parametrize("status", [403, 404])
def test_a_user_who_may_not_be_watched_costs_only_this_line(status):
    @on_stage(prepare=lambda stage: stage.relay.instead("POST .*/v2.0/user/bert", answer(status, NOT_YOURS)), **USERS)
    async def test(stage: Stage) -> None:
        await stage.happens("subscription.refused", "not your right")
        await asyncio.sleep(10)
        states = {line.extension: stage.gateway.hub.snapshot(line.id).in_service for line in stage.gateway.hub.lines}
        assert ["102"] == [extension for extension, up in states.items() if not up]
        stage.simulator.phones["anna"].dial(stage.simulator.phones["bert"])
        stage.relay.heal()
        await stage.settles(REFUSED_RETRY_S, lines=5)

    test()


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_service_that_may_not_be_watched_costs_no_line(status):
    @on_stage(
        prepare=lambda stage: stage.relay.instead(SUBSCRIPTION, answer(status, NOT_YOURS), holding=b"Do Not Disturb")
    )
    async def test(stage: Stage) -> None:
        line = await stage.happens("subscription.refused", "not your right")
        assert "Do Not Disturb" == line["package"]
        await stage.settles()

    test()


@on_stage()
async def test_a_channel_that_is_refused_takes_the_lines_out_of_service_with_that_reason(stage: Stage):
    stage.relay.instead(CHANNEL, answer(403, NOT_YOURS))
    stage.relay.cut()
    await stage.happens("channel.lost", "refused with 403: not your right (error 110007)")
    await stage.happens("provider.down", "not your right")
    assert 0 == stage.in_service
    stage.relay.heal()
    await stage.recovers()


@on_stage()
async def test_the_platform_gets_the_pause_that_it_asks_for(stage: Stage):
    """Only what keeps the channel alive goes on."""
    stage.relay.instead(CALLS, answer(503, NOT_YOURS, Retry_After="30"), times=1)
    stage.relay.cut()
    await asyncio.sleep(5)
    asked = len(stage.relay.asked)
    stage.simulator.phones["anna"].dial(stage.simulator.phones["bert"])
    await asyncio.sleep(20)
    assert not stage.gateway.is_ready
    assert all(KEEPS_ALIVE.search(line) for line in stage.relay.asked[asked:])
    with pytest.raises(CstaRefused, match="performanceLimitExceeded"):
        await stage.client.make_call("103", "104")
    await stage.recovers()
    assert 1 == len(stage.said("channel.lost"))


@on_stage()
async def test_a_channel_is_not_asked_for_before_the_pause_is_over(stage: Stage):
    stage.relay.instead(CHANNEL, answer(503, "", Retry_After="20"), times=1)
    stage.relay.cut()
    await stage.happens("channel.lost", "overloaded (Told); try again in 20 s")
    asked = stage.relay.count(CHANNEL)
    await asyncio.sleep(19)
    assert asked == stage.relay.count(CHANNEL)
    await stage.recovers(10)


@pytest.mark.parametrize("pause", ["inf", "1e9", "9" * 400, "-1", "", "Wed, 21 Oct 2099 07:28:00 GMT"])
def test_no_pause_is_for_ever(pause):
    @on_stage()
    async def test(stage: Stage) -> None:
        stage.relay.instead(CALLS, answer(503, NOT_YOURS, Retry_After=pause), times=1)
        stage.relay.cut()
        await asyncio.sleep(1)
        await stage.recovers(310)

    test()


@pytest.mark.parametrize("pattern", [CHANNEL, HEARTBEAT, SUBSCRIPTION, ".*/directories/", ".*/profile"])
def test_an_overloaded_platform_is_asked_again(pattern):
    @on_stage()
    async def test(stage: Stage) -> None:
        stage.relay.instead(pattern, answer(503, "", Retry_After="7"), times=3)
        stage.relay.cut()
        await asyncio.sleep(20)
        await stage.recovers()

    test()


@on_stage()
async def test_the_simulator_s_own_overload_passes(stage: Stage):
    stage.simulator.knobs.faults.unavailable = 12
    stage.relay.cut()
    await stage.happens("channel.lost", "overloaded")
    await stage.recovers(600)


@on_stage()
async def test_a_subscription_that_the_platform_ended_is_made_again_with_the_calls_since(stage: Stage):
    stage.relay.instead(SUBSCRIPTION, answer(503, "", Retry_After="5"), times=10)
    core = stage.simulator.switch.core
    for subscription in list(core.subscriptions.all()):
        core.subscriptions.end(subscription)
    stage.simulator.settle()
    await stage.happens("subscription.terminated")
    stage.simulator.phones["anna"].dial(stage.simulator.phones["bert"])
    await stage.recovers()
