"""One line for people: who it is, how it is, and all that is told of its health."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from rich.text import Text

from ctibridge.cli.face import Refused
from ctibridge.cli.line_table import calls_text, moment, style_of
from ctibridge.diagnostics.health_texts import WORDS, Language, Told, sentences
from ctibridge.servers.admin.messages import Health, LineRow


def named(name: str, rows: Sequence[LineRow]) -> LineRow:
    """The line of this user id, number or extension.

    Raises:
        Refused: there is none, or more than one.
    """
    wanted = name.casefold()
    found = [row for row in rows if wanted in {row.line, row.user_id.casefold(), row.number, row.extension}]
    if len(found) == 1:
        return found[0]
    if not found:
        raise Refused(f"there is no line with user id, number or extension {name}")
    raise Refused(f"several lines are {name}: " + ", ".join(f"{row.user_id} of {row.provider}" for row in found))


def sheet(row: LineRow, language: Language) -> Text:
    """Everything about a line, from top to bottom."""
    who = (row.extension, row.number, row.name, row.user_id, row.group, row.department)
    head = Text(f"{', '.join(item for item in who if item)} ({row.provider})", style="bold")
    state = Text(row.state, style=style_of(row.state))
    told = [Text(sentence) for sentence in _health(row.health, language)]
    return Text("\n  ").join([head, state, *told, Text(calls_text(row, language))])


def _health(health: Health | None, language: Language) -> Iterator[str]:
    if health is None:
        return
    if health.texts is None:
        yield WORDS[language].SINCE.format(moment(health.since))
        return
    said = Told(**msgspec.structs.asdict(health.texts[language]))
    yield from sentences(said, health.since, health.retry_at, language, moment)
