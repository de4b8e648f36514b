"""Permanent numbers of lines."""

from ctibridge.model.ids import LineId
from ctibridge.model.kept_lines import KeptLine
from ctibridge.model.lines import Line
from ctibridge.servers.tapi.numbers import KeptNumbers, NumbersInMind

A, B, C = (LineId(name) for name in "abc")


def test_numbers_are_those_of_the_store_and_who_is_not_kept_has_none():
    kept = [KeptLine(7, Line(A, "a")), KeptLine(9, Line(C, "c"))]
    numbers = KeptNumbers(lambda: kept)
    assert {A: 7} == numbers.numbers([A, B])
    kept.append(KeptLine(10, Line(B, "b")))
    assert {B: 10, C: 9} == numbers.numbers([B, C])


def test_without_a_store_numbers_last_as_long_as_the_process():
    numbers = NumbersInMind()
    assert {A: 1, B: 2} == numbers.numbers([B, A])
    assert {C: 3, A: 1} == numbers.numbers([C, A])
