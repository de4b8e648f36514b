"""A call is taken at another line than it rings at; the three halves may tell so in any order."""

from itertools import permutations

import pytest

from ctibridge.model.parties import Party
from ctibridge.model.reports import Occasion, Side
from ctibridge.model.states import ConnectionState as S
from tests.unit.model.bench import ANNA, BERT, CARLA, OUTSIDE, Bench
from tests.unit.model.test_stories import end

CODE = Party(number="*98")


@pytest.fixture
def bench():
    bench = Bench()
    yield bench
    assert bench.book.is_idle()


def taker(bench, tracking="2:1"):
    """Carla's call to the code."""
    half = bench.half(CARLA, CODE, tracking, outgoing=True)
    half.originated()
    return half


def takes(half, other):
    """The taker's half says that it talks to the caller."""
    half.far, half.outgoing = other, False
    return half.answered()


def is_taken(half, tracking="2:1"):
    """The caller's half says by whom it was taken, and under which identifier."""
    half.far, half.tracking = CARLA, tracking
    return half.report(S.CONNECTED, S.ALERTING, Occasion.PICKUP)


def test_nothing_rings_at_a_code(bench):
    half = bench.half(CARLA, CODE, "2:1", outgoing=True)
    assert half.originated() == ["c: Originated connected/newCall"]
    end(half)


def test_the_caller_stays_in_his_call_and_the_taker_comes_into_it(bench):
    a, b = bench.call(ANNA, BERT)
    a.originated(), b.received()
    c = taker(bench)
    assert is_taken(a) == [
        "a: Diverted b>c connected/callPickup",
        "b: Diverted b>c null/callPickup",
        "c: ConnectionCleared c null/normalClearing",
        "c: Established c connected/callPickup",
    ]
    assert takes(c, ANNA) == []
    assert b.released(Side.REMOTE) == []
    assert a.answered() == ["a: Established c connected/callPickup"]
    assert bench.states(ANNA) == ["1:1 connected c=connected"]
    assert bench.states(CARLA) == ["1:1 connected a=connected"]
    assert bench.book.call("1:1").called.line == BERT.line, "he was called, whoever took it"
    end(a, c)


def test_a_caller_outside_is_found_by_the_line_that_rings(bench):
    b = bench.half(BERT, OUTSIDE, "1:1", outgoing=False)
    b.received()
    c = taker(bench)
    assert takes(c, OUTSIDE) == [
        "c: ConnectionCleared c null/normalClearing",
        "c: Established c connected/callPickup",
        "b: Diverted b>c null/callPickup",
    ]
    assert b.released(Side.REMOTE) == []
    assert bench.states(CARLA) == ["1:1 connected +4989999=connected"]
    end(c)


def test_a_call_that_was_told_as_cleared_does_not_come_to_life_again(bench):
    b = bench.half(BERT, OUTSIDE, "1:1", outgoing=False)
    b.received(), b.released(Side.REMOTE)
    c = taker(bench)
    assert takes(c, OUTSIDE) == ["c: Established c connected/callPickup"]
    assert bench.states(CARLA) == ["2:1 connected +4989999=connected"]
    end(c)


def test_which_of_two_calls_was_taken_is_not_guessed(bench):
    somebody = Party(restricted=True, external=True)
    a, b = (bench.half(who, somebody, f"1:{who.line}", outgoing=False) for who in (ANNA, BERT))
    a.received(), b.received()
    c = taker(bench)
    assert takes(c, somebody) == ["c: Established c connected/callPickup"]
    end(a, b, c)


@pytest.mark.parametrize("order", list(permutations(("taken", "takes", "answered", "silent"))))
def test_whatever_is_told_first_all_know_the_same_in_the_end(bench, order):
    a, b = bench.call(ANNA, BERT)
    a.originated(), b.received()
    c = taker(bench)
    steps = {
        "taken": lambda: is_taken(a),
        "takes": lambda: takes(c, ANNA),
        "answered": lambda: a.answered() if a.far is CARLA else [],
        "silent": lambda: b.released(Side.REMOTE),
    }
    told = [line for step in order for line in steps[step]()] + a.answered()
    assert [] == [line for line in told if "Suspect" in line]
    assert 1 == sum(line.startswith(("b: Diverted", "b: ConnectionCleared b")) for line in told)
    assert ["a: Established c connected/callPickup"] == [line for line in told if line.startswith("a: Established")]
    assert 1 == sum(line.startswith("c: Established c") for line in told)
    assert (["1:1 connected c=connected"], ["1:1 connected a=connected"]) == (bench.states(ANNA), bench.states(CARLA))
    end(a, c)


def test_the_takers_call_may_be_told_after_the_callers_half(bench):
    a, b = bench.call(ANNA, BERT)
    a.originated(), b.received()
    is_taken(a), b.released(Side.REMOTE), a.answered()
    c = bench.half(CARLA, CODE, "2:1", outgoing=True)
    assert c.originated() == ["c: Originated connected/newCall"]
    assert takes(c, ANNA) == ["c: Established c connected/callPickup"]
    assert bench.states(CARLA) == ["1:1 connected a=connected"]
    end(a, c)
