"""The counts of fault loops as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

HEADS = ("what goes wrong", "runs", "same events", "told otherwise", "lost", "told again")


def table_of(sums: Mapping[str, Iterable[int]]) -> str:
    """A line for each kind of fault with runs, runs with the same events, lost and told again; and the sum of all."""
    rows: list[tuple[Any, ...]] = []
    for name, (runs, same, lost, again) in sorted(sums.items()):
        rows.append((name, runs, same, runs - same, lost, again))
    rows.append(("all", *map(sum, zip(*(numbers for _, *numbers in rows), strict=True))))
    texts = [HEADS, *((name, *(f"{number:,}" for number in numbers)) for name, *numbers in rows)]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    return "\n".join("  ".join(map(_padded, row, widths)) for row in texts)


def _padded(text: str, width: int) -> str:
    return text.rjust(width) if text[:1].isdigit() or text in HEADS[1:] else text.ljust(width)
