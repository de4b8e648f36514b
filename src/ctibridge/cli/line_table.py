"""The table of lines for people: who is how, since when, why, and who must act."""

from __future__ import annotations

import time
from dataclasses import dataclass

from rich.console import Group
from rich.table import Table
from rich.text import Text

from ctibridge.diagnostics.health_texts import WORDS, Language
from ctibridge.servers.admin.messages import CallRow, Health, LineRow, Lines

NARROW = {1, 4, 5}  # line, state, since: never broken over two lines of the terminal
GOOD, DAY_S = "in-service", 86_400


@dataclass(frozen=True, slots=True)
class Words:
    """What the table says beside what the gateway says; states are the same everywhere, `--state` takes them."""

    headings: tuple[str, ...]
    lines: str
    idle: str
    nobody: str


SAID = {
    Language.ENGLISH: Words(
        ("provider", "line", "number", "name", "state", "since", "cause", "who must act", "calls"),
        "lines",
        "idle",
        "nobody yet",
    ),
    Language.GERMAN: Words(
        ("Anbieter", "Leitung", "Nummer", "Name", "Zustand", "seit", "Ursache", "wer muss handeln", "Anrufe"),
        "Leitungen",
        "frei",
        "noch niemand",
    ),
}


def picture(lines: Lines, language: Language = Language.ENGLISH) -> Group:
    """The counts, and under them the lines; what is known of none has no column."""
    rows = sorted(lines.lines, key=lambda row: (row.provider, row.extension or row.number or row.user_id))
    several = len({row.provider for row in rows}) > 1
    cells = [_cells(row, language, several=several) for row in rows]
    table = Table(box=None, pad_edge=False)
    headings = SAID[language].headings
    shown = [at for at in range(len(headings)) if any(row[at] for row in cells)]
    for at in shown:
        table.add_column(headings[at], overflow="fold", no_wrap=at in NARROW)
    for row in cells:
        table.add_row(*(row[at] for at in shown))
    return Group(counts(lines.counts, language), table)


def counts(by_state: dict[str, int], language: Language = Language.ENGLISH) -> Text:
    """How many lines are in each state."""
    parts = [Text(f"{number:,} {state}", style=style_of(state)) for state, number in by_state.items()]
    total = Text(f"{sum(by_state.values()):,} {SAID[language].lines}")
    return Text(": ").join([total, Text(", ").join(parts)]) if parts else total


def _cells(row: LineRow, language: Language, *, several: bool) -> list[Text]:
    health = row.health
    texts = (health.texts or {}).get(language) if health is not None else None
    return [
        Text(row.provider if several else ""),
        Text(row.extension or row.number or row.user_id),
        Text(row.number or ""),
        Text(row.name),
        Text(row.state, style=style_of(row.state)),
        Text(moment(health.since) if health is not None else ""),
        Text(_cause(health, language)),
        Text(texts.who if texts is not None else ""),
        Text(calls_text(row, language), style="" if row.calls else "dim"),
    ]


def style_of(state: str) -> str:
    """How a state looks."""
    return "green" if state == GOOD else "bold red"


def moment(at: float) -> str:
    """The time of day; with the date when it was another day."""
    return time.strftime("%H:%M:%S" if time.time() - at < DAY_S else "%Y-%m-%d %H:%M", time.localtime(at))


def _cause(health: Health | None, language: Language) -> str:
    """In a few words; what was seen is longer, and for `lines show`."""
    if health is None or health.texts is None:
        return ""
    again = health.retry_at
    retry = f"; {WORDS[language].RETRY.format(moment(again))}" if again is not None else ""
    return f"{health.texts[language].cause}{retry}"


def calls_text(row: LineRow, language: Language) -> str:
    """The calls of a line."""
    words = SAID[language]
    return "; ".join(_call(call, words) for call in row.calls) or words.idle


def _call(call: CallRow, words: Words) -> str:
    return f"{call.state} {', '.join(call.others) or words.nobody}"
