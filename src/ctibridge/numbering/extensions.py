"""The extensions of a site, as ranges of equally long numbers. Pure."""

from __future__ import annotations

import re

_RANGE = re.compile(r"([0-9]{1,15})(?:-([0-9]{1,15}))?")


def range_of(text: str) -> tuple[str, str]:
    """First and last of a range, `100-199`, or of a single extension.

    Raises:
        ValueError: it is none.
    """
    found = _RANGE.fullmatch(text.replace(" ", ""))
    if found is None:
        raise ValueError(f"must look like 100-199 or 100, not {text!r}")
    first, last = found[1], found[2] or found[1]
    if len(first) != len(last) or first > last:
        raise ValueError(f"must go up, and both ends must have as many digits, not {text!r}")
    return first, last


class Extensions:
    """All of a site; `longest` is how many digits they have at most, 0 when there are none."""

    def __init__(self, texts: tuple[str, ...]) -> None:
        self._ranges = [range_of(text) for text in texts]
        self.longest = max((len(first) for first, _ in self._ranges), default=0)

    def __contains__(self, number: str) -> bool:
        return any(len(number) == len(first) and first <= number <= last for first, last in self._ranges)
