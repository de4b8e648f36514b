"""How many requests the platform is asked to bear, and when the next one may go. Pure."""

from __future__ import annotations


class Pacer:
    """A token bucket.

    Args:
        rate_per_s: Requests per second in the long run.
        burst: Requests that may go at once after a pause.
    """

    def __init__(self, rate_per_s: float, burst: int = 10) -> None:
        self._interval = 1 / rate_per_s
        self._slack = self._interval * (burst - 1)
        self._next = float("-inf")  # when the next request would go at the steady rate
        self._closed_until = float("-inf")

    def reserve(self, now: float) -> float:
        """Takes the next turn; returns how many seconds to wait for it."""
        turn = max(self._next, now - self._slack, self._closed_until)
        self._next = turn + self._interval
        return max(0.0, turn - now)

    def wait(self, now: float) -> float:
        """How long a reservation would wait now, without taking it."""
        return max(0.0, max(self._next, self._closed_until) - now)

    def pause(self, now: float, seconds: float) -> None:
        """The platform asked for a pause (`Retry-After`)."""
        self._closed_until = max(self._closed_until, now + seconds)
