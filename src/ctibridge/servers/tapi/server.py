"""The listener, on loopback: one session for each TSP. The port is nobody else's, or a rogue could take it over."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import Callable

import structlog

from ctibridge.errors import ConfigError
from ctibridge.hub.hub import Hub
from ctibridge.servers.tapi.caps import TRACKING
from ctibridge.servers.tapi.catalogue import Catalogue
from ctibridge.servers.tapi.numbers import LineNumbers
from ctibridge.servers.tapi.people import People
from ctibridge.servers.tapi.session import TapiSession
from ctibridge.servers.tapi.settings import TapiSettings
from ctibridge.wire.tapi import messages as m
from ctibridge.wire.tapi.protocol import ServiceSide

HOST = "127.0.0.1"
MOST_SESSIONS = 4  # one telephony service, and one that has not noticed yet that its last connection is lost
MOST_STRANGERS = 50  # who have not proved who they are: each has five seconds for it
WAIT_S = 40  # for an answer: the platform may take 20 s to dial, and is asked three times for forwardings
log = structlog.get_logger()
Accept = Callable[[asyncio.StreamReader, asyncio.StreamWriter], None]


class TapiServer:
    """The TAPI face of a hub.

    Args:
        hub: What it shows.
        settings: How.
        numbers: The permanent numbers of lines.
        source: Where the settings come from, for messages.
    """

    def __init__(
        self, hub: Hub, settings: TapiSettings, numbers: LineNumbers, *, source: str = "configuration"
    ) -> None:
        self._hub, self._settings, self._source = hub, settings, source
        self._catalogue = Catalogue(hub, People(hub.lines), numbers, settings.lines)
        self._sessions: set[TapiSession] = set()
        self._listener: asyncio.Server | None = None
        self.port: int | None = None

    async def open(self) -> None:
        """Takes the port; `port` tells which.

        Raises:
            ConfigError: it cannot be had.
        """
        port = self._settings.port
        try:
            self._listener = await _listen(self._accept, port)
        except OSError as exc:
            reason = f"cannot listen on {HOST}:{port}: {exc.strerror or exc}"
            raise ConfigError(self._source, "tapi.port", reason) from exc
        self.port = self._listener.sockets[0].getsockname()[1]
        log.info("tapi.listening", host=HOST, port=self.port)

    async def run(self) -> None:
        """Serves TSPs until cancelled."""
        if self._listener is None:
            return
        try:
            async with asyncio.TaskGroup() as self._tasks:
                await self._listener.start_serving()
                await asyncio.Event().wait()  # until cancelled, with all sessions
        finally:
            self.close()

    def close(self) -> None:
        """Gives the port back."""
        if self._listener is not None:
            self._listener.close()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._tasks.create_task(self._serve(reader, writer))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        welcome = m.Welcome(provider="ctibridge", switch="BroadWorks", tracking=TRACKING, wait_s=WAIT_S)
        side = ServiceSide(self._settings.token, self.port or 0, secrets.token_hex(32), welcome)
        if len(self._sessions) - self.sessions >= MOST_STRANGERS:
            side.send(m.Bye(code=m.Fault.TOO_MANY, text=f"{MOST_STRANGERS} have not proved who they are"))
            writer.writelines(side.data_to_send())
            writer.close()
            return
        name = secrets.token_hex(4)
        session = TapiSession(reader, writer, self._hub, self._catalogue, self._settings, side, name, self._has_room)
        self._sessions.add(session)
        try:
            await session.run()
        except Exception:
            log.exception("session.broken", session=name)
        finally:
            self._sessions.discard(session)

    @property
    def sessions(self) -> int:
        """How many TSPs there are."""
        return sum(session.is_known for session in self._sessions)

    def _has_room(self) -> bool:
        return self.sessions < MOST_SESSIONS


async def _listen(accept: Accept, port: int) -> asyncio.Server:
    exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)
    if exclusive is None:
        return await asyncio.start_server(accept, HOST, port, start_serving=False)
    listener = socket.socket()  # on Windows a port is shared with whoever asks for that, unless it was taken for one
    try:
        listener.setsockopt(socket.SOL_SOCKET, exclusive, 1)
        listener.bind((HOST, port))
    except OSError:
        listener.close()
        raise
    return await asyncio.start_server(accept, sock=listener, start_serving=False)
