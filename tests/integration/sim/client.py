"""A plain XSI client on aiohttp: just enough to try the simulator from outside. Decides nothing, checks nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from ctibridge.wire.xsi import channels as c
from ctibridge.wire.xsi.documents import Document, decode, encode
from ctibridge.wire.xsi.events import SubscriptionEvent
from ctibridge.wire.xsi.stream import EventStream
from tests.unit.sim.bench import short

ACTIONS = "/com.broadsoft.xsi-actions/v2.0/"
EVENTS = "/com.broadsoft.xsi-events/v2.0/"
ASYNC = "/com.broadsoft.async"
ADMIN = ("admin@ent1.example", "demo")
ANNA = ("anna@ent1.example", "demo")


def basic(account: tuple[str, str]) -> dict[str, str]:
    return {"Authorization": aiohttp.encode_basic_auth(*account)}


class Client:
    """One account at one server."""

    def __init__(self, session: aiohttp.ClientSession, url: str, account: tuple[str, str] = ADMIN) -> None:
        self._session, self.url, self._account, self._headers = session, url, account, basic(account)

    def at(self, url: str) -> Client:
        """The same account at another server."""
        return Client(self._session, url, self._account)

    def as_user(self, account: tuple[str, str]) -> Client:
        """Another account at the same server."""
        return Client(self._session, self.url, account)

    async def ask(self, method: str, path: str, body: Document | bytes | None = None, **headers: str) -> Answer:
        data = body if isinstance(body, bytes) or body is None else encode(body)
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self._session.request(
            method, self.url + path, data=data, headers={**self._headers, **more}, allow_redirects=False
        ) as reply:
            return Answer(reply.status, reply.headers, await reply.read())

    async def subscribe(self, path: str, package: str = "Advanced Call", set_id: str = "set") -> Answer:
        wish = c.Subscription(event=package, expires=3600, channel_set_id=set_id, application_id="app")
        return await self.ask("POST", EVENTS + path, wish)

    @asynccontextmanager
    async def channel(self, set_id: str = "set", *, acknowledges: bool = True, **more: Any) -> AsyncIterator[Channel]:
        wish = c.Channel(channel_set_id=set_id, expires=more.pop("expires", 3600), **more)
        async with self._session.post(
            self.url + ASYNC + EVENTS + "channel", data=encode(wish), headers=self._headers, timeout=_NEVER
        ) as reply:
            channel = Channel(self, reply, acknowledges=acknowledges)
            first = await channel.next()
            assert isinstance(first, c.Channel), first
            assert first.channel_id is not None
            channel.id = first.channel_id
            yield channel


_NEVER = aiohttp.ClientTimeout(total=None)


class Answer:
    """A reply, read."""

    def __init__(self, status: int, headers: Any, body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    @property
    def document(self) -> Any:
        return decode(self.body)


class Channel:
    """The stream of a channel."""

    def __init__(self, client: Client, reply: aiohttp.ClientResponse, *, acknowledges: bool) -> None:
        self._client, self.reply, self._acknowledges = client, reply, acknowledges
        self._stream = EventStream()
        self._documents: list[Any] = []
        self.id = ""
        self.chunks: list[bytes] = []

    async def next(self) -> Any:
        """The next document; None at the end of the stream."""
        while not self._documents:
            chunk, _ = await self.reply.content.readchunk()
            if not chunk:
                return None
            self.chunks.append(chunk)
            self._documents += self._stream.receive_data(chunk)
        document = self._documents.pop(0)
        if self._acknowledges and isinstance(document, SubscriptionEvent):
            assert (await self.acknowledge(document)).status == 200
        return document

    async def words(self, count: int) -> list[str]:
        """The next documents in short words."""
        found = [await self.next() for _ in range(count)]
        return [short(item.event_data) if isinstance(item, SubscriptionEvent) else repr(item) for item in found]

    async def acknowledge(self, event: SubscriptionEvent, url: str | None = None) -> Answer:
        answer = c.EventResponse(event_id=event.event_id, status_code=200, reason="OK")
        client = self._client if url is None else self._client.at(url)
        return await client.ask("POST", EVENTS + "channel/eventresponse", answer)

    async def heartbeat(self) -> Answer:
        return await self._client.ask("PUT", f"{EVENTS}channel/{self.id}/heartbeat")

    async def is_over(self) -> bool:
        """Waits for the end of the stream; whether nothing came before it."""
        async with asyncio.timeout(10):
            return await self.next() is None
