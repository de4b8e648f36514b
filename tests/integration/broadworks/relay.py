"""Between gateway and platform: passes requests on, and can be told what goes wrong on the way."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

CHANNEL = r"POST .*/com\.broadsoft\.async/.*/channel"
HEARTBEAT = r"PUT .*/heartbeat"
ACKNOWLEDGEMENT = r"POST .*/channel/eventresponse"
SUBSCRIPTION = r"POST .*/v2\.0/(enterprise|serviceprovider|user)/"
CALLS = r"GET .*/calls"
EVERYTHING = ".*"

Reaction = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[bool]]
"""Answers a request in the platform's place; whether the connection goes on."""


def answer(status: int, body: str | bytes = b"", content_type: str = "application/xml", **headers: str) -> Reaction:
    """A whole HTTP response."""
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} Told", f"Content-Type: {content_type}", f"Content-Length: {len(data)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return says("\r\n".join(lines).encode() + b"\r\n\r\n" + data, goes_on=True)


def says(data: bytes, *, goes_on: bool = False) -> Reaction:
    """Bytes; then the connection is closed, unless it goes on."""

    async def react(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        writer.write(data)
        await writer.drain()
        return goes_on

    return react


def stays_open(data: bytes = b"") -> Reaction:
    """Bytes, and then nothing more for as long as the client stays."""

    async def react(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        writer.write(data)
        await reader.read()
        return False

    return react


def chunk(data: bytes) -> bytes:
    """Data as a chunk of a chunked body."""
    return b"%x\r\n%b\r\n" % (len(data), data)


STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml;charset=UTF-8\r\nTransfer-Encoding: chunked\r\n\r\n"


@dataclass
class Rule:
    """What is done with requests whose method and path match, so many times; None: for ever."""

    pattern: str
    reaction: Reaction
    left: int | None
    holding: bytes


class Relay:
    """Stands where the platform seems to be."""

    def __init__(self, url: str) -> None:
        self._target = urlsplit(url)
        self._port = 0
        self.asked: list[str] = []
        self.bodies: list[bytes] = []
        self.times: list[float] = []
        self.change: Callable[[bytes], bytes] = lambda data: data
        self._rules: list[Rule] = []
        self._delays: dict[str, float] = {}
        self._slow: dict[asyncio.StreamWriter, float] = {}
        self._losing: set[asyncio.StreamWriter] = set()
        self.lose_answer: int | None = None  # of the request of this number; the platform has acted by then
        self._streams: list[asyncio.StreamWriter] = []
        self._connections: set[asyncio.Task[None]] = set()

    def instead(self, pattern: str, reaction: Reaction, times: int | None = None, holding: bytes = b"") -> None:
        """Requests whose method and path match, and whose body holds something, are answered by `reaction`."""
        self._rules.append(Rule(pattern, reaction, times, holding))

    def delay(self, pattern: str, seconds: float) -> None:
        """Answers to requests whose method and path match come later; the platform has acted by then."""
        self._delays[pattern] = seconds

    def heal(self) -> None:
        """Everything is passed on again."""
        self._rules.clear()
        self._delays.clear()
        self.change = lambda data: data

    def count(self, pattern: str) -> int:
        """How many requests there were whose method and path match."""
        return sum(re.match(pattern, line) is not None for line in self.asked)

    def put(self, data: bytes) -> None:
        """Writes bytes to every client that has an open channel, as they are."""
        assert self._streams, "no channel is open"
        for stream in self._streams:
            stream.write(data)

    def cut(self) -> None:
        """Closes every open channel."""
        for stream in self._streams:
            stream.close()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Relay]:
        """Listens."""
        await self.listen()
        try:
            yield self
        finally:
            self.close()
            for connection in tuple(self._connections):
                connection.cancel()
            await asyncio.gather(*self._connections, return_exceptions=True)

    async def listen(self) -> None:
        """Takes connections, always at the same port."""
        self._listener = await asyncio.start_server(self._accept, "127.0.0.1", self._port)
        self._port = self._listener.sockets[0].getsockname()[1]

    def close(self) -> None:
        """Takes no more connections; those that are there stay."""
        self._listener.close()

    @property
    def url(self) -> str:
        """The address of the platform, for the gateway."""
        return f"http://127.0.0.1:{self._port}"

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.create_task(self._serve(reader, writer))
        self._connections.add(connection)
        connection.add_done_callback(self._connections.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            upstream = await asyncio.open_connection(self._target.hostname, self._target.port)
        except ConnectionError:
            writer.close()
            return
        back = asyncio.create_task(self._bring_back(upstream[0], writer))
        try:
            with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
                while await self._request(reader, writer, upstream[1]):
                    pass
        finally:
            back.cancel()
            upstream[1].close()
            writer.close()
            await asyncio.gather(back, return_exceptions=True)

    async def _request(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, upstream: asyncio.StreamWriter
    ) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: *(\d+)", head)
        body = await reader.readexactly(int(length[1])) if length else b""
        line = head.split(b" HTTP/")[0].decode()
        self.asked.append(line)
        self.bodies.append(body)
        self.times.append(asyncio.get_running_loop().time())
        reaction = self._reaction(line, body)
        if reaction is not None:
            return await reaction(reader, writer)
        if re.match(CHANNEL, line):
            self._streams.append(writer)
        for pattern, seconds in self._delays.items():
            if re.match(pattern, line):
                self._slow[writer] = seconds
        if len(self.asked) == self.lose_answer:
            self._losing.add(writer)
        upstream.write(head + body)
        return True

    def _reaction(self, line: str, body: bytes) -> Reaction | None:
        for rule in self._rules:
            if rule.left != 0 and re.match(rule.pattern, line) and rule.holding in body:
                rule.left = None if rule.left is None else rule.left - 1
                return rule.reaction
        return None

    async def _bring_back(self, upstream: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while (data := await upstream.read(65536)) and writer not in self._losing:
                await asyncio.sleep(self._slow.pop(writer, 0.0))
                if not await self._carry(self.change(data), writer):
                    break
        self._losing.discard(writer)
        if writer in self._streams:
            self._streams.remove(writer)
        writer.close()

    async def _carry(self, data: bytes, writer: asyncio.StreamWriter) -> bool:
        """Writes to the client what comes from the platform; whether the connection goes on."""
        writer.write(data)
        return True
