"""How far the fetching of all lines' states has come, and when that is worth telling. Pure."""

from __future__ import annotations

from dataclasses import dataclass

EVERY_S = 5.0  # often enough to see that it goes on


@dataclass(frozen=True, slots=True)
class Progress:
    """So many lines of all are known after so many seconds, for which the platform was asked `requests` times."""

    known: int
    lines: int
    seconds: float
    requests: int

    @property
    def is_done(self) -> bool:
        """Whether all are."""
        return self.known >= self.lines

    @property
    def text(self) -> str:
        """For people."""
        return f"{self.known:,} of {self.lines:,} lines"

    @property
    def requests_per_s(self) -> float:
        """How fast the platform was asked."""
        return self.requests / self.seconds if self.seconds > 0 else 0.0


class ProgressMeter:
    """Watches one fetch of many lines after the other."""

    def __init__(self) -> None:
        self._lines = 0
        self._began = self._told = 0.0
        self._requests = 0

    def begin(self, lines: int, requests: int, now: float) -> None:
        """So many lines are to be fetched; the platform was asked `requests` times before."""
        self._lines, self._requests = lines, requests
        self._began = self._told = now

    def stop(self) -> None:
        """It came to nothing."""
        self._lines = 0

    def look(self, left: int, requests: int, now: float) -> Progress | None:
        """What is to be told when `left` lines are to come: something now and then, and the end."""
        if not self._lines or (left and now - self._told < EVERY_S):
            return None
        progress = Progress(max(0, self._lines - left), self._lines, now - self._began, requests - self._requests)
        self._told = now
        if progress.is_done:
            self.stop()
        return progress
