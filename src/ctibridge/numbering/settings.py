"""What an administrator says of numbers: where a site is, and three tables of rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

MOST_ROWS = 500  # of a table; all are tried for a number that none is for
Text = Annotated[str, Meta(min_length=1, max_length=200)]
Digits = Annotated[str, Meta(max_length=15)]


class Direction(StrEnum):
    """Which table a number goes through: the other side's in a call to or from a line, or what a client dials."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"
    DIALLED = "dialled"


@dataclass(frozen=True, slots=True)
class Row:
    """One rule.

    Args:
        match: The whole number, as plain text. Either this or `regex`.
        regex: A regular expression that is found somewhere in the number.
        replace: What stands there instead; with `regex`, `\\1` is what its first group found.
    """

    match: Text | None = None
    regex: Text | None = None
    replace: Annotated[str, Meta(max_length=64)] | None = None

    def __str__(self) -> str:
        search = f"match '{self.match}'" if self.match is not None else f"regex '{self.regex}'"
        return f"{search} -> '{self.replace}'"


Rows = Annotated[tuple[Row, ...], Meta(max_length=MOST_ROWS)]


@dataclass(frozen=True, slots=True)
class NumberSettings:
    """Where a site is, and its rules. Without a country nothing is completed.

    Args:
        country: ISO 3166 code (`DE`) or calling code (`49`).
        area: Area code without trunk prefix.
        trunk_prefix: What begins a national number; empty: nothing does. None: that of the country.
        international_prefix: What begins an international number. None: that of the country.
        access_code: What is dialled for an outside line.
        main_number: The site's number before the extension, in international form.
        extensions: Ranges, `100-199`, or single ones.
        incoming: For the other side of calls to a line.
        outgoing: For the other side of calls from a line.
        dialled: For what clients dial.
    """

    country: Text | None = None
    area: Digits | None = None
    trunk_prefix: Digits | None = None
    international_prefix: Digits | None = None
    access_code: Digits | None = None
    main_number: Text | None = None
    extensions: tuple[Text, ...] = ()
    incoming: Rows = ()
    outgoing: Rows = ()
    dialled: Rows = ()

    def rows(self, direction: Direction) -> tuple[Row, ...]:
        """The table for this direction."""
        match direction:
            case Direction.INCOMING:
                return self.incoming
            case Direction.OUTGOING:
                return self.outgoing
            case Direction.DIALLED:
                return self.dialled


UNCHANGED = NumberSettings()
