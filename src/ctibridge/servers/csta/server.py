"""The listener: one session for each connection, over TCP and, when configured, over TLS."""

from __future__ import annotations

import asyncio
import secrets
import socket
import ssl

import structlog

from ctibridge.errors import ConfigError
from ctibridge.hub.directory import LinesChanged
from ctibridge.hub.hub import Hub, News
from ctibridge.servers.csta.copies import EventCopies
from ctibridge.servers.csta.devices import Devices
from ctibridge.servers.csta.session import CstaSession
from ctibridge.servers.csta.settings import CstaSettings
from ctibridge.servers.csta.translate import EventTranslator
from ctibridge.wire.csta.protocol import Trace

# A machine that is switched off says nothing: without these its session, and its monitors, would stay for hours.
_PEER_WATCH = {"TCP_KEEPIDLE": 60, "TCP_KEEPINTVL": 15, "TCP_KEEPCNT": 4, "TCP_USER_TIMEOUT": 120_000}
log = structlog.get_logger()


def _watch_peer(writer: asyncio.StreamWriter) -> None:
    """Lets TCP find out within two minutes that the peer is gone."""
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _PEER_WATCH.items():
        option = getattr(socket, name, None)
        if option is not None:  # Linux has all of them
            connection.setsockopt(socket.IPPROTO_TCP, option, value)


class CstaServer:
    """The CSTA face of a hub.

    Args:
        hub: What it shows.
        settings: How.
        source: Where the settings come from, for messages.
        trace: Is told of every message of every session.
    """

    def __init__(
        self, hub: Hub, settings: CstaSettings, *, source: str = "configuration", trace: Trace | None = None
    ) -> None:
        if settings.user is None and not settings.is_loopback:
            raise ConfigError(
                source,
                "csta.host",
                f"{settings.host} can be reached from other machines: set csta.user and a password, or use 127.0.0.1",
            )
        self._hub, self._settings, self._source, self._trace = hub, settings, source, trace
        self._devices = Devices(hub.lines, settings.device_id)
        self._copies = EventCopies(EventTranslator(self._devices, names=settings.names))
        self._sessions: set[CstaSession] = set()
        self._listeners: list[asyncio.Server] = []
        self._context: ssl.SSLContext | None = None
        self.port: int | None = None
        self.tls_port: int | None = None

    async def open(self) -> None:
        """Takes the addresses; `port` and `tls_port` tell which.

        Raises:
            ConfigError: an address that cannot be listened on, or a certificate that cannot be used.
        """
        settings = self._settings
        try:
            if settings.plain:
                self.port = await self._listen(settings.port, "csta.port", None)
            if settings.tls_port is not None:
                self.tls_port = await self._listen(settings.tls_port, "csta.tls_port", self._tls())
        except ConfigError:
            self.close()
            raise

    def use(self, settings: CstaSettings) -> None:
        """New sessions have these settings from now on; also renewed certificates hold. Where it listens stays.

        Raises:
            ConfigError: the certificate cannot be used; nothing changed.
        """
        if self._context is not None:
            self._trust(self._context, settings, trial=self._new_context())
        self._settings = settings

    async def run(self) -> None:
        """Serves clients until cancelled."""
        stop_listening = self._hub.listen(self._on_news)
        try:
            async with asyncio.TaskGroup() as self._tasks:
                for listener in self._listeners:
                    await listener.start_serving()
                await asyncio.Event().wait()  # until cancelled, with all sessions
        finally:
            stop_listening()
            self.close()

    def close(self) -> None:
        """Gives the addresses back."""
        for listener in self._listeners:
            listener.close()

    async def _listen(self, port: int, key: str, tls: ssl.SSLContext | None) -> int:
        host = self._settings.host
        try:
            listener = await asyncio.start_server(self._accept, host, port, ssl=tls, start_serving=False)
        except OSError as exc:
            raise ConfigError(self._source, key, f"cannot listen on {host}:{port}: {exc.strerror or exc}") from exc
        self._listeners.append(listener)
        found: int = listener.sockets[0].getsockname()[1]
        log.info("csta.listening", host=host, port=found, tls=tls is not None)
        return found

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _watch_peer(writer)
        self._tasks.create_task(self._serve(reader, writer))

    def _tls(self) -> ssl.SSLContext:
        self._context = self._new_context()
        self._trust(self._context, self._settings)
        return self._context

    def _new_context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    def _trust(self, context: ssl.SSLContext, settings: CstaSettings, *, trial: ssl.SSLContext | None = None) -> None:
        """Shows this certificate; a failure may leave half of it behind, so a `trial` goes first where it matters."""
        if settings.certificate is None:
            raise ConfigError(self._source, "csta.certificate", "TLS needs a certificate and a key (PEM files)")
        try:
            for each in filter(None, (trial, context)):
                each.load_cert_chain(settings.certificate, settings.key)
        except (OSError, ssl.SSLError) as exc:
            raise ConfigError(self._source, "csta.certificate", f"cannot be used: {exc}") from exc

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._sessions) >= self._settings.max_sessions:
            log.warning("session.refused", reason=f"{self._settings.max_sessions} sessions are open already")
            writer.close()
            return
        name = secrets.token_hex(4)
        session = CstaSession(reader, writer, self._hub, self._copies, self._settings, name, self._trace)
        self._sessions.add(session)
        try:
            await session.run()
        except Exception:
            log.exception("session.broken", session=name)
        finally:
            self._sessions.discard(session)

    def _on_news(self, news: News) -> None:
        if isinstance(news, LinesChanged):
            self._devices.forget()

    @property
    def sessions(self) -> int:
        """How many clients there are."""
        return len(self._sessions)
