"""How the bench judges what a client was told."""

from __future__ import annotations

from bench.failover import Outcome, Trial, outcomes_of

RING, TALK, END = (("anna", event, "call", "") for event in ("delivered", "established", "connection cleared"))
TRIAL = Trial("killed", 0.0, 5.0, 10.0)


def test_each_change_has_its_event_and_its_delay():
    due, told = [(1.0, RING), (2.0, TALK)], [(1.5, RING), (2.25, TALK)]
    assert [Outcome(0, 0, 0, 0.75, (0.5, 0.25))] == outcomes_of([TRIAL], due, told)


def test_a_change_without_event_is_lost_and_events_too_many_are_told_apart():
    due, told = [(1.0, RING), (2.0, TALK)], [(1.0, RING), (1.5, RING), (3.0, END)]
    assert [Outcome(1, 1, 1, 1.5, (0.0,))] == outcomes_of([TRIAL], due, told)


def test_the_same_change_may_come_again():
    due, told = [(1.0, RING), (2.0, RING)], [(1.0, RING), (2.0, RING)]
    assert [Outcome(0, 0, 0, 1.0, (0.0, 0.0))] == outcomes_of([TRIAL], due, told)


def test_a_trial_without_any_event_is_one_pause():
    assert [Outcome(0, 0, 0, 10.0, ())] == outcomes_of([TRIAL], [], [])


def test_each_trial_has_its_own_changes():
    trials = [TRIAL, Trial("drained", 10.0, 15.0, 20.0)]
    first, second = outcomes_of(trials, [(9.0, RING), (11.0, TALK)], [(9.0, RING)])
    assert (0, 1) == (first.lost, second.lost)
