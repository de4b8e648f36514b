"""The table of lines for people: who is how, since when, why, and who must act."""

from __future__ import annotations

import time
from collections.abc import Iterable

from rich.console import Group
from rich.table import Table
from rich.text import Text

from ctibridge.servers.admin.messages import CallRow, Health, LineRow, Lines

HEADINGS = ("line", "number", "name", "state", "since", "cause", "who must act", "calls")
GOOD, DAY_S = "in-service", 86_400


def picture(lines: Lines) -> Group:
    """The counts, and under them the lines."""
    table = Table(box=None, pad_edge=False)
    several = len({row.provider for row in lines.lines}) > 1
    for heading in ("provider", *HEADINGS) if several else HEADINGS:
        table.add_column(heading, overflow="fold")
    for row in sorted(lines.lines, key=lambda row: (row.provider, row.extension or row.number or row.user_id)):
        cells = _cells(row)
        table.add_row(*([Text(row.provider), *cells] if several else cells))
    return Group(counts(lines.counts), table)


def counts(by_state: dict[str, int]) -> Text:
    """How many lines are in each state."""
    text = Text(f"{sum(by_state.values()):,} lines")
    for state, number in by_state.items():
        text.append(", " if text.plain.endswith(("service", "lines")) or "," in text.plain else ": ")
        text.append(f"{number:,} {state}", style="green" if state == GOOD else "bold red")
    return text


def _cells(row: LineRow) -> list[Text]:
    health = row.health
    return [
        Text(row.extension or row.number or row.user_id),
        Text(row.number or ""),
        Text(row.name),
        Text(row.state, style="green" if row.state == GOOD else "bold red"),
        Text(_moment(health.since) if health is not None else ""),
        Text(_cause(health)),
        Text(health.who or "" if health is not None else ""),
        Text("; ".join(map(_call, row.calls)) or "idle", style="" if row.calls else "dim"),
    ]


def _moment(at: float) -> str:
    """The time of day; with the date when it was another day."""
    return time.strftime("%H:%M:%S" if time.time() - at < DAY_S else "%Y-%m-%d %H:%M", time.localtime(at))


def _cause(health: Health | None) -> str:
    if health is None or health.text is None:
        return ""
    again = f"; next try {_moment(health.retry_at)}" if health.retry_at is not None else ""
    return f"{health.text}{again}"


def _call(call: CallRow) -> str:
    others: Iterable[str] = call.others or ("nobody yet",)
    return f"{call.state} {', '.join(others)}"
