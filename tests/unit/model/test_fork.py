"""A call that rings at several devices: the caller is told of each, and no device is left ringing."""

import pytest

from ctibridge.model.parties import Cause, Party, Redirection
from ctibridge.model.reports import Occasion, Side
from ctibridge.model.states import ConnectionState as S
from tests.unit.model.bench import ANNA, BERT, CARLA, OUTSIDE, Bench

FROM_BERT = (Redirection(BERT, Cause.CALL_FORWARD),)
CARLA_RINGS = ["c: Delivered c alerting/callForward", "a: Delivered c connected/callForward"]


@pytest.fixture
def bench():
    bench = Bench()
    yield bench
    assert bench.book.is_idle(), "an ended story leaves nothing behind"


@pytest.fixture
def fork(bench):
    """Anna's call rings at Bert's and at Carla's."""
    a, b = bench.call(ANNA, BERT)
    c = bench.half(CARLA, ANNA, "1:1", outgoing=False, redirections=FROM_BERT)
    a.originated(), b.received()
    assert c.received() == CARLA_RINGS
    assert bench.states(ANNA) == ["1:1 connected b=alerting,c=alerting"]
    return a, b, c


def end(*halves):
    for half in halves:
        half.released()


def test_another_device_answers(bench, fork):
    a, b, c = fork
    assert c.answered() == ["c: Established c connected/newCall", "a: Diverted b>c connected/callForward"]
    assert bench.states(ANNA) == ["1:1 connected c=alerting"]
    assert b.redirected(CARLA, Cause.CALL_FORWARD) == ["b: Diverted b>c null/callForward"]
    a.far = CARLA
    assert a.answered() == ["a: Established c connected/newCall"]
    assert b.released() == []
    end(a, c)


def test_the_callers_half_may_tell_first_who_answered(bench, fork):
    a, b, c = fork
    a.far = CARLA
    assert a.answered() == ["a: Diverted b>c connected/callForward", "a: Established c connected/newCall"]
    assert c.answered() == ["c: Established c connected/newCall"]
    end(a, b, c)


def test_the_callers_half_may_not_tell_at_all_who_answered(bench, fork):
    a, b, c = fork
    c.answered()
    assert a.answered() == ["a: Established c connected/newCall"], "it still names Bert"
    end(a, b, c)


def test_the_device_that_was_called_answers(bench, fork):
    a, b, c = fork
    assert b.answered() == ["b: Established b connected/newCall"]
    assert c.released(Side.REMOTE) == [
        "c: ConnectionCleared c null/normalClearing",
        "a: ConnectionCleared c connected/normalClearing",
    ], "the caller did not leave"
    assert a.answered() == ["a: Established b connected/newCall"]
    end(a, b)


def test_a_device_outside_answers(bench, fork):
    a, b, c = fork
    assert b.redirected(OUTSIDE, Cause.CALL_FORWARD) == ["b: Diverted b>+4989999 null/callForward"]
    a.far = OUTSIDE
    assert a.answered() == [
        "a: Diverted b>+4989999 connected/callForward",
        "a: Established +4989999 connected/networkSignal",
    ]
    assert c.released() == [
        "c: ConnectionCleared c null/normalClearing",
        "a: ConnectionCleared c connected/normalClearing",
    ]
    end(a, b)


def test_one_device_stops_ringing_and_the_other_goes_on(bench, fork):
    a, b, c = fork
    assert b.released() == [
        "b: ConnectionCleared b null/normalClearing",
        "a: ConnectionCleared b connected/normalClearing",
    ]
    assert bench.states(ANNA) == ["1:1 connected c=alerting"]
    end(a, c)


def test_the_caller_gives_up(bench, fork):
    a, b, c = fork
    assert a.released() == ["a: ConnectionCleared a null/normalClearing"]
    assert c.released(Side.REMOTE) == [
        "c: ConnectionCleared a alerting/normalClearing",
        "c: ConnectionCleared c null/normalClearing",
    ]
    end(b)


def test_it_rings_no_more_at_one_device_while_the_caller_waits_for_another(bench, fork):
    a, b, c = fork
    assert c.released(Side.REMOTE) == [
        "c: ConnectionCleared c null/normalClearing",
        "a: ConnectionCleared c connected/normalClearing",
    ]
    end(a, b)


def test_a_call_that_fails_rings_nowhere(bench, fork):
    a, b, c = fork
    assert a.releasing() == ["a: Failed b fail/busy"]
    assert c.released() == ["c: ConnectionCleared c null/normalClearing"]
    end(a, b)


def test_a_group_rings_at_all_its_lines(bench):
    group = Party(number="+493055577")
    from_group = (Redirection(group, Cause.DISTRIBUTED),)
    a = bench.half(ANNA, group, "1:1", outgoing=True)
    b = bench.half(BERT, ANNA, "1:1", outgoing=False, redirections=from_group)
    c = bench.half(CARLA, ANNA, "1:1", outgoing=False, redirections=from_group)
    a.originated()
    b.received()
    assert c.received() == ["c: Delivered c alerting/distributed", "a: Delivered c connected/distributed"]
    c.answered()
    assert bench.states(ANNA) == ["1:1 connected c=alerting"]
    end(a, b, c)


def test_a_call_that_was_sent_on_rings_at_one_device_only(bench):
    a, b = bench.call(ANNA, BERT)
    a.originated(), b.received()
    b.redirected(CARLA, Cause.CALL_FORWARD_NO_ANSWER)
    c = bench.half(CARLA, ANNA, "1:1", outgoing=False, redirections=FROM_BERT)
    assert c.received()[1:] == ["a: Diverted b>c connected/callForward", "a: Delivered c connected/callForward"]
    a.far = CARLA
    assert a.report(S.CONNECTED, S.ALERTING, Occasion.FORWARD) == []
    end(a, b, c)
