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

    def put(self, item: T, line: LineId | None = None) -> None:
        """One more item; `line` says whose hold applies. Never waits."""
        if self._waiting >= self._capacity:
            self._full.set()
            return
        self._waiting += 1
        held = self._held.get(line) if line is not None else None
        if held is not None:
            held[1].append(item)
            return
        self._items.append(item)
        self._wake.set()

    def hold(self, line: LineId) -> None:
        """Keeps the line's items back until as many `release` calls."""
        depth, items = self._held.get(line, (0, []))
        self._held[line] = (depth + 1, items)

    def release(self, line: LineId) -> None:
        """Ends a `hold`."""
        depth, items = self._held.pop(line)
        if depth > 1:
            self._held[line] = (depth - 1, items)
            return
        self._items.extend(items)
        if items:
            self._wake.set()

    def drop_held(self, line: LineId, unwanted: Callable[[T], bool]) -> None:
        """Forgets those of the line's held items that nobody wants any more."""
        depth, items = self._held.get(line, (0, []))
        kept = [item for item in items if not unwanted(item)]
        self._waiting -= len(items) - len(kept)
        if depth:
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
