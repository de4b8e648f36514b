"""What the switch does at our request is told with the request's cause."""

from __future__ import annotations

import pytest

from ctibridge.model import commands as k
from ctibridge.model.ids import ConnectionId, LineId
from ctibridge.model.states import ConnectionState as S
from tests.unit.model.bench import ANNA, BERT, CARLA, OUTSIDE, Bench

A = LineId("a")


def consulting(half):
    return k.ConsultationCall(A, ConnectionId(half.id), "103")


@pytest.fixture
def bench():
    return Bench()


@pytest.fixture
def talk(bench):
    """Anna talks to somebody outside."""
    half = bench.half(ANNA, OUTSIDE, "1:1", outgoing=False)
    half.received()
    half.answered()
    return half


def test_a_hold_for_a_consultation_is_told_as_such_and_the_call_too(bench, talk):
    bench.book.expect(consulting(talk))
    assert ["a: Held a hold/consultation"] == talk.held()
    second = bench.half(ANNA, CARLA, "2:1", outgoing=True)
    assert ["a: ServiceInitiated initiated/consultation"] == second.report(S.INITIATED)
    assert ["a: Originated connected/consultation"] == second.report(S.CONNECTED)
    assert ["a: Retrieved a connected/normal"] == talk.retrieved(), "only once"


def test_the_next_call_is_an_ordinary_one_again(bench, talk):
    bench.book.expect(consulting(talk))
    talk.held()
    bench.half(ANNA, CARLA, "2:1", outgoing=True).report(S.CONNECTED)
    assert ["a: Originated connected/newCall"] == bench.half(ANNA, BERT, "3:1", outgoing=True).report(S.CONNECTED)


def test_a_call_that_is_held_already_is_not_expected_to_be(bench, talk):
    talk.held()
    bench.book.expect(consulting(talk))
    assert ["a: Retrieved a connected/normal"] == talk.retrieved()


def test_alternating_names_both_changes(bench, talk):
    talk.held()
    second = bench.half(ANNA, CARLA, "2:1", outgoing=True)
    second.report(S.CONNECTED, S.CONNECTED)
    bench.book.expect(k.AlternateCall(A, active=ConnectionId(second.id), held=ConnectionId(talk.id)))
    assert ["a: Held a hold/alternate"] == second.held()
    assert ["a: Retrieved a connected/alternate"] == talk.retrieved()


def test_nothing_is_expected_of_a_request_that_was_refused(bench, talk):
    bench.book.expect(consulting(talk))
    bench.book.expect_nothing(A)
    assert ["a: Held a hold/normal"] == talk.held()
    assert ["a: Originated connected/newCall"] == bench.half(ANNA, CARLA, "2:1", outgoing=True).report(S.CONNECTED)


def test_an_unknown_line_is_no_mistake(bench):
    bench.book.expect(k.ConsultationCall(LineId("z"), ConnectionId("h"), "103"))
    bench.book.expect_nothing(LineId("z"))
