"""Events of several channels come out in the order in which the platform numbered them."""

from hypothesis import given
from hypothesis import strategies as st

from ctibridge.broadworks.ordering import HOLD_S, LAST_NUMBER, MOST_HELD, MOST_HOLD_S, SUSPICIOUS_S, Ordering
from ctibridge.wire.xsi.events import DoNotDisturbEvent, SubscriptionEvent


def event(number, subscription="s"):
    return SubscriptionEvent(
        event_id=f"{subscription}{number}",
        sequence_number=number,
        external_application_id="a",
        subscription_id=subscription,
        channel_id="c",
        event_data=DoNotDisturbEvent(info=None),
    )


def numbers(events):
    return [each.sequence_number for each in events]


def taken(ordering, *given_numbers, several=True, now=0.0):
    return [number for each in given_numbers for number in numbers(ordering.take(event(each), now, several=several))]


def test_what_overtook_others_waits_for_them():
    ordering = Ordering()
    assert [1] == taken(ordering, 1)
    assert [] == taken(ordering, 3, 4)
    assert [2, 3, 4] == taken(ordering, 2)
    assert ordering.next_at() is None


def test_over_one_channel_nothing_waits():
    ordering = Ordering()
    assert [1, 3] == taken(ordering, 1, 3, several=False)
    assert [4] == taken(ordering, 4, several=False)


def test_what_is_held_when_only_one_channel_is_left_still_waits_its_time():
    ordering = Ordering()
    taken(ordering, 1, 3)
    assert [] == taken(ordering, 4, several=False)
    assert [2, 3, 4] == taken(ordering, 2, several=False)


def test_a_gap_is_given_up_after_a_moment_and_later_ones_each_after_theirs():
    ordering = Ordering()
    taken(ordering, 1, 3, 4)
    taken(ordering, 6, now=HOLD_S / 2)
    assert ordering.suspicious(SUSPICIOUS_S)
    assert HOLD_S == ordering.next_at()
    assert [3, 4] == numbers(ordering.due(HOLD_S))
    assert HOLD_S / 2 + SUSPICIOUS_S == ordering.next_at()
    assert [6] == numbers(ordering.due(HOLD_S * 1.5))
    assert [2] == taken(ordering, 2), "what comes after all is for others to judge"


def test_a_gap_is_suspicious_once():
    ordering = Ordering()
    taken(ordering, 1, 3)
    assert SUSPICIOUS_S == ordering.next_at()
    assert not ordering.suspicious(SUSPICIOUS_S / 2)
    assert ordering.suspicious(SUSPICIOUS_S)
    assert not ordering.suspicious(SUSPICIOUS_S)
    taken(ordering, 2, 5, now=1.0)
    assert ordering.suspicious(1.0 + SUSPICIOUS_S), "another one"


def test_what_is_sent_again_is_waited_for_but_not_for_ever():
    ordering = Ordering()
    taken(ordering, 1, 3)
    ordering.suspicious(SUSPICIOUS_S)
    ordering.be_patient(HOLD_S + 0.1)
    assert HOLD_S + 0.1 == ordering.next_at()
    assert [] == ordering.due(HOLD_S)
    ordering.be_patient(100.0)
    assert MOST_HOLD_S == ordering.next_at()
    assert [3] == numbers(ordering.due(MOST_HOLD_S))


def test_subscriptions_do_not_wait_for_each_other():
    ordering = Ordering()
    taken(ordering, 1, 3)
    assert [1] == numbers(ordering.take(event(1, "t"), 0, several=True))


def test_the_first_event_of_a_subscription_has_number_one_unless_it_is_of_an_earlier_run():
    ordering = Ordering()
    ordering.continues(["s"])
    assert [7, 8] == taken(ordering, 7, 8)
    assert [] == numbers(ordering.take(event(2, "new"), 0, several=True))
    assert [1, 2] == numbers(ordering.take(event(1, "new"), 0, several=True))


def test_behind_a_new_channel_nobody_waits_for_what_came_before_it():
    ordering = Ordering()
    taken(ordering, 1, 3, 5)
    assert [3, 5] == numbers(ordering.restart())
    assert [9, 10] == taken(ordering, 9, 10)


def test_numbers_begin_anew_behind_the_last():
    ordering = Ordering()
    ordering.continues(["s"])
    assert [LAST_NUMBER - 1] == taken(ordering, LAST_NUMBER - 1)
    assert [] == taken(ordering, 1)
    assert [LAST_NUMBER, 1] == taken(ordering, LAST_NUMBER)


def test_so_many_are_held_and_no_more():
    ordering = Ordering()
    taken(ordering, 1)
    assert [] == taken(ordering, *range(3, 3 + MOST_HELD))
    assert list(range(3, 4 + MOST_HELD)) == taken(ordering, 3 + MOST_HELD)
    assert ordering.next_at() is None


def test_a_subscription_that_is_no_more_holds_nothing():
    ordering = Ordering()
    taken(ordering, 1, 3)
    ordering.forget("s")
    assert ordering.next_at() is None
    assert [] == ordering.due(1e9)


@given(st.permutations(range(2, 12)))
def test_whatever_the_order_of_arrival_all_come_out_once_and_in_order(arrival):
    ordering = Ordering()
    assert list(range(1, 12)) == taken(ordering, 1, *arrival)


@given(st.lists(st.integers(1, 30), max_size=40))
def test_nothing_is_lost_and_what_is_new_never_goes_back(arrival):
    ordering = Ordering()
    out = taken(ordering, *arrival) + numbers(ordering.due(HOLD_S))
    assert set(arrival) == set(out)
