"""Pacer, backoff, account and agenda: who may go when."""

import pytest

from ctibridge.broadworks.account import Account
from ctibridge.broadworks.agenda import Agenda
from ctibridge.broadworks.backoff import Backoff
from ctibridge.broadworks.pacer import RECOVERY_S, SLOWEST, Pacer


def test_a_burst_goes_at_once_and_then_the_steady_rate_holds():
    pacer = Pacer(rate_per_s=10, burst=3)
    assert [0, 0, 0, 0.1, 0.2] == pytest.approx([pacer.reserve(100.0) for _ in range(5)])
    assert 0 == pacer.reserve(200.0)


def test_the_rate_is_never_exceeded_in_the_long_run():
    pacer = Pacer(rate_per_s=50, burst=10)
    times = [now + pacer.reserve(now) for now in (i / 1000 for i in range(1000))]
    assert times == sorted(times)
    assert len([at for at in times if at < 2.0]) <= 50 * 2 + 10


def test_a_pause_holds_everybody():
    pacer = Pacer(rate_per_s=10)
    pacer.complaint(5.0, 3.0)
    assert 3.0 == pacer.wait(5.0)
    assert 3.0 == pacer.reserve(5.0)


def test_each_complaint_halves_the_pace_and_quiet_time_brings_it_back():
    pacer = Pacer(rate_per_s=100)
    pacer.complaint(0.0, 1.0)
    pacer.complaint(0.5, 0.5)  # the same burst of refusals
    assert 50 == pacer.rate(1.0)
    pacer.complaint(2.0, 0.0)
    assert 100 * (0.5 + 1 / RECOVERY_S) / 2 == pytest.approx(pacer.rate(2.0))
    assert 100 == pacer.rate(2.0 + RECOVERY_S)


def test_the_pace_never_falls_to_nothing():
    pacer = Pacer(rate_per_s=100)
    for second in range(20):
        pacer.complaint(2.0 * second, 0.0)
    assert 100 * SLOWEST == pacer.rate(38.0)


def test_at_a_slow_pace_requests_are_further_apart():
    pacer = Pacer(rate_per_s=10, burst=1)
    pacer.complaint(0.0, 0.0)
    assert [0, 0.2, 0.4] == pytest.approx([pacer.reserve(0.0) for _ in range(3)])


def test_backoff_doubles_up_to_its_limit_and_jitters_over_the_whole_range():
    assert [0.5, 1.0, 2.0] == [wait for backoff in [Backoff(lambda: 1.0)] for wait in
                               (backoff.failed(), backoff.failed(), backoff.failed())]  # fmt: skip
    assert 0.0 == Backoff(lambda: 0.0).failed()


def test_a_refused_account_is_tried_once_a_minute_by_all_together():
    account = Account("u@d", "secret", retry_s=60)
    assert account.try_now(0.0)
    account.was_refused(0.0)
    assert [False, False, True, False] == [account.try_now(at) for at in (1.0, 59.9, 60.0, 60.1)]
    account.was_accepted()
    assert account.try_now(60.2)


def test_the_password_is_not_shown():
    account = Account("u@d", "secret")
    assert "secret" not in repr(account)
    assert "Basic dUBkOnNlY3JldA==" == account.authorization


def test_the_agenda_gives_what_is_due_soonest_first_and_forgets_what_moved():
    agenda = Agenda()
    agenda.put("a", 3.0)
    agenda.put("b", 1.0)
    agenda.put("a", 2.0)
    agenda.put("c", 1.5)
    agenda.drop("c")
    assert 1.0 == agenda.next_at()
    assert ["b", "a"] == agenda.due(2.0)
    assert agenda.next_at() is None
    assert 0 == len(agenda)
    assert "a" not in agenda
