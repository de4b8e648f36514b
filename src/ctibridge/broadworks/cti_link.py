"""The way to one server of the CTI interface: connects, finds out how it wants to be spoken to, asks, holds a channel.

Requests and events share the connection. It stands while a channel is held (`open_channel`); without one there is no
connection, and nothing is sent. Must not know what the requests mean.
"""

from __future__ import annotations

import asyncio
import secrets
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial

import structlog

from ctibridge.broadworks.account import Account
from ctibridge.broadworks.addresses import AddressBook
from ctibridge.broadworks.cti_channel import CtiChannel
from ctibridge.broadworks.cti_connection import CtiConnection
from ctibridge.broadworks.dialling import dialled
from ctibridge.broadworks.places import Place
from ctibridge.broadworks.replies import Reply, Trace, no_trace, refusal
from ctibridge.broadworks.requests import Context, XsiRequest
from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.broadworks.trust import Names
from ctibridge.errors import (
    ConnectFailed,
    CtibridgeError,
    LinkLost,
    NotSupported,
    OutcomeUnknown,
    Rejected,
    RemoteProtocolError,
    TlsFailed,
)
from ctibridge.wire.cti.catalogue import tunnelled
from ctibridge.wire.cti.messages import Response, Tunnelled, login
from ctibridge.wire.cti.profile import DEFAULT, RequestDialect, ServerProfile, probes
from ctibridge.wire.cti.protocol import CtiClientProtocol
from ctibridge.wire.markup.reader import Unknown
from ctibridge.wire.xsi.channels import Channel
from ctibridge.wire.xsi.directory import ErrorInfo

PROBE_S = 3.0  # cti-interface.md section 4 rule 4
EARLIER_VERSION = "17.0"
IN_FLIGHT = 8  # requests that may wait for an answer at a time; what servers bear is not published
log = structlog.get_logger()


