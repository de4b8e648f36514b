"""XSI requests as values: what is asked, and whether it may be asked twice."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from urllib.parse import quote

from ctibridge.wire.xsi.documents import Document


class Context(Enum):
    """Which web application takes the request."""

    ACTIONS = "actions"
    EVENTS = "events"


@dataclass(frozen=True, slots=True)
class XsiRequest:
    """One request.

    Args:
        method: GET, POST, PUT or DELETE.
        path: Behind `/v2.0/`, already percent-encoded.
        query: Parameters, not yet encoded.
        body: The document to send.
        context: Which web application.
        repeatable: Asking twice does no harm. No action is, except reading and setting a service.
        slow: It may take as long as dialling.
        done: Refusals, by status, that mean that there is nothing to do.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: Document | None = None
    context: Context = Context.ACTIONS
    repeatable: bool = False
    slow: bool = False
    done: tuple[int, ...] = ()


def encoded(segment: str) -> str:
    """A path segment; `@` may stay, and public servers are known to want it so."""
    return quote(segment, safe="@:")


def user_path(user_id: str, *rest: str) -> str:
    """`user/<id>/...`."""
    return "/".join(("user", encoded(user_id), *rest))


def read(path: str, **query: str) -> XsiRequest:
    """A GET of Xsi-Actions."""
    return XsiRequest("GET", path, tuple(query.items()), repeatable=True)


def call_action(user_id: str, call: str, verb: str, *, done: tuple[int, ...] = (), **query: str) -> XsiRequest:
    """A PUT on one call."""
    return XsiRequest("PUT", user_path(user_id, "calls", encoded(call), verb), tuple(query.items()), done=done)


def call_release(user_id: str, call: str, **query: str) -> XsiRequest:
    """A DELETE of one call."""
    return XsiRequest("DELETE", user_path(user_id, "calls", encoded(call)), tuple(query.items()))
