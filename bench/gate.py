"""A gate before one port of the platform: passes bytes on, passes them late, or not at all while nobody is told."""

from __future__ import annotations

import asyncio
from contextlib import suppress

READ = 65_536
APART_S = 1e-6  # a loop keeps no order among timers of the same moment


class Gate:
    """One port.

    Args:
        port: Behind it.

    Attributes:
        delay_s: So late is every byte, both ways.
        port: Where it listens.
    """

    def __init__(self, port: int) -> None:
        self._behind = port
        self.port = 0
        self.delay_s = 0.0
        self._passable = asyncio.Event()
        self._passable.set()
        self._listener: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()

    async def open(self) -> None:
        """Listens, where it did before if it did."""
        self._listener = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._listener.sockets[0].getsockname()[1]

    def close(self) -> None:
        """As a machine that is switched off, whose address answers: refuses, and resets what stood."""
        if self._listener is not None:
            self._listener.close()
        for end in list(self._ends):
            end.transport.abort()

    def block(self) -> None:
        """Passes nothing on: new connections are not answered, those that stand are silent."""
        self._passable.clear()

    def unblock(self) -> None:
        """Passes on again, first what waited."""
        self._passable.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        mine = {writer}
        self._ends.add(writer)
        with suppress(OSError, asyncio.CancelledError):  # 3.11 reports the end of a connection's task as an error
            await self._passable.wait()
            behind, there = await asyncio.open_connection("127.0.0.1", self._behind)
            mine.add(there)
            self._ends.add(there)
            await asyncio.gather(self._pass_on(reader, there), self._pass_on(behind, writer))
        for end in mine:
            end.transport.abort()
        self._ends -= mine

    async def _pass_on(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        loop, last = asyncio.get_running_loop(), 0.0
        while data := await source.read(READ):
            await self._passable.wait()
            now = loop.time()
            if self.delay_s or last > now:
                last = max(now + self.delay_s, last + APART_S)
                loop.call_at(last, _write, sink, data)
            else:
                _write(sink, data)
        await asyncio.sleep(max(0.0, last - loop.time()))
        await self._passable.wait()
        if not sink.is_closing():
            sink.close()


def _write(sink: asyncio.StreamWriter, data: bytes) -> None:
    if not sink.is_closing():
        sink.write(data)
