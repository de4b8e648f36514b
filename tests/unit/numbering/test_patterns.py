"""Regular expressions that end in time."""

from __future__ import annotations

import pytest

from ctibridge.numbering.patterns import LONGEST, MOST_WAYS, check_template, compiled


@pytest.mark.parametrize(
    "text",
    [
        r"^\+49(\d+)$",
        r"^(\d*)-(\d*)$",
        r"^\+49(\d{1,6})-(\d{1,6})$",
        r"^(?:0|00|\+49)30",
        r"(?:12|34){3}",
        r"^(?=0)0(?!0)(\d+)",
        r"(?P<rest>\d{3,})$",
        r"(?:ab)*x?",
        r"^(0)?(?(1)\d|\+)",
        r"\d{70}",
    ],
)
def test_what_people_write_is_accepted(text):
    assert text == compiled(text).pattern


@pytest.mark.parametrize(
    "text",
    [
        r"(\d+)+x",
        r"(\d*)*x",
        r"(?:1|12|2)*x",
        r"(?:\d+\d+)+",
        r"\d+\d+\d+x",
        r"(?=(\d+)+x)",
        r"(?!(\d+)+x)",
        r"(?>(\d+)+)x",
        r"(?:\d?){64}x",
        r"(0)?(?(1)(\d+)+|x)",
        r"((?:\d{1,2}){1,2}){1,9}x",
    ],
)
def test_what_can_go_back_and_forth_without_end_is_refused_and_how_to_write_it_is_said(text):
    with pytest.raises(ValueError, match=r"too long on some number: limit repetitions"):
        compiled(text)


def test_two_repetitions_without_limit_are_accepted_and_three_are_not():
    assert (LONGEST + 1) ** 2 <= MOST_WAYS < (LONGEST + 1) ** 3


@pytest.mark.parametrize("text", ["(", "[0", "a{2,1}", "*", r"\1", "(?P<x", "(?<=1+)0", "[[1]"])
def test_what_is_no_pattern_is_refused(text):
    with pytest.raises(ValueError, match="is not a regular expression"):
        compiled(text)


def test_what_is_nested_too_deeply_is_refused():
    with pytest.raises(ValueError, match="nested too deeply"):
        compiled("(" * 5000 + ")" * 5000)


def test_digits_are_those_of_telephones():
    assert compiled(r"\d").search("٣") is None


@pytest.mark.parametrize("replace", [r"\1\1", "0", r"\g<1>0", ""])
def test_groups_that_the_pattern_has_can_be_put_in(replace):
    check_template(compiled(r"(\d)"), replace)


@pytest.mark.parametrize("replace", [r"\2", r"\g<name>", "\\"])
def test_groups_that_it_has_not_are_refused(replace):
    with pytest.raises(ValueError, match="cannot be put in"):
        check_template(compiled(r"(\d)"), replace)
