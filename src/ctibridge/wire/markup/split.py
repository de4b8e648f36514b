"""Cuts a stream of XML documents, written back to back, into documents, however the bytes arrive.

The end of a document is the end tag of its root. To find it, it is enough to search for the bytes of that tag,
unless the document holds a comment, a CDATA section, a processing instruction, or an element of the root's own
name: then expat counts the depth. Whether a document is well-formed is for the reader to say. Must not know any
vocabulary.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from ctibridge.errors import RemoteProtocolError
from ctibridge.wire.markup.plain import MAX_DEPTH

MAX_SIZE = 4 * 1024 * 1024  # a list of a user's calls has a few kB; 4 MiB is the cap that peers of this kind use

_BETWEEN = re.compile(rb"(?:[ \t\r\n\x00]|\xef\xbb\xbf)*")  # some peers end a document with NUL
_ROOT = re.compile(rb"(?:<\?xml[^>]*\?>[ \t\r\n]*)?<([^\s/>!?<=\"']+)(?:[^>\"'<]|\"[^\"<]*\"|'[^'<]*')*(?<!/)(/?)>")
_ODD = re.compile(rb"(?:<\?xml[^>]*\?>[ \t\r\n]*)?<(?:!|\?(?!xml))")
_HEAD = 4096  # bytes within which the start tag of an honest root ends
_DELIMITER = b" \t\r\n>"


class _Ended(Exception):
    pass


class _DepthCounter:
    """Finds the end of a document by counting its open elements."""

    def __init__(self, max_depth: int) -> None:
        self._max_depth = max_depth
        self._depth = self._fed = 0
        self._last_tag_at = 0
        self._parser = expat.ParserCreate()
        if hasattr(self._parser, "SetReparseDeferralEnabled"):  # expat 2.6: else the last tag may wait for more bytes
            self._parser.SetReparseDeferralEnabled(False)
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._finish
        self._parser.StartDoctypeDeclHandler = self._refuse_dtd

    def end(self, document: bytearray) -> int | None:
        """Where the document ends, of which `document` is the beginning; None while it is not complete."""
        try:
            self._parser.Parse(bytes(document[self._fed :]), False)
        except _Ended:
            at = self._last_tag_at  # expat: at the end tag, or behind the root if that is empty
            return document.index(b">", at) + 1 if document.startswith(b"</", at) else at
        except (expat.ExpatError, LookupError, ValueError) as exc:  # the latter two: an encoding that Python lacks
            raise RemoteProtocolError(f"XML is not well-formed ({exc})", bytes(document[:200])) from exc
        self._fed = len(document)
        return None

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > self._max_depth:
            raise RemoteProtocolError(f"XML nests deeper than {self._max_depth}", name)

    def _finish(self, _name: str) -> None:
        self._depth -= 1
        if not self._depth:
            self._last_tag_at = self._parser.CurrentByteIndex
            raise _Ended

    def _refuse_dtd(self, name: str, *_declaration: object) -> None:
        raise RemoteProtocolError("XML with a DTD is refused", name)


class DocumentSplitter:
    """Takes bytes, gives documents.

    Args:
        max_size: Bytes that one document may have before the peer is refused.
        max_depth: Elements that may be open at a time, counted where expat is needed anyway.
    """

    def __init__(self, max_size: int = MAX_SIZE, max_depth: int = MAX_DEPTH) -> None:
        self._max_size, self._max_depth = max_size, max_depth
        self._buffer = bytearray()
        self._root: re.Match[bytes] | None = None
        self._last: re.Match[bytes] | None = None
        self._counter: _DepthCounter | None = None
        self._searched = 0

    @property
    def pending(self) -> int:
        """Bytes of a document that has not ended yet."""
        return len(self._buffer)

    def receive_data(self, data: bytes) -> list[bytes]:
        """The documents that `data` completes.

        Raises:
            RemoteProtocolError: text between documents, a DTD, or a document too large or too deep.
        """
        self._buffer += data
        documents = []
        while (document := self._next()) is not None:
            documents.append(document)
        return documents

    def _next(self) -> bytes | None:
        if self._root is None and self._counter is None and not self._begin():
            return None
        end = self._end()
        if (end or len(self._buffer)) > self._max_size:
            raise RemoteProtocolError(f"document exceeds {self._max_size} bytes", bytes(self._buffer[:200]))
        if end is None:
            return None
        document = bytes(self._buffer[:end])
        del self._buffer[:end]
        self._root = self._counter = None
        return document

    def _begin(self) -> bool:
        between = _BETWEEN.match(self._buffer)
        if between is not None and between.end():
            del self._buffer[: between.end()]
        if not self._buffer:
            return False
        if not self._buffer.startswith((b"<", b"\xef")):
            raise RemoteProtocolError("text where an XML document should begin", bytes(self._buffer[:200]))
        if self._last is not None and self._buffer.startswith(self._last[0]):
            self._root = self._last  # a peer writes the same root each time
        else:
            self._root = self._last = _ROOT.match(bytes(self._buffer[:_HEAD]))
        self._searched = self._root.end() if self._root is not None else 0
        return True

    def _end(self) -> int | None:
        if self._counter is None and self._root is not None:
            return self._root.end() if self._root[2] else self._found_end(self._root)
        if self._counter is None and not self._odd():
            return None  # the start tag of the root is not complete
        return self._counted_end()

    def _counted_end(self) -> int | None:
        if self._counter is None:
            self._counter = _DepthCounter(self._max_depth)
        return self._counter.end(self._buffer)

    def _odd(self) -> bool:
        """Whether the beginning already tells that the quick search does not serve this document."""
        if len(self._buffer) < len("<?xml"):
            return False  # it may be the declaration
        return len(self._buffer) >= _HEAD or _ODD.match(self._buffer) is not None

    def _found_end(self, root: re.Match[bytes]) -> int | None:
        tag = b"</" + root[1]
        while (at := self._buffer.find(tag, self._searched)) >= 0:
            close = self._buffer.find(b">", at)
            if close < 0:
                self._searched = at
                return None
            if self._buffer[at + len(tag)] not in _DELIMITER:
                self._searched = at + len(tag)  # a longer name that begins with the root's
                continue
            if self._simple(root, at):
                return close + 1
            return self._counted_end()
        self._searched = max(root.end(), len(self._buffer) - len(tag))
        return None

    def _simple(self, root: re.Match[bytes], end: int) -> bool:
        body = self._buffer[root.end() : end]
        return not (b"<!" in body or b"<?" in body or b"<" + root[1] in body)
