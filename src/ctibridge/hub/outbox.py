"""The one queue of the event path: what a session's client still has to be told.

A client that does not read fills its own outbox and nobody else's. When it is full the session ends: leaving out an
event would be a lie about a call. While a command is under way the events of its line are held back, so that the
answer leaves first.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Generic, NoReturn, TypeVar

from ctibridge.errors import SlowClient
from ctibridge.model.ids import LineId

T = TypeVar("T")
CAPACITY = 20_000  # about ten seconds of a large enterprise's events, and a few MB


class Outbox(Generic[T]):
    """Items for one session, in order for each line.

    Args:
        capacity: Items that may wait.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._items: deque[T] = deque()
        self._held: dict[LineId, tuple[int, list[T]]] = {}
        self._waiting = 0
        self._full = asyncio.Event()
        self._wake = asyncio.Event()

    def put(self, item: T, *lines: LineId) -> None:
        """One more item; `lines` say whose hold applies, of several that of the line held longest. Never waits."""
        if self._waiting >= self._capacity:
            self._full.set()
            return
        self._waiting += 1
        for line, (_, items) in self._held.items():
            if line in lines:
                items.append(item)
                return
        self._items.append(item)
        self._wake.set()

    def hold(self, line: LineId) -> None:
        """Keeps the line's items back until as many `release` calls."""
        depth, items = self._held.get(line, (0, []))
        self._held[line] = (depth + 1, items)

    def release(self, line: LineId) -> None:
        """Ends a `hold`."""
        depth, items = self._held[line]
        if depth > 1:
            self._held[line] = (depth - 1, items)
            return
        del self._held[line]
        self._items.extend(items)
        if items:
            self._wake.set()

    def drop_held(self, unwanted: Callable[[T], bool]) -> None:
        """Forgets those held items that nobody wants any more."""
        for line, (depth, items) in self._held.items():
            kept = [item for item in items if not unwanted(item)]
            self._waiting -= len(items) - len(kept)
            self._held[line] = (depth, kept)

    async def take(self) -> list[T]:
        """Everything that may go out, at least one item."""
        while not self._items:
            self._wake.clear()
            await self._wake.wait()
        taken = list(self._items)
        self._items.clear()
        self._waiting -= len(taken)
        return taken

    async def overflow(self) -> NoReturn:
        """Waits until an item found no room; whoever takes items may be waiting for the client itself.

        Raises:
            SlowClient: the outbox ran over.
        """
        await self._full.wait()
        raise SlowClient(f"the client left {self._capacity} events unread")

    def __len__(self) -> int:
        return self._waiting
