"""A platform that takes connections and does not answer: noticed in time, named in the log, and forgiven."""

from __future__ import annotations

import asyncio

import pytest

from tests.integration.broadworks.relay import CALLS, CHANNEL, EVERYTHING, HEARTBEAT, STREAM, answer, chunk, stays_open
from tests.integration.broadworks.stage import LINES, Stage, on_stage, until

CHANNEL_REPLY = chunk(
    b'<Channel xmlns="http://schema.broadsoft.com/xsi"><channelId>ours</channelId><expires>3600</expires></Channel>'
)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (b"", "no answer in time"),
        (b"HTTP/1.1 200 OK\r\n", "no answer in time"),
        (STREAM, "no answer in time"),
        (STREAM + chunk(b"<Channel"), "no answer in time"),
        (b"HTTP/1.1 500 Trouble\r\nContent-Length: 9\r\n\r\n", "no answer in time"),
        (b"HTTP/1.1 302 Found\r\nContent-Length: 9\r\n\r\n<html", "no answer in time"),
    ],
)
def test_a_channel_that_is_not_answered_is_given_up(said, reason):
    @on_stage()
    async def test(stage: Stage) -> None:
        stage.relay.instead(CHANNEL, stays_open(said))
        stage.relay.cut()
        began = stage.now
        await stage.happens("channel.lost", reason)
        assert 10 <= stage.now - began < 12, "as long as a request may take"
        await asyncio.sleep(10)
        assert 0 == stage.in_service
        stage.simulator.phones["anna"].dial(stage.simulator.phones["bert"])
        stage.relay.heal()
        await stage.recovers()

    test()


@pytest.mark.parametrize(
    ("heartbeat", "reason"),
    [(answer(200), "the channel is silent"), (answer(404), "answered 404 to the heartbeat")],
)
def test_a_channel_that_is_granted_and_never_says_anything_is_given_up(heartbeat, reason):
    @on_stage()
    async def test(stage: Stage) -> None:
        stage.relay.instead(CHANNEL, stays_open(STREAM + CHANNEL_REPLY), times=1)  # the next try may come at once
        stage.relay.instead(HEARTBEAT, heartbeat)
        stage.relay.cut()
        stage.simulator.phones["anna"].dial(stage.simulator.phones["bert"])
        began = stage.now
        await stage.happens("channel.lost", reason)
        assert 14 < stage.now - began < 22
        stage.relay.heal()
        stage.relay.cut()  # the next try may have been granted such a channel already
        opened = len(stage.said("channel.open"))
        await until(lambda: len(stage.said("channel.open")) > opened, 30, lambda: f"no channel: {stage.log}")
        await stage.recovers()

    test()


@pytest.mark.parametrize("fault", ["half_open", "mute_keepalive"])
def test_a_channel_that_falls_silent_is_replaced_before_anybody_notices(fault):
    @on_stage()
    async def test(stage: Stage) -> None:
        await asyncio.sleep(7)
        setattr(stage.simulator.knobs.faults, fault, True)
        stage.simulator.phones["anna"].dial(stage.simulator.phones["bert"])
        await stage.happens("channel.lost", "the channel is silent")
        setattr(stage.simulator.knobs.faults, fault, False)
        await stage.recovers()
        assert "out-of-service" not in stage.told("101")
        assert ["delivered"] == stage.told("102")

    test()


@on_stage()
async def test_a_platform_that_answers_nothing_any_more_takes_the_lines_out_of_service(stage: Stage):
    stage.relay.instead(EVERYTHING, stays_open())
    stage.simulator.phones["anna"].dial(stage.simulator.phones["bert"])
    await stage.happens("channel.lost", "no answer in time")
    await stage.happens("provider.down")
    assert 0 == stage.in_service
    stage.simulator.phones["bert"].answer()
    stage.relay.heal()
    await stage.recovers()
    assert ["out-of-service", "back-in-service"] == [e for e in stage.told("102") if e.endswith("service")]
    assert "established" in stage.told("102")


@on_stage(prepare=lambda stage: stage.relay.instead(".*/profile", stays_open()))
async def test_a_platform_that_does_not_answer_from_the_start_is_named_and_asked_again(stage: Stage):
    line = await stage.happens("lines.unreadable", "no answer in time")
    assert "127.0.0.1" in line["reason"]
    stage.relay.heal()
    await stage.settles()


@on_stage()
async def test_a_line_whose_calls_are_not_told_does_not_hold_up_the_others(stage: Stage):
    stage.relay.instead(f"{CALLS}$", stays_open(), times=5)
    stage.relay.cut()
    began = stage.now
    await stage.happens("channel.open", limit_s=5)
    await asyncio.sleep(2)
    assert LINES == stage.in_service
    await stage.a_call()
    await stage.recovers()
    assert stage.now - began < 60


@on_stage()
async def test_a_closed_port_is_named(stage: Stage):
    stage.relay.close()
    stage.relay.cut()
    await stage.happens("channel.lost", "no connection (")
    await stage.happens("provider.down", "no connection (")
    await stage.relay.listen()
    await stage.recovers()


@on_stage()
async def test_a_trouble_that_lasts_is_told_once_and_its_end_noticed_soon(stage: Stage):
    stage.relay.instead(CHANNEL, answer(500))
    stage.relay.cut()
    await asyncio.sleep(600)
    told = [line for line in stage.said("channel.lost", "500") if line["log_level"] == "warning"]
    assert 1 == len(told)
    assert 60 < len(stage.said("channel.lost", "500")), "the tries are told to those who want to know all"
    stage.relay.heal()
    healed = stage.now
    await stage.settles(limit_s=11)
    assert stage.now - healed < 12
