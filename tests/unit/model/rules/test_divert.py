"""Why a call went elsewhere: known from the line that sent it on, told to the caller too."""

import pytest

from ctibridge.model.ids import LineId
from ctibridge.model.parties import Cause, Party, Redirection
from ctibridge.model.reports import Occasion
from ctibridge.model.states import ConnectionState as S
from tests.unit.model.bench import ANNA, BERT, CARLA, OUTSIDE, Bench
from tests.unit.model.test_stories import end


@pytest.fixture
def bench():
    bench = Bench()
    yield bench
    assert bench.book.is_idle()


def ringing(bench):
    a, b = bench.call(ANNA, BERT)
    a.originated(), b.received()
    return a, b


def test_the_caller_is_told_the_reason_of_the_line_that_sent_the_call_on(bench):
    a, b = ringing(bench)
    b.redirected(CARLA, Cause.CALL_FORWARD_NO_ANSWER)
    a.far = CARLA
    assert a.report(S.CONNECTED, S.ALERTING, Occasion.FORWARD) == ["a: Diverted b>c connected/callForwardNoAnswer"]
    end(b, a)


def test_without_that_line_the_reason_is_not_known(bench):
    elsewhere = Party(line=LineId("x"), number="+4930599")
    a = bench.half(ANNA, elsewhere, "1:1", outgoing=True)
    a.originated()
    a.far = CARLA
    assert a.report(S.CONNECTED, S.ALERTING, Occasion.FORWARD) == ["a: Diverted x>c connected/callForward"]
    end(a)


def test_two_lines_in_a_chain_have_each_its_own_reason(bench):
    a, b = ringing(bench)
    b.redirected(CARLA, Cause.CALL_FORWARD_IMMEDIATE)
    a.far = CARLA
    a.report(S.CONNECTED, S.ALERTING, Occasion.FORWARD)
    c = bench.half(CARLA, ANNA, "1:1", outgoing=False, redirections=(Redirection(BERT, Cause.CALL_FORWARD_IMMEDIATE),))
    c.received()
    c.redirected(OUTSIDE, Cause.CALL_FORWARD_BUSY)
    a.far = OUTSIDE
    assert a.report(S.CONNECTED, S.ALERTING, Occasion.FORWARD) == [
        "a: Diverted c>+4989999 connected/callForwardBusy",
        "a: NetworkReached +4989999 connected/networkSignal",
    ]
    end(b, c, a)


def test_a_call_that_comes_back_leaves_who_did_not_take_it_for_who_had_sent_it(bench):
    """Anna was sent to Carla by Bert; Bert's telephone rings again, and her own half says so later."""
    a = bench.half(ANNA, CARLA, "1:1", outgoing=True)
    a.originated()
    c = bench.half(CARLA, ANNA, "1:1", outgoing=False)
    c.received(), c.released()
    back = bench.half(BERT, ANNA, "1:1", outgoing=False, redirections=(Redirection(CARLA, Cause.RECALL),), recall=True)
    assert back.received() == [
        "b: Delivered b alerting/recall",
        "a: Diverted c>b connected/recall",
        "a: Delivered b connected/recall",
    ]
    view = bench.book.snapshot(BERT.line).connections[0]
    assert (CARLA.line, CARLA) == (view.called.line, view.last_redirection.party), "as Anna, who called, has it"
    a.far = BERT
    assert a.report(S.CONNECTED, S.ALERTING, Occasion.UPDATE) == []
    end(back, a)
