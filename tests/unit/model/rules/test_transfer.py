"""How a transfer is told to the party that is handed on."""

from dataclasses import replace

import pytest

from ctibridge.model.parties import Cause, Redirection
from ctibridge.model.reports import Occasion, Side
from ctibridge.model.states import ConnectionState as S
from tests.unit.model.bench import ANNA, BERT, CARLA, Bench
from tests.unit.model.test_stories import end, talk


@pytest.fixture
def bench():
    bench = Bench()
    yield bench
    assert bench.book.is_idle()


@pytest.mark.parametrize(("tracking", "cause"), [("1:1", "singleStepTransfer"), ("2:1", "transfer")])
def test_another_tracking_id_means_that_the_new_party_was_consulted(bench, tracking, cause):
    """While the new party rings, nothing else tells the two kinds of transfer apart (XSI 4.7.1.1.9)."""
    a, b = talk(bench, ANNA, BERT)
    b.far, b.tracking = CARLA, tracking
    assert b.report(S.CONNECTED, S.ALERTING, Occasion.TRANSFER) == [
        f"b: Transferred a>c 1:1 [b:1:1>{tracking}] connected/{cause}"
    ]
    end(a, b)


@pytest.mark.parametrize("far", [S.CONNECTED, S.HOLD])
def test_a_party_that_sends_the_call_to_itself_rings_again(bench, far):
    a, b = talk(bench, ANNA, BERT)
    if far is S.HOLD:
        a.held(), b.report(S.CONNECTED, S.HOLD)
    assert a.redirected(ANNA, Cause.TRANSFER) == ["a: Transferred a>a 1:1 [b:1:1>1:1] null/singleStepTransfer"]
    a.released()
    assert b.report(S.CONNECTED, S.ALERTING, Occasion.TRANSFER) == [
        "b: Transferred a>a 1:1 [b:1:1>1:1] connected/singleStepTransfer"
    ]
    assert [False] == [view.answered for view in bench.book.snapshot(BERT.line).connections]
    again = bench.half(ANNA, BERT, "1:1", outgoing=False, redirections=(Redirection(ANNA, Cause.TRANSFER),))
    assert again.received() == ["a: Delivered a alerting/transfer", "b: Delivered a connected/transfer"]
    assert again.answered() == ["a: Established a connected/newCall"]
    assert b.answered() == ["b: Established a connected/newCall"]
    end(b, again)


ACROSS_ANNA, ACROSS_CARLA = (replace(party, external=True) for party in (ANNA, CARLA))


def from_another_enterprise(bench):
    """Carla, of another enterprise, talks to Anna."""
    c = bench.half(CARLA, ACROSS_ANNA, "1:1", outgoing=True)
    a = bench.half(ANNA, ACROSS_CARLA, "1:1", outgoing=False)
    c.originated(), a.received(), a.answered(), c.answered()
    return c, a


def test_another_enterprise_learns_of_a_blind_transfer_from_the_half_that_made_it(bench):
    c, a = from_another_enterprise(bench)
    assert a.redirected(BERT, Cause.TRANSFER) == [
        "a: Transferred a>b 1:1 [c:1:1>1:1] null/singleStepTransfer",
        "c: Transferred a>b 1:1 [c:1:1>1:1] connected/singleStepTransfer",
    ]
    a.released()
    b = bench.half(BERT, ACROSS_CARLA, "1:1", outgoing=False, redirections=(Redirection(ANNA, Cause.TRANSFER),))
    assert b.received() == ["b: Delivered b alerting/transfer", "c: Delivered b connected/transfer"]
    assert b.answered() == ["b: Established b connected/newCall", "c: Established b connected/networkSignal"]
    assert c.answered() == [], "its half still speaks of Anna"
    assert bench.states(CARLA) == ["1:1 connected b=connected"]
    b.released()
    assert c.released(Side.REMOTE) == [
        "c: ConnectionCleared b connected/normalClearing",
        "c: ConnectionCleared c null/normalClearing",
    ]


def test_another_enterprise_follows_into_the_consulted_call(bench):
    c, a = from_another_enterprise(bench)
    a.held()
    second, b = talk(bench, ANNA, BERT, "2:1")
    assert bench.redirect_both(ANNA, a.facts(S.NULL), second.facts(S.NULL)) == [
        "a: Transferred a>b 1:1+2:1 [c:1:1>2:1 b:2:1>2:1] null/transfer",
        "c: Transferred a>b 1:1 [c:1:1>2:1 b:->2:1] connected/transfer",
    ]
    assert c.answered() == [], "its half still speaks of Anna, under the old identifier"
    end(a, second), c.released()
    assert c.released() == []
    b.released()
