"""The platform of the bench over the CTI interface: as `replay`, with the events on the connection that takes answers.

Acknowledgements are counted, not read: reading them would take as long as what is measured.
"""

from __future__ import annotations

import asyncio
import gc
from multiprocessing.connection import Connection

from bench.events import IDENTIFIER, Telling
from bench.processes import serve_async
from bench.relay import RELAY
from bench.replay import Platform
from ctibridge.sim.faces.tunnel import request_of
from ctibridge.sim.requests import Reply
from ctibridge.wire.cti.envelopes import encode
from ctibridge.wire.cti.framing import framed
from ctibridge.wire.cti.messages import Event, EventResponse, Request
from ctibridge.wire.cti.profile import DEFAULT
from ctibridge.wire.cti.protocol import CtiServerProtocol
from ctibridge.wire.xsi.channels import EventResponse as Answer
from ctibridge.wire.xsi.documents import decode

_END = DEFAULT.tx_suffix.encode()
_ANSWER_END = b"</xsp:eventResponse>"
_NO_ANSWER = (b"<xsp:request ", b"<xsp:keepalive")  # what has to be read
ANSWER = framed(encode(EventResponse("12345", Answer(event_id=IDENTIFIER.format(1), status_code=200, reason="OK"))))
"""What an acknowledgement looks like."""


class CtiPlatform(Platform):
    """The platform of `lines` users, whose events go over the CTI interface."""

    async def open_cti(self) -> int:
        """Opens a free port of the CTI interface."""
        server = await asyncio.get_running_loop().create_server(lambda: _CtiFace(self), "127.0.0.1", 0)
        port: int = server.sockets[0].getsockname()[1]
        return port

    def content(self, event: Telling) -> bytes:
        """An event in its envelope."""
        return framed(encode(Event(event.event_id, decode(event.data))), answering=True)

    def wrapped(self, data: bytes) -> bytes:
        """Its end is in it already."""
        return data

    def reply(self, face: asyncio.Transport, asked: Request) -> Reply:
        """The answer to a request; a channel's connection gets the events from now on."""
        reply = self.calls.source.handle(request_of(asked, DEFAULT, "xsp1", passthrough=False))
        if reply.channel_id is not None:
            self.begin(face, relayed=False)
        return reply


class _CtiFace(asyncio.Protocol):
    """One connection."""

    def __init__(self, platform: CtiPlatform) -> None:
        self._platform, self._protocol = platform, CtiServerProtocol()
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        complete, end, self._rest = (self._rest + data).rpartition(_END)
        if found := complete.count(_ANSWER_END):
            self._platform.acknowledged(found)
        if complete.startswith(RELAY):
            self._platform.calls.source.subscribe()
            self._platform.begin(self._transport, relayed=True)
        elif any(name in complete for name in _NO_ANSWER):
            self._read(complete + end)

    def _read(self, data: bytes) -> None:
        for message in self._protocol.receive_data(data):
            if isinstance(message, Request):
                reply = self._platform.reply(self._transport, message)
                self._protocol.send_response(message, reply.status, "", reply.document)
        for document in self._protocol.data_to_send():
            self._transport.write(document)


def main(pipe: Connection, lines: int) -> None:
    """The process."""
    gc.disable()  # its pauses would count as the gateway's

    async def run() -> None:
        await serve_async(pipe, CtiPlatform(lines))

    asyncio.run(run())
