"""The way between gateway and platform, on which one thing goes wrong at a given byte or request."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from tests.integration.broadworks.relay import Reaction, Relay, says

GHOST_S = 100.0  # the platform believes in a connection for so long, unless it finds out by itself


class Wire(Relay):
    """A relay that counts the bytes of the event channels.

    `at`: when it struck. `event_after`: when the next event came through after that.
    """

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.stream = bytearray()  # what went to the gateway over its channels
        self.cut_at: int | None = None
        self.one_sided = False  # the platform does not notice
        self.stall_at: int | None = None
        self.stall_s = 0.0
        self.drop_request: int | None = None
        self.slow_request: int | None = None
        self.at: float | None = None
        self.subscription = ""
        self.event_after: float | None = None
        self._ghosts: set[asyncio.StreamWriter] = set()

    @property
    def now(self) -> float:
        """Seconds of virtual time."""
        return asyncio.get_running_loop().time()

    def struck(self, subscription: str = "") -> None:
        """It has gone wrong; for an event of a subscription the gateway cannot know before the next one of it."""
        self.subscription = subscription
        self.at = self.now

    async def _request(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, upstream: asyncio.StreamWriter
    ) -> bool:
        try:
            return await super()._request(reader, writer, upstream)
        except (asyncio.IncompleteReadError, ConnectionError):
            if writer in self._ghosts:
                await asyncio.sleep(GHOST_S)
            raise

    def _reaction(self, line: str, body: bytes) -> Reaction | None:
        number = len(self.asked)
        if number in {self.lose_answer, self.drop_request, self.slow_request}:
            self.struck()
        self._delays = {".*": self.stall_s} if number == self.slow_request else {}
        if number == self.drop_request:
            return says(b"")
        return super()._reaction(line, body)

    async def _carry(self, data: bytes, writer: asyncio.StreamWriter) -> bool:
        if writer not in self._streams:
            return await super()._carry(data, writer)
        if writer in self._ghosts:
            return True
        start = len(self.stream)
        self.stream += data
        if self.stall_at is not None and start <= self.stall_at < len(self.stream):
            self.stall_at = None
            self.struck()
            await asyncio.sleep(self.stall_s)
        if self.cut_at is not None and start <= self.cut_at < len(self.stream):
            return self._cut(data[: self.cut_at - start], writer)
        if self.at is not None and self.event_after is None and self.now > self.at + 0.01 and self._tells(data):
            self.event_after = self.now
        writer.write(data)
        return True

    def _tells(self, data: bytes) -> bool:
        """Whether there is an event in it from which the gateway can learn that something went wrong."""
        return b"sequenceNumber" in data and self.subscription.encode() in data

    def _cut(self, data: bytes, writer: asyncio.StreamWriter) -> bool:
        self.cut_at = None
        self.struck()
        writer.write(data)
        if not self.one_sided:
            return False
        self._ghosts.add(writer)
        writer.close()
        return True


def places(stream: bytes) -> Iterator[int]:
    """Where to cut: at the borders of everything, and in the middle of it."""
    at = stream.find(b"\r\n\r\n") + 4
    yield from (0, at // 2, at)
    while at < len(stream) and not stream.startswith(b"HTTP/", at):
        head = stream.find(b"\r\n", at)
        size = int(stream[at:head], 16)
        data, end = head + 2, head + 2 + size
        tag = stream.rfind(b"<", data, data + max(size // 2, 1))
        yield from (at + 1, head + 1, data, data + 1, tag + 2, end - 1, end, end + 1, end + 2)
        at = end + 2
