"""The event channel over http: opens it, acknowledges, sends heartbeats.

Heartbeats and acknowledgements must reach the very server that holds the channel (XSI 4.2.1.2), so they go to the
address that the stream's connection has, under the configured name.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from http.cookies import BaseCookie

import aiohttp
import structlog
from aiohttp.abc import AbstractResolver, ResolveResult

from ctibridge.broadworks.acknowledging import Acknowledger
from ctibridge.broadworks.requests import Context
from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.broadworks.xsi_link import XsiLink, translated
from ctibridge.broadworks.xsi_stream import ChannelStream
from ctibridge.errors import LinkError, LinkLost, RateLimited, RemoteProtocolError
from ctibridge.wire.xsi.channels import Channel, ChannelHeartBeat
from ctibridge.wire.xsi.documents import CONTENT_TYPE, encode
from ctibridge.wire.xsi.stream import StreamItem

_XML_BODY = {"Content-Type": CONTENT_TYPE}
log = structlog.get_logger()


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


class XsiChannel:
    """A channel that stands. `expires_s` is the life that the platform granted, `server` the address that holds it."""

    def __init__(
        self,
        link: XsiLink,
        settings: BroadWorksSettings,
        granted: Channel,
        server: str,
        stream: ChannelStream,
        session: aiohttp.ClientSession,
    ) -> None:
        self.channel_id = granted.channel_id or ""
        self.expires_s = granted.expires if granted.expires is not None else settings.timing.channel_life_s
        self.server = server
        self._link, self._timing, self._stream, self._session = link, settings.timing, stream, session
        self._acknowledger = Acknowledger(link, session, settings.acknowledgement_lanes)
        self._heartbeat_seen = asyncio.Event()
        self._given_up: asyncio.Future[LinkLost] = asyncio.get_running_loop().create_future()

    async def run(self, take: Callable[[StreamItem], None]) -> None:
        """Hands each document to `take`, with its acknowledgement on the way already, until the channel ends.

        Raises:
            LinkError, ProtocolError, CommandError, also several in a group: it ended, and why.
        """

        def on_item(item: StreamItem) -> None:
            if isinstance(item, ChannelHeartBeat):
                self._heartbeat_seen.set()
                return
            self._acknowledger.take(item)
            take(item)

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._stream.run(on_item))
            tasks.create_task(self._acknowledger.run())
            tasks.create_task(self._beat())
            tasks.create_task(self._until_given_up())

    async def is_alive(self, limit_s: float) -> bool:
        """Whether a heartbeat is answered within `limit_s`, on the channel too."""
        self._heartbeat_seen.clear()
        try:
            async with asyncio.timeout(limit_s):
                await self._send_heartbeat()
                await self._heartbeat_seen.wait()
        except RateLimited:
            return True  # it is overloaded, and says so
        except (TimeoutError, LinkError):
            return False
        return True

    def give_up(self, reason: LinkLost) -> None:
        """It is of no use any more."""
        if not self._given_up.done():
            self._given_up.set_result(reason)

    async def _until_given_up(self) -> None:
        raise await self._given_up

    async def _beat(self) -> None:
        """Heartbeats. The answer must come on the channel too, else we talk to the wrong server or nobody hears us."""
        pause_s = self._timing.heartbeat_s
        while True:
            await asyncio.sleep(pause_s)
            self._heartbeat_seen.clear()
            try:
                await self._send_heartbeat()
            except RateLimited as exc:
                log.warning("heartbeat.refused", link=self._link.host, reason=str(exc))
                pause_s = min(exc.retry_after_s, self._timing.heartbeat_answer_s)  # soon: the server waits for one
                continue
            pause_s = self._timing.heartbeat_s
            try:
                async with asyncio.timeout(self._timing.heartbeat_answer_s):
                    await self._heartbeat_seen.wait()
            except TimeoutError:
                raise LinkLost(self._link.host, "the server took the heartbeat, but the channel is silent") from None

    async def _send_heartbeat(self) -> None:
        """Tells the server that we are there; it answers on the channel too.

        Raises:
            LinkLost: the server does not know the channel, or is gone.
            AuthFailed: the password is not right any more.
            RateLimited: the server is overloaded; the channel still stands.
        """
        self._link.check_account()
        url = self._link.url(Context.EVENTS, f"channel/{self.channel_id}/heartbeat")
        with translated(self._link.host):
            async with self._session.put(url, headers=self._link.authorization, allow_redirects=False) as response:
                await response.read()
        if response.status in {401, 503}:
            self._link.reply(response, b"")
        if response.status >= 300:
            raise LinkLost(self._link.host, f"the server answered {response.status} to the heartbeat")


@asynccontextmanager
async def open_channel(link: XsiLink, settings: BroadWorksSettings) -> AsyncIterator[XsiChannel]:
    """A new channel in the set, closed at the end.

    Raises:
        LinkError, Rejected, RemoteProtocolError: there is none, and why.
    """
    link.check_account()
    stream_session = link.new_session(1)  # its connection serves nothing else (XSI 4.6.3.1)
    try:
        response = await link.believed(lambda: _asked(link, settings, stream_session))
        cookies = stream_session.cookie_jar.filter_cookies(link.url(Context.EVENTS, "channel"))
        async with _opened(link, settings, response, cookies) as channel:
            yield channel
    finally:
        await stream_session.close()


async def _asked(link: XsiLink, settings: BroadWorksSettings, session: aiohttp.ClientSession) -> aiohttp.ClientResponse:
    """The response that is the channel's stream."""
    timing, url = settings.timing, link.channel_url()
    wish = Channel(channel_set_id=settings.channel_set_id, priority=1, weight=50, expires=timing.channel_life_s)
    forever = aiohttp.ClientTimeout(total=None, sock_connect=timing.connect_s)
    headers = link.authorization | _XML_BODY
    link.trace("sent", f"POST {url.raw_path}", b"")
    with translated(link.host):
        async with asyncio.timeout(timing.request_s):
            response = await session.post(
                url, data=encode(wish), headers=headers, timeout=forever, allow_redirects=False
            )
            refusal = await response.read() if response.status != 200 else b""
    if response.status != 200:
        link.reply(response, refusal)
        raise RemoteProtocolError(f"{link.host} answered {response.status} to the request for a channel")
    _check_content_type(link.host, response)
    return response


