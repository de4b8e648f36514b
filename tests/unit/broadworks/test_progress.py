"""When people are told how far the fetching of all lines has come."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ctibridge.broadworks.progress import EVERY_S, Progress, ProgressMeter
from ctibridge.broadworks.settings import MOST_SIDE_BY_SIDE, BroadWorksSettings

SETTINGS = BroadWorksSettings("p", "http://127.0.0.1", "u", "p")


@pytest.fixture
def meter():
    meter = ProgressMeter()
    meter.begin(10_000, requests=7, now=100.0)
    return meter


def test_it_is_told_now_and_then(meter):
    assert meter.look(9_999, 8, 100.1) is None
    told = meter.look(6_800, 3_207, 100.0 + EVERY_S)
    assert Progress(3_200, 10_000, EVERY_S, 3_200) == told
    assert "3,200 of 10,000 lines" == told.text
    assert 3_200 / EVERY_S == told.requests_per_s
    assert meter.look(6_799, 3_208, 100.1 + EVERY_S) is None


def test_the_end_is_told_at_once_and_once(meter):
    told = meter.look(0, 10_007, 101.0)
    assert (True, "10,000 of 10,000 lines") == (told.is_done, told.text)
    assert meter.look(0, 10_008, 110.0) is None


def test_a_single_line_that_is_fetched_in_between_is_not_worth_telling():
    assert ProgressMeter().look(0, 1, 5.0) is None


def test_what_came_to_nothing_is_told_no_more(meter):
    meter.stop()
    assert meter.look(0, 10_007, 101.0) is None


def test_more_lines_than_at_the_beginning_are_never_less_than_none(meter):
    assert 0 == meter.look(10_010, 10, 100.0 + EVERY_S).known


@pytest.mark.parametrize(("rate", "requests"), [(1.0, 8), (50.0, 8), (400.0, 40), (1e6, MOST_SIDE_BY_SIDE)])
def test_so_many_requests_wait_side_by_side_as_the_rate_needs(rate, requests):
    assert requests == replace(SETTINGS, requests_per_s=rate).side_by_side
