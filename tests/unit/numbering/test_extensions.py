"""Ranges of extensions."""

from __future__ import annotations

import pytest

from ctibridge.numbering.extensions import Extensions, range_of

SITE = Extensions(("100-199", "8000", "0900 - 0950"))


@pytest.mark.parametrize("number", ["100", "150", "199", "8000", "0900", "0925"])
def test_an_extension_is_in_a_range_of_as_many_digits(number):
    assert number in SITE


@pytest.mark.parametrize("number", ["99", "200", "1000", "0100", "800", "8001", "900", "", "1a0"])
def test_other_numbers_are_not(number):
    assert number not in SITE


def test_the_longest_says_what_no_extension_can_be():
    assert 4 == SITE.longest
    assert 0 == Extensions(()).longest


@pytest.mark.parametrize("text", ["", "-", "100-", "a", "100-1000", "199-100", "1-2-3", "+1"])
def test_what_is_no_range_is_refused(text):
    with pytest.raises(ValueError, match=r"must"):
        range_of(text)
