"""The table of lines for people: who is how, since when, why, and who must act."""

from __future__ import annotations

import time

from rich.console import Group
from rich.table import Table
from rich.text import Text

from ctibridge.servers.admin.messages import CallRow, Health, LineRow, Lines

HEADINGS = ("provider", "line", "number", "name", "state", "since", "cause", "who must act", "calls")
NARROW = {"line", "state", "since"}  # never broken over two lines of the terminal
GOOD, DAY_S = "in-service", 86_400


def picture(lines: Lines) -> Group:
    """The counts, and under them the lines; what is known of none has no column."""
    rows = sorted(lines.lines, key=lambda row: (row.provider, row.extension or row.number or row.user_id))
    several = len({row.provider for row in rows}) > 1
    cells = [_cells(row, several=several) for row in rows]
    table = Table(box=None, pad_edge=False)
    shown = [at for at in range(len(HEADINGS)) if any(row[at] for row in cells)]
    for at in shown:
        table.add_column(HEADINGS[at], overflow="fold", no_wrap=HEADINGS[at] in NARROW)
    for row in cells:
        table.add_row(*(row[at] for at in shown))
    return Group(counts(lines.counts), table)


def counts(by_state: dict[str, int]) -> Text:
    """How many lines are in each state."""
    parts = [Text(f"{number:,} {state}", style=_style(state)) for state, number in by_state.items()]
    total = Text(f"{sum(by_state.values()):,} lines")
    return Text(": ").join([total, Text(", ").join(parts)]) if parts else total


def _cells(row: LineRow, *, several: bool) -> list[Text]:
    health = row.health
    return [
        Text(row.provider if several else ""),
        Text(row.extension or row.number or row.user_id),
        Text(row.number or ""),
        Text(row.name),
        Text(row.state, style=_style(row.state)),
        Text(_moment(health.since) if health is not None else ""),
        Text(_cause(health)),
        Text(health.who or "" if health is not None else ""),
        Text("; ".join(map(_call, row.calls)) or "idle", style="" if row.calls else "dim"),
    ]


def _style(state: str) -> str:
    return "green" if state == GOOD else "bold red"


def _moment(at: float) -> str:
    """The time of day; with the date when it was another day."""
    return time.strftime("%H:%M:%S" if time.time() - at < DAY_S else "%Y-%m-%d %H:%M", time.localtime(at))


def _cause(health: Health | None) -> str:
    if health is None or health.text is None:
        return ""
    again = f"; next try {_moment(health.retry_at)}" if health.retry_at is not None else ""
    return f"{health.text}{again}"


def _call(call: CallRow) -> str:
    return f"{call.state} {', '.join(call.others) or 'nobody yet'}"
