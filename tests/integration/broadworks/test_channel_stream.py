"""What can be wrong on an event channel that stands: it is given up or not, no line is lost, no monitor ends."""

from __future__ import annotations

import asyncio
import re

import pytest

from tests.integration.broadworks.relay import CALLS, chunk
from tests.integration.broadworks.stage import LINES, Stage, on_stage

DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "b">]><Channel xmlns="http://schema.broadsoft.com/xsi">&a;</Channel>'
ERROR_INFO = (
    b'<?xml version="1.0" encoding="UTF-8"?><ErrorInfo xmlns="http://schema.broadsoft.com/xsi">'
    b"<summary>heute nicht</summary><summaryEnglish>not today</summaryEnglish><errorCode>111006</errorCode></ErrorInfo>"
)

EVENT_ID = re.compile(r"eventID>([^<]+)<")


def rings(stage: Stage) -> None:
    """Anna calls Bert."""
    stage.simulator.phones["anna"].dial(stage.simulator.phones["bert"])


@on_stage()
async def test_nothing_is_wrong(stage: Stage):
    await stage.recovers()
    assert [] == stage.said("channel.lost")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"XYZ\r\n", "the body is malformed"),
        (b"ffffffffffffffffffff\r\n", "the body is malformed"),
        (b"5\r\n<a/>\n-no end of a chunk", "the body is malformed"),
        (chunk(DOCTYPE), "DTD is refused"),
        (chunk(b"<html><body>Wartung</body></html>\n<!DOCTYPE html>"), "DTD is refused"),
        (chunk(b"Service unavailable"), "text where an XML document should begin"),
        (chunk(b"<!-- x -->" + b"<a>" * 70), "nests deeper"),
        (chunk(b"<a>never ends"), "the channel is silent"),
    ],
)
def test_what_is_no_stream_of_documents_ends_the_channel_and_nothing_else(data, reason):
    @on_stage()
    async def test(stage: Stage) -> None:
        rings(stage)
        await asyncio.sleep(1)
        stage.relay.put(data)
        await stage.happens("channel.lost", reason)
        stage.simulator.phones["bert"].answer()
        await stage.recovers()
        assert 1 == len(stage.said("channel.lost"))
        assert "out-of-service" not in stage.told("101")

    test()


@on_stage()
async def test_a_stream_that_ends_inside_a_document_says_so_and_loses_nothing(stage: Stage):
    whole = asyncio.Event()

    def cut(data: bytes) -> bytes:
        if b"CallOriginatedEvent" not in data or whole.is_set():
            return data
        whole.set()
        asyncio.get_running_loop().call_soon(stage.relay.cut)
        return data[:500]

    stage.relay.change = cut
    rings(stage)
    await stage.happens("channel.lost", "connection lost")
    await stage.recovers()
    assert ["originated"] == stage.told("101")[:1]


@on_stage()
async def test_a_stream_that_ends_properly_inside_a_document_says_so(stage: Stage):
    stage.relay.put(chunk(b"<xsi:Event") + b"0\r\n\r\n")
    await stage.happens("channel.lost", "inside a document (10 bytes)")
    await stage.recovers()


@on_stage()
async def test_a_damaged_event_is_acknowledged_and_its_line_fetched_anew(stage: Stage):
    """Whose event it is cannot be told for sure: all lines are fetched. What follows on the channel counts."""
    seen: list[str] = []

    def damage(data: bytes) -> bytes:
        seen.extend(EVENT_ID.findall(data.decode()))
        before, found, behind = data.partition(b"CallOriginatedEvent")
        return before + found + behind.replace(b"</xsi:callId>", b"</xsi:callIX>", 1)

    stage.relay.change = damage
    fetched = stage.relay.count(CALLS)
    rings(stage)
    line = await stage.happens("event.damaged", "not well-formed")
    assert "127.0.0.1" in line["link"]
    await asyncio.sleep(1)
    answers = [body.decode() for body in stage.relay.bodies if b"EventResponse" in body]
    assert sorted(seen) == sorted(EVENT_ID.findall("".join(answers)))
    assert 1 == sum("<statusCode>400</statusCode>" in answer for answer in answers)
    assert stage.relay.count(CALLS) - fetched >= LINES
    assert "originated" in stage.told("101")
    assert ["delivered"] == stage.told("102")
    await stage.recovers()
    assert [] == stage.said("channel.lost")


@on_stage()
async def test_documents_that_nobody_knows_are_passed_over(stage: Stage):
    stage.relay.put(chunk(b'<Weather xmlns="http://schema.broadsoft.com/xsi"><sun/></Weather>'))
    rings(stage)
    await asyncio.sleep(1)
    assert ["delivered"] == stage.told("102")
    await stage.recovers()
    assert [] == stage.said("channel.lost")
    assert 1 == stage.gateway.providers[0].counts["unknown document Weather"]


@on_stage()
async def test_an_error_on_the_channel_is_logged(stage: Stage):
    stage.relay.put(chunk(ERROR_INFO))
    line = await stage.happens("channel.error", limit_s=5)
    assert ("111006", "not today") == (str(line["code"]), line["text"])
    await stage.recovers()
    assert [] == stage.said("channel.lost")
