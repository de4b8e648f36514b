"""Lines in CSV files: passwords may come in, and never go out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

import msgspec

from ctibridge.errors import ConfigError
from ctibridge.servers.admin.messages import LineRow, NewLine

EXPORTED = ("provider", "user_id", "number", "extension", "name", "group", "department")
SEPARATORS = ";,\t"


def exported(lines: Iterable[LineRow]) -> str:
    """The lines as a CSV file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(EXPORTED)
    writer.writerows([getattr(line, name) or "" for name in EXPORTED] for line in lines)
    return text.getvalue()


def imported(text: str, source: str) -> tuple[tuple[NewLine, ...], tuple[str, ...]]:
    """The lines in a CSV file, and what is wrong with it, row by row.

    It has a heading with `user_id`, perhaps `password`; other columns are not looked at. They are parted by the first
    of `SEPARATORS` that the heading has.

    Raises:
        ConfigError: there is no such heading.
    """
    heading = text.partition("\n")[0]
    separator = next((mark for mark in SEPARATORS if mark in heading), ",")
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    if "user_id" not in (rows.fieldnames or ()):
        raise ConfigError(
            source, "", f"the first row must name the columns, user_id among them, not {heading.strip()!r}"
        )
    lines, mistakes, seen = [], [], set[str]()
    for row in _filled(rows):
        user = (row.get("user_id") or "").strip()
        if not user or user.casefold() in seen:
            mistakes.append(f"row {rows.line_num}: " + (f"{user} is there already" if user else "user_id is empty"))
            continue
        seen.add(user.casefold())
        lines.append(msgspec.convert({"user_id": user, "password": row.get("password") or None}, NewLine))
    return tuple(lines), tuple(mistakes)


def _filled(rows: Iterable[dict[str, str | None]]) -> Iterator[dict[str, str | None]]:
    """Without empty rows, as spreadsheets leave them at the end."""
    return (row for row in rows if any(isinstance(cell, str) and cell.strip() for cell in row.values()))
