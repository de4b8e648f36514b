"""Answers that are none: from proxies, web servers, login pages. The log names each; afterwards all is as before."""

from __future__ import annotations

import asyncio

import pytest

from ctibridge.broadworks.resync import REFUSED_RETRY_S
from ctibridge.sim.knobs import Faults, Knobs
from tests.integration.broadworks.relay import (
    ACKNOWLEDGEMENT,
    CALLS,
    CHANNEL,
    HEARTBEAT,
    STREAM,
    SUBSCRIPTION,
    Relay,
    answer,
    chunk,
    says,
    stays_open,
)
from tests.integration.broadworks.stage import LINES, Stage, on_stage

XSI = 'xmlns="http://schema.broadsoft.com/xsi"'
PAGE = "<!DOCTYPE html>\n<html><head><title>Anmelden</title></head><body/></html>"
ERROR_INFO = f"<ErrorInfo {XSI}><summaryEnglish>not today</summaryEnglish><errorCode>1</errorCode></ErrorInfo>"
LOGIN = answer(200, PAGE, "text/html")
REDIRECT = answer(302, "", Location="https://login.example/")
ERROR_STREAM = STREAM + chunk(ERROR_INFO.encode()) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("reaction", "reason"),
    [
        (answer(200, f"<Channel {XSI}><channelId>", "text/xml"), "inside a document"),
        (LOGIN, "answered with text/html to the request for a channel"),
        (answer(200, "{}", "application/json"), "application/json"),
        (answer(200, "no XML at all", "text/plain"), "text where an XML document should begin: 'no XML at all'"),
        (answer(200, PAGE, "text/xml"), "DTD is refused"),
        (answer(200, f"<Channel {XSI}/>"), "began the channel with Channel("),
        (answer(200), "ended the event channel"),
        (answer(204), "answered 204"),
        (REDIRECT, "redirects to https://login.example/"),
        (answer(403, ERROR_INFO), "refused with 403: not today"),
        (answer(404, PAGE, "text/html"), "refused with 404: Told"),
        (answer(502, PAGE, "text/html"), "refused with 502"),
        (says(ERROR_STREAM), "refused with 200: not today"),
        (says(b"SSH-2.0-OpenSSH_9.2\r\n"), "connection lost"),
        (says(b""), "connection lost"),
    ],
)
def test_no_channel_is_had(reaction, reason):
    @on_stage()
    async def test(stage: Stage) -> None:
        stage.relay.instead(CHANNEL, reaction)
        stage.relay.cut()
        await stage.happens("channel.lost", reason)
        await asyncio.sleep(10)
        assert 0 == stage.in_service, "nothing is known of the lines any more"
        assert "simulator" == stage.said("provider.down")[0]["provider"]
        stage.simulator.phones["anna"].dial(stage.simulator.phones["bert"])
        stage.relay.heal()
        await stage.recovers()
        assert ["out-of-service", "back-in-service"] == stage.told("103")

    test()


@pytest.mark.parametrize(
    ("reaction", "reason"),
    [
        (LOGIN, "answered with text/html instead of XML"),
        (REDIRECT, "redirects to https://login.example/"),
        (answer(200, "<Calls>", "text/xml"), "not well-formed"),
        (answer(200, f"<Weather {XSI}/>"), "unknown document <Weather>"),
        (answer(200, f"<Profile {XSI}/>"), "Profile"),
        (answer(200), "None"),
        (answer(500, ERROR_INFO), "refused with 500: not today"),
        (answer(502, PAGE, "text/html"), "refused with 502"),
        (says(b""), "connection lost"),
        (stays_open(), "no answer in time"),
    ],
)
def test_the_calls_of_lines_are_asked_for_until_they_are_had(reaction, reason):
    @on_stage()
    async def test(stage: Stage) -> None:
        stage.relay.instead(CALLS, reaction, times=LINES + 3)
        stage.simulator.phones["anna"].dial(stage.simulator.phones["bert"])
        await asyncio.sleep(1)
        stage.relay.cut()
        stage.simulator.phones["bert"].hangup()
        line = await stage.happens("line.fetch_failed", reason)
        assert line["line"].endswith("@ent1.example")
        await stage.recovers()
        assert "out-of-service" not in stage.told("101")

    test()


