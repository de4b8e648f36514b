"""Pages and the generated parts in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
UNWRITTEN = "?"  # stands where a person has to write something

Rows = list[tuple[str, ...]]
Part = Callable[[str], str]
"""Makes a part anew; is given the old one."""

_PART = re.compile(r"<!-- generated: (?P<name>[\w-]+) -->\n(?P<old>.*?)<!-- end of (?P=name) -->", re.DOTALL)
_MARK = re.compile(r"<!-- (?:generated:|end of) ([\w-]+) -->")


def pages() -> list[Path]:
    """All pages."""
    return sorted(DOCS.rglob("*.md"))


def renewed(text: str, parts: dict[str, Part]) -> str:
    """A page with all its parts made anew.

    Raises:
        ValueError: a part without its end, or one that nobody makes.
    """
    whole = {found["name"] for found in _PART.finditer(text)}
    for name in _MARK.findall(text):
        if name not in whole or name not in parts:
            raise ValueError(f"the part {name} has no end, or nobody makes it")
    return _PART.sub(lambda found: _part(found, parts), text)


def _part(found: re.Match[str], parts: dict[str, Part]) -> str:
    name = found["name"]
    made = parts[name](found["old"]).strip("\n")
    return f"<!-- generated: {name} -->\n{made}\n<!-- end of {name} -->"


def names_in(text: str) -> list[str]:
    """The parts of a page."""
    return [found["name"] for found in _PART.finditer(text)]


def table(heading: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    lines = [heading, tuple("---" for _ in heading), *rows]
    return "".join(f"| {' | '.join(cell or ' ' for cell in line)} |\n" for line in lines)


def annotated(heading: tuple[str, ...], rows: Rows, old: str) -> str:
    """A table whose last column people write: taken over from the old one."""
    written = {cells[0]: cells[-1] for cells in cells_of(old)}
    return table(heading, [(*row, written.get(row[0], UNWRITTEN)) for row in rows])


def cells_of(text: str) -> Rows:
    """The rows of all tables in a text, without headings."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    rows = [tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]) for line in lines]
    rules = {index for index, row in enumerate(rows) if set("".join(row)) == {"-"}}
    return [row for index, row in enumerate(rows) if index not in rules and index + 1 not in rules]


def unwritten(text: str) -> list[str]:
    """The rows in which a person has not written anything yet."""
    return [cells[0] for cells in cells_of(text) if cells[-1] == UNWRITTEN]


def code(text: object) -> str:
    """As code, also inside a table."""
    return f"`{text}`".replace("|", "\\|")
