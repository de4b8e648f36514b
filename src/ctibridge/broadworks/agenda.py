"""What is due when: keys with times, soonest first. Pure."""

from __future__ import annotations

import heapq
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
MOMENT_S = 0.001  # timers are rounded: who wakes so early would find nothing due, and wake again for it at once


class Agenda(Generic[K]):
    """Each key has at most one time; putting it again moves it."""

    def __init__(self) -> None:
        self._at: dict[K, tuple[float, int]] = {}
        self._heap: list[tuple[float, int, K]] = []
        self._count = 0  # breaks ties: first come, first served, and keys need no order

    def put(self, key: K, at: float) -> None:
        """`key` is due at `at`."""
        self._count += 1
        self._at[key] = (at, self._count)
        heapq.heappush(self._heap, (at, self._count, key))

    def drop(self, key: K) -> None:
        """`key` is not due at all."""
        self._at.pop(key, None)

    def due(self, now: float) -> list[K]:
        """The keys whose time has come, taken off the agenda."""
        keys = []
        while (first := self._first()) is not None and first[0] <= now + MOMENT_S:
            keys.append(first[2])
            heapq.heappop(self._heap)
            del self._at[first[2]]
        return keys

    def next_at(self) -> float | None:
        """When something is due next."""
        first = self._first()
        return first[0] if first is not None else None

    def __contains__(self, key: K) -> bool:
        return key in self._at

    def __len__(self) -> int:
        return len(self._at)

    def _first(self) -> tuple[float, int, K] | None:
        while self._heap:
            at, count, key = self._heap[0]
            if self._at.get(key) == (at, count):
                return self._heap[0]
            heapq.heappop(self._heap)  # moved or dropped since
        return None
