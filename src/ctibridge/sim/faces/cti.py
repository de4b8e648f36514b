"""The platform over the CTI interface: requests in envelopes, events on the connection that asked for them.

One `CtiServer` is the CTI port of one server of the platform (an XSP); the same handlers answer as over HTTP.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from ctibridge.errors import ConfigError, Rejected
from ctibridge.sim.faces.cti_connection import CtiConnection
from ctibridge.sim.faces.cti_end import profile_of
from ctibridge.sim.faces.tunnel import request_of
from ctibridge.sim.requests import Reply, refusal
from ctibridge.sim.switch import Switch
from ctibridge.wire.cti.messages import EventResponse, Request
from ctibridge.wire.cti.protocol import ServerReceived
from ctibridge.wire.xsi.channels import ChannelHeartBeat
from ctibridge.wire.xsi.channels import EventResponse as Answer
from ctibridge.wire.xsi.documents import Document

MAX_COMPLAINTS = 100


class CtiServer:
    """The CTI port of one server.

    Args:
        name: The server's name, by which the switch knows which channels it holds.
        switch: The platform.
        now: Tells the time.
        done: Called after whatever changes the platform, to let it take effect outside.

    Attributes:
        port: Where it listens; 0 before.
        complaints: The last things that were wrong with what clients sent.
    """

    def __init__(self, name: str, switch: Switch, now: Callable[[], float], done: Callable[[], None]) -> None:
        self.name = name
        self._switch, self._now, self._done = switch, now, done
        self._connections: set[CtiConnection] = set()
        self._channels: dict[str, CtiConnection] = {}
        self._listener: asyncio.Server | None = None
        self._host = ""
        self._tls: ssl.SSLContext | None = None
        self.port = 0
        self.complaints: deque[str] = deque(maxlen=MAX_COMPLAINTS)

    async def open(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> None:
        """Listens; port 0 takes a free one.

        Raises:
            ConfigError: the port is taken.
        """
        self._host, self.port, self._tls = host, port, tls
        await self.reopen()

    async def reopen(self) -> None:
        """Listens where it did before.

        Raises:
            ConfigError: the port is taken.
        """
        loop, knobs = asyncio.get_running_loop(), self._switch.knobs
        try:
            listener = await loop.create_server(
                lambda: CtiConnection(self, knobs), self._host, self.port, ssl=self._tls
            )
        except OSError as exc:
            where = f"{self._host}:{self.port}"
            raise ConfigError(
                "simulator", f"CTI port of {self.name}", f"cannot listen on {where} ({exc.strerror})"
            ) from exc
        self._listener, self.port = listener, listener.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Goes down as a server that dies: no port, no connections, no channels."""
        if self._listener is None:
            return
        self._listener.close()
        for connection in list(self._connections):
            connection.abort()
            self.disconnected(connection)
        await self._listener.wait_closed()
        self._listener = None

    @property
    def connections(self) -> int:
        """How many clients there are."""
        return len(self._connections)

    def send(self, channel_id: str, document: Document) -> None:
        """Tells a document to the client of a channel, if it is still there."""
        connection = self._channels.get(channel_id)
        if connection is not None and not isinstance(document, ChannelHeartBeat):
            connection.tell(document)

    def end(self, channel_id: str) -> None:
        """A channel is over. The connection goes on, unless the server is being emptied and this was the last."""
        connection = self._channels.pop(channel_id, None)
        left = connection in self._channels.values()
        if connection is not None and not left and self.name in self._switch.core.channels.draining:
            connection.close()

    def connected(self, connection: CtiConnection) -> None:
        """A client is there."""
        self._connections.add(connection)

    def disconnected(self, connection: CtiConnection) -> None:
        """Its connection is over."""
        self._connections.discard(connection)
        self.lost(connection)

    def lost(self, connection: CtiConnection) -> None:
        """A client is given up, and its channels with it."""
        mine = [channel_id for channel_id, holder in self._channels.items() if holder is connection]
        for channel_id in mine:
            del self._channels[channel_id]
            self._switch.stream_lost(channel_id, self._now())
        if mine:
            self._done()

    def broken(self, connection: CtiConnection, reason: str) -> None:  # noqa: ARG002  part of `Host`
        """Something came that is no message."""
        self.complaints.append(reason)

    def received(self, connection: CtiConnection, message: ServerReceived, complaint: str | None) -> None:
        """Takes one message of a client."""
        if complaint is not None:
            self.complaints.append(complaint)
        match message:
            case Request():
                self._answer(connection, message, complaint)
            case EventResponse(request_id, Answer() as answer) if complaint is None:
                if connection.answers(request_id, answer.event_id):
                    self._switch.take_answer(answer, self.name, self._now())
                    self._done()
            case _:
                pass  # the codec has answered a keep-alive, and refused what is damaged

    def _answer(self, connection: CtiConnection, asked: Request, complaint: str | None) -> None:
        faults, knobs = self._switch.knobs.faults, self._switch.knobs
        reply = self._reply(asked, complaint)
        if reply.channel_id is not None:
            self._channels[reply.channel_id] = connection
        if knobs.cti_events_first:
            self._done()
        if faults.lose_response > 0:
            faults.lose_response -= 1
        else:
            connection.respond(asked, reply)
        self._done()
        connection.refused = connection.refused + 1 if reply.status == HTTPStatus.UNAUTHORIZED else 0
        if knobs.cti_close_after is not None and connection.refused >= knobs.cti_close_after:
            connection.close()

    def _reply(self, asked: Request, complaint: str | None) -> Reply:
        knobs = self._switch.knobs
        if knobs.faults.unavailable > 0:
            knobs.faults.unavailable -= 1
            return Reply(503)
        if complaint is not None:
            return refusal(Rejected(400, complaint))
        try:
            request = request_of(asked, profile_of(knobs), self.name, passthrough=knobs.cti_passthrough)
        except Rejected as error:
            return refusal(error)
        reply = self._switch.handle(request, self._now())
        created = reply.status == HTTPStatus.CREATED and not knobs.cti_created
        return replace(reply, status=HTTPStatus.OK.value) if created else reply
