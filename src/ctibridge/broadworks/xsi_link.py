"""Requests to an XSI server over http or https: kept-alive connections, and every way to fail as an error of ours.

The event channel is `xsi_channel.py`. Must not know what the requests mean.
"""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from http.cookies import BaseCookie
from typing import Any, Self, TypeVar
from urllib.parse import quote, urlencode

import aiohttp
from yarl import URL

from ctibridge.broadworks.account import Account
from ctibridge.broadworks.addresses import AddressBook
from ctibridge.broadworks.handshakes import HANGS_UP, in_words, refuses_us
from ctibridge.broadworks.places import Place
from ctibridge.broadworks.replies import Reply, Trace, no_trace, refusal
from ctibridge.broadworks.requests import Context, XsiRequest
from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.broadworks.trust import Names
from ctibridge.errors import (
    ConnectFailed,
    LinkLost,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    RemoteProtocolError,
    TlsFailed,
)
from ctibridge.wire.markup.reader import Unknown
from ctibridge.wire.markup.split import MAX_SIZE
from ctibridge.wire.xsi.directory import ErrorInfo
from ctibridge.wire.xsi.documents import CONTENT_TYPE, Document, decode, encode

T = TypeVar("T")
KEEP_ALIVE_S = 10.0  # below the 20 s after which common servers close an idle connection, so we rarely meet a dead one


