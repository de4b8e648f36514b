"""The first question of the bench."""

from __future__ import annotations

from bench import decode
from bench.effort import Effort


def test_decode_answers_with_a_figure_and_a_floor_for_each_round():
    figures = decode.measure(Effort(rounds=2, decoded=50))
    assert [2, 2] == [len(figure.value.rounds) for figure in figures]
    assert all(figure.floor is not None and min(figure.floor.rounds) > 0 for figure in figures)


def test_ways_take_turns_and_the_first_round_does_not_count():
    turns: list[str] = []
    seconds = decode.in_turn([lambda: turns.append("a"), lambda: turns.append("b")], rounds=2)
    assert list("ababab") == turns
    assert [2, 2] == [len(each) for each in seconds]