def _check_content_type(host: str, response: aiohttp.ClientResponse) -> None:
    content_type = response.content_type
    if "html" in content_type or "json" in content_type:
        raise RemoteProtocolError(f"{host} answered with {content_type} to the request for a channel")


@asynccontextmanager
async def _opened(
    link: XsiLink, settings: BroadWorksSettings, response: aiohttp.ClientResponse, cookies: BaseCookie[str]
) -> AsyncIterator[XsiChannel]:
    stream = ChannelStream(link, response)
    with translated(link.host):
        async with asyncio.timeout(settings.timing.request_s):
            granted = await stream.first()
    link.accept()
    server = _peer(response)
    # One connection more than acknowledgements need: for the heartbeat.
    session = link.new_session(settings.acknowledgement_lanes + 1, _OnlyServer(server), cookies)
    try:
        yield XsiChannel(link, settings, granted, server, stream, session)
    finally:
        response.close()
        await session.close()


def _peer(response: aiohttp.ClientResponse) -> str:
    connection = response.connection
    transport = connection.transport if connection is not None else None
    peer = transport.get_extra_info("peername") if transport is not None else None
    return str(peer[0]) if peer else str(response.url.host)


class XsiServerLink(XsiLink):
    """One XSI server, with channels (see server_set.ServerLink)."""

    def open_channel(self) -> AbstractAsyncContextManager[XsiChannel]:
        """A new channel there, closed at the end; raises as `open_channel`."""
        return open_channel(self, self._settings)
