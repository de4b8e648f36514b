"""Frames and messages of CSTA, as either side reads them; what is read can be written and read again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ctibridge.errors import LocalProtocolError, RemoteProtocolError
from ctibridge.wire.csta.editions import Edition
from ctibridge.wire.csta.framing import frame
from ctibridge.wire.csta.messages import Invalid, decode, encode
from ctibridge.wire.csta.protocol import CstaProtocol, Role
from ctibridge.wire.markup.reader import Unknown

RECORDINGS = Path("recordings/csta")
ROLES = (Role.SERVER, Role.CLIENT)


def seeds() -> Iterator[bytes]:
    """The recorded clients and servers, as frames and as documents."""
    for path in sorted(RECORDINGS.glob("*.xml")):
        documents = path.read_bytes().splitlines()
        yield b"\x00" + b"".join(frame(f"{number:04}", document) for number, document in enumerate(documents, 1))
        yield from (b"\x02" + document for document in documents)


def one(data: bytes) -> None:
    """The first byte: 0 and 1, frames for a server or a client; else a document."""
    kind, body = data[:1], data[1:]
    if kind in {b"\x00", b"\x01"}:
        _frames(ROLES[kind[0]], body)
    else:
        _document(body)


def _frames(role: Role, body: bytes) -> None:
    protocol = CstaProtocol(role)
    try:
        protocol.receive_data(body)
    except RemoteProtocolError:
        return


def _document(body: bytes) -> None:
    try:
        message, edition = decode(body)
    except RemoteProtocolError:
        return
    if not isinstance(message, Invalid | Unknown):
        try:
            written = encode(message, edition or Edition.ED5)  # what the edition has not is read, and not written
        except LocalProtocolError:
            return  # nor are several items where it has one
        again, _ = decode(written)
        assert not isinstance(again, Invalid | Unknown), written
        assert encode(again, edition or Edition.ED5) == written
