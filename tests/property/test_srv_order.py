"""The order of SRV records, by exact enumeration: every number that chance may say is tried, and counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from ctibridge.broadworks.discovery import Record, order

WEIGHTS = st.lists(st.integers(0, 3), min_size=1, max_size=4)
WITHOUT_HURRY = settings(deadline=None)  # thousands of orders each


class _Script:
    """Says given numbers, then 0, and puts down how far each could have gone."""

    def __init__(self, numbers: tuple[int, ...]) -> None:
        self.numbers, self.limits = numbers, list[int]()

    def __call__(self, most: int) -> int:
        at = len(self.limits)
        self.limits.append(most)
        return self.numbers[at] if at < len(self.numbers) else 0


def outcomes(records: Iterable[Record]) -> dict[tuple[Record, ...], Fraction]:
    """Every order that can come, with its exact probability."""
    found: dict[tuple[Record, ...], Fraction] = {}
    for result, probability in _all(tuple(records), (), Fraction(1)):
        found[result] = found.get(result, Fraction(0)) + probability
    return found


def _all(
    records: tuple[Record, ...], said: tuple[int, ...], probability: Fraction
) -> Iterator[tuple[tuple[Record, ...], Fraction]]:
    script = _Script(said)
    result = order(records, script)
    if len(said) == len(records):
        yield result, probability
        return
    most = script.limits[len(said)]
    for number in range(most + 1):
        yield from _all(records, (*said, number), probability / (most + 1))


def records_of(weights: list[int], priority: int = 1) -> list[Record]:
    return [Record(priority, weight, 80, f"h{index}.example") for index, weight in enumerate(weights)]


@WITHOUT_HURRY
@given(WEIGHTS)
def test_the_probabilities_are_those_of_rfc_2782(weights):
    """Weight 0 in front, a number from 0 to the sum, the first running sum that reaches it."""
    records = records_of(weights)
    assert expected(sorted(records, key=lambda record: record.weight > 0)) == outcomes(records)


def expected(waiting: list[Record]) -> dict[tuple[Record, ...], Fraction]:
    """The same by arithmetic: of sum + 1 numbers, a record gets as many as its weight, the first one 0 as well."""
    if not waiting:
        return {(): Fraction(1)}
    found: dict[tuple[Record, ...], Fraction] = {}
    total = sum(record.weight for record in waiting)
    for index, record in enumerate(waiting):
        share = Fraction(record.weight + (index == 0), total + 1)
        rest = expected(waiting[:index] + waiting[index + 1 :]) if share else {}
        for tail, probability in rest.items():
            found[record, *tail] = share * probability
    return found


@WITHOUT_HURRY
@given(WEIGHTS.filter(lambda weights: all(weights)))
def test_every_permutation_is_possible_where_all_have_a_weight(weights):
    records = records_of(weights)
    assert set(permutations(records)) == set(outcomes(records))


@WITHOUT_HURRY
@given(st.integers(1, 4), st.lists(st.integers(1, 4), min_size=1, max_size=3))
def test_weight_0_comes_first_once_in_sum_plus_one(zeros, weights):
    records = records_of([0] * min(zeros, 2) + weights)
    first = sum(share for result, share in outcomes(records).items() if result[0].weight == 0)
    assert Fraction(1, sum(weights) + 1) == first


@WITHOUT_HURRY
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3)), min_size=1, max_size=4))
def test_priorities_are_never_mixed(ranks):
    records = [Record(priority, weight, 80, f"h{index}") for index, (priority, weight) in enumerate(ranks)]
    for result in outcomes(records):
        priorities = [record.priority for record in result]
        assert sorted(priorities) == priorities
        assert set(records) == set(result)


def test_a_record_with_three_times_the_weight_comes_first_three_times_as_often():
    light, heavy = records_of([10, 30])
    first = {result[0]: share for result, share in outcomes([heavy, light]).items()}
    assert (Fraction(10, 41), Fraction(31, 41)) == (first[light], first[heavy])
