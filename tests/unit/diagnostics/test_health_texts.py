"""What people are told of a line's health: everybody, of everything, in both languages."""

from __future__ import annotations

import pytest

from ctibridge.diagnostics.health_texts import WORDS, Language, sentences, told
from ctibridge.model.health import Evidence, HealthState, LineHealth, Who

BOTH = [(state, language) for state in HealthState for language in Language]


@pytest.mark.parametrize(("state", "language"), BOTH)
def test_every_state_says_what_why_and_what_to_do(state, language):
    what, why, todo = WORDS[language].TEXTS[state]
    assert all(text.endswith(".") for text in (what, why))
    assert (state is not HealthState.IN_SERVICE) == bool(todo)


@pytest.mark.parametrize(("state", "language"), BOTH)
def test_the_cause_is_short_enough_for_a_table(state, language):
    cause = WORDS[language].CAUSES[state]
    assert (state is not HealthState.IN_SERVICE) == bool(cause)
    assert len(cause) < 36
    assert cause == told(LineHealth(state, 0.0), language).cause


@pytest.mark.parametrize(("state", "language"), BOTH)
def test_the_languages_differ(state, language):
    others = [WORDS[other].TEXTS[state] for other in Language if other is not language]
    assert not set(WORDS[language].TEXTS[state]) - {""} & {text for other in others for text in other}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("who", Who)
def test_whoever_must_act_is_named(who, language):
    health = LineHealth(HealthState.REFUSED, 0.0, Evidence("no"), who)
    assert WORDS[language].WHO[who] == told(health, language).who


def test_the_evidence_is_quoted_with_status_and_server_unless_it_names_them():
    evidence = Evidence("connection reset", 502, "xsp1")
    health = LineHealth(HealthState.NOT_CONNECTED, 0.0, evidence, Who.PROVIDER)
    assert "connection reset (502 bei xsp1)" == told(health, Language.GERMAN).evidence
    named = LineHealth(HealthState.REFUSED, 0.0, Evidence("xsp1: refused with 409", 409, "xsp1"))
    assert "xsp1: refused with 409" == told(named, Language.ENGLISH).evidence


def test_a_server_that_is_away_is_another_matter_for_the_provider_than_for_the_administrator():
    ours, theirs = (LineHealth(HealthState.NOT_CONNECTED, 0.0, Evidence("x"), who) for who in tuple(Who)[1:])
    assert "ctibridge check" in told(ours, Language.ENGLISH).todo
    assert "certificate" in told(theirs, Language.ENGLISH).todo
    assert "Zertifikat erneuern" in told(theirs, Language.GERMAN).todo


def said(health: LineHealth, language: Language) -> list[str]:
    return sentences(told(health, language), health.since, health.retry_at, language, lambda at: f"<{at:g}>")


def test_the_whole_text_has_the_times_and_leaves_out_what_there_is_not():
    evidence = Evidence("xsp1: refused", 401, "xsp1")
    health = LineHealth(HealthState.INVALID_PASSWORD, 100.0, evidence, Who.USER, 160.0)
    told_all = said(health, Language.ENGLISH)
    assert ["since <100>", "must act: the user"] == told_all[2:4]
    assert ["seen: xsp1: refused (401)", "next try <160>"] == told_all[5:]
    good = said(LineHealth(HealthState.IN_SERVICE, 5.0), Language.GERMAN)
    assert ("Die Leitung ist in Betrieb.", "seit <5>", 3) == (good[0], good[2], len(good))
