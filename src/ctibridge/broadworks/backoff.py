"""How long to wait before the next try. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable


class Backoff:
    """Doubling waits with full jitter, so that many gateways do not come back at the same moment.

    Args:
        random: A number from 0 to 1.
        first_s: The longest first wait.
        most_s: The longest wait of all.
    """

    def __init__(self, random: Callable[[], float], first_s: float = 0.5, most_s: float = 60.0) -> None:
        self._random, self._first_s, self._most_s = random, first_s, most_s
        self.failures = 0

    def failed(self, most_s: float = math.inf) -> float:
        """Seconds to wait after one more failure, this time at most `most_s`."""
        limit = min(self._most_s, most_s, self._first_s * 2 ** min(self.failures, 16))
        self.failures += 1
        return float(limit * self._random())

    def succeeded(self) -> None:
        """The next failure is a first one."""
        self.failures = 0
