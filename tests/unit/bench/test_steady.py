"""The slope of the bench, and how sure it is."""

from __future__ import annotations

from random import Random

import pytest
from bench.steady import GOAL, PARTS, slope

AT = [float(number) for number in range(200)]


def test_a_straight_line_has_its_slope_and_no_doubt():
    least, likeliest, most = slope(AT, [3 + 0.5 * at for at in AT]).rounds
    assert pytest.approx(0.5) == likeliest
    assert pytest.approx(0, abs=1e-9) == most - least


def test_noise_around_a_level_has_no_slope_that_could_be_told_from_none():
    chance = Random(1)  # noqa: S311  reproducible on purpose
    assert GOAL.is_met(slope(AT, [chance.gauss(100, 5) for _ in AT]))


def test_a_leak_smaller_than_the_noise_is_found():
    chance = Random(1)  # noqa: S311  reproducible on purpose
    sample = slope(AT, [0.1 * at + chance.gauss(100, 5) for at in AT])
    assert not GOAL.is_met(sample)
    assert sample.spread[0] < 0.1 < sample.spread[1]


def test_without_enough_values_there_is_no_slope():
    with pytest.raises(ValueError, match="too few"):
        slope(AT[: PARTS - 1], AT[: PARTS - 1])
