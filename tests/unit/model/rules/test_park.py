"""A call is parked, is retrieved, or comes back."""

from itertools import permutations

import pytest

from ctibridge.model.parties import Cause, Party, Redirection
from ctibridge.model.reports import Occasion, ParkReported
from ctibridge.model.states import ConnectionState as S
from tests.unit.model.bench import ANNA, BERT, CARLA, OUTSIDE, Bench, line
from tests.unit.model.test_stories import end, talk

CODE = Party(number="*88101")


@pytest.fixture
def bench():
    bench = Bench()
    yield bench
    assert bench.book.is_idle()


def parked(bench, party, target=CARLA):
    """The platform says who is parked against Carla."""
    return bench.apply(ParkReported(line(target), bench.event(), party))


def retriever(bench, tracking="2:1"):
    half = bench.half(CARLA, CODE, tracking, outgoing=True)
    half.originated()
    return half


def takes(half, other):
    half.far, half.outgoing = other, False
    return half.answered()


def is_retrieved(half, tracking="2:1"):
    half.far, half.tracking = CARLA, tracking
    return half.report(S.CONNECTED, S.CONNECTED, Occasion.UNPARK)


def test_who_parks_leaves_and_who_waits_is_told_where(bench):
    a, b = talk(bench, ANNA, BERT)
    assert parked(bench, ANNA) == [
        "b: Diverted b>c null/park",
        "a: Diverted b>c connected/park",
        "a: Queued c connected/park",
    ]
    assert b.released() == []
    assert a.remote_held() == []
    assert bench.states(ANNA) == ["1:1 connected c=queued"]
    a.released()
    parked(bench, None)


def test_one_party_may_be_parked_and_be_told_so_twice(bench):
    a, b = talk(bench, ANNA, BERT)
    parked(bench, ANNA), b.released()
    assert parked(bench, ANNA) == []
    end(a), parked(bench, None)


def test_the_retriever_comes_into_the_call_that_was_parked(bench):
    a, b = talk(bench, ANNA, BERT)
    parked(bench, ANNA), b.released(), a.remote_held()
    c = retriever(bench)
    assert is_retrieved(a) == [
        "c: ConnectionCleared c null/normalClearing",
        "c: Established c connected/park",
        "a: Established c connected/park",
    ]
    assert takes(c, ANNA) == []
    assert parked(bench, None) == []
    assert (["1:1 connected c=connected"], ["1:1 connected a=connected"]) == (bench.states(ANNA), bench.states(CARLA))
    end(a, c)


def test_a_customers_call_is_the_same_after_it_was_parked(bench):
    b = bench.half(BERT, OUTSIDE, "1:1", outgoing=False)
    b.received(), b.answered()
    assert parked(bench, OUTSIDE) == ["b: Diverted b>c null/park"]
    b.released()
    c = retriever(bench)
    assert takes(c, OUTSIDE) == ["c: ConnectionCleared c null/normalClearing", "c: Established c connected/park"]
    parked(bench, None)
    assert bench.states(CARLA) == ["1:1 connected +4989999=connected"]
    end(c)


def test_a_customer_who_does_not_wait_leaves_nothing_behind(bench):
    b = bench.half(BERT, OUTSIDE, "1:1", outgoing=False)
    b.received(), b.answered(), parked(bench, OUTSIDE), b.released()
    assert parked(bench, None) == []


@pytest.mark.parametrize("order", list(permutations(("parked", "held", "left"))))
def test_parking_may_be_told_in_any_order(bench, order):
    a, b = talk(bench, ANNA, BERT)
    steps = {"parked": lambda: parked(bench, ANNA), "held": a.remote_held, "left": b.released}
    told = [words for step in order for words in steps[step]()]
    assert 1 == sum(words.startswith(("b: Diverted", "b: ConnectionCleared")) for words in told)
    assert 1 == sum(words.startswith("a: Diverted b>c") for words in told)
    assert bench.states(ANNA) == ["1:1 connected c=queued"]
    end(a), parked(bench, None)


@pytest.mark.parametrize("order", list(permutations(("retrieved", "takes", "over"))))
def test_retrieving_may_be_told_in_any_order(bench, order):
    a, b = talk(bench, ANNA, BERT)
    parked(bench, ANNA), b.released(), a.remote_held()
    c = retriever(bench)
    steps = {
        "retrieved": lambda: is_retrieved(a),
        "takes": lambda: takes(c, ANNA),
        "over": lambda: parked(bench, None),
    }
    told = [words for step in order for words in steps[step]()]
    assert [] == [words for words in told if "Suspect" in words]
    assert 1 == sum(words == "a: Established c connected/park" for words in told)
    assert (["1:1 connected c=connected"], ["1:1 connected a=connected"]) == (bench.states(ANNA), bench.states(CARLA))
    end(a, c)


def test_a_call_that_comes_back_rings_again_for_who_waits(bench):
    a, b = talk(bench, ANNA, BERT)
    parked(bench, ANNA), b.released(), a.remote_held(), parked(bench, None)
    again = bench.half(BERT, ANNA, "1:1", outgoing=False, redirections=(Redirection(CARLA, Cause.RECALL),), recall=True)
    assert again.received() == [
        "b: Delivered b alerting/recall",
        "a: Diverted c>b connected/recall",
        "a: Delivered b connected/recall",
    ]
    assert a.remote_held() == [], "the platform plays music still"
    assert again.answered() == ["b: Established b connected/newCall"]
    assert a.answered() == ["a: Established b connected/newCall"]
    end(a, again)


def test_without_knowing_that_it_was_parked_a_retrieved_call_is_a_transferred_one(bench):
    """A platform that does not tell of parking."""
    a, b = talk(bench, ANNA, BERT)
    a.remote_held(), b.released()
    c = retriever(bench)
    told = is_retrieved(a)
    assert told == ["a: Transferred b>c 1:1 [a:1:1>2:1 c:->2:1] connected/transfer"]
    assert takes(c, ANNA) == ["c: Established c connected/callPickup"]
    assert bench.states(CARLA) == ["2:1 connected a=connected"]
    end(a, c)


def test_a_call_in_a_conference_is_not_taken_for_the_parked_one(bench):
    a, b = talk(bench, ANNA, BERT)
    c, d = talk(bench, ANNA, CARLA, "2:1")
    bench.conference(ANNA, a, c)
    assert parked(bench, BERT) == []
    end(a, b, c, d)


def test_who_is_parked_against_himself_is_not_twice_in_the_call(bench):
    a, b = talk(bench, ANNA, BERT)
    assert parked(bench, ANNA, target=ANNA) == ["b: Diverted b>a null/park"]
    assert bench.states(ANNA) == ["1:1 connected b=connected"]
    end(b, a), parked(bench, None, target=ANNA)


def test_whom_a_call_has_followed_stays_there(bench):
    """Anna is parked against herself, so her half alone does not tell that she was."""
    a, b = talk(bench, ANNA, BERT)
    parked(bench, ANNA, target=ANNA), b.released()
    c = retriever(bench)
    assert is_retrieved(a) == ["a: Transferred b>c 1:1 [a:1:1>2:1 c:->2:1] connected/transfer"]
    assert takes(c, ANNA) == ["c: Established c connected/park"]
    assert (["2:1 connected c=connected"], ["2:1 connected a=connected"]) == (bench.states(ANNA), bench.states(CARLA))
    parked(bench, None, target=ANNA), end(a, c)
