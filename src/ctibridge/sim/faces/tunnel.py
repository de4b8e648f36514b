"""From a request in the tunnel of the CTI interface to the request that HTTP would have brought.

And what a server that goes by the schema says about it. The tunnel itself goes by the uri, not by the element's name.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from urllib.parse import quote

from ctibridge.errors import Rejected, RemoteProtocolError
from ctibridge.sim.requests import Api, Credentials, Request
from ctibridge.wire.cti import messages as m
from ctibridge.wire.cti.catalogue import Expanded, Query, expanded, tunnelled
from ctibridge.wire.cti.envelopes import CTI, ENVELOPE
from ctibridge.wire.cti.profile import AuthMode, ServerProfile
from ctibridge.wire.markup.reader import Unknown

_APIS = {"actions": Api.ACTIONS, "events": Api.EVENTS}
_OTHER_NAMES = {"PlayDTMF": "playdtmf"}  # as the CTI schema and the examples of XSI spell it
# Beside the calls of a user there are resources that the schema leaves out; they are no call ids.
_UNLISTED = {"messagesummary": ("GET", "DELETE"), "conference": ("GET",)}
_OF_A_CALL = len(("user", "<id>", "calls", "<call>"))
_HEAD = ["requestId", "sessionId", AuthMode.CREDENTIALS.value]


def request_of(asked: m.Request, profile: ServerProfile, instance: str, *, passthrough: bool) -> Request:
    """The request as the core takes it.

    Args:
        profile: Names the web applications.
        instance: The server that was asked.
        passthrough: Whether what the schema does not list is let through.

    Raises:
        Rejected: 400, a uri that means nothing; 404, the CTI interface has no such request.
    """
    try:
        wanted = expanded(asked.tunnelled, profile)
    except RemoteProtocolError as error:
        raise Rejected(400, str(error)) from error
    if not passthrough and _by_schema(wanted, (), profile) is None:
        raise Rejected(404, f"the CTI interface has no request for {wanted.method} {'/'.join(wanted.segments)}")
    login = asked.authentication.login
    return Request(
        api=_APIS[wanted.application],
        method=wanted.method,
        path=wanted.segments,
        query={_OTHER_NAMES.get(name, name): value for name, value in reversed(wanted.query)},  # the first counts
        body=asked.tunnelled.document,
        credentials=Credentials(*login) if login else None,
        instance=instance,
        bound=True,
        version=asked.tunnelled.version or None,
    )


def _by_schema(wanted: Expanded, query: Query, profile: ServerProfile) -> m.Tunnelled | None:
    """The request of the schema that asks for this; None when it has none."""
    if wanted.method in _UNLISTED.get(wanted.segments[3].lower() if len(wanted.segments) == _OF_A_CALL else "", ()):
        return None
    path = "/".join(quote(segment, safe="@:") for segment in wanted.segments)
    return tunnelled(wanted.application, wanted.method, path, query, None, profile)


def not_by_schema(message: m.Message | Unknown, document: bytes, profile: ServerProfile) -> str | None:
    """What of a message is not as the published schemas have it: namespaces, credentials, name and uri of a request.

    Whether every type fits is for a validator to say (`Knobs.validate`).
    """
    root = ET.fromstring(document)  # noqa: S314  the codec has read it before, and refuses any DTD
    if not root.tag.startswith(f"{{{ENVELOPE}}}"):
        return f"the envelope {root.tag} is not in the namespace {ENVELOPE}"
    if not isinstance(message, m.Request):
        return None
    names = [child.tag for child in root]
    if names[:-1] != _HEAD:
        return f"a request has {', '.join(_HEAD)} and what is asked, not {', '.join(names)}"
    if root[-1].tag != f"{{{CTI}}}{message.tunnelled.name}":
        return f"what is asked is not in the namespace {CTI}"
    qualified = [child.tag for child in root[-1] if child.tag.startswith("{")]
    if qualified:
        return f"{qualified[0]} has a namespace; in the schema it has none"
    return _other_request(message.tunnelled, profile)


def _other_request(asked: m.Tunnelled, profile: ServerProfile) -> str | None:
    try:
        wanted = expanded(asked, profile)
    except RemoteProtocolError as error:
        return str(error)
    right = _by_schema(wanted, wanted.query, profile)
    if right is None:
        return None  # not listed, which is answered elsewhere
    if asked.name != right.name:
        return f"{asked.name} does not ask for {wanted.method} {asked.uri}; {right.name} does"
    if asked.uri.lower() != right.uri.lower():
        return f"the uri of {asked.name} is {right.uri}, not {asked.uri}"
    return None
