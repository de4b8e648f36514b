"""One connection of the CTI interface: bytes to messages and back, requests and their responses, what is told.

Step 1 and 2 of the event path: what is owed for an event is written before anybody sees the event. Nothing waits here.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import cast

from ctibridge.broadworks.handshakes import in_words, refuses_us
from ctibridge.broadworks.replies import Trace
from ctibridge.errors import CtibridgeError, LinkLost, RemoteProtocolError, TlsFailed
from ctibridge.wire.cti.connection import Unusable
from ctibridge.wire.cti.messages import Authentication, Response, Tunnelled
from ctibridge.wire.cti.protocol import ClientReceived, CtiClientProtocol, ReceivedEvent, ReceivedResponse
from ctibridge.wire.xsi.stream import StreamItem

MOST_UNSENT = 4 * 1024 * 1024  # bytes; acknowledgements are small: a peer that leaves so many is gone
FIRST_BYTES = 256  # of what came; shown when nobody can make sense of it
# Dead peers are noticed by keep-alives of the application; these are for what lies between (cti-interface.md 11).
_SOCKET_OPTIONS = {
    "TCP_NODELAY": 1,
    "TCP_KEEPIDLE": 60,
    "TCP_KEEPINTVL": 15,
    "TCP_KEEPCNT": 4,
    "TCP_USER_TIMEOUT": 20_000,  # ms
}


class CtiConnection(asyncio.Protocol):
    """One connection.

    Args:
        host: The server, for people.
        protocol: Knows the messages.
        trace: Is told of every message.
        now: A clock in seconds.

    `lost` is done when the connection is of no use any more, and says why. `heard_at` is when something came last.
    """

    def __init__(self, host: str, protocol: CtiClientProtocol, trace: Trace, now: Callable[[], float]) -> None:
        self.host, self.protocol = host, protocol
        self._trace, self._now = trace, now
        self.lost: asyncio.Future[CtibridgeError] = asyncio.get_running_loop().create_future()
        self.closed = asyncio.Event()
        self.heard_at = now()
        self.first_bytes = b""
        self._transport: asyncio.Transport | None = None
        self._answers: dict[str, asyncio.Future[Response]] = {}
        self._alive = asyncio.Event()
        self._take: Callable[[StreamItem], None] | None = None
        self._early: list[StreamItem] = []

    @property
    def is_open(self) -> bool:
        """Whether it can be used."""
        return not self.lost.done()

    @property
    def peer(self) -> str:
        """The address of the server."""
        peer = self._transport.get_extra_info("peername") if self._transport is not None else None
        return str(peer[0]) if peer else self.host

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It stands."""
        self._transport = cast("asyncio.Transport", transport)
        _set_options(transport.get_extra_info("socket"))
        self.heard_at = self._now()

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        self.heard_at = self._now()
        if len(self.first_bytes) < FIRST_BYTES:
            self.first_bytes += data[: FIRST_BYTES - len(self.first_bytes)]
        self._trace("received", "cti", data)
        try:
            received = self.protocol.receive_data(data)
            self._flush()
            for item in received:
                self._dispatch(item)
        except CtibridgeError as exc:
            self.fail(exc)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        if exc is not None and refuses_us(exc):
            self.fail(TlsFailed(self.host, in_words(exc)))
        cut = f" inside a message ({self.protocol.pending} bytes)" if self.protocol.pending else ""
        reason = f"connection lost ({exc})" if exc is not None else "the server closed the connection"
        self.fail(LinkLost(self.host, reason + cut))
        self.closed.set()

    # What the link calls

    def listen(self, take: Callable[[StreamItem], None]) -> None:
        """Hands what is told to `take` from now on; first what came before."""
        self._take = take
        early, self._early = self._early, []
        for item in early:
            take(item)

    async def ask(self, request: Tunnelled, authentication: Authentication, limit_s: float) -> Response:
        """The response to a request.

        Raises:
            LinkLost: there is none within `limit_s`, or there will be none.
            RemoteProtocolError: it cannot be read.
        """
        request_id = self.protocol.send_request(request, authentication)
        answer = self._answers[request_id] = asyncio.get_running_loop().create_future()
        self._flush()
        try:
            async with asyncio.timeout(limit_s):
                response: Response = await answer
        except TimeoutError as exc:
            raise LinkLost(self.host, "no answer in time") from exc
        finally:
            self._answers.pop(request_id, None)
            self.protocol.forget(request_id)
        return response

    async def is_alive(self, limit_s: float, *, probe: bool = False) -> bool:
        """Whether the server answers a keep-alive within `limit_s`."""
        self._alive.clear()
        if probe:
            self.protocol.start_probe()
        else:
            self.protocol.send_keep_alive()
        self._flush()
        try:
            async with asyncio.timeout(limit_s):
                await self._alive.wait()
        except TimeoutError:
            return False
        return self.is_open

    def fail(self, reason: CtibridgeError) -> None:
        """It is of no use any more: whoever waits learns why."""
        if self.is_open:
            self.lost.set_result(reason)
        self._alive.set()
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(LinkLost(self.host, str(reason)))
        if self._transport is not None:
            self._transport.abort()

    async def close(self) -> None:
        """Closes it, and returns when it is closed."""
        if self._transport is None:
            return
        self._transport.close()
        try:
            async with asyncio.timeout(1.0):
                await self.closed.wait()
        except TimeoutError:
            self._transport.abort()  # the peer does not take what is still to be written

    def _flush(self) -> None:
        if self._transport is None or not self.is_open:
            return
        for data in self.protocol.data_to_send():
            self._trace("sent", "cti", data)
            self._transport.write(data)
        if self._transport.get_write_buffer_size() > MOST_UNSENT:
            raise LinkLost(self.host, "the server does not read what we write")

    def _dispatch(self, item: ClientReceived) -> None:
        match item:
            case ReceivedEvent(document) if document is not None:
                self._told(document)
            case ReceivedResponse(response, _):
                self._answered(response.request_id, response)
            case Unusable(reason, request_id, request) if request is not None and request_id is not None:
                self._answered(request_id, RemoteProtocolError(reason))
            case _ if self.protocol.unanswered == 0:
                self._alive.set()

    def _told(self, item: StreamItem) -> None:
        if self._take is None:
            self._early.append(item)
        else:
            self._take(item)

    def _answered(self, request_id: str, answer: Response | RemoteProtocolError) -> None:
        waiting = self._answers.get(request_id)
        if waiting is None or waiting.done():
            return
        if isinstance(answer, Response):
            waiting.set_result(answer)
        else:
            waiting.set_exception(answer)


def _set_options(sock: socket.socket | None) -> None:
    if sock is None or not hasattr(sock, "setsockopt"):
        return
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _SOCKET_OPTIONS.items():
        if hasattr(socket, name):  # not on every system
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
