"""What cannot be used is named, with what to do."""

from __future__ import annotations

import pytest

from ctibridge.numbering.mistakes import NEED_COUNTRY, mistakes
from ctibridge.numbering.settings import NumberSettings, Row

GOOD = Row(match="0", replace="9")


@pytest.mark.parametrize(
    ("settings", "key", "reason"),
    [
        (NumberSettings(country="XX"), "country", "must be a country such as DE, or its calling code"),
        (NumberSettings(country="800"), "country", "must be a country"),
        (NumberSettings(country="Deutschland"), "country", "must be a country"),
        (NumberSettings(country="DE", main_number="030 23125"), "main_number", "must be international, +49..."),
        (NumberSettings(country="DE", main_number="+1 240"), "main_number", "must be international, +49..."),
        (NumberSettings(country="DE", main_number="+49 30x"), "main_number", "must be international, +49..."),
        (NumberSettings(country="DE", main_number="+49 30 23125"), "extensions", "is missing"),
        (NumberSettings(country="DE", extensions=("100", "9-10")), "extensions[1]", "must go up"),
        (NumberSettings(incoming=(GOOD, Row(replace="1"))), "incoming[1]", "must have either match"),
        (NumberSettings(outgoing=(Row("1", "1", "1"),)), "outgoing[0]", "must have either match"),
        (NumberSettings(dialled=(Row(match="1"),)), "dialled[0].replace", 'is missing; "" takes away'),
        (
            NumberSettings(dialled=(Row(match="1", replace="\n"),)),
            "dialled[0].replace",
            "must not have control characters",
        ),
        (NumberSettings(dialled=(Row(match="1\x7f", replace=""),)), "dialled[0].match", "must not have control"),
        (NumberSettings(dialled=(Row(match="1", replace="0/1"),)), "dialled[0].replace", "must not have a slash"),
        (NumberSettings(dialled=(Row(regex="(", replace=""),)), "dialled[0].regex", "is not a regular expression"),
        (NumberSettings(dialled=(Row(regex="(1+)+", replace=""),)), "dialled[0].regex", "can take too long"),
        (NumberSettings(dialled=(Row(regex="1", replace=r"\1"),)), "dialled[0].replace", "cannot be put in"),
    ],
)
def test_the_first_mistake_names_key_and_reason(settings, key, reason):
    found, said = next(mistakes(settings))
    assert key == found
    assert said.startswith(reason)


@pytest.mark.parametrize("key", NEED_COUNTRY)
def test_what_belongs_to_a_location_needs_the_country(key):
    value = ("100-199",) if key == "extensions" else "0"
    assert [(key, "has no use without country")] == list(mistakes(NumberSettings(**{key: value})))


@pytest.mark.parametrize(
    "settings",
    [
        NumberSettings(),
        NumberSettings(country="de", area="30", main_number="+49 (30) 231-25", extensions=("100-199",)),
        NumberSettings(incoming=(GOOD, Row(regex=r"^(\d)", replace=r"\1/"))),
    ],
)
def test_what_can_be_used_has_no_mistake(settings):
    assert [] == list(mistakes(settings))
