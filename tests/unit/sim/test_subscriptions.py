"""Subscriptions: targets, packages, lives, replacement, envelopes."""

import pytest

from ctibridge.sim.people import Kind
from ctibridge.sim.subscriptions import LAST_SEQUENCE
from ctibridge.wire.xsi import channels as c
from ctibridge.wire.xsi import events as e
from ctibridge.wire.xsi.calls import MessageSummary
from ctibridge.wire.xsi.channels import NEVER_EXPIRES_S
from ctibridge.wire.xsi.services import DoNotDisturb
from tests.unit.sim.bench import ADMIN, ANNA, GROUP_ADMIN, SYSTEM
from tests.unit.sim.platform import wish

ANNAS = "user/anna@ent1.example"


@pytest.fixture
def open_channel(platform):
    """The administrator's channel, with heartbeats switched off."""
    platform.knobs.event_timeout_s = 1e12
    return platform.channel(expires=NEVER_EXPIRES_S)


def data(platform, channel):
    return [event.event_data for event in platform.take(channel)]


def test_a_user_is_reported_at_once_with_calls_conference_and_hook(platform, open_channel):
    platform.phones["anna"].dial("102")
    platform.subscribe(ANNAS)
    (state,) = data(platform, open_channel)
    assert (1, None, "Off-Hook") == (len(state.calls), state.conference, state.hook_status)


@pytest.mark.parametrize(
    ("path", "account"),
    [("enterprise/ent1", ADMIN), ("serviceprovider/ent1/group/office", GROUP_ADMIN), ("system", SYSTEM)],
)
def test_a_collection_is_not_reported_at_once_nor_after_a_refresh(platform, path, account):
    channel = platform.channel(account=account)
    subscription = platform.subscribe(path, account=account)
    platform.ask("PUT", f"subscription/{subscription}", c.Subscription(expires=3600), account)
    assert [] == platform.take(channel)
    platform.phones["anna"].dial("102")
    assert "Originated Alerting bert" in platform.words(channel)


def test_a_refresh_of_a_user_target_reports_everything_again(platform, open_channel):
    subscription = platform.subscribe(ANNAS)
    platform.take(open_channel)
    reply = platform.ask("PUT", f"subscription/{subscription}", c.Subscription(expires=7200))
    assert (subscription, 7200) == (reply.document.subscription_id, reply.document.expires)
    assert ["Subscription 0"] == platform.words(open_channel)


def test_each_package_has_its_own_first_event(platform, open_channel):
    platform.switch.x.services.change(ANNA, DoNotDisturb(active=True))
    platform.switch.set_messages(ANNA, MessageSummary(new_messages=2), platform.now)
    platform.subscribe(
        ANNAS, package=None,
        event_package_list=("Basic Call", "Advanced Call", "Do Not Disturb", "Call Waiting",
                            "Voice Mail Message Summary", "Call Park"),
    )  # fmt: skip
    calls, dnd, waiting, mail, parked = data(platform, open_channel)
    assert isinstance(calls, e.CallSubscriptionEvent)
    assert (True, True, 2) == (dnd.info.active, waiting.info.active, mail.message_summary.new_messages)
    assert e.CallParkedAgainstEvent() == parked


def test_the_envelope_names_owner_application_channel_and_whom_it_concerns(platform, open_channel):
    subscription = platform.subscribe(ANNAS)
    (event,) = platform.take(open_channel)
    assert (1, ADMIN.user_id, "app", subscription, open_channel, ANNA.user_id) == (
        event.sequence_number, event.user_id, event.external_application_id, event.subscription_id,
        event.channel_id, event.target_id,
    )  # fmt: skip


def test_whom_an_event_concerns_is_left_out_when_it_is_the_owner(platform):
    channel = platform.channel(account=ANNA)
    platform.subscribe(ANNAS, account=ANNA)
    (event,) = platform.take(channel)
    assert (ANNA.user_id, None) == (event.user_id, event.target_id)


def test_sequence_numbers_count_per_subscription_and_start_again_after_the_last(platform, open_channel):
    subscription = platform.subscribe("enterprise/ent1")
    platform.subscribe(ANNAS, "Do Not Disturb")
    platform.take(open_channel)
    platform.switch.core.subscriptions.by_id(subscription).sequence = LAST_SEQUENCE - 1
    platform.phones["anna"].dial("198")
    assert [LAST_SEQUENCE, 1, 2] == [event.sequence_number for event in platform.take(open_channel)]


