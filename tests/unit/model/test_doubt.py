"""A second call that may be none: clients hear of it when it is one, and where it is sure to ring they do not wait."""

import pytest

from ctibridge.model.ids import ConnectionId
from ctibridge.model.parties import Cause
from ctibridge.model.reports import CallWaitingReported, DoubtOver, Occasion, Side
from ctibridge.model.states import ConnectionState as S
from tests.unit.model.bench import ANNA, BERT, CARLA, OUTSIDE, Bench, line

DOUBT, RINGS = ["b: CallInDoubt"], ["b: Delivered b alerting/newCall"]


@pytest.fixture
def bench():
    """Nobody has Call Waiting."""
    bench = Bench(call_waiting=False)
    yield bench
    assert bench.book.is_idle(), "an ended story leaves nothing behind"


@pytest.fixture(autouse=True)
def first(bench):
    """Bert's half of a call with Anna."""
    a, b = bench.call(ANNA, BERT)
    a.originated(), b.received(), b.answered(), a.answered()
    yield b
    a.released(), b.released()


@pytest.fixture
def second(bench):
    """A call for Bert that is in doubt."""
    half = bench.half(BERT, OUTSIDE, "2:1", outgoing=False)
    assert half.received() == DOUBT
    return half


def over(bench, half):
    return bench.apply(DoubtOver(line(BERT), ConnectionId(half.id)))


def another(bench, tracking="3:1"):
    return bench.half(BERT, OUTSIDE, tracking, outgoing=False)


def test_a_call_that_ends_in_time_was_none(bench, second):
    assert second.report(S.NULL, cause=Cause.BUSY, released_by=Side.LOCAL) == []
    assert over(bench, second) == []


def test_a_call_that_does_not_end_in_time_rings(bench, second):
    assert bench.states(BERT) == ["1:1 connected a=connected"]
    assert over(bench, second) == RINGS
    assert over(bench, second) == []
    second.released()


def test_who_hangs_up_himself_has_heard_it_ring(bench, second):
    assert second.released(Side.REMOTE) == [
        *RINGS,
        "b: ConnectionCleared +4989999 alerting/normalClearing",
        "b: ConnectionCleared b null/normalClearing",
    ]


def test_a_call_that_is_answered_was_never_in_doubt(bench, second):
    assert second.answered() == [*RINGS, "b: Established b connected/newCall"]
    second.released()


def test_a_telephone_that_has_the_call_settles_it(bench, second):
    assert second.report(S.ALERTING, S.CONNECTED, Occasion.UPDATE) == []
    assert second.report(S.ALERTING, S.CONNECTED, Occasion.UPDATE, at_device=True) == RINGS
    second.released()


def test_a_call_that_is_sent_on_is_told_with_where_it_goes(bench, second):
    assert second.redirected(CARLA, Cause.CALL_FORWARD_BUSY) == [
        *RINGS,
        "b: Diverted b>c null/callForwardBusy",
    ]
    second.released()


def test_the_caller_is_not_told_that_it_rings_before_it_does(bench):
    c, b = bench.call(CARLA, BERT, "2:1")
    assert c.originated() == ["c: Originated connected/newCall"]
    assert b.received() == DOUBT
    assert over(bench, b) == [*RINGS, "c: Delivered b connected/newCall"]
    c.released(), b.released()


def test_the_first_call_of_a_line_is_never_in_doubt():
    bench = Bench(call_waiting=False)
    assert another(bench).received() == RINGS


def test_a_line_with_call_waiting_does_not_wait(bench):
    bench.apply(CallWaitingReported(line(BERT), bench.event(), active=True))
    half = another(bench)
    assert half.received() == RINGS
    half.released()


def test_experience_counts_where_the_service_is_not_told(bench):
    bench.book._book.line(line(BERT)).call_waiting = None
    first, second, third, fourth = (another(bench, f"{number}:1") for number in range(3, 7))
    assert first.received() == DOUBT
    over(bench, first), first.released()
    assert second.received() == RINGS, "the one before rang"
    second.released()
    bench.book._book.line(line(BERT)).second_rang = None
    assert third.received() == DOUBT
    third.released()
    assert fourth.received() == DOUBT, "the one before was none"
    fourth.released()


def test_a_call_that_was_sent_on_is_no_experience(bench):
    bench.book._book.line(line(BERT)).call_waiting = None
    first, second = another(bench, "3:1"), another(bench, "4:1")
    first.received(), first.redirected(CARLA, Cause.CALL_FORWARD_BUSY), first.released()
    assert second.received() == DOUBT
    second.released()


def test_a_recalled_call_rings_for_sure(bench):
    half = bench.half(BERT, OUTSIDE, "3:1", outgoing=False, recall=True)
    assert half.received() == ["b: Delivered b alerting/recall"]
    half.released()


def test_a_full_state_settles_what_it_names_and_ends_what_it_does_not(bench, first, second):
    gone = another(bench)
    assert gone.received() == DOUBT
    assert bench.resync(BERT, first.facts(S.CONNECTED, S.CONNECTED), second.facts(S.ALERTING, S.CONNECTED)) == RINGS
    assert over(bench, gone) == []
    second.released()
