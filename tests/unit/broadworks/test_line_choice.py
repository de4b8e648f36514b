"""Which lines are served: by the directory, the filters, and an administrator's word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ctibridge.broadworks.line_choice import LineChange, LineDifference, difference, fits
from ctibridge.broadworks.lines import Directory
from ctibridge.broadworks.settings import LineSettings
from ctibridge.model.ids import LineId
from ctibridge.model.kept_lines import KeptLine, Presence, Source
from ctibridge.model.lines import Line

ANNA = Line(LineId("anna@ent1"), "Anna@ent1", "+49-30 100", "100", group="sales", department="Berlin / West")
BERT = Line(LineId("bert@ent1"), "bert@ent1", "+4989200", "200", group="support")
ALL, SALES, BY_HAND = LineSettings(), LineSettings(groups=("sales",)), LineSettings(add=False)


def directory(*lines: Line, missing: int = 0) -> Directory:
    return Directory(lines, "ent1", None, missing)


def kept(line: Line, presence: Presence = Presence.PRESENT, source: Source = Source.PLATFORM) -> KeptLine:
    return KeptLine(1, line, source, presence)


def test_all_lines_are_added_unless_something_else_is_wanted():
    assert LineDifference(added=(ANNA, BERT)) == difference(directory(ANNA, BERT), (), ALL)


def test_what_is_known_is_no_difference():
    found = difference(directory(ANNA, BERT), (kept(ANNA), kept(BERT)), ALL)
    assert LineDifference() == found
    assert not found


def test_a_line_with_another_number_is_changed():
    moved = replace(ANNA, number="+4930999")
    found = difference(directory(moved), (kept(ANNA),), ALL)
    assert LineDifference(changed=(LineChange(ANNA, moved),)) == found
    assert (moved,) == found.present


def test_a_line_of_which_nothing_is_told_is_gone():
    assert LineDifference(gone=(BERT,)) == difference(directory(ANNA), (kept(ANNA), kept(BERT)), ALL)


def test_a_line_that_is_back_is_added():
    assert LineDifference(added=(ANNA,)) == difference(directory(ANNA), (kept(ANNA, Presence.GONE),), ALL)


def test_a_directory_that_was_not_read_whole_takes_no_line_away():
    found = difference(directory(ANNA, missing=1), (kept(BERT),), ALL)
    assert LineDifference(added=(ANNA,), missing=1) == found


def test_a_line_that_the_filters_leave_out_now_is_gone_whatever_is_missing():
    assert (BERT,) == difference(directory(BERT, missing=1), (kept(BERT),), SALES).gone


def test_the_filters_decide_what_is_added():
    assert LineDifference(added=(ANNA,)) == difference(directory(ANNA, BERT), (), SALES)


def test_without_automatic_adding_new_lines_are_offered_and_known_ones_served():
    found = difference(directory(ANNA, BERT), (kept(BERT, Presence.GONE),), BY_HAND)
    assert LineDifference(added=(BERT,), offered=(ANNA,)) == found
    assert not difference(directory(ANNA), (), BY_HAND)


def test_only_what_the_filters_let_through_is_offered():
    assert (ANNA,) == difference(directory(ANNA, BERT), (), replace(BY_HAND, groups=("sales",))).offered


@pytest.mark.parametrize("settings", [SALES, BY_HAND])
def test_what_an_administrator_added_is_served_whatever_the_filters_say(settings):
    added = kept(Line(BERT.id, "bert@ent1"), Presence.GONE, Source.MANUAL)
    assert (BERT,) == difference(directory(BERT), (added,), settings).added


def test_what_an_administrator_added_is_not_served_before_the_platform_tells_of_it():
    assert LineDifference() == difference(directory(), (kept(BERT, Presence.GONE, Source.MANUAL),), ALL)


@pytest.mark.parametrize("source", Source)
def test_what_an_administrator_removed_is_not_served(source):
    assert LineDifference() == difference(directory(ANNA), (kept(ANNA, Presence.REMOVED, source),), ALL)


@pytest.mark.parametrize(
    ("settings", "served"),
    [
        (LineSettings(groups=("Sales", "nobody")), True),
        (LineSettings(groups=("sale",)), False),
        (LineSettings(departments=("berlin*",)), True),
        (LineSettings(departments=("berlin",)), False),
        (LineSettings(user_ids=("*@ent1",)), True),
        (LineSettings(user_ids=("anna",)), False),
        (LineSettings(numbers=("+4930*",)), True),
        (LineSettings(numbers=("4930*",)), False),
        (LineSettings(extensions=("1??",)), True),
        (LineSettings(extensions=("1?",)), False),
        (LineSettings(groups=("sales",), extensions=("2*",)), False),
    ],
)
def test_a_pattern_of_each_list_must_match(settings, served):
    assert served is fits(ANNA, settings)


def test_who_has_no_number_is_matched_only_by_everything():
    nobody = Line(LineId("x"), "x")
    assert not fits(nobody, LineSettings(numbers=("+49*",)))
    assert fits(nobody, LineSettings(numbers=("*",)))
