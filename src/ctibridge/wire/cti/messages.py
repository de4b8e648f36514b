"""The six messages of the CTI interface (XspXMLInterface), with the XSI document inside as a structure.

How they are read and written is in `envelopes.py`.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass, field

from ctibridge.errors import RemoteProtocolError
from ctibridge.wire.cti.profile import AuthMode
from ctibridge.wire.markup.reader import Unknown
from ctibridge.wire.xsi.documents import Document

Content = Document | Unknown | None


@dataclass(frozen=True, slots=True)
class Authentication:
    """Who asks. It never shows in a log: `repr` leaves the secret out.

    Args:
        mode: Which element carries it.
        secret: The text of that element; base64 but for `authorization`.
    """

    mode: AuthMode
    secret: str = field(repr=False)

    @property
    def login(self) -> tuple[str, str] | None:
        """User and password; None when they are not told so, or cannot be read."""
        scheme, _, basic = self.secret.partition(" ")
        if self.mode is AuthMode.SSO or (self.mode is AuthMode.AUTHORIZATION and scheme.lower() != "basic"):
            return None
        coded = basic if self.mode is AuthMode.AUTHORIZATION else self.secret
        try:
            user, colon, password = b64decode("".join(coded.split()), validate=True).decode().partition(":")
        except ValueError:
            return None
        return (user, password) if colon else None


def login(user: str, password: str, mode: AuthMode = AuthMode.CREDENTIALS) -> Authentication:
    """The authentication of a user by password."""
    coded = b64encode(f"{user}:{password}".encode()).decode()
    return Authentication(mode, f"Basic {coded}" if mode is AuthMode.AUTHORIZATION else coded)


@dataclass(frozen=True, slots=True)
class Tunnelled:
    """A call of Xsi-Actions or Xsi-Events inside a request.

    Args:
        name: The element, such as `DialRequest`.
        uri: Relative, with the web application; placeholders are `%name%`.
        method: GET, POST, PUT or DELETE.
        params: What the placeholders stand for.
        document: What is sent along.
        version: The release whose formats are wanted; empty: that of the server.
    """

    name: str
    uri: str
    method: str
    params: tuple[tuple[str, str], ...] = ()
    document: Content = None
    version: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """The client asks."""

    request_id: str
    session_id: str
    authentication: Authentication
    tunnelled: Tunnelled


@dataclass(frozen=True, slots=True)
class Response:
    """The server answers. Any 2xx is success."""

    request_id: str
    session_id: str
    status_code: int
    reason: str
    document: Content = None


@dataclass(frozen=True, slots=True)
class Event:
    """The server tells."""

    request_id: str
    document: Content


@dataclass(frozen=True, slots=True)
class EventResponse:
    """The client acknowledges an event."""

    request_id: str
    document: Content


@dataclass(frozen=True, slots=True)
class KeepAlive:
    """Either side asks whether the other lives. `period` is taken for its seconds between two of them."""

    request_id: str
    period: int = 10


@dataclass(frozen=True, slots=True)
class KeepAliveResponse:
    """It does."""

    request_id: str


Message = Request | Response | Event | EventResponse | KeepAlive | KeepAliveResponse


@dataclass(frozen=True, slots=True)
class Damaged:
    """A document that cannot be read. The stream goes on behind it.

    The ids, where they can be made out, are owed an answer.
    """

    error: RemoteProtocolError
    name: str
    request_id: str | None
    session_id: str | None
    event_id: str | None
