"""The floor: asyncio streams that pass bytes on, where the gateway would be, and answer them if they are to."""

from __future__ import annotations

import asyncio
import contextlib
import struct
import time
from multiprocessing.connection import Connection

from bench.processes import serve_async

READ = 65_536
RELAY = b"GET /relay "
_HEADER = struct.Struct(">HH4s")


class Relay:
    """Passes on what comes from the platform of the bench to the one client that connects.

    Args:
        platform: Its port.
        answer: What each event is answered with; nothing: not at all.
    """

    def __init__(self, platform: int, answer: bytes = b"") -> None:
        self._platform, self._answer = platform, answer
        self._rest = b""

    async def start(self) -> int:
        """Listens; the port."""
        self._server = await asyncio.start_server(self._pass_on, "127.0.0.1", 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def processor_s(self) -> float:
        """Seconds of processor time so far."""
        return time.process_time()

    async def _pass_on(self, _reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        source, asking = await asyncio.open_connection("127.0.0.1", self._platform)
        asking.write(RELAY + b"HTTP/1.1\r\n\r\n")
        with contextlib.suppress(asyncio.CancelledError):  # 3.11 reports the end of a connection's task as an error
            while data := await source.read(READ):
                if self._answer:
                    asking.write(self._answer * self._ended_in(data))
                client.write(data)
                await client.drain()

    def _ended_in(self, data: bytes) -> int:
        """How many events end here."""
        data, at, found = self._rest + data, 0, 0
        while at + _HEADER.size <= len(data) and at + (length := _HEADER.unpack_from(data, at)[1]) <= len(data):
            at += length
            found += 1
        self._rest = data[at:]
        return found


def main(pipe: Connection, platform: int, answer: bytes = b"") -> None:
    """The process."""

    async def run() -> None:
        await serve_async(pipe, Relay(platform, answer))

    asyncio.run(run())
