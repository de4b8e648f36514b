"""Long answers in parts, each of which fits into a frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

SEGMENT_BYTES = 60_000  # a frame has 65,535 with its header and the segment's own elements

T = TypeVar("T")


def parts_of(items: Iterable[T], size: Callable[[T], int]) -> list[tuple[T, ...]]:
    """The items in parts that are no larger than a segment; at least one part, which may be empty.

    Args:
        items: In their order.
        size: The bytes that an item takes at most.
    """
    parts: list[tuple[T, ...]] = []
    part: list[T] = []
    room = SEGMENT_BYTES
    for item in items:
        needed = size(item)
        if needed > room and part:
            parts.append(tuple(part))
            part, room = [], SEGMENT_BYTES
        part.append(item)
        room -= needed
    return [*parts, tuple(part)]
