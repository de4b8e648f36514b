"""Which events are missing, which come too late."""

from __future__ import annotations

import pytest

from ctibridge.broadworks.sequences import LAST_NUMBER, REORDER_S, Sequences, Turn

SUB, ANNA, BERT = "s1", "anna", "bert"


def taken(sequences: Sequences, *events: tuple[int, str], now: float = 0.0) -> list[Turn]:
    return [sequences.take(SUB, number, line, now) for number, line in events]


def test_events_in_order_are_taken_and_nothing_is_waited_for():
    sequences = Sequences()
    assert [Turn.NOW] * 3 == taken(sequences, (1, ANNA), (2, BERT), (3, ANNA))
    assert sequences.next_at() is None


def test_events_of_two_users_may_overtake_each_other():
    sequences = Sequences()
    assert [Turn.NOW] * 3 == taken(sequences, (1, ANNA), (3, BERT), (2, ANNA))
    assert sequences.next_at() is None
    assert [] == sequences.lost(100.0)


def test_an_event_that_an_event_of_its_own_user_overtook_is_late():
    assert Turn.LATE == taken(Sequences(), (1, ANNA), (3, ANNA), (2, ANNA))[-1]


def test_a_gap_that_stays_open_is_a_loss_and_told_once():
    sequences = Sequences()
    taken(sequences, (1, ANNA), (3, BERT), now=10.0)
    assert 10.0 + REORDER_S == sequences.next_at()
    assert [] == sequences.lost(10.0 + REORDER_S / 2)
    assert [SUB] == sequences.lost(10.0 + REORDER_S)
    assert [] == sequences.lost(100.0)
    assert sequences.next_at() is None


def test_what_comes_after_it_was_given_up_is_late_even_for_a_user_who_was_silent():
    sequences = Sequences()
    taken(sequences, (1, ANNA), (3, BERT))
    sequences.lost(REORDER_S)
    assert [Turn.LATE] == taken(sequences, (2, ANNA), now=10.0)


def test_a_repeat_is_the_call_book_s_business():
    assert [Turn.NOW] * 4 == taken(Sequences(), (1, ANNA), (2, ANNA), (1, ANNA), (2, ANNA))


def test_the_first_event_of_a_subscription_can_be_missing():
    sequences = Sequences()
    taken(sequences, (2, ANNA))
    assert [SUB] == sequences.lost(REORDER_S)


def test_after_the_last_number_comes_the_first():
    sequences = Sequences()
    taken(sequences, (LAST_NUMBER // 2, ANNA), (LAST_NUMBER - 1, ANNA))
    sequences.lost(REORDER_S)
    assert [Turn.NOW] * 3 == taken(sequences, (LAST_NUMBER, ANNA), (1, ANNA), (2, ANNA))
    assert sequences.next_at() is None


def test_a_gap_over_the_last_number_is_a_gap():
    sequences = Sequences()
    taken(sequences, (LAST_NUMBER // 2, ANNA), (LAST_NUMBER - 1, ANNA))
    sequences.lost(REORDER_S)
    assert [Turn.NOW, Turn.LATE, Turn.LATE] == taken(sequences, (2, ANNA), (LAST_NUMBER, ANNA), (1, ANNA))


@pytest.mark.parametrize("first", [3, 4, 1_000_000])
def test_the_first_event_after_a_new_channel_is_doubtful_and_a_gap_before_it_a_loss(first):
    sequences = Sequences()
    taken(sequences, (1, ANNA), (2, ANNA))
    sequences.channel_opened()
    assert [Turn.DOUBTFUL, Turn.NOW] == taken(sequences, (first, ANNA), (first + 1, ANNA), now=50.0)
    assert ([SUB] if first > 3 else []) == sequences.lost(50.0)


def test_what_the_platform_sends_again_over_the_new_channel_is_late():
    sequences = Sequences()
    taken(sequences, (1, ANNA))
    sequences.channel_opened()
    taken(sequences, (3, ANNA), now=1.0)
    sequences.lost(1.0)
    assert [Turn.LATE] == taken(sequences, (2, ANNA), now=10.0)


def test_subscriptions_count_each_for_itself_until_they_end():
    sequences = Sequences()
    taken(sequences, (1, ANNA), (3, ANNA))
    assert Turn.NOW == sequences.take("s2", 1, ANNA, 0.0)
    sequences.forget(SUB)
    assert [] == sequences.lost(100.0)
    assert [Turn.NOW] == taken(sequences, (1, ANNA))
