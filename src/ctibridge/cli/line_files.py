"""Lines as a CSV file: out without passwords, in with them. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ctibridge.model.ids import line_of
from ctibridge.model.kept_lines import Presence, Source
from ctibridge.servers.admin.messages import KeptLine, NewLine

USER_ID, PASSWORD = "user_id", "password"
EXPORTED = KeptLine.__struct_fields__
DELIMITERS = ",;\t"  # spreadsheets in German write semicolons
FORMULA = ("=", "@", "\t", "\r")  # a spreadsheet would calculate; + begins numbers, and - is harmless before letters
LONGEST = 161  # characters of a user id at BroadWorks, its domain included


@dataclass(frozen=True, slots=True)
class Mistake:
    """A row that is wrong, by its number in the file, and why; row 1 has the names of the columns."""

    row: int
    reason: str

    def __str__(self) -> str:
        return f"row {self.row}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Import:
    """What a file has."""

    lines: tuple[NewLine, ...] = ()
    mistakes: tuple[Mistake, ...] = ()


def read_csv(data: bytes, *, good_only: bool = False) -> Import:
    """The rows of a file, and what is wrong with it.

    When a row is wrong no line is imported, unless those that are good are wanted all the same.
    """
    found = _read(data)
    return found if good_only or not found.mistakes else Import(mistakes=found.mistakes)


def _read(data: bytes) -> Import:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        row = data[: exc.start].count(b"\n") + 1
        return Import(mistakes=(Mistake(row, "is not UTF-8: save the file as CSV UTF-8"),))
    heading = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=heading.count), strict=True)
    return _import(rows)


def _import(rows: Iterator[list[str]]) -> Import:
    lines: list[NewLine] = []
    mistakes: list[Mistake] = []
    try:
        columns = [name.strip().lower() for name in next(rows, [])]
        mistakes += _heading(columns)
        if not mistakes:
            for found in _rows(rows, columns):
                (lines if isinstance(found, NewLine) else mistakes).append(found)  # type: ignore[arg-type]
    except csv.Error as exc:
        mistakes.append(Mistake(len(lines) + len(mistakes) + 2, f"cannot be read: {exc}"))
    return Import(tuple(lines), tuple(mistakes))


def _heading(columns: Sequence[str]) -> Iterator[Mistake]:
    if USER_ID not in columns:
        yield Mistake(1, f"names no column {USER_ID}")
    for name in columns:
        if name not in {*EXPORTED, PASSWORD}:
            yield Mistake(1, f"the column {name!r} is not known; known are {', '.join((*EXPORTED, PASSWORD))}")
    for name in sorted({name for name in columns if columns.count(name) > 1}):
        yield Mistake(1, f"the column {name} is there twice")


def _rows(rows: Iterator[list[str]], columns: Sequence[str]) -> Iterator[NewLine | Mistake]:
    first: dict[str, int] = {}
    for number, cells in enumerate(rows, 2):
        if not any(cells):
            continue
        if len(cells) != len(columns):
            yield Mistake(number, f"has {len(cells)} cells, not {len(columns)}")
            continue
        row = dict(zip(columns, cells, strict=True))
        user_id = row[USER_ID].strip()
        reason = _wrong(user_id, first.get(line_of(user_id)))
        first.setdefault(line_of(user_id), number)
        yield Mistake(number, reason) if reason else _imported(user_id, row)


def _imported(user_id: str, row: Mapping[str, str]) -> NewLine:
    """Nobody wanted a line that was exported as one that the platform told of, or that was removed."""
    is_wanted = row.get("source") != Source.PLATFORM and row.get("presence") != Presence.REMOVED
    return NewLine(user_id, row.get(PASSWORD) or None, is_wanted)


def _wrong(user_id: str, earlier: int | None) -> str | None:
    if not user_id:
        return "has no user id"
    if len(user_id) > LONGEST or not user_id.isprintable() or " " in user_id:
        return "has a user id with spaces, or one that is too long"
    return f"has the user id of row {earlier}" if earlier is not None else None


def write_csv(lines: Iterable[KeptLine]) -> bytes:
    """The lines as a file, without passwords."""
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(EXPORTED)
    table.writerows([_harmless(getattr(line, name)) for name in EXPORTED] for line in lines)
    return out.getvalue().encode("utf-8-sig")  # without the mark spreadsheets take it for something else


def _harmless(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
