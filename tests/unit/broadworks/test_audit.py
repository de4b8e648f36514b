"""Which lines are asked for when nothing is heard of their calls."""

from __future__ import annotations

from ctibridge.broadworks.audit import SILENCE_S, CallAudit
from ctibridge.model import reports as r
from ctibridge.model.parties import Party
from ctibridge.model.states import ConnectionState as S

ANNA = "anna"


def said(connection: str, state: S) -> r.CallReported:
    facts = r.CallFacts(connection, f"t-{connection}", state, None, outgoing=False, far=Party())
    return r.CallReported(ANNA, None, r.Occasion.PROGRESS, facts)


def test_a_line_with_a_silent_call_is_asked_for_again_and_again():
    audit = CallAudit()
    audit.take(said("c1", S.ALERTING), 10.0)
    assert 10.0 + SILENCE_S == audit.next_at()
    assert [ANNA] == audit.due(10.0 + SILENCE_S)
    assert [] == audit.due(11.0 + SILENCE_S)
    assert [ANNA] == audit.due(10.0 + 2 * SILENCE_S)


def test_whatever_is_heard_puts_it_off():
    audit = CallAudit()
    audit.take(said("c1", S.ALERTING), 0.0)
    audit.take(said("c1", S.CONNECTED), 100.0)
    assert [] == audit.due(SILENCE_S)
    assert [ANNA] == audit.due(100.0 + SILENCE_S)


def test_a_line_without_calls_is_not_asked_for():
    audit = CallAudit()
    for report in (said("c1", S.ALERTING), said("c2", S.ALERTING), said("c1", S.NULL), r.LineReported(ANNA, None, ())):
        audit.take(report, 0.0)
    assert [] == audit.due(SILENCE_S)
    assert audit.next_at() is None


def test_a_full_state_counts_as_well():
    audit = CallAudit()
    audit.take(r.LineReported(ANNA, None, (said("c1", S.HOLD).facts,)), 0.0)
    assert [ANNA] == audit.due(SILENCE_S)
    audit.take(said("c1", S.NULL), SILENCE_S)
    assert [] == audit.due(3 * SILENCE_S)
