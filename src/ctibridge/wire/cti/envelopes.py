"""Messages of the CTI interface as XML and back: an envelope and the XSI document in it, read in one pass.

The reader of XSI is handed the element where it stands. Names are told apart by their local part, since published
examples differ in the namespaces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, cast

from ctibridge.errors import RemoteProtocolError
from ctibridge.wire.cti.messages import (
    Authentication,
    Content,
    Damaged,
    Event,
    EventResponse,
    KeepAlive,
    KeepAliveResponse,
    Message,
    Request,
    Response,
    Tunnelled,
)
from ctibridge.wire.cti.profile import DEFAULT, AuthMode, RequestDialect, ServerProfile
from ctibridge.wire.markup.plain import MAX_CACHED, NotPlain, Pieces, Tag, Vocabulary, read_document, skip
from ctibridge.wire.markup.reader import Unknown, leaf_text
from ctibridge.wire.markup.writer import escaped
from ctibridge.wire.xsi import documents

ENVELOPE = "http://schema.broadsoft.com/XspXMLInterface"
CTI = "http://schema.broadsoft.com/CTI"
VERSION = "17.0"  # of every envelope but a request: when it last changed

# Namespaces of the envelope count as known, so that what stands in them keeps its local name.
_VOCABULARY = Vocabulary(*documents.NAMESPACES, ENVELOPE, CTI)
_SECRET = re.compile(
    r"((?:credentials|authorization)\b[^<>:]*>\s*(?:<!\[CDATA\[)?)[^<\]]*|(\bauthorization[ \t]*:)[^<>]*", re.IGNORECASE
)
_ROOT = re.compile(rb"<(?:[^\s<>/!?:]+:)?([^\s<>/!?:]+)")
_IDS = {
    name: re.compile(rb"<(?:[^\s<>/!?:]+:)?" + name.encode() + rb"\b[^<>]*>\s*([^<\s]{1,256})\s*<")
    for name in ("requestId", "sessionId", "eventID")
}


def decode(data: bytes) -> Message | Unknown:
    """The message in a document; `Unknown` when no envelope has this root.

    Raises:
        RemoteProtocolError: not well-formed, has a DTD, or lacks what its envelope needs. It shows no credentials.
    """
    try:
        return read_document(documents.unfolded(data), _VOCABULARY, _read)
    except RemoteProtocolError as error:
        raise RemoteProtocolError(error.reason, redacted(error.excerpt)) from None


def redacted(text: str) -> str:
    """The text without what authenticates in it, even if it ends in the middle of that."""
    return _SECRET.sub(lambda found: (found[1] or found[2]) + "***", text)


def damaged(data: bytes, error: RemoteProtocolError) -> Damaged:
    """What can be made out of a document that `decode` refused."""
    root = _ROOT.search(data)
    found = {name: pattern.search(data) for name, pattern in _IDS.items()}
    ids = {name: match[1].decode("utf-8", "replace") if match else None for name, match in found.items()}
    name = root[1].decode("utf-8", "replace") if root else ""
    return Damaged(error, name, ids["requestId"], ids["sessionId"], ids["eventID"])


def event_id_in(data: bytes) -> str | None:
    """The id of an event of a type that nobody knows, if it has one."""
    found = _IDS["eventID"].search(data)
    return found[1].decode("utf-8", "replace") if found else None


def _read(tag: Tag, _text: str, pieces: Pieces) -> Message | Unknown:
    name = _local(tag.name)
    make = _ENVELOPES.get(name)
    if make is None:
        skip(tag, pieces)
        return Unknown(name)
    values: dict[str, Any] = {}
    for inner, text in _children(tag, pieces):
        element = _local(inner.name)
        read = _ELEMENTS.get(element)
        if read is not None:
            values[element] = read(inner, text, pieces)
        elif name == "request":
            values["tunnelled"] = _tunnelled(element, inner, pieces) or values.get("tunnelled")
        else:
            skip(inner, pieces)
    try:
        return make(values)
    except KeyError as missing:
        raise RemoteProtocolError(f"{name} lacks {missing.args[0]}") from None


def _local(name: str) -> str:
    return name.rpartition("}")[2] if name[:1] == "{" else name


def _children(tag: Tag, pieces: Pieces) -> Iterator[tuple[Tag, str]]:
    """Each element inside `tag` as its start tag and the text behind; the caller must consume it."""
    if tag.empty:
        return
    opened = cast("dict[str, Tag]", tag.context.plans.setdefault(_children, {}))  # peers repeat their start tags
    close = tag.close
    for piece in pieces:
        head, closed, text = piece.partition(">")
        if not closed:
            raise NotPlain
        if head == close:
            return
        inner = opened.get(head)
        if inner is None:
            if len(opened) >= MAX_CACHED:
                opened.clear()
            inner = opened[head] = tag.context.open(head)
        yield inner, text
    raise NotPlain


def _number(tag: Tag, text: str, pieces: Pieces) -> int:
    written = leaf_text(tag, text, pieces)
    if not (written.isascii() and written.isdigit() and len(written) < 10):
        raise RemoteProtocolError("a number was expected", written)
    return int(written)


def _payload(tag: Tag, _text: str, pieces: Pieces) -> Content:
    """The first document inside; None when there is none."""
    content: Content = None
    for inner, text in _children(tag, pieces):
        if content is None:
            content = documents.READER.read_element(inner, text, pieces)
        else:
            skip(inner, pieces)
    return content


def _params(tag: Tag, _text: str, pieces: Pieces) -> tuple[tuple[str, str], ...]:
    return tuple((_local(inner.name), leaf_text(inner, text, pieces)) for inner, text in _children(tag, pieces))


def _tunnelled(name: str, tag: Tag, pieces: Pieces) -> Tunnelled | None:
    """The request in this element; None when it is something else that a later schema has put here."""
    values: dict[str, Any] = {}
    for inner, text in _children(tag, pieces):
        element = _local(inner.name)
        read = _PARTS.get(element)
        if read is None:
            skip(inner, pieces)
        else:
            values[element] = read(inner, text, pieces)
    if "uri" not in values or "method" not in values:
        return None
    params, document = values.get("params", ()), values.get("payload")
    return Tunnelled(name, values["uri"], values["method"].upper(), params, document, values.get("version", ""))


_ELEMENTS: dict[str, Callable[[Tag, str, Pieces], Any]] = {
    "requestId": leaf_text,
    "sessionId": leaf_text,
    "statusCode": _number,
    "reason": leaf_text,
    "credentials": leaf_text,
    "ssoCredentials": leaf_text,
    "authorization": leaf_text,
    "period": _number,
    "payload": _payload,
    "emptyPayload": _payload,
}
_PARTS: dict[str, Callable[[Tag, str, Pieces], Any]] = {
    "uri": leaf_text,
    "method": leaf_text,
    "version": leaf_text,
    "params": _params,
    "payload": _payload,
    "emptyPayload": _payload,
}


def _request(values: dict[str, Any]) -> Request:
    given = [Authentication(mode, values[mode]) for mode in AuthMode if mode in values]
    if len(given) != 1 or not values.get("tunnelled"):
        raise KeyError("its one authentication" if len(given) != 1 else "what it asks")
    return Request(values["requestId"], values["sessionId"], given[0], values["tunnelled"])


def _response(values: dict[str, Any]) -> Response:
    reason, content = values.get("reason", ""), _either(values)
    return Response(values["requestId"], values.get("sessionId", ""), values["statusCode"], reason, content)


def _either(values: dict[str, Any]) -> Content:
    content: Content = values.get("payload")
    return content if content is not None else values.get("emptyPayload")


_ENVELOPES: dict[str, Callable[[dict[str, Any]], Message]] = {
    "request": _request,
    "response": _response,
    "event": lambda values: Event(values["requestId"], _either(values)),
    "eventResponse": lambda values: EventResponse(values["requestId"], _either(values)),
    "keepalive": lambda values: KeepAlive(values["requestId"], values.get("period", 0)),
    "keepaliveResponse": lambda values: KeepAliveResponse(values["requestId"]),
}


def encode(message: Message, profile: ServerProfile = DEFAULT) -> bytes:
    """The document of a message: on one line, without declaration; `framing.py` adds what the profile wants."""
    root, body = _written(message, profile)
    version = profile.envelope_version if isinstance(message, Request) else VERSION
    start = f'<xsp:{root} xmlns:xsp="{ENVELOPE}" version="{escaped(version)}">'
    return f"{start}{_element('requestId', message.request_id)}{body}</xsp:{root}>".encode()


def _written(message: Message, profile: ServerProfile) -> tuple[str, str]:
    match message:
        case Request(_, session, authentication, tunnelled):
            who = _element(authentication.mode, authentication.secret)
            return "request", _element("sessionId", session) + who + _asked(tunnelled, profile)
        case Response(_, session, status, reason, document):
            head = _element("sessionId", session) + _element("statusCode", str(status)) + _element("reason", reason)
            return "response", head + _wrapped("xsp:payload", document)
        case Event(_, document):
            return "event", _wrapped("xsp:payload", document)
        case EventResponse(_, document):
            return "eventResponse", _wrapped("xsp:payload", document)
        case KeepAlive(_, period):
            return "keepalive", _element("period", str(period))
        case KeepAliveResponse():
            return "keepaliveResponse", ""


def _element(name: str, text: str) -> str:
    return f"<{name}>{escaped(text)}</{name}>" if text else f"<{name}/>"


def _wrapped(name: str, document: Content) -> str:
    if document is None or isinstance(document, Unknown):
        return f"<{name}/>"
    return f"<{name}>{documents.encode(document, declaration=False).decode()}</{name}>"


def _asked(tunnelled: Tunnelled, profile: ServerProfile) -> str:
    qualified = profile.request_dialect is RequestDialect.CTI
    start = f'<cti:{tunnelled.name} xmlns:cti="{CTI}">' if qualified else f"<{tunnelled.name}>"
    params = "".join(_element(name, value) for name, value in tunnelled.params)
    fields = [("uri", tunnelled.uri), ("method", tunnelled.method), ("version", tunnelled.version)]
    return (
        start
        + "".join(_element(name, text) for name, text in fields)
        + (f"<params>{params}</params>" if params else "<params/>")
        + _wrapped("payload" if qualified else "xsp:payload", tunnelled.document)
        + (f"</cti:{tunnelled.name}>" if qualified else f"</{tunnelled.name}>")
    )
