"""Where the messages of a server go; streams and segments without a loop."""

from __future__ import annotations

import asyncio

import pytest

from ctibridge.client.events import EventStream
from ctibridge.client.inbox import Inbox
from ctibridge.client.segments import MAX_OPEN, Segments
from ctibridge.client.trace import without_password
from ctibridge.errors import LinkLost, RemoteProtocolError, SlowClient
from ctibridge.wire.csta import monitoring
from ctibridge.wire.csta.events import CallClearedEvent
from ctibridge.wire.csta.received import ReceivedEvent, ReceivedResponse, Unusable
from ctibridge.wire.csta.types import ConnectionID, DeviceID

EVENT = CallClearedEvent(monitor_cross_ref_id="1", cleared_call=ConnectionID("1"), cause="normal")
START = monitoring.MonitorStart(monitor_object=monitoring.MonitorObject(device_object=DeviceID("1")))
LOST = LinkLost("host", "gone")


def taken(stream: EventStream) -> object:
    """What the next turn of an iteration gives, or raises, or that it waits."""
    turn = anext(stream)
    try:
        turn.send(None)
    except StopIteration as stop:
        return stop.value
    finally:
        turn.close()
    return "waits"


async def test_a_stream_gives_events_in_order_and_waits_for_more():
    stream = EventStream()
    assert taken(stream) == "waits"
    stream.put(EVENT)
    assert taken(stream) is EVENT
    assert taken(stream) == "waits"


def test_a_stream_that_nobody_reads_ends_and_holds_nothing():
    stream = EventStream(2)
    for _ in range(5):
        stream.put(EVENT)
    assert not stream.active
    for _ in range(2):
        with pytest.raises(SlowClient):
            taken(stream)


def test_the_first_end_counts():
    stream = EventStream()
    stream.put(EVENT)
    stream.end()
    stream.end(LOST)
    stream.put(EVENT)
    assert taken(stream) is EVENT
    with pytest.raises(StopAsyncIteration):
        taken(stream)


def test_streams_that_have_ended_are_let_go():
    inbox = Inbox(1)
    first, second = inbox.stream(), inbox.stream()
    first.end()
    inbox.received(ReceivedEvent(EVENT))
    inbox.received(ReceivedEvent(EVENT))
    assert not second.active
    third = inbox.stream()
    assert inbox._streams == [third]


def test_a_lost_link_ends_what_is_there_and_what_comes():
    inbox = Inbox(5)
    started = monitoring.MonitorStartResponse(monitor_cross_ref_id="1")
    inbox.received(ReceivedResponse("0001", started, START))
    stream = inbox.events_of("1")
    inbox.end(LOST)
    for ended in (stream, inbox.stream()):
        with pytest.raises(LinkLost):
            taken(ended)


def test_an_unusable_message_is_logged_and_answered(caplog):
    answer = monitoring.MonitorStopResponse()
    assert answer is Inbox(5).received(Unusable("0001", "it is green", answer))
    assert "it is green" in caplog.text


async def test_answers_that_nobody_waits_for_are_forgotten():
    segments: Segments[int] = Segments()
    for number in range(MAX_OPEN + 10):
        segments.add(str(number), [1], last=True)
    assert len(segments._open) == MAX_OPEN
    assert await segments.whole(str(MAX_OPEN)) == (1,)


async def test_who_waits_for_an_answer_that_is_forgotten_is_told():
    segments: Segments[int] = Segments()
    waiting = asyncio.ensure_future(segments.whole("first"))
    await asyncio.sleep(0)
    for number in range(MAX_OPEN):
        segments.add(str(number), [1], last=False)
    with pytest.raises(RemoteProtocolError, match="at a time"):
        await waiting


async def test_a_segment_behind_the_last_one_is_no_part_of_the_answer():
    segments: Segments[int] = Segments()
    segments.add("1", [1], last=True)
    segments.add("1", [2], last=True)
    assert await segments.whole("1") == (1,)


async def test_an_answer_without_end_is_refused(monkeypatch):
    monkeypatch.setattr("ctibridge.client.segments.MAX_ITEMS", 3)
    segments: Segments[int] = Segments()
    segments.add("1", [1, 2], last=False)
    segments.add("1", [3, 4], last=False)
    segments.add("1", [5], last=True)
    with pytest.raises(RemoteProtocolError, match="more than 3"):
        await segments.whole("1")


async def test_segments_end_with_the_link():
    segments: Segments[int] = Segments()
    waiting = asyncio.ensure_future(segments.whole("1"))
    await asyncio.sleep(0)
    segments.end(LOST)
    with pytest.raises(LinkLost):
        await waiting


@pytest.mark.parametrize(
    ("payload", "shown"),
    [
        ("<a><password>x</password><b/></a>", "<a><password>***</password><b/></a>"),
        ('<v:password xmlns:v="u">x &amp; y</v:password>', '<v:password xmlns:v="u">***</v:password>'),
        ("<password/><passwords>x</passwords>", "<password/><passwords>x</passwords>"),
        ("<userName>password</userName>", "<userName>password</userName>"),
    ],
)
def test_a_trace_hides_the_password_and_nothing_else(payload, shown):
    assert shown == without_password(payload.encode())
