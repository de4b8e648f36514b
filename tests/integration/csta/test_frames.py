"""Bytes that are no frames end the one session that sends them, with a word in the log."""

from __future__ import annotations

import asyncio

import pytest

from ctibridge.wire.csta.editions import Edition
from ctibridge.wire.csta.framing import frame
from ctibridge.wire.csta.messages import encode
from ctibridge.wire.csta.system import RequestSystemStatus, RequestSystemStatusResponse
from tests.integration.csta.north import QUIET_S, North, in_the_north

ASK = encode(RequestSystemStatus(), Edition.ED5)
HELLO_OF_TLS = bytes.fromhex("16030100c8010000c40303") + bytes(189)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\0\1\0\x10" + b"0001<soap/>", "SOAP"),
        (b"\0\0\0\x07" + b"0001<a/>", "a frame cannot have 7 bytes"),
        (b"\0\0\0\x10" + b"00x1<a/>", "the invoke id is not four digits"),
        (b"\0\0\0\x10" + b"-001<a/>", "the invoke id is not four digits"),
        (ASK, "XML without the header"),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "no frame begins here"),
        (HELLO_OF_TLS, "no frame begins here"),
        (frame("0001", ASK)[:-3] + frame("0002", ASK), "no frame begins here"),
    ],
)
def test_what_is_no_frame_ends_the_session_and_no_other(data, reason):
    @in_the_north()
    async def test(north: North) -> None:
        other = await north.client()
        events = await other.monitor_start("104")
        raw = await north.raw()
        raw.send(data)
        assert await raw.is_closed()
        (ended,) = north.said("session.ended", reason)
        assert ended["peer"]
        assert [] == north.said("session.broken")
        await north.a_call()
        assert type(await anext(aiter(events))).__name__ == "OriginatedEvent"
        assert 1 == north.gateway.csta.sessions

    test()


@in_the_north()
async def test_a_client_that_goes_in_the_middle_of_a_message_is_named(north: North):
    raw = await north.raw()
    raw.send(frame("0001", ASK)[:50])
    await asyncio.sleep(QUIET_S)
    raw.writer.close()
    await asyncio.sleep(QUIET_S)
    assert 1 == len(north.said("session.ended", "closed the connection inside a message (50 bytes)"))
    assert 0 == north.gateway.csta.sessions


@in_the_north()
async def test_half_a_message_and_then_nothing_ends_the_session_in_time(north: North):
    """Else anybody could hold all sessions for ever."""
    raw = await north.raw()
    raw.send(frame("0001", ASK)[:50])
    assert not await raw.is_closed(within_s=20)
    assert await raw.is_closed(within_s=20)
    assert 1 == len(north.said("session.ended", "half a message"))


@in_the_north()
async def test_a_message_may_take_its_time_as_long_as_it_goes_on(north: North):
    raw = await north.raw()
    for byte in frame("0007", ASK):
        raw.send(bytes([byte]))
        await asyncio.sleep(1)
    assert ("0007", RequestSystemStatusResponse(system_status="normal")) == await raw.next()


@in_the_north()
async def test_a_client_that_says_nothing_is_left_alone(north: North):
    raw = await north.raw()
    assert not await raw.is_closed(within_s=3600)
    assert RequestSystemStatusResponse(system_status="normal") == await raw.ask(RequestSystemStatus())


@in_the_north()
async def test_many_requests_in_one_piece_are_all_answered_in_their_order(north: North):
    raw = await north.raw()
    raw.send(b"".join(frame(f"{number:04}", ASK) for number in range(200)))
    assert [f"{number:04}" for number in range(200)] == [(await raw.next())[0] for _ in range(200)]
