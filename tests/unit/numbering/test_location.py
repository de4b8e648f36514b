"""Numbers completed from where a site is."""

from __future__ import annotations

import pytest

from ctibridge.numbering.location import Completion, location_of
from ctibridge.numbering.settings import Direction, NumberSettings

IN, OUT, DIAL = Direction.INCOMING, Direction.OUTGOING, Direction.DIALLED
BERLIN = NumberSettings(country="DE", area="30", main_number="+49 (30) 23125", extensions=("100-199",))
PLAIN = NumberSettings(country="49")
ACCESS = NumberSettings(country="DE", area="30", access_code="0", extensions=("100-199",))
MARYLAND = NumberSettings(country="US", area="240", extensions=("1000-1999",))


def completion(settings: NumberSettings, number: str, direction: Direction) -> Completion:
    location = location_of(settings)
    assert location is not None
    return location.complete(number, direction)


def completed(settings: NumberSettings, number: str, direction: Direction = IN) -> str:
    return completion(settings, number, direction).after


@pytest.mark.parametrize(
    "number",
    ["+493023125900", "+49 (0)30 / 23125-900", "+49-3023125900", "0049 30 23125900", "030 23125900", "23125900"],
)
@pytest.mark.parametrize("direction", Direction)
def test_one_number_in_all_its_spellings_is_one(number, direction):
    assert "+493023125900" == completed(BERLIN, number, direction)


@pytest.mark.parametrize(
    ("settings", "number", "expected"),
    [
        (MARYLAND, "5551234", "+12405551234"),
        (MARYLAND, "(240) 555-1234", "+12405551234"),
        (MARYLAND, "1 240 555 1234", "+12405551234"),
        (MARYLAND, "011 49 30 23125900", "+493023125900"),
        (NumberSettings(country="IT"), "06 698 12345", "+390669812345"),
        (NumberSettings(country="ES"), "912 345 678", "+34912345678"),
        (NumberSettings(country="HU"), "06 1 234 5678", "+3612345678"),
        (NumberSettings(country="RU"), "8 800 200 0600", "+78002000600"),
        (NumberSettings(country="RU"), "8 10 49 30 23125900", "+493023125900"),
    ],
)
def test_each_country_has_its_own_prefixes(settings, number, expected):
    assert expected == completed(settings, number)


@pytest.mark.parametrize("number", ["110", "112"])
@pytest.mark.parametrize("direction", Direction)
def test_an_emergency_number_stays_what_it_is_even_where_an_extension_is_called_so(number, direction):
    assert Completion(number, "is an emergency number") == completion(BERLIN, number, direction)


@pytest.mark.parametrize("number", ["911", "112"])
def test_behind_an_access_code_it_stays_as_well(number):
    settings = NumberSettings(country="US", access_code="9")
    assert (number, f"9{number}") == (completed(settings, number, DIAL), completed(settings, f"9{number}", DIAL))


def test_a_short_number_of_the_country_stays():
    assert Completion("11833", "is a short number of the country") == completion(BERLIN, "11833", DIAL)


def test_an_extension_that_is_reported_stands_behind_the_main_number():
    assert "+493023125101" == completed(BERLIN, "101", IN) == completed(BERLIN, "101", OUT)


def test_an_extension_that_is_dialled_stays_for_the_platform_knows_it():
    assert Completion("101", "is an extension") == completion(BERLIN, "101", DIAL)


def test_without_main_number_an_extension_stays():
    assert "101" == completed(ACCESS, "101", IN)


@pytest.mark.parametrize("number", ["*98", "#21#", "anna@ent1.example", "+", "", "1-800-FLOWERS", "2" * 65, "٣٠"])
def test_what_is_not_made_of_digits_stays(number):
    assert number == completed(BERLIN, number)


@pytest.mark.parametrize("number", ["+999123", "+4", "0", "00", "000123456", "0 1", "01234567890123456789"])
def test_what_no_country_has_stays(number):
    assert number == completed(PLAIN, number)


def test_a_local_number_stays_when_it_could_be_an_extension():
    assert "23125900" == completed(NumberSettings(country="DE", area="30"), "23125900"), "no extensions are known"
    assert "999" == completed(BERLIN, "999"), "as long as an extension"
    assert "23125900" == completed(NumberSettings(country="DE", extensions=("100-199",)), "23125900"), "no area"


def test_the_access_code_is_dialled_by_those_who_want_an_outside_line_and_by_no_others():
    assert "+493023125900" == completed(ACCESS, "0 030 23125900", DIAL)
    assert "+12405551234" == completed(ACCESS, "0 00 1 240 5551234", DIAL)
    assert "+493023125900" == completed(ACCESS, "0 23125900", DIAL)
    assert "23125900" == completed(ACCESS, "23125900", DIAL), "inside"
    assert "+493023125900" == completed(ACCESS, "+49 30 23125900", DIAL)


def test_the_network_reports_no_access_code():
    assert "+493023125900" == completed(ACCESS, "030 23125900", IN)
    assert "0030 23125900" == completed(ACCESS, "0030 23125900", IN)


def test_what_can_be_read_in_two_ways_stays():
    number = "030 23125900"
    why = "can be read as +493023125900 and, with the access code, as +49303023125900"
    assert Completion(number, why) == completion(ACCESS, number, OUT)
    assert "+493023125900" == completed(ACCESS, "0 030 23125900", OUT)


def test_prefixes_of_ones_own_replace_those_of_the_country():
    own = NumberSettings(country="DE", trunk_prefix="7", international_prefix="99")
    assert "+493023125900" == completed(own, "7 30 23125900") == completed(own, "99 49 30 23125900")
    assert "030 23125900" == completed(own, "030 23125900")


def test_without_country_there_is_no_location():
    assert location_of(NumberSettings()) is None
