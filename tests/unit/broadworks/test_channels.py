"""When the channel and the subscriptions are made, refreshed, and made again."""

from ctibridge.broadworks.channels import (
    LOST_RETRY_S,
    REFUSED_RETRY_S,
    ChannelPlan,
    EndChannel,
    FindStrays,
    Refresh,
    RefreshChannel,
    Subscribe,
    Target,
    Unsubscribe,
    Wish,
)
from ctibridge.wire.xsi.channels import NEVER_EXPIRES_S

ENTERPRISE = Wish(Target("enterprise/ent1"), "Advanced Call")
OTHER = Wish(Target("enterprise/ent1"), "Do Not Disturb")


def new_plan():
    plan = ChannelPlan(chance=lambda: 0.0)
    plan.want([ENTERPRISE], now=0)
    return plan


def open_plan(now=10.0):
    plan = new_plan()
    plan.opening()
    plan.opened("c-1", 3600, now)
    assert [Subscribe(ENTERPRISE), FindStrays()] == plan.due(now)
    plan.found(["c-1"], now)
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
    plan.channel_refreshed("c-1", 3600, 1810.0)
    assert {RefreshChannel("c-1"), Refresh(ENTERPRISE, "s-1")} == set(plan.due(10.0 + 3600))


def test_refreshes_of_what_began_together_are_spread():
    plan = ChannelPlan(chance=iter([0.0, 0.5, 1.0]).__next__)
    plan.want([ENTERPRISE, OTHER], now=0)
    plan.opening()
    plan.opened("c-1", 3600, 0)
    plan.due(0)
    plan.found(["c-1"], 0)
    plan.subscribed(ENTERPRISE, "s-1", 1000, 0)
    plan.subscribed(OTHER, "s-2", 1000, 0)
    assert [Refresh(OTHER, "s-2")] == plan.due(400)
    assert [Refresh(ENTERPRISE, "s-1")] == plan.due(450)
    assert [RefreshChannel("c-1")] == plan.due(1800)


def test_what_never_expires_is_never_refreshed():
    plan = new_plan()
    plan.opening()
    plan.opened("c-1", NEVER_EXPIRES_S, 0)
    plan.due(0)
    plan.found(["c-1"], 0)
    plan.subscribed(ENTERPRISE, "s-1", NEVER_EXPIRES_S, 0)
    assert plan.next_at() is None


def test_a_new_channel_refreshes_the_subscriptions_that_outlived_the_old_one():
    plan = open_plan()
    plan.closed("c-1", 20.0)
    assert plan.next_at() is None
    plan.opening()
    plan.opened("c-2", 3600, 30.0)
    assert [Refresh(ENTERPRISE, "s-1"), EndChannel("c-1")] == plan.due(30.0)


def test_a_refused_refresh_subscribes_anew_at_once():
    plan = open_plan()
    assert plan.refused(ENTERPRISE, 20.0)
    assert [Subscribe(ENTERPRISE)] == plan.due(20.0)


def test_a_refused_subscription_is_asked_for_again_much_later():
    plan = new_plan()
    plan.opening()
    plan.opened("c-1", NEVER_EXPIRES_S, 0)
    plan.due(0)
    plan.found(["c-1"], 0)
    assert not plan.refused(ENTERPRISE, 0)
    assert REFUSED_RETRY_S == plan.next_at()


def test_an_unanswered_subscription_is_tried_again_soon():
    plan = new_plan()
    plan.opening()
    plan.opened("c-1", NEVER_EXPIRES_S, 0)
    plan.due(0)
    plan.found(["c-1"], 0)
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
    plan.want([OTHER], now=20.0)
    assert [Subscribe(OTHER), Unsubscribe("s-1")] == plan.due(20.0)
    plan.not_unsubscribed("s-1", 20.5)
    assert [Unsubscribe("s-1")] == plan.due(20.5 + LOST_RETRY_S)
    plan.unsubscribed("s-1")
    assert 1 == plan.missing
    plan.subscribed(ENTERPRISE, "late", 7200, 21.0)
    assert plan.terminated("late", 22.0) is None, "an answer that comes too late changes nothing"


