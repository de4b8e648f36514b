"""The event channel: one endless response, its heartbeats, and the acknowledgements on connections of their own.

Heartbeats and acknowledgements must reach the very server that holds the channel (XSI 4.2.1.2), so they go to the
address that the stream's connection has, under the configured name.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http.cookies import BaseCookie
from zlib import crc32

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from ctibridge.broadworks.requests import Context
from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.broadworks.xsi_link import XsiLink, translated
from ctibridge.errors import LinkError, LinkLost, Rejected, RemoteProtocolError
from ctibridge.wire.xsi.channels import Channel, EventResponse, EventStatus
from ctibridge.wire.xsi.directory import ErrorInfo
from ctibridge.wire.xsi.documents import CONTENT_TYPE, encode
from ctibridge.wire.xsi.events import SubscriptionEvent
from ctibridge.wire.xsi.stream import Damaged, EventStream, StreamItem

# Without an answer in about 10 s the platform gives the channel up. First a kept connection may just be dead.
AGAIN_S = (0.0, 0.5, 2.0)
_PROMPT = aiohttp.ClientTimeout(total=3.0)  # so that all tries fit into the 10 s
_XML_BODY = {"Content-Type": CONTENT_TYPE}
_REASONS = {EventStatus.TAKEN: "OK", EventStatus.DROPPED: "Bad Request"}


class _OnlyServer(AbstractResolver):
    """Resolves every name to the one address that holds the channel."""

    def __init__(self, address: str) -> None:
        self._address = address

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002  the address has its own
    ) -> list[ResolveResult]:
        found = socket.AF_INET6 if ":" in self._address else socket.AF_INET
        return [ResolveResult(hostname=host, host=self._address, port=port, family=found, proto=0, flags=0)]

    async def close(self) -> None:
        pass


class Acknowledger:
    """Answers events in order, on several connections: events of one target always take the same one.

    One POST after the other on one connection would be the slowest part of the event path.
    """

    def __init__(self, link: XsiLink, session: aiohttp.ClientSession, lanes: int) -> None:
        self._url = link.url(Context.EVENTS, "channel/eventresponse")
        self._link, self._session = link, session
        self._lanes: list[asyncio.Queue[bytes]] = [asyncio.Queue() for _ in range(lanes)]
        self.failures = 0

    def acknowledge(self, event_id: str, target: str, status: EventStatus = EventStatus.TAKEN) -> None:
        """Puts the answer to an event on its way."""
        response = EventResponse(event_id=event_id, status_code=int(status), reason=_REASONS[status])
        self._lanes[crc32(target.encode()) % len(self._lanes)].put_nowait(encode(response))

    @property
    def waiting(self) -> int:
        """Answers that have not been sent."""
        return sum(lane.qsize() for lane in self._lanes)

    async def run(self) -> None:
        """Sends answers until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for lane in self._lanes:
                tasks.create_task(self._send(lane))

    async def _send(self, lane: asyncio.Queue[bytes]) -> None:
        while True:
            body = await lane.get()
            self._link.trace("sent", f"POST {self._url.raw_path}", body)
            for attempt, pause_s in enumerate(AGAIN_S):
                if await self._is_taken(body, again=attempt > 0):
                    break
                self.failures += 1
                await asyncio.sleep(pause_s)

    async def _is_taken(self, body: bytes, *, again: bool) -> bool:
        """Whether the server took the answer, or refused it for good; False: it is worth another try."""
        try:
            with translated(self._link.host):
                async with self._session.post(
                    self._url, data=body, headers=_XML_BODY, timeout=_PROMPT, allow_redirects=False
                ) as response:
                    await response.read()
        except LinkError:
            return False
        if response.status == 401:
            self._link.reply(response, b"")  # a wrong password with every event would lock the account
        if response.status == 404 and not again:  # the first try may have been taken after all
            raise LinkLost(self._link.host, "the server does not know the channel any more")
        return response.status < 300 or 400 <= response.status < 500


@dataclass(frozen=True, slots=True)
class OpenChannel:
    """A channel that stands. `expires_s` is the life that the platform granted."""

    channel_id: str
    expires_s: int
    server: str
    stream: ChannelStream
    acknowledger: Acknowledger
    session: aiohttp.ClientSession


class ChannelStream:
    """The documents on an open channel."""

    def __init__(self, link: XsiLink, response: aiohttp.ClientResponse) -> None:
        self._host, self._trace, self._response = link.host, link.trace, response
        self._stream = EventStream()
        self._ahead: list[StreamItem] = []
        _end_with_connection(response)

    async def first(self) -> Channel:
        """The platform's answer to the request for a channel.

        Raises:
            Rejected: it is an ErrorInfo, sent with status 200.
            RemoteProtocolError: it is something else.
            LinkLost: the stream ended before.
        """
        while not self._ahead:
            self._ahead = await self._receive()
        item = self._ahead.pop(0)
        if isinstance(item, Channel) and item.channel_id is not None:
            return item
        if isinstance(item, ErrorInfo):
            raise Rejected(200, item.summary_english, item.error_code)
        if isinstance(item, Damaged):
            raise item.error
        raise RemoteProtocolError(f"{self._host} began the channel with {item!r}")

    async def run(self, on_item: Callable[[StreamItem], None]) -> None:
        """Hands each document to `on_item` until the stream ends.

        Raises:
            LinkLost: it ended.
            RemoteProtocolError: it is no stream of XML documents.
        """
        for item in self._ahead:
            on_item(item)
        while True:
            for item in await self._receive():
                on_item(item)

    async def _receive(self) -> list[StreamItem]:
        with translated(self._host):
            data = await self._response.content.readany()
        if not data:
            cut = f" inside a document ({self._stream.pending} bytes)" if self._stream.pending else ""
            raise LinkLost(self._host, f"the server ended the event channel{cut}")
        self._trace("received", "channel", data)
        return self._stream.receive_data(data)


