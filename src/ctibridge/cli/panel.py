"""The live picture of a simulator in a terminal: what goes on, in numbers that are renewed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from ctibridge.sim.simulator import Simulator

EVERY_S = 1.0

Figures = dict[str, Any]


class Panel:
    """Shows the figures of a simulator, and how fast they grow.

    Args:
        simulator: The platform.
        now: Tells the time.
    """

    def __init__(self, simulator: Simulator, now: Callable[[], float] = time.monotonic) -> None:
        self._simulator, self._now = simulator, now
        self._seen, self._at = simulator.figures(), now()

    async def run(self, console: Console) -> None:
        """Shows them until cancelled."""
        with Live(self.picture(), console=console, auto_refresh=False, transient=True) as live:
            while True:
                await asyncio.sleep(EVERY_S)
                live.update(self.picture(), refresh=True)

    def picture(self) -> Table:
        """The figures as they are now; rates are those since the last picture."""
        before, since = self._seen, self._at
        self._seen, self._at = self._simulator.figures(), self._now()
        table = Table(box=None, pad_edge=False, show_header=False)
        for heading, text in _rows(self._seen, before, self._at - since):
            table.add_row(f"[bold]{heading}[/]", text)
        return table


def _rows(now: Figures, before: Figures, seconds: float) -> list[tuple[str, str]]:
    load, earlier = now["load"], before["load"]

    def rate(after: int, formerly: int) -> str:
        return f"{(after - formerly) / seconds:,.1f}/s" if seconds > 0 else "-"

    def grown(name: str) -> str:
        return rate(now[name], before[name])

    calls = (
        f"{now['callsUp']:,} up, {rate(load['begun'], earlier['begun'])} of {load['callsPerSecond']:g}/s begin; "
        f"{load['skipped']:,} skipped, {load['disturbed']:,} disturbed; at most {now['lateMilliseconds']:g} ms late"
    )
    events = (
        f"{grown('eventsSent')} sent, {grown('eventsAcknowledged')} acknowledged; "
        f"{now['eventsUnacknowledged']:,} never were, {now['eventsWithoutChannel']:,} had no channel"
    )
    rows = [
        ("calls", calls),
        ("clients", f"{now['channels']:,} channels, {now['subscriptions']:,} subscriptions"),
        ("requests", f"{grown('requests')}, {now['refused']:,} refused of {now['requests']:,}"),
        ("events", events),
    ]
    if now["eventsTakenByContacts"] or now["eventsLostToContacts"]:
        taken, lost = grown("eventsTakenByContacts"), now["eventsLostToContacts"]
        rows.append(("contacts", f"{taken} taken, {lost:,} lost"))
    changed = ", ".join(f"{name}={value}" for name, value in now["changed"].items())
    return [*rows, ("set", escape(changed) or "nothing: all is well")]
