"""Counts the messages on both wires, and how long events take through the gateway."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from ctibridge.client.trace import without_password

EVENT_ID = "9999"  # the invoke id of events (ECMA-323, Annex J)
Show = Callable[[str, str, str, str], None]
"""Takes the wire, "sent" or "received" as the gateway sees it, what it is, and the document."""


class Meter:
    """Listens to what the gateway sends and receives.

    Args:
        show: Is shown every message; None: nobody looks.
    """

    def __init__(self, show: Show | None = None) -> None:
        self._show = show
        self._heard_at = 0.0
        self._delays_s: list[float] = []
        self.xsi_requests = 0
        self.xsi_chunks = 0
        self.csta_requests = 0
        self.csta_events = 0

    def xsi(self, direction: str, what: str, body: bytes) -> None:
        """A message between gateway and platform."""
        if what == "channel":
            self._heard_at = time.perf_counter()
            self.xsi_chunks += 1
        elif direction == "sent":
            self.xsi_requests += 1
        self._shown("XSI", direction, what, body)

    def csta(self, direction: str, invoke_id: str, body: bytes) -> None:
        """A message between gateway and application."""
        if direction == "received":
            self.csta_requests += 1
        elif invoke_id == EVENT_ID:
            self.csta_events += 1
            self._delays_s.append(time.perf_counter() - self._heard_at)
        self._shown("CSTA", direction, invoke_id, body)

    def _shown(self, wire: str, direction: str, what: str, body: bytes) -> None:
        if self._show is not None:
            self._show(wire, direction, what, without_password(body))

    @property
    def delay_ms(self) -> float:
        """Milliseconds from the bytes of an XSI event to those of the CSTA event, in the median."""
        return median(self._delays_s) * 1000 if self._delays_s else 0.0
