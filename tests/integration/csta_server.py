"""A small server of CSTA for tests of the client: it answers what it was told to answer."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from ctibridge.errors import RemoteProtocolError
from ctibridge.wire.csta import monitoring, sessions
from ctibridge.wire.csta.editions import Edition
from ctibridge.wire.csta.messages import RESPONSE_TO, Message
from ctibridge.wire.csta.protocol import CstaProtocol, Role
from ctibridge.wire.csta.received import Received, ReceivedRequest, ReceivedResponse
from ctibridge.wire.csta.types import Acknowledged, Event, Notice, Request, Response

Answer = Message | list[Message] | None

MONITOR = "17"


class Peer:
    """One client, as the server sees it."""

    def __init__(self, server: Server, writer: asyncio.StreamWriter) -> None:
        self._server, self.writer = server, writer
        self.protocol = CstaProtocol(Role.SERVER)
        self.requests: list[Request[Any]] = []
        self.responses: asyncio.Queue[Response] = asyncio.Queue()
        self._arrived: asyncio.Queue[Request[Any]] = asyncio.Queue()
        self.left = asyncio.Event()

    async def asked(self, cls: type[Request[Any]]) -> None:
        """Waits until the client has asked this."""
        while not isinstance(await self._arrived.get(), cls):
            pass

    def send(self, *messages: Message, invoke_id: str = "") -> None:
        """Writes these in one piece."""
        for message in messages:
            match message:
                case Response():
                    self.protocol.send_response(invoke_id, message)
                case Event():
                    self.protocol.send_event(message)
                case Notice():
                    self.protocol.send_notice(message)
                case Request():
                    self.protocol.send_request(message)
        self.writer.write(b"".join(self.protocol.data_to_send()))

    def received(self, item: Received) -> None:
        match item:
            case ReceivedRequest(invoke_id, request):
                self.requests.append(request)
                self._arrived.put_nowait(request)
                answer = self._server.answer(request)
                self.send(*(answer if isinstance(answer, list) else [answer] if answer else []), invoke_id=invoke_id)
            case ReceivedResponse(message=response):
                self.responses.put_nowait(response)
            case _:
                raise AssertionError(item)


class Server:
    """Answers with what `answers` says for the class of a request, else in the plainest way."""

    def __init__(self) -> None:
        self.answers: dict[type[Request[Any]], Answer | Callable[[Any], Answer]] = {}
        self.port = 0
        self._peers: asyncio.Queue[Peer] = asyncio.Queue()

    async def peer(self) -> Peer:
        """The next client that connects."""
        return await self._peers.get()

    def answer(self, request: Request[Any]) -> Answer:
        if type(request) in self.answers:
            told = self.answers[type(request)]
            return told(request) if callable(told) else told
        match request:
            case sessions.StartApplicationSession():
                version = request.requested_protocol_versions[0]
                return sessions.StartApplicationSessionPosResponse(session_id="s1", actual_protocol_version=version)
            case sessions.StopApplicationSession():
                return sessions.StopApplicationSessionPosResponse()
            case monitoring.MonitorStart():
                return monitoring.MonitorStartResponse(monitor_cross_ref_id=MONITOR)
        response = RESPONSE_TO[type(request)]
        assert issubclass(response, Acknowledged), f"no answer for {request}"
        return response()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = Peer(self, writer)
        self._peers.put_nowait(peer)
        try:
            while data := await reader.read(65536):
                for item in peer.protocol.receive_data(data):
                    peer.received(item)
        except (ConnectionError, RemoteProtocolError):
            pass
        finally:
            writer.close()
            peer.left.set()


@asynccontextmanager
async def served(tls: ssl.SSLContext | None = None, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[Server]:
    """A listening server."""
    server = Server()
    listener = await asyncio.start_server(server.serve, host, port, ssl=tls)
    server.port = port or listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()


def edition_of(peer: Peer) -> Edition:
    """The edition that the client agreed on."""
    return peer.protocol.edition
