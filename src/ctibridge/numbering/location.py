"""Completes a number from where a site is: what is dialled, or reported, short becomes E.164. Pure.

Whatever is not certain stays as it is: a number that is wrongly completed reaches a stranger.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ctibridge.numbering.countries import Country, country_of, e164, is_emergency, is_short, valid
from ctibridge.numbering.extensions import Extensions
from ctibridge.numbering.patterns import LONGEST
from ctibridge.numbering.settings import Direction, NumberSettings

_SEPARATORS = re.compile(r"[\s()/.\-]")
_DIALABLE = re.compile(r"\+?[0-9]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Completion:
    """What becomes of a number, and why."""

    after: str
    why: str


class Location:
    """Where a site is.

    Args:
        country: Its numbering plan, with the prefixes of the settings.
        settings: The rest of them, without mistakes (see `mistakes.py`).
    """

    def __init__(self, country: Country, settings: NumberSettings) -> None:
        self._country, self._area = country, settings.area or ""
        self._access, self._main = settings.access_code or "", e164_of_main(settings)
        self._extensions = Extensions(settings.extensions)

    def complete(self, number: str, direction: Direction) -> Completion:
        """The number as everybody understands it."""
        digits = _SEPARATORS.sub("", number) if len(number) <= LONGEST else ""
        if not _DIALABLE.fullmatch(digits):
            return Completion(number, "is not made of digits alone")
        return (
            self._international(digits)
            or self._inside(number, digits, direction)
            or self._outside(number, digits, direction)
            or Completion(number, "is none that can be completed with certainty")
        )

    def _international(self, digits: str) -> Completion | None:
        if not digits.startswith("+"):
            return None
        found = e164(digits)
        return Completion(found, "is international") if found is not None else None

    def _inside(self, number: str, digits: str, direction: Direction) -> Completion | None:
        """What is not called by its E.164 number, or has none."""
        if is_emergency(digits, self._country):
            return Completion(number, "is an emergency number")  # before all else, also where it is an extension
        if digits in self._extensions:
            if direction is Direction.DIALLED or not self._main:
                return Completion(number, "is an extension")
            return Completion(f"{self._main}{digits}", "is an extension of the main number")
        if is_short(digits, self._country):
            return Completion(number, "is a short number of the country")
        return None

    def _outside(self, number: str, digits: str, direction: Direction) -> Completion | None:
        match direction:
            case Direction.INCOMING:
                return self._public(digits)  # the public network knows nothing of access codes
            case Direction.DIALLED:
                return self._behind_access(digits) if self._access else self._public(digits)
            case Direction.OUTGOING:  # the platform may have taken the access code off, or not
                return _certain(number, self._public(digits), self._behind_access(digits))

    def _behind_access(self, digits: str) -> Completion | None:
        if not self._access or not digits.startswith(self._access):
            return None
        found = self._public(digits.removeprefix(self._access))
        return Completion(found.after, f"has the access code {self._access}, then {found.why}") if found else None

    def _public(self, digits: str) -> Completion | None:
        """As the public network understands it."""
        prefix = self._country.international.match(digits)
        if prefix is not None and (found := valid(f"+{digits[prefix.end() :]}")) is not None:
            return Completion(found, f"is international: begins with {prefix[0]}")
        if (found := self._national(digits)) is not None:
            return Completion(found, "is national")
        return self._local(digits)

    def _national(self, digits: str) -> str | None:
        trunk = self._country.trunk
        if not digits.startswith(trunk) and self._country.needs_trunk:
            return None
        return valid(f"+{self._country.code}{digits.removeprefix(trunk)}")

    def _local(self, digits: str) -> Completion | None:
        """Only what is longer than every extension: else nobody can tell it from a colleague's."""
        if not self._area or not 0 < self._extensions.longest < len(digits):
            return None
        if self._country.needs_trunk and digits.startswith(self._country.trunk):
            return None
        found = valid(f"+{self._country.code}{self._area}{digits}")
        return Completion(found, f"is local: area {self._area}") if found is not None else None


def _certain(number: str, one: Completion | None, other: Completion | None) -> Completion | None:
    """Which of two readings there is; the number itself when there are two that differ."""
    if one is not None and other is not None and one.after != other.after:
        return Completion(number, f"can be read as {one.after} and, with the access code, as {other.after}")
    return one or other


def location_of(settings: NumberSettings) -> Location | None:
    """The location of the settings; None: they have none."""
    return Location(with_prefixes(settings), settings) if settings.country is not None else None


def with_prefixes(settings: NumberSettings) -> Country:
    """The country of the settings, with the prefixes that they have instead of its own.

    Raises:
        ValueError: there is no such country.
    """
    country = country_of(settings.country or "")
    if settings.trunk_prefix is not None:
        country = replace(country, trunk=settings.trunk_prefix)
    if settings.international_prefix:
        country = replace(country, international=re.compile(settings.international_prefix))
    return country


def e164_of_main(settings: NumberSettings) -> str:
    """The main number without separators; empty when there is none."""
    return _SEPARATORS.sub("", settings.main_number or "")
