"""A request and its reply as the core sees them, whatever wire they travel on; and how refusals are answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from ctibridge.errors import (
    CommandError,
    InvalidDestination,
    NotAllowed,
    NotSupported,
    RateLimited,
    Rejected,
    UnknownCall,
    UnknownLine,
    WrongState,
)
from ctibridge.wire.markup.reader import Unknown
from ctibridge.wire.xsi.directory import ErrorInfo
from ctibridge.wire.xsi.documents import Document


class Api(Enum):
    """The two halves of the interface."""

    ACTIONS = auto()
    EVENTS = auto()


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who asks, and the proof: user id and password, or number and passcode."""

    name: str
    secret: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A body that is no document."""

    reason: str


Body = Document | Unknown | Unreadable | None


@dataclass(frozen=True, slots=True)
class Request:
    """A request.

    Args:
        api: Actions or events.
        method: GET, POST, PUT, DELETE.
        path: The decoded segments behind `v2.0`.
        query: Parameters; of a repeated one, the first.
        body: The document in it.
        credentials: Who asks.
        instance: The server that was asked.
        streaming: The reply may stay open (`com.broadsoft.async`).
        bound: A channel belongs to the connection that asks for it, and needs no heartbeats.
        version: The release whose formats are wished.
    """

    api: Api
    method: str
    path: tuple[str, ...]
    query: Mapping[str, str] = field(default_factory=dict)
    body: Body = None
    credentials: Credentials | None = None
    instance: str = ""
    streaming: bool = False
    bound: bool = False
    version: str | None = None


class Charset(Enum):
    """In which character set a reply goes (3.3.4)."""

    UTF_8 = auto()
    LOCALE = auto()  # the user's: profile, directory, services


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply.

    Args:
        status: As in HTTP.
        document: What it carries.
        headers: More than the wire's own.
        charset: Of the document.
        channel_id: The reply is the beginning of this channel's stream.
    """

    status: int
    document: Document | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    charset: Charset = Charset.UTF_8
    channel_id: str | None = None


DONE = Reply(200)

# Status and error code. 4008 is known from live platforms; the other codes are not published and made up here.
_ANSWERS: dict[type[CommandError], tuple[int, int]] = {
    NotAllowed: (403, 4003),
    UnknownLine: (404, 4008),
    UnknownCall: (404, 4404),
    WrongState: (409, 4409),
    NotSupported: (405, 4405),
    InvalidDestination: (400, 4400),
    RateLimited: (503, 4503),
}


def refusal(error: CommandError) -> Reply:
    """The reply to a request that failed."""
    status, code = _ANSWERS.get(type(error), (500, 4500))
    text = str(error)
    headers: dict[str, str] = {}
    if isinstance(error, Rejected):
        status, code, text = error.status, error.error_code or 4000 + error.status, error.text
    if isinstance(error, RateLimited):
        headers["Retry-After"] = f"{error.retry_after_s:.0f}"
    return Reply(status, error_info(code, text), headers)


def error_info(code: int, text: str) -> ErrorInfo:
    """The document of a refusal."""
    summary = f"[Error {code}] {text}"
    return ErrorInfo(summary=summary, summary_english=summary, error_code=code)
