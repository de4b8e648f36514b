"""A table of rules: the first row that matches."""

from __future__ import annotations

from ctibridge.numbering.patterns import LONGEST
from ctibridge.numbering.rules import Hit, RuleTable
from ctibridge.numbering.settings import Row

EXCHANGE = Row(match="0", replace="9")
BERLIN = Row(regex=r"^\+4930(\d+)", replace=r"030 \1")
GERMANY = Row(regex=r"^\+49", replace="0")
TABLE = RuleTable((EXCHANGE, BERLIN, GERMANY))


def test_the_first_row_that_matches_rewrites_the_number_and_the_others_are_not_tried():
    assert Hit(1, BERLIN, "030 23125900") == TABLE.first("+493023125900")
    assert Hit(2, GERMANY, "08923125900") == TABLE.first("+498923125900")


def test_in_another_order_another_row_is_the_first():
    assert Hit(0, GERMANY, "03023125900") == RuleTable((GERMANY, BERLIN)).first("+493023125900")


def test_without_a_match_there_is_no_result():
    assert TABLE.first("+33123456789") is None
    assert RuleTable(()).first("0") is None


def test_plain_text_is_the_whole_number_and_nothing_in_it_is_special():
    table = RuleTable((Row(match="+4.", replace=r"\1"),))
    assert table.first("+49") is None
    assert table.first("+4.1") is None
    assert Hit(0, Row(match="+4.", replace=r"\1"), r"\1") == table.first("+4.")


def test_what_a_pattern_finds_is_replaced_once_and_the_rest_stays():
    row = Row(regex="1", replace="x")
    assert Hit(0, row, "0x21") == RuleTable((row,)).first("0121")


def test_nothing_is_a_replacement_too():
    row = Row(regex="^0", replace="")
    assert Hit(0, row, "30") == RuleTable((row,)).first("030")


def test_a_number_that_is_too_long_is_not_looked_at():
    table = RuleTable((Row(regex="1", replace="2"),))
    assert table.first("1" * LONGEST) is not None
    assert table.first("1" * (LONGEST + 1)) is None
