"""Holds that the switch hides from a line which holds the call itself, told from the far side's own half."""

from dataclasses import replace

import pytest

from ctibridge.model.reports import Occasion
from ctibridge.model.states import ConnectionState as S
from tests.unit.model.bench import ANNA, BERT, CARLA, Bench
from tests.unit.model.test_stories import end, talk


@pytest.fixture
def bench():
    bench = Bench()
    yield bench
    assert bench.book.is_idle()


@pytest.fixture
def both(bench):
    """A call that Anna holds, and then Bert."""
    a, b = talk(bench, ANNA, BERT)
    a.held(), b.remote_held(), b.report(S.HOLD)
    yield a, b
    end(a, b)


def test_who_held_last_is_the_first_to_come_back(bench, both):
    a, b = both
    assert b.answered() == ["b: Retrieved b connected/normal", "a: Retrieved b hold/normal"], "Anna still holds"
    assert b.remote_held() == []
    assert bench.states(BERT) == ["1:1 connected a=hold"]
    assert a.answered() == ["a: Retrieved a connected/normal"]
    assert b.answered() == ["b: Retrieved a connected/normal"]


def test_who_held_first_is_the_first_to_come_back(bench, both):
    a, b = both
    assert a.answered() == ["a: Retrieved a connected/normal", "b: Retrieved a hold/normal"]
    assert a.remote_held() == []
    assert bench.states(ANNA) == ["1:1 connected b=hold"]
    assert b.answered() == ["b: Retrieved b connected/normal"]
    assert a.answered() == ["a: Retrieved b connected/normal"]


def test_both_come_back_at_once_and_are_told_once(bench, both):
    """Bert's half says that he is back before it has said that Anna still holds; Anna's says that she is back."""
    a, b = both
    assert b.answered() == ["b: Retrieved b connected/normal", "a: Retrieved b hold/normal"]
    assert a.answered() == ["a: Retrieved a connected/normal", "b: Retrieved a connected/normal"]
    assert (b.answered(), a.answered()) == ([], [])


def test_a_hold_that_the_far_side_sees_by_itself_is_not_told_twice(bench):
    a, b = talk(bench, ANNA, BERT)
    assert a.held() == ["a: Held a hold/normal"]
    assert b.remote_held() == ["b: Held a connected/normal"]
    assert a.answered() == ["a: Retrieved a connected/normal"]
    assert b.answered() == ["b: Retrieved a connected/normal"]
    end(a, b)


def test_the_hold_of_a_conference_stays_the_owners(bench):
    a, b = talk(bench, ANNA, BERT)
    c, d = talk(bench, ANNA, CARLA, "2:1")
    bench.conference(ANNA, a, c)
    b.report(S.HOLD)
    assert bench.conference(ANNA, a, c, held=True) == ["a: Held a hold/normal"]
    end(a, b, c, d)


def test_a_resync_says_what_is_hidden_no_more(bench, both):
    _, b = both
    assert bench.resync(BERT, b.facts(S.CONNECTED, S.HOLD)) == [
        "b: Retrieved b connected/normal",
        "a: Retrieved b hold/normal",
    ]
    assert b.report(S.CONNECTED, S.HOLD, Occasion.PROGRESS) == []


def test_another_enterprise_learns_of_a_hold_from_the_half_that_holds(bench):
    a = bench.half(ANNA, replace(BERT, external=True), "1:1", outgoing=True)
    b = bench.half(BERT, replace(ANNA, external=True), "1:1", outgoing=False)
    a.originated(), b.received(), b.answered(), a.answered()
    assert b.held() == ["b: Held b hold/normal", "a: Held b connected/normal"]
    assert a.answered() == [], "its own half knows nothing of it"
    assert bench.states(ANNA) == ["1:1 connected b=hold"]
    assert b.answered() == ["b: Retrieved b connected/normal", "a: Retrieved b connected/normal"]
    end(a, b)
