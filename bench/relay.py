"""The floor of latency: asyncio streams that pass bytes on, where the gateway would be."""

from __future__ import annotations

import asyncio
import contextlib
import time
from multiprocessing.connection import Connection

from bench.processes import serve_async

READ = 65_536


class Relay:
    """Passes on what comes from the platform of the bench to the one client that connects."""

    def __init__(self, platform: int) -> None:
        self._platform = platform

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
        asking.write(b"GET /relay HTTP/1.1\r\n\r\n")
        with contextlib.suppress(asyncio.CancelledError):  # 3.11 reports the end of a connection's task as an error
            while data := await source.read(READ):
                client.write(data)
                await client.drain()


def main(pipe: Connection, platform: int) -> None:
    """The process."""

    async def run() -> None:
        await serve_async(pipe, Relay(platform))

    asyncio.run(run())
