"""Rules and locations, whatever the number."""

from __future__ import annotations

import phonenumbers
from hypothesis import assume, example, given
from hypothesis import strategies as st

from ctibridge.numbering.location import location_of
from ctibridge.numbering.numbers import Numbers
from ctibridge.numbering.rules import RuleTable
from ctibridge.numbering.settings import Direction, NumberSettings, Row

digits = st.text("0123456789", max_size=16)
numbers = st.one_of(
    digits,
    st.builds("+{}".format, digits),
    st.text("0123456789+*#-()/. x@", max_size=20),
    st.text(max_size=70),
)
rows = st.one_of(
    st.builds(Row, match=st.text("0129", min_size=1, max_size=2), replace=st.text("0129", max_size=2)),
    st.builds(
        Row,
        regex=st.sampled_from([r"^0", r"^\+49", r"(\d)$", r"^(\d+)$", r"9", r"^(?:1|2)"]),
        replace=st.text("0129", max_size=2),
    ),
)
tables = st.lists(rows, max_size=6).map(tuple)
locations = st.builds(
    NumberSettings,
    country=st.sampled_from(["DE", "AT", "US", "IT", "FR", "RU", "49"]),
    area=st.sampled_from([None, "30", "240"]),
    access_code=st.sampled_from([None, "0", "9"]),
    main_number=st.none(),
    extensions=st.sampled_from([(), ("100-199",), ("10-99", "8000-8999")]),
)
KINDS = [phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE]
PLAIN_COUNTRIES = ["DE", "AT", "CH", "FR", "GB", "US", "CA", "IT", "ES", "NL", "PL", "SE", "DK", "AU", "JP", "IN"]


@given(tables, numbers)
def test_the_row_that_matches_is_the_first_that_matches_alone(table, number):
    alone = [hit.after for row in table if (hit := RuleTable((row,)).first(number)) is not None]
    first = RuleTable(table).first(number)
    assert (alone[0] if alone else None) == (first.after if first is not None else None)


@given(tables, tables, numbers)
def test_rows_behind_the_one_that_matches_change_nothing(table, more, number):
    first = RuleTable(table).first(number)
    assume(first is not None)
    assert first == RuleTable(table + more).first(number)


@given(locations, st.sampled_from([Direction.INCOMING, Direction.OUTGOING]), numbers)
@example(NumberSettings(country="DE", main_number="+493023125", extensions=("100-199",)), Direction.INCOMING, "101")
def test_a_reported_number_that_is_completed_stays_so(settings, direction, number):
    location = location_of(settings)
    assert location is not None
    once = location.complete(number, direction).after
    assert once == location.complete(once, direction).after


@given(locations, st.sampled_from(Direction), numbers)
def test_a_completed_number_is_e164_and_every_other_is_the_same(settings, direction, number):
    location = location_of(settings)
    assert location is not None
    after = location.complete(number, direction).after
    assert after == number or phonenumbers.is_possible_number(phonenumbers.parse(after, None))


@given(st.sampled_from(PLAIN_COUNTRIES), st.sampled_from(KINDS))
def test_a_number_as_people_write_it_at_home_becomes_that_of_the_world(region, kind):
    number = phonenumbers.example_number_for_type(region, kind)
    assume(number is not None)
    home = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    location = location_of(NumberSettings(country=region))
    assert location is not None
    world = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    assert world == location.complete(home, Direction.INCOMING).after
    assert world == location.complete(world, Direction.INCOMING).after


@given(locations, tables, st.lists(st.tuples(st.sampled_from(Direction), numbers), min_size=1, max_size=20))
def test_what_is_remembered_is_what_is_found_out_anew(settings, table, asked):
    whole = NumberSettings(country=settings.country, area=settings.area, incoming=table, dialled=table)
    kept = Numbers(whole)
    for direction, number in asked + asked:
        rewrite = {"incoming": kept.incoming, "outgoing": kept.outgoing, "dialled": kept.dialled}[direction]
        assert Numbers(whole).explain(number, direction).result == rewrite(number)
