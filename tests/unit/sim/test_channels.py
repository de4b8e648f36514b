"""Channels and their sets: lives, heartbeats, ends."""

import pytest

from ctibridge.sim.requests import Api, Credentials, Request
from ctibridge.wire.xsi import channels as c
from ctibridge.wire.xsi.channels import NEVER_EXPIRES_S
from ctibridge.wire.xsi.events import ChannelTerminatedEvent
from tests.unit.sim.bench import ADMIN, ANNA


def heartbeat(platform, channel, instance="xsp1", account=ADMIN):
    return platform.ask("PUT", f"channel/{channel}/heartbeat", None, account, instance).status


def keep_alive(platform, channel, seconds):
    """Heartbeats every 15 s for so long."""
    for _ in range(int(seconds // 15)):
        platform.wait(15)
        assert heartbeat(platform, channel) == 200


def reasons(platform, channel):
    return [item.reason for item in platform.take(channel) if isinstance(item, ChannelTerminatedEvent)]


@pytest.mark.parametrize(
    ("wish", "granted"), [(None, 3600), (0, 3600), (120, 3600), (3600, 3600), (7200, 7200), (NEVER_EXPIRES_S, 86400)]
)
def test_a_wish_for_life_is_raised_to_an_hour_and_cut_to_the_maximum(platform, wish, granted):
    platform.knobs.max_expires_s = 86400
    reply = platform.ask("POST", "channel", c.Channel(channel_set_id="set", expires=wish))
    assert granted == reply.document.expires


def test_a_platform_may_answer_every_wish_with_the_same(platform):
    platform.knobs.force_expires_s = 86400
    reply = platform.ask("POST", "channel", c.Channel(channel_set_id="set", expires=120))
    assert 86400 == reply.document.expires


def test_an_expired_channel_says_so_and_ends(platform):
    channel = platform.channel(expires=3600)
    keep_alive(platform, channel, 3585)
    platform.wait(14)
    assert [] == reasons(platform, channel)
    platform.wait(1)
    assert ["Expired"] == reasons(platform, channel)
    assert [channel] == platform.ended


def test_a_new_life_counts_from_its_granting(platform):
    channel = platform.channel(expires=3600)
    keep_alive(platform, channel, 3000)
    reply = platform.ask("PUT", f"channel/{channel}", c.Channel(expires=3600))
    assert (channel, 3600) == (reply.document.channel_id, reply.document.expires)
    keep_alive(platform, channel, 3585)
    assert [] == platform.ended
    platform.wait(15)
    assert [channel] == platform.ended


def test_a_channel_that_never_expires_does_not(platform):
    channel = platform.channel(expires=NEVER_EXPIRES_S)
    platform.knobs.event_timeout_s = 1e9
    heartbeat(platform, channel)
    platform.wait(1e8)
    assert [] == platform.ended


def test_without_a_heartbeat_the_stream_is_closed_without_a_word_and_the_subscription_stays(platform):
    channel = platform.channel()
    subscription = platform.subscribe("user/anna@ent1.example")
    platform.take(channel)
    platform.wait(29.9)
    assert [] == platform.ended
    platform.wait(0.1)
    assert [channel] == platform.ended
    assert [] == platform.take(channel)
    assert 200 == platform.ask("GET", f"subscription/{subscription}").status


def test_a_heartbeat_is_answered_on_the_stream(platform):
    channel = platform.channel()
    assert 200 == heartbeat(platform, channel)
    assert [c.ChannelHeartBeat()] == platform.take(channel)


def test_a_heartbeat_may_go_unanswered(platform):
    channel = platform.channel()
    platform.knobs.faults.mute_keepalive = True
    assert 200 == heartbeat(platform, channel)
    assert [] == platform.take(channel)


def test_only_the_holding_server_takes_the_heartbeat(platform):
    channel = platform.channel(instance="xsp2")
    assert (404, 200) == (heartbeat(platform, channel, "xsp1"), heartbeat(platform, channel, "xsp2"))


def test_nobody_else_can_keep_change_or_delete_a_channel(platform):
    channel = platform.channel()
    assert 404 == heartbeat(platform, channel, account=ANNA)
    assert 404 == platform.ask("PUT", f"channel/{channel}", c.Channel(expires=9), ANNA).status
    assert 404 == platform.ask("DELETE", f"channel/{channel}", None, ANNA).status


def test_a_deleted_channel_says_so_and_is_gone(platform):
    channel = platform.channel()
    assert 200 == platform.ask("DELETE", f"channel/{channel}").status
    assert ["ExplicitDelete"] == reasons(platform, channel)
    assert [channel] == platform.ended
    assert 404 == platform.ask("DELETE", f"channel/{channel}").status
    platform.wait(60)
    assert [channel] == platform.ended, "it ends once"


def test_another_set_of_the_same_application_and_owner_ends_the_first(platform):
    first = platform.channel("one", application_id="app")
    mate = platform.channel("one", application_id="app", instance="xsp2")
    others = platform.channel("other", account=ANNA, application_id="app"), platform.channel("none")
    second = platform.channel("two", application_id="app")
    assert ["DuplicateChannelSet"] == reasons(platform, first)
    assert ["DuplicateChannelSet"] == reasons(platform, mate)
    assert {first, mate} == set(platform.ended)
    assert [[], [], []] == [reasons(platform, channel) for channel in (second, *others)]


def test_a_set_has_a_limit(platform):
    platform.knobs.max_channels_per_set = 2
    platform.channel(), platform.channel()
    assert 403 == platform.ask("POST", "channel", c.Channel(channel_set_id="set")).status
    platform.channel("another")


def test_a_channel_needs_a_set_and_the_streaming_address(platform):
    assert 400 == platform.ask("POST", "channel", c.Channel()).status
    assert 400 == platform.ask("POST", "channel", None).status


def test_a_set_shows_its_channels(platform):
    first = platform.channel(priority=2, weight=10, expires=7200)
    second = platform.channel(application_id="app")
    shown = platform.ask("GET", "channelset/set").document.channel
    assert [(first, "set", 2, 10, 7200, None), (second, "set", 1, 50, 3600, "app")] == [
        (item.channel_id, item.channel_set_id, item.priority, item.weight, item.expires, item.application_id)
        for item in shown
    ]


def test_a_set_without_channels_is_not_found(platform):
    assert 404 == platform.ask("GET", "channelset/set").status
    platform.channel()
    assert 404 == platform.ask("GET", "channelset/set", None, ANNA).status, "sets are the owner's"


def test_a_stream_that_the_client_closes_ends_the_channel(platform):
    channel = platform.channel()
    platform.switch.stream_lost(channel, platform.now)
    platform.settle()
    assert [] == platform.ended
    assert 404 == heartbeat(platform, channel)


def test_a_server_that_fails_takes_its_channels_with_it(platform):
    first, second = platform.channel(instance="xsp1"), platform.channel(instance="xsp2")
    platform.switch.fail_server("xsp1", platform.now)
    platform.settle()
    assert ([first], []) == (platform.ended, platform.take(first))
    assert 200 == heartbeat(platform, second, "xsp2")


def bound_channel(platform, set_id="set", instance="xsp1"):
    """A channel of a connection, as the CTI interface has it."""
    body, who = c.Channel(channel_set_id=set_id), Credentials(ADMIN.user_id, ADMIN.password)
    request = Request(Api.EVENTS, "POST", ("channel",), body=body, credentials=who, instance=instance, bound=True)
    reply = platform.switch.handle(request, platform.now)
    platform.settle()
    return reply.channel_id


def test_a_channel_of_a_connection_needs_no_heartbeats(platform):
    channel = bound_channel(platform)
    platform.wait(3599)
    assert [] == platform.ended
    assert 404 == heartbeat(platform, channel)
    platform.wait(1)
    assert ["Expired"] == reasons(platform, channel)


def test_the_answer_to_an_event_is_taken_without_signing_in(platform):
    platform.acknowledges = False
    channel = bound_channel(platform)
    platform.subscribe("user/anna@ent1.example")
    (event,) = platform.take(channel)
    answer = c.EventResponse(event_id=event.event_id, status_code=200, reason="OK")
    assert 404 == platform.switch.take_answer(answer, "xsp2", platform.now).status
    assert 200 == platform.switch.take_answer(answer, "xsp1", platform.now).status
    platform.wait(100)
    assert [] == platform.ended


def test_a_server_is_emptied_channel_by_channel_and_takes_no_new_ones(platform):
    platform.knobs.drain_s = 5.0
    first, second = platform.channel("first"), platform.channel("second")
    elsewhere = platform.channel("first", instance="xsp2")
    platform.switch.drain("xsp1", platform.now)
    platform.wait(0)
    assert ["Expired"] == reasons(platform, first)
    assert 503 == platform.ask("POST", "channel", c.Channel(channel_set_id="third")).status
    assert [] == reasons(platform, second)
    platform.wait(5)
    assert ["Expired"] == reasons(platform, second)
    assert [first, second] == platform.ended
    assert elsewhere not in platform.ended


def test_a_server_that_is_refilled_keeps_what_it_has(platform):
    platform.knobs.drain_s = 5.0
    first, second = platform.channel("first"), platform.channel("second")
    platform.switch.drain("xsp1", platform.now)
    platform.switch.refill("xsp1", platform.now + 1)
    platform.wait(10)
    assert [first] == platform.ended
    assert [] == reasons(platform, second)
    assert platform.channel("third")
