"""When the channel and the subscriptions are made, refreshed, and made again."""

from ctibridge.broadworks.backoff import Backoff
from ctibridge.broadworks.channels import (
    LOST_RETRY_S,
    REFUSED_RETRY_S,
    STABLE_S,
    ChannelPlan,
    EndOthers,
    Refresh,
    RefreshChannel,
    Subscribe,
    Target,
    Wish,
)
from ctibridge.wire.xsi.channels import NEVER_EXPIRES_S

ENTERPRISE = Wish(Target("enterprise/ent1"), "Advanced Call")
OTHER = Wish(Target("enterprise/ent1"), "Do Not Disturb")


def new_plan():
    plan = ChannelPlan(Backoff(random=lambda: 1.0))
    plan.want([ENTERPRISE], now=0)
    return plan


def open_plan(now=10.0):
    plan = new_plan()
    plan.opened("c-1", 3600, now)
    assert [EndOthers("c-1"), Subscribe(ENTERPRISE)] == plan.due(now)
    plan.subscribed(ENTERPRISE, "s-1", 7200, now)
    return plan


def test_nothing_is_due_without_a_channel():
    plan = new_plan()
    assert [] == plan.due(1e9)
    assert plan.next_at() is None


def test_lives_are_refreshed_when_half_of_what_was_granted_is_over():
    plan = open_plan(now=10.0)
    assert 10.0 + 1800 == plan.next_at()
    assert [RefreshChannel("c-1")] == plan.due(1810.0)
    plan.channel_refreshed(3600, 1810.0)
    assert {RefreshChannel("c-1"), Refresh(ENTERPRISE, "s-1")} == set(plan.due(10.0 + 3600))


def test_what_never_expires_is_never_refreshed():
    plan = new_plan()
    plan.opened("c-1", NEVER_EXPIRES_S, 0)
    plan.due(0)
    plan.subscribed(ENTERPRISE, "s-1", NEVER_EXPIRES_S, 0)
    assert plan.next_at() is None


def test_a_new_channel_refreshes_the_subscriptions_that_outlived_the_old_one():
    plan = open_plan()
    plan.closed(20.0)
    assert plan.next_at() is None
    plan.opened("c-2", 3600, 30.0)
    assert [EndOthers("c-2"), Refresh(ENTERPRISE, "s-1")] == plan.due(30.0)


def test_a_refused_refresh_subscribes_anew_at_once():
    plan = open_plan()
    assert plan.refused(ENTERPRISE, 20.0)
    assert [Subscribe(ENTERPRISE)] == plan.due(20.0)


def test_a_refused_subscription_is_asked_for_again_much_later():
    plan = new_plan()
    plan.opened("c-1", NEVER_EXPIRES_S, 0)
    plan.due(0)
    assert not plan.refused(ENTERPRISE, 0)
    assert REFUSED_RETRY_S == plan.next_at()


def test_an_unanswered_subscription_is_tried_again_soon():
    plan = new_plan()
    plan.opened("c-1", NEVER_EXPIRES_S, 0)
    plan.due(0)
    plan.unanswered(ENTERPRISE, 5.0)
    assert 5.0 + LOST_RETRY_S == plan.next_at()
    assert [Subscribe(ENTERPRISE)] == plan.due(5.0 + LOST_RETRY_S)


def test_a_subscription_that_the_platform_ended_is_made_again():
    plan = open_plan()
    assert ENTERPRISE == plan.terminated("s-1", 50.0)
    assert [Subscribe(ENTERPRISE)] == plan.due(50.0)


def test_the_end_of_a_subscription_that_was_replaced_is_no_news():
    plan = open_plan()
    plan.subscribed(ENTERPRISE, "s-2", 7200, 20.0)
    assert plan.terminated("s-1", 21.0) is None
    assert [] == plan.due(21.0)


def test_new_wishes_are_subscribed_and_old_ones_given_back():
    plan = open_plan()
    assert ["s-1"] == plan.want([OTHER], now=20.0)
    assert [Subscribe(OTHER)] == plan.due(20.0)
    assert 1 == plan.missing
    plan.subscribed(ENTERPRISE, "late", 7200, 21.0)
    assert plan.terminated("late", 22.0) is None, "an answer that comes too late changes nothing"


def test_channels_are_retried_with_growing_waits():
    plan = new_plan()
    waits = [plan.closed(0.0) for _ in range(10)]
    assert [0.5, 1, 2, 4, 8, 16, 32, 60, 60, 60] == waits
    plan.opened("c-1", 3600, 0)
    assert 60 == plan.closed(STABLE_S / 2) - STABLE_S / 2, "a channel that is cut at once is no success"
    plan.opened("c-2", 3600, 100.0)
    assert 100.5 + STABLE_S == plan.closed(100.0 + STABLE_S), "one that stood starts the waits anew"
    assert 45.0 == plan.closed(0.0, at_least_s=45.0)


def test_channels_that_could_not_be_ended_are_tried_again_soon():
    plan = open_plan(now=10.0)
    plan.others_not_ended(11.0)
    assert [EndOthers("c-1")] == plan.due(11.0 + LOST_RETRY_S)
