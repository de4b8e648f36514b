"""A plain client of the CTI interface on streams: just enough to try the simulator from outside. Checks nothing."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from ctibridge.wire.cti.catalogue import EVENTS, tunnelled
from ctibridge.wire.cti.messages import Authentication, KeepAlive, KeepAliveResponse, Response, Tunnelled, login
from ctibridge.wire.cti.profile import DEFAULT, ServerProfile
from ctibridge.wire.cti.protocol import ClientReceived, CtiClientProtocol, ReceivedEvent, ReceivedResponse
from ctibridge.wire.xsi import channels as c
from ctibridge.wire.xsi.documents import Document
from ctibridge.wire.xsi.events import SubscriptionEvent
from tests.unit.sim.bench import short

ADMIN = ("admin@ent1.example", "demo")
ANNA = ("anna@ent1.example", "demo")
USER = "user/anna@ent1.example"


class CtiClient:
    """One connection, read when something is awaited.

    Args:
        acknowledges: False leaves events without answer.
    """

    def __init__(
        self,
        streams: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        profile: ServerProfile = DEFAULT,
        account: tuple[str, str] = ADMIN,
        *,
        acknowledges: bool = True,
    ) -> None:
        self._reader, self._writer = streams
        self.protocol = CtiClientProtocol("test", profile)
        self.profile, self._account, self._acknowledges = profile, account, acknowledges
        self.responses: dict[str, Response] = {}
        self.events: list[Any] = []
        self.others: list[ClientReceived] = []
        self.seen: list[bytes] = []  # what was read, piece by piece
        self.mute = False  # writes nothing any more

    def flush(self, step: int | None = None) -> None:
        """Writes what the protocol wants written, in pieces of `step` bytes."""
        documents = [] if self.mute else self.protocol.data_to_send()
        if not self._acknowledges:
            documents = [document for document in documents if b"eventResponse" not in document]
        for data in documents:
            self.write(data, step)

    def write(self, data: bytes, step: int | None = None) -> None:
        """Writes bytes."""
        for start in range(0, len(data), step or len(data)):
            self._writer.write(data[start : start + (step or len(data))])

    async def read(self) -> bool:
        """Takes what comes next; False at the end of the connection."""
        data = await self._reader.read(65536)
        if not data:
            return False
        self.seen.append(data)
        for item in self.protocol.receive_data(data):
            match item:
                case ReceivedResponse(response, _):
                    self.responses[response.request_id] = response
                case ReceivedEvent(document):
                    self.events.append(document)
                case _:
                    self.others.append(item)
        self.flush()
        return True

    async def read_all(self) -> None:
        """Reads until the end of the connection."""
        while await self.read():
            pass

    def send(
        self,
        request: Tunnelled,
        account: tuple[str, str] | None = None,
        step: int | None = None,
        authentication: Authentication | None = None,
    ) -> str:
        """Sends a request; gives its id."""
        who = authentication or login(*(account or self._account), self.profile.auth_mode)
        request_id = self.protocol.send_request(request, who)
        self.flush(step)
        return request_id

    async def response(self, request_id: str) -> Response:
        """The response to a request."""
        while request_id not in self.responses:
            if not await self.read():
                raise ConnectionError("the server closed the connection")
        return self.responses.pop(request_id)

    async def ask(
        self, application: str, method: str, path: str, body: Document | None = None, **query: str
    ) -> Response:
        """Asks as over HTTP."""
        request = tunnelled(application, method, path, tuple(query.items()), body, self.profile)
        assert request is not None, f"not among the 138: {method} {path}"
        return await self.response(self.send(request))

    async def next(self) -> Any:
        """The next event; None at the end of the connection."""
        while not self.events:
            if not await self.read():
                return None
        return self.events.pop(0)

    async def words(self, count: int) -> list[str]:
        """The next events in short words."""
        found = [await self.next() for _ in range(count)]
        return [short(item.event_data) if isinstance(item, SubscriptionEvent) else repr(item) for item in found]

    async def channel(self, set_id: str = "set", **more: Any) -> str:
        """Makes a channel; gives its id."""
        wish = c.Channel(channel_set_id=set_id, expires=more.pop("expires", 3600), **more)
        response = await self.ask(EVENTS, "POST", "channel", wish)
        assert isinstance(response.document, c.Channel), response
        return response.document.channel_id or ""

    async def subscribe(
        self, path: str = USER, package: str = "Advanced Call", set_id: str = "set", application: str = "app"
    ) -> Response:
        """Subscribes."""
        wish = c.Subscription(event=package, expires=3600, channel_set_id=set_id, application_id=application)
        return await self.ask(EVENTS, "POST", path, wish)

    async def keep_alive(self) -> None:
        """Asks whether the server lives, and waits until it says so."""
        self.protocol.send_keep_alive()
        self.flush()
        while not any(isinstance(item, KeepAliveResponse) for item in self.others):
            if not await self.read():
                raise ConnectionError("the server closed the connection")
        self.others = [item for item in self.others if not isinstance(item, KeepAliveResponse)]

    def was_asked(self) -> int:
        """How often the server asked with a keep-alive."""
        return sum(isinstance(item, KeepAlive) for item in self.others)

    async def is_over(self) -> bool:
        """Waits for the end of the connection."""
        async with asyncio.timeout(10):
            await self.read_all()
        return True

    async def close(self) -> None:
        """Closes the connection."""
        self._writer.close()
        with suppress(ConnectionError):  # the server was faster
            await self._writer.wait_closed()


@asynccontextmanager
async def connected(
    url: str,
    profile: ServerProfile = DEFAULT,
    account: tuple[str, str] = ADMIN,
    *,
    acknowledges: bool = True,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[CtiClient]:
    """A client of the CTI port at `host:port`."""
    host, _, port = url.rpartition(":")
    streams = await asyncio.open_connection(host, int(port), ssl=tls)
    client = CtiClient(streams, profile, account, acknowledges=acknowledges)
    try:
        yield client
    finally:
        await client.close()
