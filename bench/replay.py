"""The platform of the bench: the simulator's switch answers, and its events are replayed as fast as they are taken.

A server of its own, because aiohttp's would take longer to answer an acknowledgement than a gateway takes to send it.
"""

from __future__ import annotations

import asyncio
import gc
import os
import re
import select
import time
from array import array
from collections.abc import Sequence
from multiprocessing.connection import Connection
from random import Random
from urllib.parse import parse_qsl, unquote

from bench.events import CallSource, Telling
from bench.processes import serve_async
from ctibridge.sim.requests import Api, Credentials, Reply, Request
from ctibridge.wire.csta.framing import EVENT_ID, frame
from ctibridge.wire.xsi.documents import CONTENT_TYPE, DECLARATION, decode, encode

# The headers of a trace of a live platform: what a client has to read with each answer.
_HEAD = (
    "HTTP/1.1 {} OK\r\nServer: HTTP Server\r\nX-Frame-Options: SAMEORIGIN\r\nX-Content-Type-Options: nosniff\r\n"
    "TrackingID: NA_781f9c58-d664-4fa9-a8a8-529f035efa25\r\n"
)
_COOKIE = "Set-Cookie: JSESSIONID=4F1D2C3B5A69788796A5B4C3D2E1F001; Path=/com.broadsoft.xsi-events; HttpOnly\r\n"
_TAKEN = (_HEAD.format(200) + "Content-Length: 0\r\n\r\n").encode()
_GREETED = (_HEAD.format(200) + _COOKIE + "Content-Length: 0\r\n\r\n").encode()
_STREAM = (
    _HEAD.format(200) + _COOKIE + "Content-Type: text/xml;charset=UTF-8\r\nTransfer-Encoding: chunked\r\n\r\n"
).encode()
_LENGTH = re.compile(rb"(?i)content-length: *(\d+)")
_API = re.compile(r"(/com\.broadsoft\.async)?/com\.broadsoft\.xsi-(actions|events)/v2\.0/([^?]*)\??(.*)")


class Platform:
    """The platform of `lines` users, with one channel at a time."""

    def __init__(self, lines: int) -> None:
        self.calls = CallSource(lines)
        self._ready: list[Telling] = []
        self._stream: asyncio.Transport | None = None
        self._is_relay = False
        self._begun = asyncio.Event()
        self._acknowledged = self._awaited = 0
        self._all_there = asyncio.Event()
        self._last_at = 0.0

    async def open(self) -> int:
        """Opens a free port."""
        server = await asyncio.get_running_loop().create_server(lambda: _Face(self), "127.0.0.1", 0)
        port: int = server.sockets[0].getsockname()[1]
        return port

    async def prepare(self, events: int) -> list[int]:
        """Makes the events of a round, once somebody is there to take them; how many come out for each."""
        await self._begun.wait()
        self._ready = self.calls.next(events)
        gc.collect()  # nobody waits now
        return [1 if self._is_relay else event.told for event in self._ready]

    def lines(self) -> list[str]:
        """Whose the events are that were prepared."""
        return [event.line for event in self._ready]

    def made(self) -> int:
        """Calls so far, of which a few may not have ended."""
        return self.calls.made

    async def replay(self, rate: float | None, acknowledged: bool) -> tuple[array[float], float]:
        """Sends what was prepared.

        Args:
            rate: Events per second, in gaps of chance; None: as fast as they are taken.
            acknowledged: Whether to wait for as many acknowledgements.

        Returns: When each event went out (without a rate: only the first), and when the last acknowledgement came.
        """
        assert self._stream is not None
        self._acknowledged, self._awaited = 0, len(self._ready) if acknowledged else 0
        self._all_there.clear()
        wrap = _frame if self._is_relay else self.wrapped
        wrapped = [wrap(self.content(event)) for event in self._ready]
        socket = self._stream.get_extra_info("socket").fileno()
        times = await asyncio.to_thread(_send, socket, wrapped, rate)
        if acknowledged:
            await self._all_there.wait()
        return times, self._last_at

    def content(self, event: Telling) -> bytes:
        """The document of an event."""
        return event.data

    def wrapped(self, data: bytes) -> bytes:
        """A document as it goes onto the wire."""
        return _chunk(data)

    def acknowledged(self, events: int = 1) -> None:
        """So many more events were acknowledged."""
        self._acknowledged += events
        if self._acknowledged == self._awaited:
            self._last_at = time.monotonic()
            self._all_there.set()

    def answer(self, face: asyncio.Transport, head: bytes, body: bytes) -> None:
        """Answers one request."""
        method, target, *_ = head.decode("latin-1").split(" ", 2)
        if target == "/relay":
            self.calls.source.subscribe()
            self.begin(face, relayed=True)
            return
        found = _API.match(target)
        assert found is not None, target
        streaming, api, path, query = found.groups()
        reply = self.calls.source.handle(
            Request(
                api=Api.ACTIONS if api == "actions" else Api.EVENTS,
                method=method,
                path=tuple(unquote(segment) for segment in path.split("/")),
                query=dict(parse_qsl(query)),
                body=decode(body) if body else None,
                credentials=self._administrator,
                instance="xsp1",
                streaming=streaming is not None,
            )
        )
        if reply.channel_id is not None:
            self.begin(face, relayed=False)
            face.write(_STREAM + _chunk(_document(reply)))
        else:
            face.write(_response(reply))

    def begin(self, face: asyncio.Transport, *, relayed: bool) -> None:
        """The events go to this connection from now on."""
        self._stream, self._is_relay = face, relayed
        self._begun.set()

    @property
    def _administrator(self) -> Credentials:
        admin = self.calls.source.administrator
        return Credentials(admin.user_id, admin.password)


def _response(reply: Reply) -> bytes:
    body = _document(reply)
    kind = f"Content-Type: {CONTENT_TYPE}\r\n" if body else ""
    return f"{_HEAD.format(reply.status)}{kind}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _document(reply: Reply) -> bytes:
    return DECLARATION + encode(reply.document, declaration=False) if reply.document is not None else b""


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def _frame(data: bytes) -> bytes:
    return frame(EVENT_ID, data)


class _Face(asyncio.Protocol):
    """One connection."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            length = _LENGTH.search(head)
            after = end + 4 + (int(length[1]) if length is not None else 0)
            if len(self._buffer) < after:
                return
            body, self._buffer = self._buffer[end + 4 : after], self._buffer[after:]
            if b"/eventresponse " in head:
                self._transport.write(_TAKEN if b"\r\nCookie:" in head else _GREETED)
                self._platform.acknowledged()
            else:
                self._platform.answer(self._transport, head, body)


def _send(socket: int, pieces: Sequence[bytes], rate: float | None) -> array[float]:
    """Writes, and tells when. A thread, because a loop's timer is only good for milliseconds."""
    if rate is None:
        start = time.monotonic()
        _write(socket, b"".join(pieces))
        return array("d", [start])
    chance = Random(0)  # noqa: S311  reproducible on purpose
    times = array("d")
    due = time.monotonic()
    for piece in pieces:
        due += chance.expovariate(rate)
        time.sleep(max(0.0, due - time.monotonic()))
        times.append(time.monotonic())
        _write(socket, piece)
    return times


def _write(socket: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        try:
            rest = rest[os.write(socket, rest) :]
        except BlockingIOError:
            select.select([], [socket], [])


def main(pipe: Connection, lines: int) -> None:
    """The process."""
    gc.disable()  # its pauses would count as the gateway's

    async def run() -> None:
        await serve_async(pipe, Platform(lines))

    asyncio.run(run())
