"""Copies of events are what would have been written anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ctibridge.model import changes as c
from ctibridge.servers.csta.copies import EventCopies
from ctibridge.servers.csta.translate import EventTranslator
from ctibridge.wire.csta.editions import Edition
from ctibridge.wire.csta.messages import encode
from tests.unit.model.bench import ANNA, OUTSIDE
from tests.unit.servers.csta.office import Office


class Counting(EventTranslator):
    made = 0

    def event_from_change(self, change, cross_ref):
        self.made += 1
        return super().event_from_change(change, cross_ref)


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def changes(office):
    told = []
    office.watch("a", told.append)
    a, b, d, e = office.consultation()
    d.released(), e.released(), a.released(), b.released()
    return told


@pytest.fixture
def translator(office):
    return Counting(office.devices, names=True)


@pytest.mark.parametrize("edition", Edition)
def test_a_copy_is_what_would_have_been_written_anew(changes, translator, edition):
    copies = EventCopies(translator)
    assert changes
    for change in changes:
        for cross_ref in ("1", "4711"):
            anew = encode(translator.event_from_change(change, cross_ref), edition)
            assert anew == copies.document(change, cross_ref, edition)


def test_an_event_is_made_once_for_all_monitors_and_once_for_each_edition(changes, translator):
    copies = EventCopies(translator)
    for cross_ref in ("1", "2", "3"):
        copies.document(changes[0], cross_ref, Edition.ED3)
    assert 1 == translator.made
    copies.document(changes[0], "4", Edition.ED5)
    assert 2 == translator.made


def test_equal_changes_are_not_taken_for_each_other_when_one_was_forgotten(changes, translator):
    copies = EventCopies(translator, kept=1)
    expected = [encode(translator.event_from_change(change, "1"), Edition.ED5) for change in changes]
    assert expected == [copies.document(change, "1", Edition.ED5) for change in changes]
    assert expected == [copies.document(change, "1", Edition.ED5) for change in changes]


def test_what_csta_has_no_event_for_has_no_copy(translator):
    suspect = c.LineSuspect("a", "test")
    copies = EventCopies(translator)
    assert [None, None] == [copies.document(suspect, each, Edition.ED5) for each in ("1", "2")]


def test_a_caller_may_be_called_as_the_place_of_the_cross_reference(office, translator):
    told = []
    office.watch("a", told.append)
    caller = replace(OUTSIDE, name=">\ue000<\ue000")
    office.bench.half(ANNA, caller, "9:9", outgoing=False).received()
    copies = EventCopies(translator)
    for change in told:
        anew = encode(translator.event_from_change(change, "17"), Edition.ED5)
        assert anew == copies.document(change, "17", Edition.ED5)
        assert b"\xee\x80\x80" in anew
