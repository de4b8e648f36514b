"""Users who are deleted or moved, and subscriptions that are refused for want of something."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ctibridge.sim.people import User
from ctibridge.wire.xsi import channels as c
from ctibridge.wire.xsi.events import ChannelTerminatedEvent, SubscriptionTerminatedEvent
from tests.unit.sim.bench import ADMIN, ANNA, BERT, ELSEWHERE, WORKSHOP
from tests.unit.sim.platform import Platform, wish

ANNAS = "user/anna@ent1.example"


def replaced(platform: Platform, user: User, new: User | None) -> None:
    platform.switch.replace_user(user, new, platform.now)
    platform.settle()


def terminated(platform: Platform, channel: str) -> int:
    """How many subscriptions ended on this channel."""
    events = [getattr(item, "event_data", None) for item in platform.take(channel)]
    return sum(isinstance(event, SubscriptionTerminatedEvent) for event in events)


def test_who_is_deleted_is_unknown_and_watched_no_longer(platform):
    channel = platform.channel()
    platform.subscribe(ANNAS)
    replaced(platform, ANNA, None)
    assert 1 == terminated(platform, channel)
    refused = platform.ask("POST", ANNAS, wish())
    assert (403, "User not found: anna@ent1.example") == (refused.status, refused.document.summary_english[13:])
    assert 404 == platform.ask("GET", f"actions/{ANNAS}/profile").status
    assert 401 == platform.ask("GET", f"actions/{ANNAS}/profile", account=ANNA).status


def test_the_channels_of_who_is_deleted_end_with_that_reason(platform):
    channel = platform.channel(account=ANNA)
    replaced(platform, ANNA, None)
    (end,) = [item for item in platform.take(channel) if isinstance(item, ChannelTerminatedEvent)]
    assert c.ChannelTerminatedReason.USER_DELETED == end.reason


@pytest.mark.parametrize(("group", "status"), [(WORKSHOP, 200), (ELSEWHERE, 403)])
def test_who_is_moved_is_watched_by_those_who_still_may(platform, group, status):
    channel = platform.channel()
    platform.subscribe(ANNAS)
    replaced(platform, ANNA, replace(ANNA, group=group))
    assert (status == 403) == bool(terminated(platform, channel))
    assert status == platform.ask("POST", ANNAS, wish()).status


def test_nobody_else_notices(platform):
    channel = platform.channel()
    platform.subscribe("user/bert@ent1.example")
    replaced(platform, ANNA, None)
    assert 0 == terminated(platform, channel)
    assert BERT == platform.switch.people.by_extension("102", BERT)
    assert 200 == platform.ask("GET", "actions/user/bert@ent1.example/profile", account=ADMIN).status


def test_subscriptions_can_be_refused_with_a_text(platform):
    platform.channel()
    platform.knobs.faults.refuse_subscriptions = "no licence"
    refused = platform.ask("POST", ANNAS, wish())
    assert (403, True) == (refused.status, "no licence" in refused.document.summary_english)
