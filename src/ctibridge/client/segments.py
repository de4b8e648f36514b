"""Answers that come in segments, put together by the identifier that ties them to their request."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Generic, TypeVar

from ctibridge.errors import CtibridgeError, RemoteProtocolError

T = TypeVar("T")

MAX_ITEMS = 100_000  # devices or calls in one answer; platforms of this kind sell tens of thousands of lines
MAX_OPEN = 64  # answers in progress; those that nobody waits for are of no use


class Segments(Generic[T]):
    """The answers in progress of one kind."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[list[T], asyncio.Future[None]]] = {}

    def add(self, cross_ref_id: str, items: Iterable[T], *, last: bool) -> None:
        """Adds a segment, which may come before anybody has asked for the whole."""
        collected, complete = self._of(cross_ref_id)
        if complete.done():
            return
        collected.extend(items)
        if len(collected) > MAX_ITEMS:
            _fail(complete, RemoteProtocolError(f"an answer in segments has more than {MAX_ITEMS} items"))
        elif last:
            complete.set_result(None)

    async def whole(self, cross_ref_id: str) -> tuple[T, ...]:
        """All items, when the last segment is there."""
        collected, complete = self._of(cross_ref_id)
        try:
            await complete
        finally:
            self._open.pop(cross_ref_id, None)
        return tuple(collected)

    def end(self, error: CtibridgeError) -> None:
        """Tells those who wait that no segment will come."""
        for _, complete in self._open.values():
            _fail(complete, error)

    def _of(self, cross_ref_id: str) -> tuple[list[T], asyncio.Future[None]]:
        if cross_ref_id not in self._open:
            if len(self._open) >= MAX_OPEN:
                _, oldest = self._open.pop(next(iter(self._open)))
                _fail(oldest, RemoteProtocolError(f"more than {MAX_OPEN} answers in segments at a time"))
            self._open[cross_ref_id] = ([], asyncio.get_running_loop().create_future())
        return self._open[cross_ref_id]


def _fail(complete: asyncio.Future[None], error: CtibridgeError) -> None:
    if not complete.done():
        complete.set_exception(error)
        complete.exception()  # taken note of here, as perhaps nobody waits
