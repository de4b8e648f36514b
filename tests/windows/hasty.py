"""An event loop on real sockets whose clock runs faster: stories that take minutes are over in seconds.

Virtual time will not do where another process takes part, which lives in the time of the machine.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
FACTOR = 15


class _Selector(selectors.DefaultSelector):
    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(None if timeout is None else timeout / FACTOR)


class HastyLoop(asyncio.SelectorEventLoop):
    """A loop on which a second takes a fifteenth of one."""

    def __init__(self) -> None:
        super().__init__(_Selector())

    def time(self) -> float:
        return super().time() * FACTOR


def run_hastily(main: Coroutine[Any, Any, T]) -> T:
    """Runs `main` to its end and returns what it returns."""
    with asyncio.Runner(loop_factory=HastyLoop) as runner:
        return runner.run(main)
