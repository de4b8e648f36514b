"""Real sockets, and a clock in a hurry: when nothing has come for a moment, the next timer is due.

What is under way on loopback arrives at once, as both ends are in this process; so who waits while nothing comes waits
for time to pass. Unlike `ctibridge.testing.virtual` this has TLS and datagrams.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
MOMENT_S = 0.001  # epoll knows no shorter one


class _Impatient(selectors.DefaultSelector):
    """Waits for a moment at most; `skipped_s` is what it was asked to wait beyond that, with nothing to come."""

    skipped_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout <= MOMENT_S:
            return super().select(timeout)
        ready = super().select(MOMENT_S)
        if not ready:
            self.skipped_s += timeout - MOMENT_S
        return ready


class _HurriedLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._impatient = _Impatient()
        super().__init__(self._impatient)

    def time(self) -> float:
        return super().time() + self._impatient.skipped_s


def run_hurriedly(main: Coroutine[Any, Any, T]) -> T:
    """Runs `main` to its end and returns what it returns."""
    with asyncio.Runner(loop_factory=_HurriedLoop) as runner:
        return runner.run(main)
