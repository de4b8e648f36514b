"""The TAPI face on real sockets."""

from __future__ import annotations

import asyncio
import socket

import pytest

from ctibridge.errors import ConfigError
from ctibridge.hub.hub import Hub
from ctibridge.model import reports as r
from ctibridge.model.ids import LineId
from ctibridge.model.lines import Line
from ctibridge.servers.tapi.numbers import LineNumberFile
from ctibridge.servers.tapi.server import TapiServer
from ctibridge.servers.tapi.settings import TapiSettings
from ctibridge.testing import until
from ctibridge.wire.tapi import messages as m
from ctibridge.wire.tapi.protocol import TspSide

TOKEN = "x" * 32


def face(folder=None, port: int = 0) -> TapiServer:
    hub = Hub()
    lines = tuple(Line(LineId(name), name, extension=name) for name in ("1", "2"))
    hub.on_report(r.LinesRead("here", lines))
    return TapiServer(hub, TapiSettings(TOKEN, port), LineNumberFile(folder))


async def lines_of(server: TapiServer) -> dict[str, int]:
    """What a service provider is told, over a real connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    side = TspSide(TOKEN, server.port or 0, "0" * 64)
    lines: dict[str, int] = {}
    writer.writelines(side.data_to_send())
    while data := await reader.read(65_536):
        messages = side.receive_data(data)
        writer.writelines(side.data_to_send())
        lines |= {message.addr: message.line for message in messages if isinstance(message, m.Line)}
        if any(isinstance(message, m.Ready) for message in messages):
            break
    writer.close()
    await writer.wait_closed()
    return lines


def serve(server: TapiServer, client) -> object:
    async def main() -> object:
        await server.open()
        work = asyncio.create_task(server.run())
        try:
            async with asyncio.timeout(10):
                await until(lambda: server._listener is not None and server._listener.is_serving())
                return await client(server)
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    return asyncio.run(main())


def test_lines_are_listed_and_have_their_numbers_after_a_restart_too(tmp_path):
    assert {"1": 1, "2": 2} == serve(face(tmp_path), lines_of) == serve(face(tmp_path), lines_of)


@pytest.mark.parametrize("exclusive", [None, socket.SO_KEEPALIVE])
def test_a_port_that_somebody_has_is_not_shared(monkeypatch, exclusive):
    """With `exclusive`, in the way of Windows; the option itself is not there on other systems."""
    if exclusive is not None:
        monkeypatch.setattr(socket, "SO_EXCLUSIVEADDRUSE", exclusive, raising=False)

    async def again(server: TapiServer) -> str:
        with pytest.raises(ConfigError) as refused:
            await face(port=server.port or 0).open()
        return str(refused.value)

    assert "tapi.port: cannot listen on 127.0.0.1" in str(serve(face(), again))


def test_in_the_way_of_windows_lines_are_listed_too(monkeypatch):
    monkeypatch.setattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_KEEPALIVE, raising=False)
    assert {"1": 1, "2": 2} == serve(face(), lines_of)


def test_nothing_waits_to_be_sent_together(monkeypatch):
    async def nagle(server: TapiServer) -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"{}\n")
        await reader.read()
        own = writer.get_extra_info("socket")
        writer.close()
        return int(own.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    set_on: list[bool] = []
    accept = TapiServer._accept

    def noting(self, reader, writer) -> None:
        set_on.append(bool(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)))
        accept(self, reader, writer)

    monkeypatch.setattr(TapiServer, "_accept", noting)
    serve(face(), nagle)
    assert [True] == set_on