def test_a_channel_beside_another_changes_nothing_for_the_subscriptions():
    plan = open_plan(now=10.0)
    plan.opening()
    plan.opened("c-2", 3600, 20.0)
    assert [] == plan.due(20.0)
    assert plan.stands(ENTERPRISE)
    assert RefreshChannel("c-2") in plan.due(20.0 + 1800)


def test_while_one_channel_lives_the_loss_of_another_only_ends_it_there():
    plan = open_plan(now=10.0)
    plan.opening()
    plan.opened("c-2", 3600, 20.0)
    plan.closed("c-1", 30.0)
    assert plan.is_open
    assert plan.stands(ENTERPRISE)
    assert [EndChannel("c-1")] == plan.due(30.0)
    assert RefreshChannel("c-1") not in plan.due(10.0 + 3600)


def test_channels_of_a_run_that_broke_off_are_ended_when_one_of_ours_stands():
    plan = new_plan()
    plan.opening()
    assert [] == plan.due(1.0)
    plan.opened("c-1", 3600, 10.0)
    assert [Subscribe(ENTERPRISE), FindStrays()] == plan.due(10.0)
    plan.found(["old", "c-1"], 10.5)
    assert [EndChannel("old")] == plan.due(10.5)
    plan.channel_not_ended("old", 11.0)
    assert [EndChannel("old")] == plan.due(11.0 + LOST_RETRY_S)
    plan.channel_ended("old")
    plan.opening()
    plan.opened("c-2", 3600, 20.0)
    assert [] == plan.due(20.0)


def test_a_channel_that_is_asked_for_at_this_moment_is_not_taken_for_a_stray():
    plan = open_plan(now=10.0)
    plan.opening()
    plan.not_opened(15.0, sent=True)
    plan.opening()
    assert [FindStrays()] == plan.due(15.0)
    plan.found(["c-1", "c-2"], 16.0)
    plan.opened("c-2", 3600, 17.0)
    assert [FindStrays()] == plan.due(17.0)
    plan.found(["c-1", "c-2"], 18.0)
    assert [] == plan.due(18.0)


def test_only_a_channel_that_was_asked_for_can_stray():
    plan = open_plan(now=10.0)
    plan.opening()
    plan.not_opened(15.0, sent=False)
    assert [] == plan.due(15.0)


def test_strays_that_were_not_found_are_looked_for_again():
    plan = open_plan(now=10.0)
    plan.strays_not_found(20.0)
    assert [FindStrays()] == plan.due(20.0 + LOST_RETRY_S)


def test_what_is_told_of_a_channel_that_is_gone_is_too_late():
    plan = open_plan(now=10.0)
    plan.closed("c-1", 20.0)
    plan.channel_refreshed("c-1", 3600, 21.0)
    plan.channel_refresh_failed("c-1", 21.0)
    assert plan.next_at() is None


def test_subscriptions_of_an_earlier_run_are_prolonged_and_those_that_nobody_wants_are_ended():
    plan = ChannelPlan(chance=lambda: 0.0)
    plan.adopt({("enterprise/ent1", "Advanced Call"): "old", ("enterprise/ent2", "Advanced Call"): "surplus"})
    plan.want([ENTERPRISE, OTHER], now=0)
    plan.opening()
    plan.opened("c-1", 3600, 10.0)
    assert [Refresh(ENTERPRISE, "old"), Subscribe(OTHER), FindStrays(), Unsubscribe("surplus")] == plan.due(10.0)
    assert plan.subscribed(ENTERPRISE, "old", 3600, 11.0), "something may have been missed"
    plan.subscribed(OTHER, "new", 3600, 11.0)
    assert {("enterprise/ent1", "Advanced Call"): "old", ("enterprise/ent1", "Do Not Disturb"): "new"} == plan.granted