def test_the_same_wish_replaces_the_old_subscription(platform, open_channel):
    old = platform.subscribe(ANNAS)
    platform.take(open_channel)
    new = platform.subscribe(ANNAS)
    terminated, initial = platform.take(open_channel)
    assert (old, new) == (terminated.subscription_id, initial.subscription_id)
    assert isinstance(terminated.event_data, e.SubscriptionTerminatedEvent)
    assert 403 == platform.ask("GET", f"subscription/{old}").status


@pytest.mark.parametrize(
    "other", [{"package": "Basic Call"}, {"application_id": "another"}, {"path": "user/bert@ent1.example"}]
)
def test_another_wish_does_not(platform, open_channel, other):
    platform.subscribe(ANNAS)
    platform.subscribe(other.pop("path", ANNAS), **other)
    assert 2 == len(platform.ask("GET", "subscription").document.subscription)


def test_a_list_of_packages_replaces_any_other_list_for_the_target(platform, open_channel):
    platform.subscribe(ANNAS)
    old = platform.subscribe(ANNAS, package=None, event_package_list=("Basic Call",))
    platform.subscribe(ANNAS, package=None, event_package_list=("Do Not Disturb",), application_id="another")
    ids = [item.subscription_id for item in platform.ask("GET", "subscription").document.subscription]
    assert 2 == len(ids)
    assert old not in ids


def test_a_deleted_subscription_says_so_and_reports_no_more(platform, open_channel):
    subscription = platform.subscribe(ANNAS)
    platform.take(open_channel)
    assert 200 == platform.ask("DELETE", f"subscription/{subscription}").status
    assert ["SubscriptionTerminated"] == platform.words(open_channel)
    platform.phones["anna"].dial("102")
    assert [] == platform.take(open_channel)


def test_an_expired_subscription_says_so(platform, open_channel):
    platform.subscribe(ANNAS, expires=3600)
    platform.take(open_channel)
    platform.wait(3599)
    assert [] == platform.take(open_channel)
    platform.wait(1)
    assert ["SubscriptionTerminated"] == platform.words(open_channel)


def test_a_query_tells_what_is_left_of_its_life(platform, open_channel):
    subscription = platform.subscribe(ANNAS, expires=7200)
    forever = platform.subscribe("user/bert@ent1.example", expires=NEVER_EXPIRES_S)
    platform.wait(1000)
    found = platform.ask("GET", f"subscription/{subscription}").document
    assert (6200, "User", ANNA.user_id, ADMIN.user_id, "Advanced Call", "set", "app") == (
        found.expires, found.target_id_type, found.target_id, found.subscriber_id, found.event,
        found.channel_set_id, found.application_id,
    )  # fmt: skip
    assert NEVER_EXPIRES_S == platform.ask("GET", f"subscription/{forever}").document.expires


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, 4),
        ({"event": "Basic Call"}, 1),
        ({"extAppId": "another"}, 1),
        ({"targetId": "anna@ent1.example"}, 2),
        ({"targetId": "anna@ent1.example", "event": "Advanced Call"}, 1),
        ({"targetEntityType": "ServiceProvider"}, 1),
        ({"targetId": "ent1"}, 0),
        ({"targetId": "ent1", "targetEntityType": "ServiceProvider"}, 1),
        ({"targetId": "office", "targetEntityType": "Group", "targetGrpParentId": "ent1"}, 1),
        ({"targetSubId": "1"}, 0),
        ({"nonsense": "1"}, 4),
    ],
)
def test_the_list_can_be_filtered(platform, query, found):
    platform.subscribe(ANNAS)
    platform.subscribe(ANNAS, "Basic Call")
    platform.subscribe("enterprise/ent1", application_id="another")
    platform.subscribe("enterprise/ent1/group/office")
    assert found == len(platform.ask("GET", "subscription", **query).document.subscription)


def test_a_group_in_a_filter_needs_its_enterprise(platform):
    assert 400 == platform.ask("GET", "subscription", targetId="office", targetEntityType="Group").status


