"""The floor of a question and its answer: asyncio streams that answer so many bytes with so many others."""

from __future__ import annotations

import asyncio
from multiprocessing.connection import Connection

from bench.processes import serve_async


class Echo:
    """Answers, without looking at what it was sent."""

    def __init__(self) -> None:
        self._servers: list[asyncio.Server] = []

    async def open(self, out: int, back: int) -> int:
        """A port that answers each `out` bytes with `back` bytes."""
        answer = bytes(back)

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                while await reader.readexactly(out):
                    writer.write(answer)
                    await writer.drain()
            except (asyncio.IncompleteReadError, OSError):
                writer.close()

        self._servers.append(await asyncio.start_server(serve, "127.0.0.1", 0))
        port: int = self._servers[-1].sockets[0].getsockname()[1]
        return port


def main(pipe: Connection) -> None:
    """The process."""

    async def run() -> None:
        await serve_async(pipe, Echo())

    asyncio.run(run())
