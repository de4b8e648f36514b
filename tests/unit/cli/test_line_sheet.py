"""What the administrator reads about one line."""

from __future__ import annotations

import pytest

from ctibridge.cli.face import Refused
from ctibridge.cli.line_sheet import named, sheet
from ctibridge.cli.line_table import moment
from ctibridge.diagnostics.health_texts import Language
from ctibridge.servers.admin.messages import CallRow, Health, LineRow
from tests.unit.cli.locked import LOCKED, NOW

ANNA = LineRow("office", "anna@x", "Anna@x", "+4930101", "101", "Anna Adler", "sales", None, False, LOCKED)
BERT = LineRow("branch", "bert@y", "bert@y", "+4940101", "101", "Bert", None, None, True, Health("in-service", NOW))


def test_a_line_tells_everything_of_its_health():
    since, again = moment(NOW - 5), moment(NOW + 60)
    assert [
        "101, +4930101, Anna Adler, Anna@x, sales (office)",
        "  locked",
        "  It is out.",
        "  Too many tries.",
        f"  since {since}",
        "  must act: the user",
        "  Unlock it.",
        "  seen: no (403)",
        f"  next try {again}",
        "  idle",
    ] == sheet(ANNA, Language.ENGLISH).plain.splitlines()


def test_it_does_so_in_german():
    told = sheet(ANNA, Language.GERMAN).plain
    for words in (
        "Sie ist aus.",
        "seit ",
        "muss handeln: der Benutzer",
        "Befund: no (403)",
        "nächster Versuch ",
        "frei",
    ):
        assert words in told


def test_a_line_that_is_well_says_since_when_and_shows_its_calls():
    busy = LineRow(*(getattr(BERT, name) for name in BERT.__struct_fields__[:-1]), (CallRow("1:1", "held", ("102",)),))
    told = sheet(busy, Language.ENGLISH).plain.splitlines()
    assert ["  in-service", f"  since {moment(NOW)}", "  held 102"] == told[1:]


@pytest.mark.parametrize("name", ["anna@x", "ANNA@X", "+4930101"])
def test_a_line_is_found_by_user_id_and_number(name):
    assert ANNA == named(name, (ANNA, BERT))


def test_an_extension_that_two_lines_have_names_both_and_one_that_nobody_has_none():
    assert ANNA == named("101", (ANNA,))
    with pytest.raises(Refused, match="several lines are 101: Anna@x of office, bert@y of branch"):
        named("101", (ANNA, BERT))
    with pytest.raises(Refused, match="no line with user id, number or extension 10"):
        named("10", (ANNA, BERT))