@on_stage()
async def test_who_may_not_read_the_calls_of_a_line_still_sees_its_events(stage: Stage):
    stage.relay.instead(CALLS, answer(403, ERROR_INFO))
    stage.relay.cut()
    await stage.happens("line.fetch_failed", "refused with 403: not today")
    await stage.settles()
    await stage.a_call()
    asked = stage.relay.count(CALLS)
    await asyncio.sleep(REFUSED_RETRY_S - 30)
    assert asked == stage.relay.count(CALLS), "a right that is missing is not asked for all the time"
    stage.relay.heal()
    await asyncio.sleep(60)
    assert asked + LINES == stage.relay.count(CALLS)


@on_stage()
async def test_a_call_without_details_is_not_taken_for_over(stage: Stage):
    stage.simulator.phones["anna"].dial(stage.simulator.phones["bert"])
    await asyncio.sleep(1)
    stage.relay.instead(r"GET .*/calls/", answer(200), times=2)
    stage.relay.cut()
    await stage.happens("line.fetch_failed", "a call of anna@ent1.example with None")
    await stage.recovers()
    assert ["originated", "delivered"] == stage.told("101")


@pytest.mark.parametrize("reaction", [LOGIN, REDIRECT, answer(200, "<a>"), answer(500), answer(502, PAGE), says(b"")])
def test_subscriptions_are_asked_for_until_they_stand(reaction):
    @on_stage(prepare=lambda stage: stage.relay.instead(SUBSCRIPTION, reaction, times=12))
    async def test(stage: Stage) -> None:
        await stage.happens("channel.open")
        await asyncio.sleep(1)
        assert 0 == stage.in_service
        stage.simulator.phones["anna"].dial(stage.simulator.phones["bert"])
        await stage.settles(limit_s=60)

    test()


@pytest.mark.parametrize(
    ("reaction", "reason"),
    [
        (answer(500), "answered 500 to the heartbeat"),
        (REDIRECT, "302 to the heartbeat"),
        (says(b""), "connection lost"),
    ],
)
def test_a_heartbeat_that_fails_costs_the_channel_and_nothing_else(reaction, reason):
    @on_stage()
    async def test(stage: Stage) -> None:
        stage.relay.instead(HEARTBEAT, reaction, times=1)
        await stage.happens("channel.lost", reason)
        await stage.recovers()
        assert "out-of-service" not in stage.told("101")

    test()


@pytest.mark.parametrize("reaction", [answer(500), answer(503), REDIRECT, says(b""), stays_open()])
def test_an_acknowledgement_that_fails_costs_nothing(reaction):
    """It is given again: without one the platform would give the channel up."""

    @on_stage()
    async def test(stage: Stage) -> None:
        stage.relay.instead(ACKNOWLEDGEMENT, reaction, times=1)
        await stage.a_call()
        await asyncio.sleep(60)
        await stage.recovers()
        assert [] == stage.said("channel.lost")

    test()


@on_stage()
async def test_acknowledgements_that_always_fail_cost_the_channel_and_nothing_else(stage: Stage):
    stage.relay.instead(ACKNOWLEDGEMENT, answer(500))
    await stage.a_call()
    await stage.happens("channel.lost", "NonResponsiveChannel")
    stage.relay.heal()
    await stage.recovers()
    assert "out-of-service" not in stage.told("101")


@pytest.mark.parametrize("pattern", [CHANNEL, CALLS, SUBSCRIPTION, HEARTBEAT, ACKNOWLEDGEMENT, ".*/directories/"])
def test_nobody_follows_a_redirect(pattern):
    """It would carry calls, and perhaps the password, to a stranger."""

    @on_stage()
    async def test(stage: Stage) -> None:
        stranger = Relay(stage.simulator.xsi_url)
        async with stranger.running():
            stage.relay.instead(pattern, answer(307, "", Location=f"{stranger.url}/"), times=1)
            stage.relay.cut()
            await asyncio.sleep(20)
            await stage.recovers()
            assert 0 == stranger.count(".*")

    test()


@on_stage()
async def test_a_proxy_that_wants_a_login_takes_the_lines_out_of_service_until_it_lets_us_through(stage: Stage):
    stage.simulator.knobs.faults.login_page = True
    stage.relay.cut()
    await stage.happens("channel.lost", "text/html")
    await stage.happens("provider.down", "text/html")
    stage.simulator.phones["anna"].dial(stage.simulator.phones["bert"])
    stage.simulator.knobs.faults.login_page = False
    await stage.recovers()


@on_stage(knobs=Knobs(faults=Faults(login_page=True)), prepare=lambda stage: None)
async def test_a_proxy_that_wants_a_login_from_the_start_is_named(stage: Stage):
    line = await stage.happens("lines.unreadable", "text/html instead of XML")
    assert "Anmelden" in line["reason"]
    stage.simulator.knobs.faults.login_page = False
    await stage.settles()
