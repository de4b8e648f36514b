"""The event channel over HTTP: the body of one endless response, as the documents in it.

A chunk is one document by the platform's rule, but proxies cut otherwise; so the bytes are split by the documents'
own ends. The acknowledgement of an event goes another way, in a request of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ctibridge.errors import RemoteProtocolError
from ctibridge.wire.markup.reader import Unknown
from ctibridge.wire.markup.split import MAX_SIZE, DocumentSplitter
from ctibridge.wire.xsi.documents import Document, decode

_EVENT_ID = re.compile(rb"eventID\s*>\s*([^<\s]{1,256})")


@dataclass(frozen=True, slots=True)
class Damaged:
    """A document that cannot be read. The stream goes on behind it.

    `event_id`, if it can be made out, is owed an answer: without one the platform sends the event again.
    """

    error: RemoteProtocolError
    event_id: str | None


StreamItem = Document | Unknown | Damaged


class EventStream:
    """Takes the bytes of the response body, gives what is in it.

    Args:
        max_size: Bytes that one document may have.
    """

    def __init__(self, max_size: int = MAX_SIZE) -> None:
        self._splitter = DocumentSplitter(max_size)

    @property
    def pending(self) -> int:
        """Bytes of a document that has not ended: more than 0 at the end of the stream means a truncated one."""
        return self._splitter.pending

    def receive_data(self, data: bytes) -> list[StreamItem]:
        """The documents that `data` completes.

        Raises:
            RemoteProtocolError: this is no stream of XML documents; it has to be closed.
        """
        return [_read(document) for document in self._splitter.receive_data(data)]


def _read(document: bytes) -> StreamItem:
    try:
        return decode(document)
    except RemoteProtocolError as error:
        found = _EVENT_ID.search(document)
        return Damaged(error, found[1].decode("utf-8", "replace") if found else None)