class XsiLink:
    """One XSI server.

    Args:
        settings: How it is asked, and at which address unless `place` says otherwise.
        account: Whose credentials; watched for refusals.
        place: Where it is; None: as the settings say.
        book: Knows the addresses of hosts; None: the system's.
        tls: The context for https; None: the system's trust.
        now: A clock in seconds.
        trace: Is told "sent" or "received", what it is, and the body, of every message.

    `requests` counts what was asked, without channels, heartbeats and acknowledgements.
    """

    def __init__(
        self,
        settings: BroadWorksSettings,
        account: Account,
        place: Place | None = None,
        *,
        book: AddressBook | None = None,
        tls: ssl.SSLContext | None,
        now: Callable[[], float],
        trace: Trace | None = None,
    ) -> None:
        self._settings, self._account, self._tls, self._now = settings, account, tls, now
        self.trace: Trace = trace or no_trace
        self._place = place or Place(settings.host, settings.port)
        self.host = str(self._place)
        self._names = Names(settings, self._place)
        self._base = self._named()
        self._resolver = book.only(self._place.host) if book is not None else None
        timing = settings.timing
        self._timeout = aiohttp.ClientTimeout(total=timing.request_s, sock_connect=timing.connect_s)
        self._slow = aiohttp.ClientTimeout(total=timing.dial_s, sock_connect=timing.connect_s)
        self.session = self.new_session(settings.side_by_side)
        self.requests = 0

    def new_session(
        self, connections: int, resolver: Any = None, cookies: BaseCookie[str] | None = None
    ) -> aiohttp.ClientSession:
        """A session with its own connections; `authorization` has to go with every request.

        Args:
            connections: At most.
            resolver: Finds the server's address; None: as for all others.
            cookies: Sent with every request instead of those that the server sets. The pre-authorised cookie of a
                channel is for its server; asking a cookie jar each time would take a fifth of an acknowledgement.
        """
        connector = aiohttp.TCPConnector(
            limit=connections,
            keepalive_timeout=KEEP_ALIVE_S,
            ssl=self._tls or True,
            resolver=resolver or self._resolver,
            ttl_dns_cache=0,  # who resolves remembers
        )
        session = aiohttp.ClientSession(
            connector=connector,
            headers=self._headers() if cookies is None else self._headers() | _cookie_header(cookies),
            # The jar takes the pre-authorised cookie, also from a server without a name.
            cookie_jar=aiohttp.CookieJar(unsafe=True) if cookies is None else aiohttp.DummyCookieJar(),
            timeout=self._timeout,
            auto_decompress=True,
        )
        # aiohttp repeats PUT and DELETE when a kept connection turns out dead. In XSI they are calls held and
        # transferred: repeating is ours to decide, and for actions the answer is never (STYLE 4).
        session._retry_connection = False  # noqa: SLF001  no public switch; tests/integration proves it works
        return session

    def _headers(self) -> dict[str, str]:
        headers = {"Accept": "application/xml"}
        if self._settings.protocol_version is not None:
            headers["X-BroadWorks-Protocol-Version"] = self._settings.protocol_version
        return headers

    @property
    def authorization(self) -> dict[str, str]:
        """The header that says who asks; for each request, since passwords change."""
        return {"Authorization": self._account.authorization}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes all connections."""
        await self.session.close()

    def url(self, context: Context, path: str, query: tuple[tuple[str, str], ...] = ()) -> URL:
        """The address of a request; `path` is encoded already."""
        contexts = self._settings.contexts
        name = contexts.actions if context is Context.ACTIONS else contexts.events
        return self._address(f"{name}/v2.0/{path}", query)

    def channel_url(self) -> URL:
        """The address at which channels are made, and nothing else."""
        contexts = self._settings.contexts
        return self._address(f"{contexts.asynchronous}/{contexts.events}/v2.0/channel")

    def _address(self, path: str, query: tuple[tuple[str, str], ...] = ()) -> URL:
        prefix = self._base.raw_path.rstrip("/")
        tail = "?" + urlencode(query, quote_via=quote) if query else ""
        return URL(f"{self._base.origin()}{prefix}/{path}{tail}", encoded=True)

    def _named(self) -> URL:
        """The configured address, under the name by which the server is believed."""
        return URL(self._settings.url).with_host(self._names.current).with_port(self._place.port)

    async def believed(self, ask: Callable[[], Awaitable[T]]) -> T:
        """What `ask` brings; asked again, as nothing was sent, when the certificate may be for another name.

        Raises:
            TlsFailed: it is not.
        """
        try:
            return await ask()
        except TlsFailed as exc:
            if self._names.next(exc):
                self._base = self._named()
                return await self.believed(ask)
            self._names.explain(exc)
            raise

    async def request(self, request: XsiRequest) -> Reply:
        """The answer to a request.

        Raises:
            ConnectFailed, TlsFailed, AuthFailed: it was not carried out.
            LinkLost: no answer, and asking again does no harm.
            OutcomeUnknown: no answer, and it may have been carried out.
            RateLimited, Rejected: the platform's answer.
            RemoteProtocolError: somebody answered, but not an XSI server.
        """
        self.check_account()
        self.requests += 1
        return await self.believed(lambda: self._request(request))

    async def _request(self, request: XsiRequest) -> Reply:
        body = encode(request.body) if request.body is not None else None
        headers = self.authorization | ({"Content-Type": CONTENT_TYPE} if body is not None else {})
        url = self.url(request.context, request.path, request.query)
        timeout = self._slow if request.slow else self._timeout
        self.trace("sent", f"{request.method} {url.raw_path_qs}", body or b"")
        try:
            with translated(self.host):
                async with self.session.request(
                    request.method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
                ) as response:
                    data = await _body(response)
            self.trace("received", f"{response.status} {response.reason}", data)
        except LinkLost as exc:
            if request.repeatable:
                raise
            raise OutcomeUnknown(f"{exc}; whether it was carried out is not known") from exc
        return self.reply(response, data)

    def check_account(self) -> None:
        """Lets a request pass, unless the account was refused less than a minute ago.

        Raises:
            AuthFailed: it was.
        """
        self._account.check(self.host, self._now())

    def accept(self) -> None:
        """The platform took the account without saying so in a reply: it granted a channel."""
        self._account.was_accepted()

    def reply(self, response: aiohttp.ClientResponse, data: bytes) -> Reply:
        """What an HTTP response means."""
        if response.status == 401:
            info = _error_info(response, data)
            raise self._account.refusal(self.host, self._now(), info.summary_english if info is not None else None)
        self._account.was_accepted()
        if 300 <= response.status < 400:
            where = response.headers.get("Location", "nowhere")
            raise RemoteProtocolError(f"{self.host} redirects to {where}; this is not the address of an XSI server")
        if response.status >= 400:
            raise _refusal(response, data)
        return Reply(response.status, _document(self.host, response, data))


def _cookie_header(cookies: BaseCookie[str]) -> dict[str, str]:
    text = "; ".join(f"{name}={morsel.coded_value}" for name, morsel in cookies.items())
    return {"Cookie": text} if text else {}


async def _body(response: aiohttp.ClientResponse) -> bytes:
    data = b""
    async for chunk in response.content.iter_any():
        data += chunk
        if len(data) > MAX_SIZE:
            raise RemoteProtocolError(f"answer exceeds {MAX_SIZE} bytes", data[:200])
    return data


def _document(host: str, response: aiohttp.ClientResponse, data: bytes) -> Document | None:
    if not data.strip():
        return None
    content_type = response.content_type
    if "xml" not in content_type:
        raise RemoteProtocolError(f"{host} answered with {content_type} instead of XML", data)
    document = decode(_as_utf8(response, data))
    if isinstance(document, Unknown):
        raise RemoteProtocolError(f"{host} answered with an unknown document <{document.name}>", data)
    return document


def _as_utf8(response: aiohttp.ClientResponse, data: bytes) -> bytes:
    """By the XML declaration if there is one, else by the Content-Type (xsi.md section 1)."""
    charset = response.charset
    if charset is None or charset.lower() in {"utf-8", "utf8"} or b"<?xml" in data[:100]:
        return data
    try:
        return data.decode(charset).encode()
    except (LookupError, UnicodeDecodeError) as exc:
        raise RemoteProtocolError(f"answer is not {charset}", data) from exc


def _refusal(response: aiohttp.ClientResponse, data: bytes) -> RateLimited | Rejected:
    info = _error_info(response, data)
    return refusal(response.status, info, response.reason or "", response.headers.get("Retry-After", ""))


def _error_info(response: aiohttp.ClientResponse, data: bytes) -> ErrorInfo | None:
    try:
        document = decode(_as_utf8(response, data)) if data.strip() else None
    except RemoteProtocolError:
        return None  # a web server's own page: the status says enough
    return document if isinstance(document, ErrorInfo) else None


@contextmanager
def translated(host: str) -> Iterator[None]:
    """Turns what aiohttp raises into what ctibridge raises.

    Raises:
        ConnectFailed, TlsFailed: no request was sent, or the server did not read it.
        LinkLost: it was, or may have been.
    """
    try:
        yield
    except aiohttp.ClientConnectorCertificateError as exc:
        raise TlsFailed(host, f"certificate not trusted ({exc.certificate_error})") from exc
    except aiohttp.ClientConnectorSSLError as exc:
        raise TlsFailed(host, in_words(exc.os_error)) from exc
    except aiohttp.ClientSSLError as exc:
        raise TlsFailed(host, f"TLS failed ({exc})") from exc
    except aiohttp.ClientConnectorDNSError as exc:
        raise ConnectFailed(host, "the name cannot be resolved") from exc
    except aiohttp.ClientConnectorError as exc:
        raise _unconnected(host, exc.os_error) from exc
    except aiohttp.ConnectionTimeoutError as exc:
        raise ConnectFailed(host, "nobody accepts the connection in time") from exc
    except TimeoutError as exc:
        raise LinkLost(host, "no answer in time") from exc
    except aiohttp.ClientPayloadError as exc:
        raise LinkLost(host, "connection lost, or the body is malformed") from exc
    except (aiohttp.ClientError, OSError) as exc:
        raise _lost(host, exc) from exc


def _unconnected(host: str, failure: OSError) -> ConnectFailed | TlsFailed:
    if isinstance(failure, ConnectionResetError):  # TCP refuses connections; a reset comes later, in the handshake
        return TlsFailed(host, HANGS_UP)
    return ConnectFailed(host, f"no connection ({failure.strerror or failure})")


def _lost(host: str, failure: Exception) -> LinkLost | TlsFailed:
    cause = failure.__cause__
    if cause is not None and refuses_us(cause):
        return TlsFailed(host, in_words(cause))
    return LinkLost(host, f"connection lost ({failure or type(failure).__name__})")
