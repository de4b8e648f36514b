"""The way to a server of the CTI interface: what works, and the clear text for everything that does not."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from ctibridge.broadworks.account import Account
from ctibridge.broadworks.cti_channel import ANSWER_S
from ctibridge.broadworks.cti_link import CtiLink
from ctibridge.broadworks.places import Place
from ctibridge.broadworks.requests import XsiRequest, call_action, read, user_path
from ctibridge.errors import (
    AuthFailed,
    ConnectFailed,
    CtibridgeError,
    LinkLost,
    NotSupported,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    RemoteProtocolError,
)
from ctibridge.testing.virtual import run_virtually
from ctibridge.wire.cti.messages import Request
from ctibridge.wire.cti.profile import DEFAULT, Framing, RequestDialect
from ctibridge.wire.xsi.channels import ChannelTerminatedReason
from ctibridge.wire.xsi.directory import ErrorInfo
from ctibridge.wire.xsi.events import ChannelTerminatedEvent
from ctibridge.wire.xsi.services import DoNotDisturb
from ctibridge.wire.xsi.stream import Damaged
from tests.integration.broadworks.cti_peer import CHANNEL, SETTINGS, Answer, Peer, event, link_to

CALLS = read(user_path("anna@ent1.example", "calls"))
NO_USER = ErrorInfo(summary_english="no such user", error_code=4008)
HOLD = call_action("anna@ent1.example", "call-1", "Hold")


Test = Callable[[Peer, Place], Awaitable[None]]


def with_peer(peer: Callable[[], Peer] = Peer) -> Callable[[Test], Callable[[], None]]:
    """A test on virtual time, with a server."""

    def wrap(test: Test) -> Callable[[], None]:
        async def main() -> None:
            server = peer()
            async with server.served() as place:
                await test(server, place)

        @functools.wraps(test)
        def run() -> None:
            run_virtually(main())

        del run.__wrapped__  # pytest would look for fixtures
        return run

    return wrap


async def fails(link: CtiLink) -> CtibridgeError:
    """Why no channel can be had, or why it ended."""
    with pytest.raises((CtibridgeError, ExceptionGroup)) as caught:
        async with link.open_channel() as channel:
            await channel.run(lambda _: None)
    error = caught.value
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    assert isinstance(error, CtibridgeError)
    return error


@with_peer()
async def test_the_events_of_a_channel_are_acknowledged_and_handed_on_in_order(peer: Peer, place: Place) -> None:
    told: list[str] = []
    async with link_to(place).open_channel() as channel:
        assert ("c-1", 3600, "127.0.0.1") == (channel.channel_id, channel.expires_s, channel.server)
        peer.tell(event(1))
        await asyncio.sleep(1)  # before anybody listens
        async with asyncio.TaskGroup() as tasks:
            listening = tasks.create_task(channel.run(lambda item: told.append(getattr(item, "event_id", ""))))
            await asyncio.sleep(1)
            peer.tell(event(2), event(3))
            await asyncio.sleep(1)
            listening.cancel()
    assert ["e-1", "e-2", "e-3"] == told
    assert [("e-1", 200), ("e-2", 200), ("e-3", 200)] == peer.acknowledged


@with_peer()
async def test_requests_carry_the_credentials_and_bring_their_own_answers(peer: Peer, place: Place) -> None:
    service = DoNotDisturb(active=True)
    peer.answer = lambda request: Peer.usual(request) if "Channel" in request.tunnelled.name else (200, "OK", service)
    link = link_to(place)
    async with link.open_channel():
        asked = read(user_path("anna@ent1.example", "services", "DoNotDisturb"))
        replies = await asyncio.gather(*(link.request(asked) for _ in range(20)))
    assert [service] * 20 == [reply.document for reply in replies]
    assert 20 == link.requests
    assert {("admin@ent1.example", "secret")} == {request.authentication.login for request in peer.requests}


@with_peer()
async def test_without_a_channel_nothing_is_sent(peer: Peer, place: Place) -> None:
    with pytest.raises(ConnectFailed, match="there is no connection"):
        await link_to(place).request(CALLS)
    assert 0 == peer.connections


@with_peer()
async def test_what_the_cti_interface_lacks_is_not_sent(peer: Peer, place: Place) -> None:
    link = link_to(place)
    async with link.open_channel():
        with pytest.raises(NotSupported, match="directories/Group"):
            await link.request(read(user_path("anna@ent1.example", "directories", "Group")))
    assert ["AddChannelRequest"] == [request.tunnelled.name for request in peer.requests]


@pytest.mark.parametrize("framing", [Framing.NUL, Framing.LEN32BE, Framing.HTTP])
def test_another_framing_is_found_by_a_keep_alive_and_remembered(framing: Framing) -> None:
    @with_peer(lambda: Peer(replace(DEFAULT, framing=framing)))
    async def test(peer: Peer, place: Place) -> None:
        usual = peer.handle

        async def strict(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            first = await reader.read(1)
            if {Framing.NUL: b"<", Framing.LEN32BE: b"\0", Framing.HTTP: b"P"}[framing] != first:
                writer.close()
                return
            again = asyncio.StreamReader()
            again.feed_data(first)
            rest = asyncio.create_task(_pump(reader, again))
            await usual(again, writer)
            await rest

        peer.handle = strict  # type: ignore[method-assign]
        link = link_to(place)
        if framing is not Framing.NUL:  # a server that ends documents by NUL may read the others as well
            async with link.open_channel():
                assert framing is link.profile.framing
            tried = peer.connections
            async with link.open_channel():
                assert tried + 1 == peer.connections

    test()


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamReader) -> None:
    while data := await source.read(65_536):
        sink.feed_data(data)
    sink.feed_eof()


@with_peer()
async def test_another_dialect_is_tried_when_the_first_is_refused_and_remembered(peer: Peer, place: Place) -> None:
    answers: list[Answer] = [(400, "Bad Request", None), (400, "Bad Request", None), (200, "OK", CHANNEL)]
    peer.answer = lambda _request: answers.pop(0)
    link = link_to(place)
    async with link.open_channel():
        assert (RequestDialect.CTI, "17.0") == (link.profile.request_dialect, link.profile.envelope_version)
    peer.answer = Peer.usual
    async with link.open_channel():
        assert 4 == len(peer.requests)


@with_peer(lambda: Peer(replace(DEFAULT, framing=Framing.NUL)))
async def test_what_the_administrator_says_goes_before_what_was_found_out(peer: Peer, place: Place) -> None:
    said = replace(SETTINGS, cti=replace(DEFAULT, framing=Framing.NUL), protocol_version="22.0")
    link = link_to(place, settings=said)
    async with link.open_channel():
        assert Framing.NUL is link.profile.framing
    assert "22.0" == peer.requests[0].tunnelled.version


@with_peer()
async def test_when_every_dialect_is_refused_the_first_refusal_is_told(peer: Peer, place: Place) -> None:
    peer.answer = lambda _request: (400, "Bad Request", None)
    error = await fails(link_to(place))
    assert isinstance(error, Rejected)
    assert 4 == len(peer.requests)


@with_peer(lambda: Peer(answers_keep_alives=False))
async def test_a_server_that_never_answers_is_given_up_with_what_it_sent(peer: Peer, place: Place) -> None:
    error = await fails(link_to(place))
    assert isinstance(error, LinkLost)
    assert "nobody answers a keep-alive in any framing" in str(error)
    assert 6 == peer.connections


@with_peer()
async def test_a_server_that_falls_silent_is_noticed(peer: Peer, place: Place) -> None:
    loop = asyncio.get_running_loop()
    async with asyncio.TaskGroup() as tasks:
        ended = tasks.create_task(fails(link_to(place)))
        await asyncio.sleep(1)
        peer.protocol.answers_keep_alives = False
        began = loop.time()
        error = await ended
    assert "does not answer keep-alives" in str(error)
    assert loop.time() - began < DEFAULT.ka_interval + ANSWER_S + 0.1


@with_peer()
async def test_while_events_come_nobody_asks_whether_the_server_lives(peer: Peer, place: Place) -> None:
    async with link_to(place).open_channel() as channel, asyncio.TaskGroup() as tasks:
        listening = tasks.create_task(channel.run(lambda _: None))
        peer.received.clear()
        for number in range(1, 60):
            peer.tell(event(number))
            await asyncio.sleep(1)
        listening.cancel()
    assert 59 == len(peer.acknowledged)
    assert 59 == len(peer.received)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "the server answers HTTP: this is not the port"),
        (b"\x15\x03\x01\x00\x02\x02\x0a", "TLS record on the plain port"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "framing not recognised"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "DTD"),
        (b"<html><body>" + b"<p>" * 100, "nobody answers a keep-alive"),
        (b"<a>" + b"x" * 4_200_000, "document exceeds 4194304 bytes"),
    ],
    ids=["HTTP", "TLS", "another protocol", "DTD", "a page", "too large"],
)
def test_who_speaks_another_language_is_told_so(said: bytes, text: str) -> None:
    @with_peer()
    async def test(peer: Peer, place: Place) -> None:
        peer.raw = lambda _data: said
        assert text in str(await fails(link_to(place)))

    test()


@with_peer()
async def test_half_a_message_is_told_as_such(peer: Peer, place: Place) -> None:
    async with asyncio.TaskGroup() as tasks:
        ended = tasks.create_task(fails(link_to(place)))
        await asyncio.sleep(1)
        peer.writer.write(b"<xsp:event xmlns:xsp='x'><requestId>")
        peer.writer.close()
    assert "closed the connection inside a message (36 bytes)" in str(ended.result())


@with_peer()
async def test_a_peer_that_sends_one_byte_a_second_is_not_taken_for_dead(peer: Peer, place: Place) -> None:
    told: list[object] = []
    async with link_to(place).open_channel() as channel, asyncio.TaskGroup() as tasks:
        listening = tasks.create_task(channel.run(told.append))
        peer.protocol.send_event(event(1))
        for byte in b"".join(peer.protocol.data_to_send()):
            peer.writer.write(bytes([byte]))
            await asyncio.sleep(1)
        listening.cancel()
    assert [event(1)] == told


@with_peer()
async def test_an_event_that_cannot_be_read_is_refused_and_handed_on_as_damaged(peer: Peer, place: Place) -> None:
    told: list[object] = []
    async with link_to(place).open_channel() as channel, asyncio.TaskGroup() as tasks:
        listening = tasks.create_task(channel.run(told.append))
        peer.protocol.send_event(event(1))
        (data,) = peer.protocol.data_to_send()
        peer.writer.write(data.replace(b"<xsi:sequenceNumber>1", b"<xsi:sequenceNumber>one"))
        await asyncio.sleep(1)
        peer.tell(event(2))
        await asyncio.sleep(1)
        listening.cancel()
    damaged, whole = told
    assert isinstance(damaged, Damaged)
    assert event(2) == whole
    assert [("e-1", 400), ("e-2", 200)] == peer.acknowledged


@with_peer()
async def test_the_end_of_a_channel_is_no_event_to_be_acknowledged(peer: Peer, place: Place) -> None:
    told: list[object] = []
    end = ChannelTerminatedEvent(channel_id="c-1", reason=ChannelTerminatedReason.EXPIRED)
    async with link_to(place).open_channel() as channel, asyncio.TaskGroup() as tasks:
        listening = tasks.create_task(channel.run(told.append))
        peer.tell(end)
        await asyncio.sleep(1)
        listening.cancel()
    assert [end] == told
    assert [] == peer.acknowledged


class Answers:
    """What the server says to everything but the request for a channel."""

    def __init__(self, answer: Answer | None) -> None:
        self._answer = answer

    def __call__(self, request: Request) -> Answer | None:
        return Peer.usual(request) if request.tunnelled.name == "AddChannelRequest" else self._answer


@pytest.mark.parametrize(
    ("request_", "answer", "error", "text"),
    [
        (
            CALLS,
            (404, "Not Found", ErrorInfo(summary_english="no such user", error_code=4008)),
            Rejected,
            "no such user",
        ),
        (CALLS, (403, "Forbidden", None), Rejected, "Forbidden"),
        (CALLS, (503, "Service Unavailable", None), RateLimited, "Service Unavailable"),
        (CALLS, (401, "Unauthorized", None), AuthFailed, "refused user or password"),
        (CALLS, None, LinkLost, "no answer in time"),
        (HOLD, None, OutcomeUnknown, "whether it was carried out is not known"),
    ],
    ids=["404", "403", "503", "401", "lost read", "lost action"],
)
def test_refusals_and_silence_are_errors_of_ours(
    request_: XsiRequest, answer: Answer | None, error: type[CtibridgeError], text: str
) -> None:
    @with_peer()
    async def test(peer: Peer, place: Place) -> None:
        peer.answer = Answers(answer)
        link = link_to(place)
        async with link.open_channel():
            with pytest.raises(error, match=text):
                await link.request(request_)
            assert 2 == len(peer.requests)

    test()


@with_peer()
async def test_a_wrong_password_is_tried_once_a_minute(peer: Peer, place: Place) -> None:
    peer.answer = lambda _request: (401, "Unauthorized", None)
    account = Account("admin@ent1.example", "wrong")
    link = link_to(place, account=account)
    for _ in range(12):
        assert isinstance(await fails(link), AuthFailed)
        await asyncio.sleep(10)
    assert 2 == len(peer.requests)


@with_peer()
async def test_a_connection_that_is_lost_fails_what_waits_for_it(peer: Peer, place: Place) -> None:
    peer.answer = Answers(None)
    link = link_to(place)
    async with link.open_channel():
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(_error(link, CALLS))
            holding = tasks.create_task(_error(link, HOLD))
            await asyncio.sleep(1)
            peer.writer.close()
        assert isinstance(reading.result(), LinkLost)
        assert isinstance(holding.result(), OutcomeUnknown)
        assert isinstance(await _error(link, HOLD), ConnectFailed), "this one was not sent"


async def _error(link: CtiLink, request: XsiRequest) -> CtibridgeError:
    with pytest.raises(CtibridgeError) as caught:
        await link.request(request)
    return caught.value


def test_a_closed_port_is_told() -> None:
    async def test() -> None:
        async with Peer().served() as place:
            pass
        error = await fails(link_to(place))
        assert isinstance(error, ConnectFailed)

    asyncio.run(test())


def test_what_a_server_sends_instead_of_a_channel_is_told() -> None:
    @with_peer()
    async def test(peer: Peer, place: Place) -> None:
        peer.answer = lambda _request: (200, "OK", DoNotDisturb(active=True))
        error = await fails(link_to(place))
        assert isinstance(error, RemoteProtocolError)
        assert "answered the request for a channel with DoNotDisturb" in str(error)

    test()