class CtiLink:
    """One server (see server_set.ServerLink).

    Args:
        settings: How it is asked.
        account: Whose credentials; watched for refusals.
        place: Where it is.
        profiles: By host, how servers were spoken to before; what works is added.
        book: Knows the addresses of hosts.
        tls: The context for TLS; None: without.
        now: A clock in seconds.
        trace: Is told "sent" or "received", and the bytes, of every message.

    `requests` counts what was asked, without channels, keep-alives and acknowledgements.
    """

    def __init__(
        self,
        settings: BroadWorksSettings,
        account: Account,
        place: Place,
        *,
        profiles: dict[str, ServerProfile],
        book: AddressBook,
        tls: ssl.SSLContext | None,
        now: Callable[[], float],
        trace: Trace | None = None,
    ) -> None:
        self._settings, self._account, self._place, self._tls, self._now = settings, account, place, tls, now
        self._trace = trace or no_trace
        self._names, self._book = Names(settings, place), book
        self.host = str(place)
        self._profiles = profiles
        self.requests = 0
        self._connection: CtiConnection | None = None
        self._turns = asyncio.Semaphore(IN_FLIGHT)

    @property
    def profile(self) -> ServerProfile:
        """How the server is spoken to: as the administrator says, or as it was found out."""
        settings = self._settings
        known = settings.cti if settings.cti != DEFAULT else self._profiles.get(self._place.host, DEFAULT)
        return replace(
            known,
            protocol_version=settings.protocol_version or known.protocol_version,
            actions_context=settings.contexts.actions,
            events_context=settings.contexts.events,
        )

    async def close(self) -> None:
        """Closes the connection."""
        if self._connection is not None:
            await self._connection.close()

    async def request(self, request: XsiRequest) -> Reply:
        """The answer to a request.

        Raises:
            NotSupported: the CTI interface has no such request.
            ConnectFailed, AuthFailed: it was not sent.
            LinkLost: no answer, and asking again does no harm.
            OutcomeUnknown: no answer, and it may have been carried out.
            RateLimited, Rejected: the platform's answer.
            RemoteProtocolError: somebody answered, but not as the CTI interface does.
        """
        asked = tunnelled_from_request(request, self.profile)
        async with self._turns:
            connection = self._connection
            if connection is None or not connection.is_open:
                raise ConnectFailed(self.host, "there is no connection")
            self._account.check(self.host, self._now())
            self.requests += 1
            timing = self._settings.timing
            try:
                return await self._ask(connection, asked, timing.dial_s if request.slow else timing.request_s)
            except LinkLost as exc:
                if request.repeatable:
                    raise
                raise OutcomeUnknown(f"{exc}; whether it was carried out is not known") from exc

    async def _ask(self, connection: CtiConnection, asked: Tunnelled, limit_s: float) -> Reply:
        who = login(self._account.user, self._account.password, self.profile.auth_mode)
        return self._reply(await connection.ask(asked, who, limit_s))

    def _reply(self, response: Response) -> Reply:
        document = response.document
        if response.status_code == 401:
            text = document.summary_english if isinstance(document, ErrorInfo) else None
            raise self._account.refusal(self.host, self._now(), text)
        self._account.was_accepted()
        if response.status_code >= 300:
            info = document if isinstance(document, ErrorInfo) else None
            raise refusal(response.status_code, info, response.reason)
        if isinstance(document, Unknown):
            raise RemoteProtocolError(f"{self.host} answered with an unknown document <{document.name}>")
        return Reply(response.status_code, document)

    @asynccontextmanager
    async def open_channel(self) -> AsyncIterator[CtiChannel]:
        """A connection with a new channel in the set, closed at the end.

        Raises:
            LinkError, Rejected, RemoteProtocolError: there is none, and why.
        """
        self._account.check(self.host, self._now())
        connection = await self._connect()
        try:
            granted = await self._add_channel(connection)
            self._connection = connection
            yield CtiChannel(connection, self._settings, self.profile, granted, self._now)
        finally:
            self._connection = None
            await connection.close()

    async def probe(self) -> ServerProfile:
        """How the server wants to be spoken to, found out on a connection of its own; no credentials are sent.

        Raises:
            LinkError, RemoteProtocolError: nobody there speaks as the CTI interface does.
        """
        await (await self._connect()).close()
        return self.profile

    async def _connect(self) -> CtiConnection:
        """A connection on which the server has answered: the framing fits (cti-interface.md section 4 rule 4)."""
        failure: CtibridgeError | None = None
        for profile in probes(self.profile):
            connection = await self._dialled(profile)
            if await connection.is_alive(PROBE_S, probe=True):
                self._learn(profile)
                return connection
            failure = failure or (connection.lost.result() if connection.lost.done() else None)
            seen = connection.first_bytes
            await connection.close()
            if isinstance(failure, RemoteProtocolError | TlsFailed):
                raise failure  # it speaks, and another language; or not to us
        raise self._speechless(failure, seen)

    def _speechless(self, failure: CtibridgeError | None, seen: bytes) -> CtibridgeError:
        """Why nobody answered in any framing; `seen` is what came all the same."""
        if failure is None:
            shown = f"; it sent {seen.hex(' ')}" if seen else ""
            return LinkLost(self.host, f"nobody answers a keep-alive in any framing{shown}")
        if seen or not isinstance(failure, LinkLost):
            return failure
        port = "for TLS" if self._tls is None else "of the CTI interface"
        return LinkLost(self.host, f"{failure.reason} without a word; is this the port {port}?")

    async def _dialled(self, profile: ServerProfile) -> CtiConnection:
        make = partial(self._spoken, profile)
        return await dialled(self._settings, self._place, self._names, self._book, self._tls, make)

    def _spoken(self, profile: ServerProfile) -> CtiConnection:
        protocol = CtiClientProtocol(secrets.token_hex(8), profile)
        return CtiConnection(self.host, protocol, self._trace, self._now)

    def _learn(self, profile: ServerProfile) -> None:
        if profile != self.profile:
            log.info("cti.profile", link=self.host, framing=str(profile.framing), dialect=str(profile.request_dialect))
        self._profiles[self._place.host] = profile

    async def _add_channel(self, connection: CtiConnection) -> Channel:
        refused: Rejected | None = None
        for profile in _dialects(self.profile):
            connection.protocol.profile = profile
            try:
                granted = await self._granted(connection)
            except Rejected as exc:
                if exc.status != 400:
                    raise
                refused = refused or exc
            else:
                self._learn(profile)
                return granted
        raise refused or RemoteProtocolError(f"{self.host} has no dialect")

    async def _granted(self, connection: CtiConnection) -> Channel:
        life_s = self._settings.timing.channel_life_s
        wish = Channel(channel_set_id=self._settings.channel_set_id, priority=1, weight=50, expires=life_s)
        request = XsiRequest("POST", "channel", body=wish, context=Context.EVENTS)
        asked = tunnelled_from_request(request, connection.protocol.profile)
        document = (await self._ask(connection, asked, self._settings.timing.request_s)).document
        if not isinstance(document, Channel) or document.channel_id is None:
            raise RemoteProtocolError(f"{self.host} answered the request for a channel with {document!r}")
        return document


def _dialects(profile: ServerProfile) -> list[ServerProfile]:
    """How requests can be written, this way first.

    A published example has them otherwise than the schema, and with an earlier version (cti-interface.md 5 and 6).
    """
    versions = dict.fromkeys([profile.envelope_version, DEFAULT.envelope_version, EARLIER_VERSION])
    dialects = dict.fromkeys([profile.request_dialect, *RequestDialect])
    return [
        replace(profile, request_dialect=dialect, envelope_version=version)
        for version in versions
        for dialect in dialects
    ]


def tunnelled_from_request(request: XsiRequest, profile: ServerProfile) -> Tunnelled:
    """The request as the CTI interface has it.

    Raises:
        NotSupported: it has none.
    """
    application = "actions" if request.context is Context.ACTIONS else "events"
    asked = tunnelled(application, request.method, request.path, request.query, request.body, profile)
    if asked is None:
        raise NotSupported(f"the CTI interface cannot {request.method} {request.path}")
    return asked
