"""Which channel gets an event, and what happens to events that nobody acknowledges."""

from collections import Counter
from dataclasses import replace

import pytest

from ctibridge.wire.xsi.events import ChannelTerminatedEvent, HookStatusEvent, SubscriptionEvent
from tests.unit.sim.bench import ANNA


def ring(platform, times=1):
    """So many events: the hook of Anna's telephone goes off and on."""
    for index in range(times):
        state = "Off-Hook" if index % 2 == 0 else "On-Hook"
        platform.switch.x.tell_user(ANNA, HookStatusEvent(hook_status=state))
        platform.settle()


def events(platform, channel):
    return [item for item in platform.take(channel) if isinstance(item, SubscriptionEvent)]


@pytest.fixture
def watched(platform):
    """A platform whose enterprise is watched; its client does not acknowledge by itself."""
    platform.subscribe("enterprise/ent1")
    platform.acknowledges = False
    platform.knobs.event_timeout_s = 1e9
    return platform


def test_the_best_priority_gets_everything(watched):
    second, first = watched.channel(priority=2), watched.channel(priority=1)
    ring(watched, 5)
    assert (5, 0) == (len(events(watched, first)), len(events(watched, second)))


def test_equals_share_by_weight(watched):
    heavy, light, none = (watched.channel(priority=1, weight=weight) for weight in (90, 10, 0))
    ring(watched, 200)
    shares = Counter({name: len(events(watched, name)) for name in (heavy, light, none)})
    assert 0 == shares[none]
    assert 5 < shares[light] < 50 < shares[heavy]


def test_channels_without_any_weight_share_equally(watched):
    channels = watched.channel(weight=0), watched.channel(weight=0)
    ring(watched, 50)
    assert all(10 < len(events(watched, channel)) < 40 for channel in channels)


def test_an_event_names_its_channel(watched):
    channel = watched.channel()
    ring(watched)
    assert [channel] == [event.channel_id for event in events(watched, channel)]


def test_an_unanswered_event_comes_again_over_the_next_channel_under_the_same_id(watched):
    first, second = watched.channel(priority=1), watched.channel(priority=2, instance="xsp2")
    ring(watched)
    (event,) = events(watched, first)
    watched.wait(9.9)
    assert [] == events(watched, second)
    watched.wait(0.1)
    (again,) = events(watched, second)
    assert (event.event_id, event.sequence_number) == (again.event_id, again.sequence_number)
    assert (first, second) == (event.channel_id, again.channel_id)
    assert 200 == watched.acknowledge(again, instance="xsp2")
    watched.wait(60)
    assert [] == watched.ended


def test_channels_that_are_all_silent_are_ended(watched):
    channels = [watched.channel(priority=number) for number in (1, 2)]
    ring(watched)
    watched.wait(20)
    reasons = [item.reason for channel in channels for item in watched.take(channel)
               if isinstance(item, ChannelTerminatedEvent)]  # fmt: skip
    assert ["NonResponsiveChannel"] * 2 == reasons
    assert channels == watched.ended


def test_an_answer_to_the_wrong_server_is_not_found(watched):
    channel = watched.channel(instance="xsp1")
    ring(watched)
    (event,) = events(watched, channel)
    assert 404 == watched.acknowledge(event, instance="xsp2")
    assert 200 == watched.acknowledge(event, instance="xsp1")
    assert 200 == watched.acknowledge(event, instance="xsp1"), "twice does no harm"


def test_an_answer_to_nothing_is_not_found(watched):
    channel = watched.channel()
    ring(watched)
    (event,) = events(watched, channel)
    assert 404 == watched.acknowledge(replace(event, event_id="other"))


def test_400_drops_the_event(watched):
    first, second = watched.channel(priority=1), watched.channel(priority=2)
    ring(watched)
    assert 200 == watched.acknowledge(events(watched, first)[0], 400)
    watched.wait(60)
    assert ([], []) == (events(watched, second), watched.ended)


def test_404_ends_the_channel_and_sends_the_event_on(watched):
    first, second = watched.channel(priority=1), watched.channel(priority=2)
    ring(watched)
    assert 200 == watched.acknowledge(events(watched, first)[0], 404)
    assert ["UnknownChannel"] == [item.reason for item in watched.take(first)]
    assert 1 == len(events(watched, second))


def test_500_sends_the_event_on_and_ends_nothing(watched):
    first, second = watched.channel(priority=1), watched.channel(priority=2)
    ring(watched)
    assert 200 == watched.acknowledge(events(watched, first)[0], 500)
    (again,) = events(watched, second)
    assert 200 == watched.acknowledge(again, 500)
    watched.wait(60)
    assert [] == watched.ended


def test_481_ends_the_subscription_without_a_word(watched):
    channel = watched.channel()
    ring(watched)
    assert 200 == watched.acknowledge(events(watched, channel)[0], 481)
    ring(watched)
    assert [] == watched.take(channel)
    assert () == watched.ask("GET", "subscription").document.subscription


def test_no_other_status_is_known(watched):
    channel = watched.channel()
    ring(watched)
    assert 400 == watched.acknowledge(events(watched, channel)[0], 202)


def test_events_without_a_channel_are_dropped_but_counted(watched):
    ring(watched, 3)
    channel = watched.channel()
    assert [] == events(watched, channel)
    ring(watched)
    assert [4] == [event.sequence_number for event in events(watched, channel)]


def test_events_without_a_channel_may_wait_for_one(watched):
    watched.knobs.queue_without_channel = 2
    ring(watched, 3)
    channel = watched.channel()
    assert [2, 3] == [event.sequence_number for event in events(watched, channel)], "the oldest is lost"


def test_events_that_a_channel_leaves_unanswered_go_to_another_at_once_and_in_order(watched):
    first, second = watched.channel(priority=1), watched.channel(priority=2)
    ring(watched, 3)
    watched.switch.stream_lost(first, watched.now)
    watched.settle()
    assert [1, 2, 3] == [event.sequence_number for event in events(watched, second)]
    watched.wait(60)
    assert [second] == watched.ended, "now they wait there"


def test_events_that_a_channel_leaves_unanswered_may_as_well_wait_their_time(watched):
    watched.knobs.resend_at_end = False
    first, second = watched.channel(priority=1), watched.channel(priority=2)
    ring(watched)
    watched.switch.stream_lost(first, watched.now)
    watched.settle()
    assert [] == events(watched, second)
    watched.wait(10)
    assert 1 == len(events(watched, second))


def test_a_set_of_another_owner_gets_nothing(watched):
    mine, foreign = watched.channel(), watched.channel(account=ANNA)
    ring(watched)
    assert (1, 0) == (len(events(watched, mine)), len(events(watched, foreign)))
