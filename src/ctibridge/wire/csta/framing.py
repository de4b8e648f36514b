"""Frames of CSTA over TCP: eight bytes of header, then one document (ECMA-323, Annex J, without SOAP).

    00 00 | total length, header included | invoke id, four ASCII digits | XML

Bytes in, frames out. Must not know what is inside.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from ctibridge.errors import LocalProtocolError, RemoteProtocolError

_HEADER = struct.Struct(">HH4s")
MAX_PAYLOAD = 0xFFFF - _HEADER.size
EVENT_ID = "9999"  # events carry it, requests never do

_SPACE = b" \t\r\n"
_MARKUP = (b"<", b"\xef\xbb\xbf<")


@dataclass(frozen=True, slots=True)
class Frame:
    """A document and the identifier that ties a response to its request."""

    invoke_id: str
    payload: bytes


def frame(invoke_id: str, payload: bytes) -> bytes:
    """The bytes of a frame.

    Raises:
        LocalProtocolError: the payload is longer than a frame can say, or the identifier is not four digits.
    """
    if len(payload) > MAX_PAYLOAD:
        raise LocalProtocolError(f"{len(payload)} bytes do not fit into a frame of CSTA; {MAX_PAYLOAD} do")
    digits = invoke_id.encode("ascii", "replace")
    if len(digits) != 4 or not digits.isdigit():
        raise LocalProtocolError(f"an invoke id is four digits, not {invoke_id!r}")
    return _HEADER.pack(0, len(payload) + _HEADER.size, digits) + payload


class FrameSplitter:
    """Takes bytes, gives frames."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    @property
    def pending(self) -> int:
        """Bytes of a frame that has not ended yet."""
        return len(self._buffer)

    def receive_data(self, data: bytes) -> list[Frame]:
        """The frames that `data` completes.

        Raises:
            RemoteProtocolError: no frame begins where one should. Nothing behind that place can be read, and what
                was before it in the same `data` is lost: the connection has to be closed.
        """
        self._buffer += data
        frames = []
        while (found := self._next()) is not None:
            frames.append(found)
        return frames

    def _next(self) -> Frame | None:
        self._skip_terminators()
        fault = _fault(self._buffer)
        if fault is not None:
            if self._buffer[:3] == b"\0\0\0" and len(self._buffer) == _HEADER.size:
                return None  # perhaps a NUL that the peer did not count: the next byte tells
            raise RemoteProtocolError(fault, bytes(self._buffer[: _HEADER.size]))
        if len(self._buffer) < _HEADER.size:
            return None
        _, length, digits = _HEADER.unpack_from(self._buffer)
        if len(self._buffer) < length:
            return None
        payload = bytes(self._buffer[_HEADER.size : length])
        del self._buffer[:length]
        return Frame(digits.decode("ascii"), _without_terminator(payload))

    def _skip_terminators(self) -> None:
        """Passes over white space, and a NUL, that the peer wrote behind a document without counting it.

        A header begins with NUL itself. So one is skipped only when no header stands here but behind it.
        """
        while self._buffer[:1] and self._buffer[:1] in _SPACE:
            del self._buffer[:1]
        behind = self._buffer[1 : _HEADER.size + 1]
        if (
            self._buffer[:3] == b"\0\0\0"
            and len(behind) == _HEADER.size
            and _fault(self._buffer)
            and not _fault(behind)
        ):
            del self._buffer[:1]


def _fault(header: bytearray) -> str | None:
    """What is wrong with a header, in words for the log; None when it is one, or not complete."""
    if len(header) < _HEADER.size:
        return None
    marker, length, digits = _HEADER.unpack_from(header)
    if header.startswith(_MARKUP):
        return "XML without the header of eight bytes (ECMA-323, Annex J)"
    if marker == 1:
        return "CSTA inside SOAP is not spoken here"  # inferred: Annex J tells SOAP by another value than 0
    if marker != 0:
        return "no frame begins here; the length before may count characters instead of bytes"
    if length < _HEADER.size:
        return f"a frame cannot have {length} bytes"
    if not digits.isdigit():
        return "the invoke id is not four digits"
    return None


def _without_terminator(payload: bytes) -> bytes:
    if payload[:1] in (b"\0", b"\xff", b"\xfe") or payload[1:2] == b"\0":
        return payload  # UTF-16, where a zero byte is half a character
    return payload.rstrip(b"\0" + _SPACE)
