"""One connection of a CTI client: bytes and their errors, silence, and which events wait for an answer.

What a request means is the server's business.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Protocol, cast

from ctibridge.errors import RemoteProtocolError
from ctibridge.sim.disguises import LOGIN_PAGE
from ctibridge.sim.faces.cti_end import CtiEnd
from ctibridge.sim.faces.pipes import Pipe
from ctibridge.sim.knobs import Knobs
from ctibridge.sim.requests import Reply
from ctibridge.wire.cti.messages import Request
from ctibridge.wire.cti.protocol import ServerReceived
from ctibridge.wire.xsi.documents import Document
from ctibridge.wire.xsi.events import SubscriptionEvent

MAX_OWED = 4096  # events without an answer that one connection remembers; the eldest are forgotten

_PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n" + LOGIN_PAGE


class Host(Protocol):
    """What a connection tells to its server."""

    def connected(self, connection: CtiConnection) -> None:
        """It is there."""

    def received(self, connection: CtiConnection, message: ServerReceived, complaint: str | None) -> None:
        """A message came; a strict server has something to say against it."""

    def broken(self, connection: CtiConnection, reason: str) -> None:
        """What comes cannot be told apart any more; the connection is being closed."""

    def lost(self, connection: CtiConnection) -> None:
        """It is given up, with its channels. May be told twice."""

    def disconnected(self, connection: CtiConnection) -> None:
        """It is gone."""


class CtiConnection(asyncio.Protocol):
    """One connection.

    Args:
        host: The server.
        knobs: The settings.

    Attributes:
        refused: How many requests in a row were answered with 401.
    """

    def __init__(self, host: Host, knobs: Knobs) -> None:
        self._host, self._knobs = host, knobs
        self._end = CtiEnd(knobs)
        self._owed: dict[str, str] = {}
        self._misses = 0
        self._over = False
        self.refused = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begins to watch for silence."""
        self._pipe = Pipe(cast("asyncio.Transport", transport), self._knobs.faults)
        self._heard_at = asyncio.get_running_loop().time()
        self._host.connected(self)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  why does not matter
        """Leaves nothing behind."""
        self._over = True
        self._timer.cancel()
        self._pipe.abort()
        self._host.disconnected(self)

    def data_received(self, data: bytes) -> None:
        """Hands messages to the server, and writes what they lead to."""
        if self._over:
            return
        self._heard_at, self._misses = asyncio.get_running_loop().time(), 0
        if self._knobs.faults.login_page:
            self._pipe.put([_PAGE])
            self.close()
            return
        try:
            for message, complaint in self._end.received(data):
                self._host.received(self, message, complaint)
        except RemoteProtocolError as error:
            self._host.broken(self, str(error))
            self.close()
        self._flush()

    def respond(self, request: Request, reply: Reply) -> None:
        """Queues the answer to a request; it goes before whatever is told next."""
        document = reply.document if reply.status != HTTPStatus.UNAUTHORIZED else None  # reference, section 6
        self._end.send_response(request, reply.status, HTTPStatus(reply.status).phrase, document)

    def tell(self, document: Document) -> None:
        """Sends an event."""
        twice = self._knobs.faults.duplicate_event and isinstance(document, SubscriptionEvent)
        for _ in range(2 if twice else 1):
            request_id = self._end.send_event(document)
            if isinstance(document, SubscriptionEvent):
                self._owed[request_id] = document.event_id
        while len(self._owed) > MAX_OWED:
            del self._owed[next(iter(self._owed))]
        self._flush()

    def answers(self, request_id: str, event_id: str) -> bool:
        """Whether this answers an event of this connection, which then waits no longer."""
        return self._owed.pop(request_id, None) == event_id

    def close(self) -> None:
        """Closes the connection behind what was written."""
        self._over = True
        self._timer.cancel()
        self._flush()
        self._pipe.close()
        self._host.lost(self)

    def abort(self) -> None:
        """Ends it like a server that dies."""
        self._over = True
        self._pipe.abort()

    def _flush(self) -> None:
        self._pipe.put(self._end.data_to_send())

    def _due(self) -> tuple[float, bool]:
        """When the silence is too long, and whether the patience is at its end then."""
        knobs = self._knobs
        keep_alive = self._heard_at + knobs.ka_period_s * (self._misses + 1)
        idle = self._heard_at + knobs.idle_close_s if knobs.idle_close_s is not None else None
        if idle is not None and idle <= keep_alive:
            return idle, True
        return keep_alive, self._misses >= knobs.ka_miss

    def _watch(self) -> None:
        due, _ = self._due()
        self._timer = asyncio.get_running_loop().call_at(due, self._look, due)

    def _look(self, at: float) -> None:
        due, enough = self._due()
        if at >= due and enough:
            self.close()
            return
        if at >= due:
            self._misses += 1
            self._end.send_keep_alive()
            self._flush()
        self._watch()
