"""Tables of rules as people export them from elsewhere, CSV, and as the configuration has them, TOML. Pure."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence

from ctibridge.errors import ConfigError
from ctibridge.numbering.mistakes import of_row
from ctibridge.numbering.settings import Direction, Row

COLUMNS = ("category", "type", "search", "replace")
DELIMITERS = ",;\t"  # spreadsheets write a semicolon where a comma is the decimal sign
CATEGORIES = {
    "incoming": Direction.INCOMING,
    "outgoing": Direction.OUTGOING,
    "dialled": Direction.DIALLED,
    "dialed": Direction.DIALLED,
    "pc dialling": Direction.DIALLED,
    "pc dialing": Direction.DIALLED,
}
TYPES = ("text", "regex")
Tables = dict[Direction, list[Row]]
_GROUP = re.compile(r"\$(\d|&)")  # how many other programs name groups


def tables_from_csv(text: str, source: str) -> Tables:
    """The rows of a file with a heading and the columns `category, type, search, replace`, in their order.

    Raises:
        ConfigError: names the line, what is wrong with it, and what to do.
    """
    lines = text.splitlines()
    heading = lines[0].lower() if lines else ""
    reader = csv.DictReader([heading, *lines[1:]], delimiter=max(DELIMITERS, key=heading.count), skipinitialspace=True)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise ConfigError(
            source, "line 1", f"must have the columns {', '.join(COLUMNS)}; missing: {', '.join(missing)}"
        )
    tables: Tables = {direction: [] for direction in Direction}
    for record in reader:
        where = f"line {reader.line_num}"
        tables[_category(record, source, where)].append(_row(record, source, where))
    if not any(tables.values()):
        raise ConfigError(source, "", "has no rows behind its heading")
    return tables


def _category(record: Mapping[str, str | None], source: str, where: str) -> Direction:
    name = (record["category"] or "").strip().lower()
    if name not in CATEGORIES:
        raise ConfigError(source, where, f"category must be one of {', '.join(CATEGORIES)}, not {name!r}")
    return CATEGORIES[name]


def _row(record: Mapping[str, str | None], source: str, where: str) -> Row:
    kind, search, replace = ((record[name] or "").strip() for name in COLUMNS[1:])
    if kind.lower() not in TYPES:
        raise ConfigError(source, where, f"type must be text or regex, not {kind!r}")
    if not search:
        raise ConfigError(source, where, "search is empty")
    row = Row(match=search, replace=replace) if kind.lower() == "text" else Row(None, search, _groups(replace))
    for key, reason in of_row(row):
        raise ConfigError(source, where, f"{'replace' if key == '.replace' else 'search'} {reason}")
    return row


def _groups(replace: str) -> str:
    """`$1` and `$&` as Python has them."""
    return _GROUP.sub(lambda found: r"\g<0>" if found[1] in "&0" else rf"\g<{found[1]}>", replace)


def toml_of(tables: Mapping[Direction, Sequence[Row]], provider: str) -> Iterator[str]:
    """The tables as lines of the configuration file."""
    yield f"[providers.{_key(provider)}.numbers]"
    for direction, rows in tables.items():
        if rows:
            yield f"{direction} = ["
            yield from (f"  {_inline(row)}," for row in rows)
            yield "]"


def _inline(row: Row) -> str:
    search = f"match = {_quoted(row.match)}" if row.match is not None else f"regex = {_quoted(row.regex or '')}"
    return f"{{{search}, replace = {_quoted(row.replace or '')}}}"


def _quoted(text: str) -> str:
    return f"'{text}'" if "'" not in text else json.dumps(text, ensure_ascii=False)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)
