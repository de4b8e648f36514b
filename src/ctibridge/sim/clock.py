"""The switch's time: told from outside, and what is to happen later.

Seconds on the caller's clock; `epoch_s` is what that clock's zero is in seconds since 1970, for the times in events.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from itertools import count


class Timer:
    """Something that will happen, unless it is cancelled."""

    __slots__ = ("action", "due")

    def __init__(self, due: float, action: Callable[[], None]) -> None:
        self.due = due
        self.action: Callable[[], None] | None = action

    def cancel(self) -> None:
        """Forgets it; nothing happens when it has happened already."""
        self.action = None


class Clock:
    """Now, and the timers. `now` never goes back."""

    def __init__(self, epoch_s: float = 0.0) -> None:
        self.now = 0.0
        self.epoch_s = epoch_s
        self._timers: list[tuple[float, int, Timer]] = []
        self._order = count()

    @property
    def ms(self) -> int:
        """Milliseconds since 1970, as events tell times."""
        return int((self.epoch_s + self.now) * 1000)

    def after(self, delay_s: float, action: Callable[[], None]) -> Timer:
        """Does `action` in `delay_s` seconds."""
        timer = Timer(self.now + delay_s, action)
        heapq.heappush(self._timers, (timer.due, next(self._order), timer))
        return timer

    def next_due(self) -> float | None:
        """When `advance` has something to do again."""
        while self._timers and self._timers[0][2].action is None:
            heapq.heappop(self._timers)
        return self._timers[0][0] if self._timers else None

    def advance(self, now: float) -> None:
        """Goes to `now`; everything due on the way happens at its own time, in order."""
        while (due := self.next_due()) is not None and due <= now:
            timer = heapq.heappop(self._timers)[2]
            self.now = max(self.now, due)
            action, timer.action = timer.action, None
            if action is not None:
                action()
        self.now = max(self.now, now)