@asynccontextmanager
async def open_channel(link: XsiLink, settings: BroadWorksSettings) -> AsyncIterator[OpenChannel]:
    """A new channel in the set, closed at the end.

    Raises:
        LinkError, Rejected, RemoteProtocolError: there is none, and why.
    """
    link.check_account()
    link.trace("sent", f"POST {link.channel_url().raw_path}", b"")
    wish = Channel(
        channel_set_id=settings.channel_set_id, priority=1, weight=50, expires=settings.timing.channel_life_s
    )
    timing = settings.timing
    forever = aiohttp.ClientTimeout(total=None, sock_connect=timing.connect_s)
    stream_session = link.new_session(1)  # its connection serves nothing else (XSI 4.6.3.1)
    try:
        with translated(link.host):
            async with asyncio.timeout(timing.request_s):
                response = await stream_session.post(
                    link.channel_url(),
                    data=encode(wish),
                    headers=_XML_BODY,
                    timeout=forever,
                    allow_redirects=False,
                )
                refusal = await response.read() if response.status != 200 else b""
        if response.status != 200:
            link.reply(response, refusal)
            raise RemoteProtocolError(f"{link.host} answered {response.status} to the request for a channel")
        _check_content_type(link.host, response)
        cookies = stream_session.cookie_jar.filter_cookies(link.url(Context.EVENTS, "channel"))
        async with _opened(link, settings, response, cookies) as channel:
            yield channel
    finally:
        await stream_session.close()


def _end_with_connection(response: aiohttp.ClientResponse) -> None:
    """Lets the body end in an error when its connection does.

    Behind a malformed chunk aiohttp 3.14 closes the connection and leaves whoever reads the body waiting.
    """
    protocol = response.connection.protocol if response.connection is not None else None
    closed = protocol.closed if protocol is not None else None

    def end(lost: asyncio.Future[None]) -> None:
        content = response.content
        if not lost.cancelled() and lost.exception() is None and not content.is_eof() and content.exception() is None:
            content.set_exception(aiohttp.ClientPayloadError("the body is malformed"))

    if closed is not None:
        closed.add_done_callback(end)


def _check_content_type(host: str, response: aiohttp.ClientResponse) -> None:
    content_type = response.content_type
    if "html" in content_type or "json" in content_type:
        raise RemoteProtocolError(f"{host} answered with {content_type} to the request for a channel")


@asynccontextmanager
async def _opened(
    link: XsiLink, settings: BroadWorksSettings, response: aiohttp.ClientResponse, cookies: BaseCookie[str]
) -> AsyncIterator[OpenChannel]:
    stream = ChannelStream(link, response)
    with translated(link.host):
        async with asyncio.timeout(settings.timing.request_s):
            granted = await stream.first()
    link.accept()
    server = _peer(response)
    lanes = settings.acknowledgement_lanes
    session = link.new_session(lanes + 1, _OnlyServer(server), cookies)  # one more for the heartbeat
    try:
        yield OpenChannel(
            channel_id=granted.channel_id or "",
            expires_s=granted.expires if granted.expires is not None else settings.timing.channel_life_s,
            server=server,
            stream=stream,
            acknowledger=Acknowledger(link, session, lanes),
            session=session,
        )
    finally:
        response.close()
        await session.close()


def _peer(response: aiohttp.ClientResponse) -> str:
    connection = response.connection
    transport = connection.transport if connection is not None else None
    peer = transport.get_extra_info("peername") if transport is not None else None
    return str(peer[0]) if peer else str(response.url.host)


async def send_heartbeat(link: XsiLink, channel: OpenChannel) -> None:
    """Tells the server that we are there; it answers on the channel too.

    Raises:
        LinkLost: the server does not know the channel, or is gone.
        AuthFailed: the password is not right any more.
        RateLimited: the server is overloaded; the channel still stands.
    """
    url = link.url(Context.EVENTS, f"channel/{channel.channel_id}/heartbeat")
    with translated(link.host):
        async with channel.session.put(url, allow_redirects=False) as response:
            await response.read()
    if response.status in {401, 503}:
        link.reply(response, b"")
    if response.status >= 300:
        raise LinkLost(link.host, f"the server answered {response.status} to the heartbeat")


def acknowledge(channel: OpenChannel, item: StreamItem) -> None:
    """Acknowledges what wants it; at once, and before anything is done with it."""
    if isinstance(item, SubscriptionEvent):
        channel.acknowledger.acknowledge(item.event_id, item.target_id or item.user_id or "")
    elif isinstance(item, Damaged) and item.event_id is not None:
        channel.acknowledger.acknowledge(item.event_id, "", EventStatus.DROPPED)
