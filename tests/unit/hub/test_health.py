"""Health: worse is told at once, better as well, unless the line flaps."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ctibridge.hub.health import MOST_CHANGES, STEADY_S, WINDOW_S, HealthBook
from ctibridge.hub.hub import Hub
from ctibridge.model import reports as r
from ctibridge.model.health import Evidence, HealthState, LineHealth, Trouble, Who
from ctibridge.model.ids import LineId
from ctibridge.model.lines import Line

A = LineId("a")
AWAY = Trouble(HealthState.NOT_CONNECTED, Evidence("connection refused", host="xsp1"), Who.ADMINISTRATOR, 7.0)
WRONG = Trouble(HealthState.INVALID_PASSWORD, Evidence("refused", 401), Who.USER, 60.0)


@pytest.fixture
def book() -> HealthBook:
    book = HealthBook()
    book.begin([A], 0.0)
    return book


def flapping(book: HealthBook) -> float:
    """Down and up every second until an improvement is not told any more; returns when that was."""
    now = 1.0
    while book.take(A, None, now):
        now += 1.0
        assert book.take(A, AWAY, now), "worse is always told at once"
        now += 1.0
    return now


def test_a_new_line_is_starting(book):
    assert LineHealth(HealthState.STARTING, 0.0) == book.get(A)
    assert {HealthState.STARTING: 1} == book.counts


def test_a_trouble_is_told_with_its_evidence_and_the_time_of_the_next_try(book):
    assert book.take(A, AWAY, 10.0)
    assert LineHealth(AWAY.state, 10.0, AWAY.evidence, Who.ADMINISTRATOR, 17.0) == book.get(A)


def test_the_same_trouble_again_is_no_news_but_what_is_known_of_it_is_renewed(book):
    book.take(A, AWAY, 10.0)
    later = Trouble(AWAY.state, Evidence("no answer"), Who.PROVIDER, 5.0)
    assert not book.take(A, later, 20.0)
    assert LineHealth(AWAY.state, 10.0, later.evidence, Who.PROVIDER, 25.0) == book.get(A)


def test_down_and_up_once_is_told_at_once(book):
    assert [True, True, True] == [book.take(A, trouble, now) for now, trouble in enumerate((None, AWAY, None))]
    assert HealthState.IN_SERVICE == book.get(A).state


def test_an_improvement_of_a_line_that_flaps_waits_until_it_has_lasted(book):
    now = flapping(book)
    assert HealthState.NOT_CONNECTED == book.get(A).state
    assert STEADY_S == book.waits_s(A, now)
    assert not book.settle(A, now + STEADY_S - 1)
    assert book.settle(A, now + STEADY_S)
    assert LineHealth(HealthState.IN_SERVICE, now) == book.get(A), "since it is, not since it is told"


def test_worse_is_told_at_once_also_while_a_line_flaps(book):
    now = flapping(book)
    assert book.take(A, WRONG, now + 1)
    assert HealthState.INVALID_PASSWORD == book.get(A).state


def test_an_improvement_that_did_not_last_is_never_told(book):
    now = flapping(book)
    since = book.get(A).since
    assert not book.take(A, AWAY, now + 1), "it was told to be so already"
    assert not book.settle(A, now + 100)
    assert (HealthState.NOT_CONNECTED, since) == (book.get(A).state, book.get(A).since)


def test_a_line_that_was_quiet_for_a_while_does_not_flap_any_more(book):
    now = flapping(book) + WINDOW_S * 2
    book.settle(A, now)
    assert book.take(A, AWAY, now)
    assert book.take(A, None, now + 1)


def test_changes_that_are_far_apart_are_no_flapping(book):
    apart_s = WINDOW_S / MOST_CHANGES + 1
    troubles = [None, AWAY] * 10
    assert all(book.take(A, trouble, number * apart_s) for number, trouble in enumerate(troubles))


def test_counts_are_those_of_what_is_told(book):
    book.begin(map(LineId, "bc"), 0.0)
    book.take("b", WRONG, 1.0)
    book.take("c", None, 1.0)
    book.forget(A)
    expected = {HealthState.IN_SERVICE: 1, HealthState.INVALID_PASSWORD: 1}
    assert expected == book.counts
    assert book.get(A) is None


class Clock:
    """Time, and what waits for it."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.waiting: list[tuple[float, Callable[[], None]]] = []

    def later(self, seconds, what):
        self.waiting.append((self.now + seconds, what))

    def pass_by(self, seconds):
        self.now += seconds
        for _, what in [item for item in self.waiting if item[0] <= self.now]:
            what()


def test_applications_and_listeners_are_told_the_same_and_at_the_same_time():
    clock = Clock()
    hub = Hub(clock.later, lambda: clock.now)
    hub.on_report(r.LinesRead("p", (Line(A, A),)))
    told, heard = [], []
    hub.monitor(A, lambda _, change: told.append(type(change).__name__))
    stop = hub.listen_health(lambda line: heard.append(hub.health(line).state.value))
    for report in [r.LineUp(A), r.LineDown(A, AWAY)] * 2:
        hub.on_report(report)
    hub.on_report(r.LineUp(A))
    assert ["BackInService", "OutOfService"] * 2 == told
    assert ["in-service", "not-connected"] * 2 == heard
    assert not hub.snapshot(A).in_service
    clock.pass_by(STEADY_S)
    assert ("BackInService", "in-service", True) == (told[-1], heard[-1], hub.snapshot(A).in_service)
    stop()
    hub.on_report(r.LineDown(A, AWAY))
    assert ("OutOfService", "in-service") == (told[-1], heard[-1])
    assert {HealthState.NOT_CONNECTED: 1} == hub.health_counts()


def test_a_line_that_is_gone_has_no_health():
    hub = Hub()
    hub.on_report(r.LinesRead("p", (Line(A, A),)))
    assert HealthState.STARTING == hub.health(A).state
    hub.on_report(r.LinesRead("p", ()))
    assert hub.health(A) is None
    assert {} == hub.health_counts()
