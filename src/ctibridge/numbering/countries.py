"""What libphonenumber knows of a country: its codes and prefixes, which numbers can be there. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers

NORTH_AMERICA = 1  # ten digits are national there with the trunk prefix or without
_NO_COUNTRY = frozenset({"ZZ", "001"})  # unknown, and numbers that belong to no country


@dataclass(frozen=True, slots=True)
class Country:
    """A numbering plan.

    Args:
        region: ISO 3166 code.
        code: Calling code.
        trunk: What begins a national number; empty: nothing does.
        international: What begins an international number, as a pattern.
    """

    region: str
    code: int
    trunk: str
    international: re.Pattern[str]

    @property
    def needs_trunk(self) -> bool:
        """Whether a number without trunk prefix is no national one."""
        return bool(self.trunk) and self.code != NORTH_AMERICA


def country_of(text: str) -> Country:
    """The country with this ISO code or calling code.

    Raises:
        ValueError: there is none.
    """
    name = text.strip().upper()
    digits = name.removeprefix("+")
    region = phonenumbers.region_code_for_country_code(int(digits)) if _is_code(digits) else name
    data = phonenumbers.PhoneMetadata.metadata_for_region(region, None) if region not in _NO_COUNTRY else None
    if data is None or data.country_code is None:
        raise ValueError(f"must be a country such as DE, or its calling code such as 49, not {text!r}")
    international = re.compile(data.international_prefix or "00")
    return Country(region, data.country_code, data.national_prefix or "", international)


def _is_code(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3


def e164(international: str) -> str | None:
    """A number that begins with + in its one form, without the (0) of some; None: no country has such numbers."""
    try:
        parsed = phonenumbers.parse(international, None)
    except phonenumbers.NumberParseException:
        return None
    return _formatted(parsed) if phonenumbers.is_possible_number(parsed) else None


def valid(international: str) -> str | None:
    """A number of digits that was put together, if a country has given out such numbers; else None."""
    try:
        parsed = phonenumbers.parse(international, None)
    except phonenumbers.NumberParseException:
        return None
    # What is not just as it was has lost a digit: a prefix that should have been taken off before.
    return international if phonenumbers.is_valid_number(parsed) and _formatted(parsed) == international else None


def is_emergency(number: str, country: Country) -> bool:
    """Whether help is called by it."""
    return bool(phonenumbers.is_emergency_number(number, country.region))


def is_short(number: str, country: Country) -> bool:
    """Whether the whole country has it under these few digits, as an information service."""
    try:
        parsed = phonenumbers.parse(number, country.region)
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.is_valid_short_number_for_region(parsed, country.region))


def _formatted(parsed: phonenumbers.PhoneNumber) -> str:
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
