"""The streams of event channels over HTTP: one document, one chunk. And what can go wrong on the way."""

from __future__ import annotations

import asyncio

from aiohttp import web

from ctibridge.sim.disguises import disguised
from ctibridge.sim.knobs import Faults
from ctibridge.wire.xsi.channels import ChannelHeartBeat
from ctibridge.wire.xsi.documents import DECLARATION, Document, encode
from ctibridge.wire.xsi.events import SubscriptionEvent

BACKLOG_CHUNK = 64 * 1024  # bytes of merged documents in one chunk at most


def chunks_of(document: Document, faults: Faults) -> list[bytes]:
    """A document as it goes onto a stream: on one line, the declaration right before an event."""
    if isinstance(document, ChannelHeartBeat):
        return [encode(document)]
    data = DECLARATION + disguised(encode(document, declaration=False), faults)
    return [data, data] if faults.duplicate_event and isinstance(document, SubscriptionEvent) else [data]


class Stream:
    """One stream: documents are put in, and written one after the other by whoever runs it."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._written = 0

    def put(self, document: Document) -> None:
        """Queues a document."""
        for chunk in chunks_of(document, self._faults):
            self._queue.put_nowait(chunk)

    def end(self) -> None:
        """Ends the stream behind what is queued."""
        self._queue.put_nowait(None)

    async def run(self, response: web.StreamResponse) -> None:
        """Writes until the stream ends, or is cut."""
        while (data := await self._queue.get()) is not None:
            if self._faults.merge_segments:
                data += self._ready()
            if self._faults.half_open:
                continue
            if not await self._write(response, data):
                return

    def _ready(self) -> bytes:
        """What else can go into the same chunk."""
        more = b""
        while len(more) < BACKLOG_CHUNK and not self._queue.empty():
            data = self._queue.get_nowait()
            if data is None:
                self.end()
                break
            more += data
        return more

    async def _write(self, response: web.StreamResponse, data: bytes) -> bool:
        """Writes one chunk, or byte by byte; False when the connection was cut."""
        cut = self._faults.cut_after
        if cut is not None:
            data = data[: max(cut - self._written, 0)]
        self._written += len(data)
        step = 1 if self._faults.one_byte_segments else max(len(data), 1)
        for start in range(0, len(data), step):
            await response.write(data[start : start + step])
        return cut is None or self._written < cut
