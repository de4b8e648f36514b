"""Every message of CSTA by its name: bytes to structure and back, in any edition.

Reading goes by local names: peers use a prefix, a default namespace, none, or one with a spelling of their own.
Writing puts all on one line with the edition's default namespace; the same value gives the same bytes.
"""

from __future__ import annotations

import re
import typing
from dataclasses import dataclass
from typing import Any

from ctibridge.errors import LocalProtocolError, RemoteProtocolError
from ctibridge.wire.csta import (
    calls,
    capabilities,
    device_information,
    errors,
    events,
    features,
    monitoring,
    sessions,
    snapshots,
    system,
    transfers,
)
from ctibridge.wire.csta.editions import SESSION_NAMESPACE, Edition, edition_of_namespace
from ctibridge.wire.csta.types import Event, Notice, Request, Response
from ctibridge.wire.markup.plain import INSTANCE, Pieces, Tag, Vocabulary, read_document, skip
from ctibridge.wire.markup.reader import Unknown, reader_of
from ctibridge.wire.markup.writer import Style, Write, writer_of

Message = Request[Any] | Response | Notice | Event

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'

_KINDS = (Request, Response, Notice, Event)
_MODULES = (
    sessions,
    system,
    capabilities,
    device_information,
    monitoring,
    snapshots,
    calls,
    transfers,
    features,
    events,
    errors,
)


def _messages_of(module: Any) -> dict[str, type[Message]]:
    """The messages that a module defines: its classes of one of the four kinds, bases aside."""
    return {
        name: cls
        for name, cls in vars(module).items()
        if isinstance(cls, type)
        and issubclass(cls, _KINDS)
        and cls.__module__ == module.__name__
        and cls is not sessions.NegativeResponse
    }


MESSAGES: dict[str, type[Message]] = {name: cls for module in _MODULES for name, cls in _messages_of(module).items()}
NAMES: dict[type[Message], str] = {cls: name for name, cls in MESSAGES.items()}
RESPONSE_TO: dict[type[Request[Any]], type[Response]] = {
    cls: typing.get_args(cls.__orig_bases__[0])[0]  # type: ignore[attr-defined]  # Request[...] is the one base
    for cls in MESSAGES.values()
    if issubclass(cls, Request)
}


@dataclass(frozen=True, slots=True)
class Invalid:
    """A message whose name is known but whose content is not what it should be."""

    cls: type[Message]
    error: RemoteProtocolError


# .NET writes into a string that it takes for UTF-16, says so, and sends UTF-8. Real UTF-16 does not match.
_MISLABELLED = re.compile(rb"""^\s*<\?xml[^>]*encoding=["']utf-16["'][^>]*>""", re.IGNORECASE)
_VOCABULARY = Vocabulary(*(edition.namespace for edition in Edition), SESSION_NAMESPACE, "", lenient=True)

Decoded = tuple[Message | Invalid | Unknown, Edition | None]


def decode(payload: bytes) -> Decoded:
    """The message in a document, and the edition that its namespace tells, if any.

    Raises:
        RemoteProtocolError: it is not well-formed or has a DTD.
    """
    try:
        return read_document(_MISLABELLED.sub(b"", payload), _VOCABULARY, _read)
    except RemoteProtocolError as error:
        if b"password" in payload.replace(b"\0", b"").lower():  # in UTF-16 too
            raise RemoteProtocolError(error.reason) from None  # the excerpt would go into a log
        raise


def _read(tag: Tag, text: str, pieces: Pieces) -> Decoded:
    edition = edition_of_namespace(tag.uri)
    cls = MESSAGES.get(tag.name)
    if cls is None:
        skip(tag, pieces)
        return Unknown(tag.name), edition
    try:
        return reader_of(cls).read(tag, text, pieces), edition
    except RemoteProtocolError as error:
        for _ in pieces:
            pass  # what follows the fault is of no interest
        return Invalid(cls, error), edition


def _style(edition: Edition) -> Style:
    return Style("", "", "xsi:", f' xmlns:xsi="{INSTANCE}"', edition)


_STYLES = {edition: _style(edition) for edition in Edition}
_writers: dict[tuple[type, Edition], Write] = {}


def encode(message: Message, edition: Edition) -> bytes:
    """The document of a message. What came after `edition` is left out.

    Raises:
        LocalProtocolError: it is no message, or cannot be said in this edition.
    """
    out = [DECLARATION]
    write = _writers.get((type(message), edition)) or _writer(type(message), edition)
    write(message, out)
    return "".join(out).encode()


def _writer(cls: type, edition: Edition) -> Write:
    name = NAMES.get(cls)
    if name is None:
        raise LocalProtocolError(f"{cls.__name__} is no message of CSTA")
    namespace = SESSION_NAMESPACE if cls.__module__ == sessions.__name__ else edition.namespace
    write = writer_of(cls, _STYLES[edition]).element(name, f' xmlns="{namespace}"')
    return _writers.setdefault((cls, edition), write)
