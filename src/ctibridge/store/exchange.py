"""Lines as a CSV file: out without passwords, in with them. Pure; `Store.import_lines` takes it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ctibridge.model.ids import line_of
from ctibridge.model.kept_lines import KeptLine, Presence, Source

USER_ID, PASSWORD = "user_id", "password"
EXPORTED = (
    "id",
    USER_ID,
    "number",
    "extension",
    "first_name",
    "last_name",
    "group",
    "department",
    "email",
    "source",
    "presence",
)
DELIMITERS = ",;\t"  # spreadsheets in German write semicolons
FORMULA = ("=", "@", "\t", "\r")  # a spreadsheet would calculate; + begins numbers, and - is harmless before letters
LONGEST = 161  # characters of a user id at BroadWorks, its domain included


@dataclass(frozen=True, slots=True)
class ImportedLine:
    """A row that is right.

    Args:
        row: Its number in the file.
        user_id: Whose line.
        password: None: the row gives none, and what is kept stays.
        is_added: Whether an administrator wants the line; not so when the row was exported as one that the platform
            told of, or that was removed.
    """

    row: int
    user_id: str
    password: str | None = field(default=None, repr=False)
    is_added: bool = True


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

    lines: tuple[ImportedLine, ...] = ()
    mistakes: tuple[Mistake, ...] = ()

    @property
    def added(self) -> tuple[str, ...]:
        """The user ids of the lines that are wanted, for `Store.import_lines`."""
        return tuple(line.user_id for line in self.lines if line.is_added)

    @property
    def passwords(self) -> dict[str, str]:
        """The passwords by user id, for the same."""
        return {line.user_id: line.password for line in self.lines if line.password is not None}


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
    lines: list[ImportedLine] = []
    mistakes: list[Mistake] = []
    try:
        columns = [name.strip().lower() for name in next(rows, [])]
        mistakes += _heading(columns)
        if not mistakes:
            for found in _rows(rows, columns):
                (lines if isinstance(found, ImportedLine) else mistakes).append(found)  # type: ignore[arg-type]
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


def _rows(rows: Iterator[list[str]], columns: Sequence[str]) -> Iterator[ImportedLine | Mistake]:
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
        yield Mistake(number, reason) if reason else _imported(number, user_id, row)


def _imported(number: int, user_id: str, row: Mapping[str, str]) -> ImportedLine:
    is_added = row.get("source") != Source.PLATFORM and row.get("presence") != Presence.REMOVED
    return ImportedLine(number, user_id, row.get(PASSWORD) or None, is_added)


def _wrong(user_id: str, earlier: int | None) -> str | None:
    if not user_id:
        return "has no user id"
    if len(user_id) > LONGEST or not user_id.isprintable() or " " in user_id:
        return "has a user id with spaces, or one that is too long"
    return f"has the user id of row {earlier}" if earlier is not None else None


def write_csv(lines: Iterable[KeptLine]) -> bytes:
    """The lines as a file, without passwords."""
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, EXPORTED)
    table.writeheader()
    table.writerows({name: _harmless(value) for name, value in _cells(each).items()} for each in lines)
    return out.getvalue().encode("utf-8-sig")  # without the mark spreadsheets take it for something else


def _cells(kept: KeptLine) -> Mapping[str, str | None]:
    line = kept.line
    return {
        "id": str(kept.id),
        USER_ID: line.user_id,
        "number": line.number,
        "extension": line.extension,
        "first_name": line.first_name,
        "last_name": line.last_name,
        "group": line.group,
        "department": line.department,
        "email": line.email,
        "source": kept.source,
        "presence": kept.presence,
    }


def _harmless(value: str | None) -> str:
    text = value or ""
    return f"'{text}" if text.startswith(FORMULA) else text
