"""The endless response of an event channel, as the documents in it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import aiohttp

from ctibridge.broadworks.xsi_link import XsiLink, translated
from ctibridge.errors import LinkLost, Rejected, RemoteProtocolError
from ctibridge.wire.xsi.channels import Channel
from ctibridge.wire.xsi.directory import ErrorInfo
from ctibridge.wire.xsi.stream import Damaged, EventStream, StreamItem


class ChannelStream:
    """The documents on an open channel."""

    def __init__(self, link: XsiLink, response: aiohttp.ClientResponse) -> None:
        self._host, self._trace, self._response = link.host, link.trace, response
        self._stream = EventStream()
        self._ahead: list[StreamItem] = []
        _end_with_connection(response)

    async def first(self) -> Channel:
        """The platform's answer to the request for a channel.

        Raises:
            Rejected: it is an ErrorInfo, sent with status 200.
            RemoteProtocolError: it is something else.
            LinkLost: the stream ended before.
        """
        while not self._ahead:
            self._ahead = await self._receive()
        item = self._ahead.pop(0)
        if isinstance(item, Channel) and item.channel_id is not None:
            return item
        if isinstance(item, ErrorInfo):
            raise Rejected(200, item.summary_english, item.error_code)
        if isinstance(item, Damaged):
            raise item.error
        raise RemoteProtocolError(f"{self._host} began the channel with {item!r}")

    async def run(self, on_item: Callable[[StreamItem], None]) -> None:
        """Hands each document to `on_item` until the stream ends.

        Raises:
            LinkLost: it ended.
            RemoteProtocolError: it is no stream of XML documents.
        """
        for item in self._ahead:
            on_item(item)
        while True:
            for item in await self._receive():
                on_item(item)

    async def _receive(self) -> list[StreamItem]:
        with translated(self._host):
            data = await self._response.content.readany()
        if not data:
            cut = f" inside a document ({self._stream.pending} bytes)" if self._stream.pending else ""
            raise LinkLost(self._host, f"the server ended the event channel{cut}")
        self._trace("received", "channel", data)
        return self._stream.receive_data(data)


def _end_with_connection(response: aiohttp.ClientResponse) -> None:
    """Lets the body end in an error when its connection does.

    Behind a malformed chunk aiohttp 3.14 closes the connection and leaves whoever reads the body waiting.
    """
    protocol = response.connection.protocol if response.connection is not None else None
    closed = protocol.closed if protocol is not None else None

    def end(lost: asyncio.Future[None]) -> None:
        content = response.content
        if not lost.cancelled() and lost.exception() is None and not content.is_eof() and content.exception() is None:
            content.set_exception(aiohttp.ClientPayloadError("the body is malformed"))

    if closed is not None:
        closed.add_done_callback(end)
