"""How documents of the CTI interface follow each other on a connection.

No published text says it. So there are five framings for what we write, and what we read is recognised by its first
bytes. Bytes in, documents out; must not know what is inside.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from typing import Protocol

from ctibridge.errors import LocalProtocolError, RemoteProtocolError
from ctibridge.wire.cti.profile import DEFAULT, Framing, ServerProfile
from ctibridge.wire.markup.split import MAX_SIZE, DocumentSplitter
from ctibridge.wire.xsi.documents import CONTENT_TYPE, DECLARATION

NOT_THE_PORT = "the server answers HTTP: this is not the port of the CTI interface"
_TLS = (b"\x16\x03", b"\x15\x03")  # handshake and alert (RFC 8446, section 5.1)
_HTTP = (b"HTTP/", b"POST ")
_HEAD_SIZE = 8192  # of an HTTP header: what servers commonly allow
_LENGTH = struct.Struct(">I")
_SPACE = b" \t\r\n"
_SHOWN = 64  # bytes of what is not recognised
_CONTENT_LENGTH = re.compile(rb"\r?\ncontent-length[ \t]*:[ \t]*(\d{1,10})[ \t]*(?=\r?\n|$)", re.IGNORECASE)
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})")


class Splitter(Protocol):
    """Takes bytes, gives documents."""

    @property
    def pending(self) -> int:
        """Bytes of a document that has not ended yet."""

    def receive_data(self, data: bytes) -> list[bytes]:
        """The documents that `data` completes; raises RemoteProtocolError for what is none."""


def framed(document: bytes, profile: ServerProfile = DEFAULT, *, answering: bool = False) -> bytes:
    """The bytes of a document on the wire.

    Args:
        answering: We are the server: tells an HTTP request from a response.

    Raises:
        LocalProtocolError: the document holds the byte that ends it.
    """
    text = DECLARATION + document if profile.xml_decl else document
    match profile.framing:
        case Framing.XML_ROOT:
            return text + profile.tx_suffix.encode()
        case Framing.NUL:
            return _ended(text, b"\0")
        case Framing.LF:
            return _ended(text, b"\n")
        case Framing.LEN32BE:
            return _LENGTH.pack(len(text)) + text
        case Framing.HTTP:
            first = "HTTP/1.1 200 OK" if answering else "POST / HTTP/1.1\r\nHost: cti"
            return f"{first}\r\nContent-Type: {CONTENT_TYPE}\r\nContent-Length: {len(text)}\r\n\r\n".encode() + text


def _ended(text: bytes, end: bytes) -> bytes:
    if end in text:
        raise LocalProtocolError(f"a document holds {end!r}, which would end it")
    return text + end


class _Buffered:
    """What the splitters below share: a buffer, of which documents are cut."""

    def __init__(self, max_size: int) -> None:
        self._max_size = max_size
        self._buffer = bytearray()

    @property
    def pending(self) -> int:
        """Bytes of a document that has not ended yet."""
        return len(self._buffer)

    def receive_data(self, data: bytes) -> list[bytes]:
        """The documents that `data` completes."""
        self._buffer += data
        documents = []
        while (document := self._next()) is not None:
            if document.strip(_SPACE):
                documents.append(document)
        return documents

    def _next(self) -> bytes | None:
        raise NotImplementedError

    def _take(self, start: int, end: int, behind: int) -> bytes:
        document = bytes(self._buffer[start:end])
        del self._buffer[:behind]
        return document

    def _bounded(self, size: int) -> None:
        if size > self._max_size:
            raise RemoteProtocolError(f"document exceeds {self._max_size} bytes", bytes(self._buffer[:_SHOWN]))


class EndedSplitter(_Buffered):
    """Documents that a byte ends."""

    def __init__(self, end: bytes, max_size: int = MAX_SIZE) -> None:
        super().__init__(max_size)
        self._end, self._searched = end, 0

    def _next(self) -> bytes | None:
        at = self._buffer.find(self._end, self._searched)
        self._searched = len(self._buffer) if at < 0 else 0
        self._bounded(len(self._buffer) if at < 0 else at)
        return None if at < 0 else self._take(0, at, at + 1)


class LengthSplitter(_Buffered):
    """Documents with four bytes of length before them."""

    def __init__(self, max_size: int = MAX_SIZE) -> None:
        super().__init__(max_size)

    def _next(self) -> bytes | None:
        if len(self._buffer) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack_from(self._buffer)
        self._bounded(length)
        end = _LENGTH.size + length
        return None if len(self._buffer) < end else self._take(_LENGTH.size, end, end)


class HttpSplitter(_Buffered):
    """Documents with an HTTP header before them."""

    def __init__(self, max_size: int = MAX_SIZE) -> None:
        super().__init__(max_size)

    def _next(self) -> bytes | None:
        while self._buffer.startswith((b"\r", b"\n")):
            del self._buffer[:1]
        head = _HEAD_END.search(self._buffer, 0, _HEAD_SIZE)
        if head is None:
            if len(self._buffer) >= _HEAD_SIZE:
                raise RemoteProtocolError("an HTTP header does not end", bytes(self._buffer[:_SHOWN]))
            return None
        size = self._size(bytes(self._buffer[: head.start()]))
        end = head.end() + size
        return None if len(self._buffer) < end else self._take(head.end(), end, end)

    def _size(self, head: bytes) -> int:
        status, length = _STATUS.match(head), _CONTENT_LENGTH.search(head)
        if status is not None and not status[1].startswith(b"2"):
            raise RemoteProtocolError(NOT_THE_PORT, head)
        if length is None:
            raise RemoteProtocolError("an HTTP header without Content-Length", head)
        self._bounded(int(length[1]))
        return int(length[1])


SPLITTERS: dict[Framing, Callable[[int], Splitter]] = {
    Framing.XML_ROOT: DocumentSplitter,
    Framing.NUL: lambda max_size: EndedSplitter(b"\0", max_size),
    Framing.LF: lambda max_size: EndedSplitter(b"\n", max_size),
    Framing.LEN32BE: LengthSplitter,
    Framing.HTTP: HttpSplitter,
}


class StreamSplitter:
    """Recognises the framing by the first bytes, then splits by it.

    Args:
        max_size: Bytes that one document may have.
        http: Whether HTTP headers are a framing here; else an HTTP server is told as what it is.
    """

    def __init__(self, max_size: int = MAX_SIZE, *, http: bool = True) -> None:
        self._max_size, self._http = max_size, http
        self._first = b""
        self._splitter: Splitter | None = None
        self.framing: Framing | None = None

    @property
    def pending(self) -> int:
        """Bytes of a document that has not ended yet."""
        return len(self._first) if self._splitter is None else self._splitter.pending

    def receive_data(self, data: bytes) -> list[bytes]:
        """The documents that `data` completes.

        Raises:
            RemoteProtocolError: no document begins where one should; the connection has to be closed.
        """
        if self._splitter is None:
            data, self._first = (self._first + data).lstrip(_SPACE), b""
            self.framing = _recognised(data, http=self._http)
            if self.framing is None:
                self._first = data
                return []
            self._splitter = SPLITTERS[self.framing](self._max_size)
        return self._splitter.receive_data(data)


def _recognised(data: bytes, *, http: bool) -> Framing | None:
    """The framing of what begins so; None while that is too little to tell."""
    if data[:1] in (b"<", b"\xef"):
        return Framing.XML_ROOT
    if len(data) < 2:
        return None
    if data.startswith(b"\0"):  # 4 MiB have a first byte of 0, and some peers end a document with NUL
        return Framing.XML_ROOT if data[1:2] in (b"<", b"\xef", b"\r", b"\n") else Framing.LEN32BE
    if data.startswith(_TLS):
        raise RemoteProtocolError("TLS record on the plain port", data[:_SHOWN].hex(" "))
    if data.startswith(_HTTP):
        if http:
            return Framing.HTTP
        raise RemoteProtocolError(NOT_THE_PORT, data)
    if any(beginning.startswith(data) for beginning in _HTTP):
        return None
    raise RemoteProtocolError("CTI framing not recognised; the first bytes are", data[:_SHOWN].hex(" "))
