"""What is wrong with the settings of numbers beyond types and limits: a key, and what to say about it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from ctibridge.numbering.countries import country_of
from ctibridge.numbering.extensions import range_of
from ctibridge.numbering.location import e164_of_main, with_prefixes
from ctibridge.numbering.patterns import check_template, compiled
from ctibridge.numbering.settings import Direction, NumberSettings, Row

Mistake: TypeAlias = tuple[str, str]
_DIGITS = re.compile("[0-9]*")
DIGITS = ("area", "trunk_prefix", "international_prefix", "access_code")
NEED_COUNTRY = (*DIGITS, "main_number", "extensions")


def mistakes(settings: NumberSettings) -> Iterator[Mistake]:
    """What cannot be used; the first one counts, for the others may follow from it."""
    yield from _of_location(settings)
    for index, text in enumerate(settings.extensions):
        if reason := _reason(range_of, text):
            yield f"extensions[{index}]", reason
    for direction in Direction:
        for index, row in enumerate(settings.rows(direction)):
            yield from ((f"{direction}[{index}]{key}", reason) for key, reason in of_row(row))
            if direction is Direction.DIALLED and "/" in (row.replace or ""):
                yield f"{direction}[{index}].replace", "must not have a slash: nobody can dial it"


def of_row(row: Row) -> Iterator[Mistake]:
    """What is wrong with one rule; keys begin with a dot, none is the row itself."""
    if (row.match is None) == (row.regex is None):
        yield "", "must have either match, a whole number as plain text, or regex"
        return
    if row.replace is None:
        yield ".replace", 'is missing; "" takes away what is found'
        return
    for key in ("match", "regex", "replace"):
        if not (getattr(row, key) or "").isprintable():
            yield f".{key}", "must not have control characters"
    if row.regex is not None:
        yield from _of_regex(row.regex, row.replace)


def _of_regex(regex: str, replace: str) -> Iterator[Mistake]:
    try:
        pattern = compiled(regex)
    except ValueError as exc:
        yield ".regex", str(exc)
        return
    try:
        check_template(pattern, replace)
    except ValueError as exc:
        yield ".replace", str(exc)


def _of_location(settings: NumberSettings) -> Iterator[Mistake]:
    for key in DIGITS:
        if _DIGITS.fullmatch(getattr(settings, key) or "") is None:
            yield key, f"must be digits alone, not {getattr(settings, key)!r}"
    if settings.country is None:
        for key in NEED_COUNTRY:
            if getattr(settings, key):
                yield key, "has no use without country"
        return
    if reason := _reason(country_of, settings.country):
        yield "country", reason
        return
    yield from _of_area(settings)
    yield from _of_main_number(settings)


def _of_area(settings: NumberSettings) -> Iterator[Mistake]:
    country = with_prefixes(settings)
    if settings.area and country.needs_trunk and settings.area.startswith(country.trunk):
        yield "area", f"must be without the trunk prefix {country.trunk}, not {settings.area!r}"


def _of_main_number(settings: NumberSettings) -> Iterator[Mistake]:
    if settings.main_number is None:
        return
    digits, code = e164_of_main(settings), country_of(settings.country or "").code
    if not digits.startswith(f"+{code}") or not digits[1:].isdigit():
        yield "main_number", f"must be international, +{code}..., without extension, not {settings.main_number!r}"
    elif not settings.extensions:
        yield "extensions", "is missing: main_number says what stands before them"


def _reason(parse: Callable[[str], object], text: str) -> str | None:
    try:
        parse(text)
    except ValueError as exc:
        return str(exc)
    return None