def test_others_subscriptions_are_shown_within_the_scope(platform):
    platform.subscribe(ANNAS, account=ANNA)
    assert 1 == len(platform.ask("GET", "subscription", subscriberId=ANNA.user_id).document.subscription)
    assert 403 == platform.ask("GET", "subscription", None, ANNA, subscriberId=ADMIN.user_id).status


@pytest.mark.parametrize(
    ("path", "body", "account"),
    [
        ("user/bert@ent1.example", wish(), ANNA),
        ("user/nobody@ent1.example", wish(), ADMIN),
        ("user/zoe@ent2.example", wish(), ADMIN),
        ("enterprise/ent2", wish(), ADMIN),
        ("enterprise/ent1", wish(), GROUP_ADMIN),
        ("enterprise/ent1/group/nothing", wish(), ADMIN),
        ("system", wish(), ADMIN),
        (ANNAS, wish("No Such Package"), ADMIN),
        (ANNAS, wish("Call Center Agent"), ADMIN),
        (ANNAS, wish(set_id=None), ADMIN),
        (ANNAS, None, ADMIN),
        (f"{ANNAS}/subId/1", wish(), ADMIN),
    ],
)
def test_every_refusal_of_a_subscription_is_403(platform, path, body, account):
    assert 403 == platform.ask("POST", path, body, account).status


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_subscription_that_is_not_ones_own_is_refused_with_403(platform, method):
    subscription = platform.subscribe(ANNAS)
    body = c.Subscription(expires=1) if method == "PUT" else None
    assert 403 == platform.ask(method, f"subscription/{subscription}", body, ANNA).status
    assert 403 == platform.ask(method, "subscription/none", body).status


def test_subscriptions_have_a_limit_that_replacing_does_not_meet(platform):
    platform.knobs.max_subscriptions_per_owner = 1
    platform.subscribe(ANNAS)
    platform.subscribe(ANNAS)
    assert 403 == platform.ask("POST", ANNAS, wish("Basic Call")).status


def test_one_public_client_subscribes_under_another_address(platform, open_channel):
    platform.subscribe(f"{ANNAS}/subscription")
    assert ["Subscription 0"] == platform.words(open_channel)


def test_an_http_contact_gets_events_by_post(platform):
    platform.subscribe(ANNAS, set_id=None, contact="http://127.0.0.1:9/events")
    ((uri, event),) = platform.posted
    assert ("http://127.0.0.1:9/events", "http://127.0.0.1:9/events", None) == (
        uri, event.http_contact.uri, event.channel_id,
    )  # fmt: skip


def test_a_channel_set_goes_before_an_http_contact(platform, open_channel):
    platform.subscribe(ANNAS, contact="http://127.0.0.1:9/events")
    assert (1, []) == (len(platform.take(open_channel)), platform.posted)


def test_a_resync_tells_all_calls_of_everybody_who_is_watched(platform, open_channel):
    platform.subscribe("enterprise/ent1/group/office")
    platform.subscribe("user/emil@ent1.example", "Do Not Disturb")
    platform.phones["anna"].dial("102")
    platform.take(open_channel)
    platform.switch.resync(platform.now)
    platform.settle()
    told = [(event.target_id.partition("@")[0], type(event.event_data), len(event.event_data.calls))
            for event in platform.take(open_channel)]  # fmt: skip
    resync = e.CallSubscriptionResyncEvent
    assert [("anna", resync, 1), ("bert", resync, 1), ("carla", resync, 0)] == told


def test_a_service_event_goes_to_its_package_only(platform, open_channel):
    platform.subscribe("enterprise/ent1", "Do Not Disturb")
    platform.phones["anna"].do_not_disturb(active=True)
    platform.phones["anna"].call_waiting(active=False)
    assert [True] == [item.info.active for item in data(platform, open_channel)]


def test_news_from_the_future_can_come_before_each_event(platform, open_channel):
    platform.knobs.faults.unknown_events = True
    platform.subscribe(ANNAS)
    assert [1, 2] == [event.sequence_number for event in platform.take(open_channel)]


def test_entity_types_are_those_of_the_schema():
    assert {"User", "Group", "ServiceProvider", "System"} == {kind.value for kind in Kind}
