"""A whole CSTA server on virtual time: one client says anything, and another must be served all the same."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from structlog.testing import capture_logs
from tests.unit.servers.csta.office import Office

from ctibridge.client import CstaClient
from ctibridge.servers.csta.server import CstaServer
from ctibridge.servers.csta.settings import CstaSettings
from ctibridge.testing.virtual import run_virtually
from ctibridge.wire.csta.framing import frame

RECORDINGS = Path("recordings/csta")
PATIENCE_S = 5.0
HOST = "127.0.0.1"


def seeds() -> Iterator[bytes]:
    """What recorded clients and servers said, one document a line."""
    for path in sorted(RECORDINGS.glob("*.xml")):
        yield b"\x01" + path.read_bytes()
        yield b"\x00" + b"".join(frame("0001", line) for line in path.read_bytes().splitlines())


def one(data: bytes) -> None:
    """The first byte: 0, the others are sent as they are; else each line is sent as a frame."""
    kind, body = data[:1], data[1:]
    with capture_logs() as log:
        run_virtually(_serve(body if kind == b"\x00" else framed(body)))
    broken = [line for line in log if line["log_level"] in {"error", "critical"}]
    assert not broken, broken


def framed(body: bytes) -> bytes:
    return b"".join(
        frame(f"{number % 9999:04}", line[:60_000]) for number, line in enumerate(body.splitlines(), 1) if line
    )


async def _serve(said: bytes) -> None:
    office = Office()
    office.consultation()
    server = CstaServer(office.hub, CstaSettings(port=0))
    await server.open()
    serving = asyncio.create_task(server.run())
    try:
        async with asyncio.timeout(PATIENCE_S):
            await _say(server.port or 0, said)
            async with CstaClient.connect(HOST, server.port or 0) as client:
                await client.snapshot_device("101")
    finally:
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving


async def _say(port: int, said: bytes) -> None:
    reader, writer = await asyncio.open_connection(HOST, port)
    with suppress(ConnectionError, TimeoutError):
        writer.write(said)
        await writer.drain()
        async with asyncio.timeout(1.0):
            while await reader.read(65_536):
                pass
    writer.close()
