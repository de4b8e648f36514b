"""The table of the bench."""

from __future__ import annotations

import json

from bench.table import Figure, Goal, Sample, json_of, text_of

FAST = Figure(
    "speed", "fast", "events/s", Sample.of([50, 40]), Sample.of([100, 50]), Goal(0.7, of_ratio=True), ("why",)
)
SLOW = Figure("speed", "slow", "ms", Sample.of([12.0]), goal=Goal(10, at_most=True))


def test_ratio_is_taken_round_by_round():
    assert (0.5, 0.8) == FAST.ratio.rounds


def test_a_goal_is_judged_by_the_median_of_figure_or_ratio():
    assert FAST.met is False
    assert SLOW.met is False
    assert Figure("", "", "", Sample.of([9, 9, 99]), goal=Goal(10, at_most=True)).met
    assert Figure("", "", "", Sample.of([9])).met is None


def test_the_text_shows_figure_floor_ratio_goal_and_whether_it_is_met():
    text = text_of([FAST, SLOW])
    line = next(line for line in text.splitlines() if "fast" in line)
    assert "fast events/s 45 40..50 75 50..100 0.65 0.5..0.8 ratio >= 0.7 NO" == " ".join(line.split())
    assert "    why" in text.splitlines()
    assert "slow ms 12 <= 10 NO" == " ".join(text.splitlines()[-1].split())


def test_json_has_every_round():
    found = json.loads(json_of([FAST]))["figures"][0]
    assert [50, 40] == found["figure"]["rounds"]
    assert [100, 50] == found["floor"]["rounds"]
    assert found["met"] is False
