"""How many requests the platform is asked to bear, and when the next one may go. Pure."""

from __future__ import annotations

RECOVERY_S = 60.0  # from the slowest pace back to the full one, when nobody complains
SLOWEST = 0.05  # of the full pace: it must go on
COMPLAINT_S = 1.0  # refusals that come together are one complaint


class Pacer:
    """A token bucket that slows down when the platform complains.

    A complaint (503, 429) halves the pace; without another one it comes back by and by. So a platform that bears less
    than it is thought to is not driven from one refusal into the next.

    Args:
        rate_per_s: Requests per second in the long run, at full pace.
        burst: Requests that may go at once after a pause.
    """

    def __init__(self, rate_per_s: float, burst: int = 10) -> None:
        self._full = rate_per_s
        self._pace = 1.0  # of the full one
        self._burst = burst
        self._next = float("-inf")  # when the next request would go at the steady rate
        self._closed_until = float("-inf")
        self._changed_at = float("-inf")
        self._complained_at = float("-inf")

    def rate(self, now: float) -> float:
        """Requests per second at this moment."""
        if self._pace < 1.0:
            quiet_s = max(0.0, now - self._changed_at)
            self._pace = min(1.0, self._pace + quiet_s / RECOVERY_S)
            self._changed_at = max(now, self._changed_at)
        return self._full * self._pace

    def reserve(self, now: float) -> float:
        """Takes the next turn; returns how many seconds to wait for it."""
        interval = 1 / self.rate(now)
        turn = max(self._next, now - interval * (self._burst - 1), self._closed_until)
        self._next = turn + interval
        return max(0.0, turn - now)

    def wait(self, now: float) -> float:
        """How long a reservation would wait now, without taking it."""
        return max(0.0, max(self._next, self._closed_until) - now)

    def complaint(self, now: float, pause_s: float) -> None:
        """The platform refused a request because it has too many, and asked for a pause (`Retry-After`)."""
        self._closed_until = max(self._closed_until, now + pause_s)
        if now - self._complained_at >= COMPLAINT_S:
            self.rate(now)
            self._pace = max(SLOWEST, self._pace / 2)
            self._complained_at = now
        self._changed_at = self._closed_until  # during the pause nothing is learnt
