"""The services of users: who has them, what a PUT changes, and what those who watch are told."""

import dataclasses

import pytest

from ctibridge.sim.people import Population
from ctibridge.wire.xsi import services as s
from ctibridge.wire.xsi.calls import Address, MessageSummary, RemoteOfficeEndpoint
from ctibridge.wire.xsi.channels import EventPackage
from ctibridge.wire.xsi.events import (
    BroadWorksAnywhereEvent,
    HotelingGuestEvent,
    RemoteOfficeEvent,
    SubscriptionEvent,
    VoiceMailMessageSummaryEvent,
)
from tests.unit.sim.bench import people
from tests.unit.sim.platform import Platform, wish

ANNA = "user/anna@ent1.example"
SERVICES = f"{ANNA}/services"
HOME = Address(value="tel:+493023125910")
HOTEL = "tel:+493023125920"
LOCATION = f"{SERVICES}/BroadWorksAnywhere/Location"


@pytest.fixture
def platform():
    return Platform()


def told(platform: Platform, channel: str) -> list[object]:
    return [item.event_data for item in platform.take(channel) if isinstance(item, SubscriptionEvent)]


def watching(platform: Platform, package: str) -> str:
    channel = platform.channel(expires=86400)
    platform.subscribe("enterprise/ent1", package, expires=86400)
    return channel


def test_remote_office_is_set_read_and_told(platform):
    channel = watching(platform, EventPackage.REMOTE_OFFICE)
    state = s.RemoteOffice(active=True, remote_office_number=HOME)
    assert 200 == platform.ask("PUT", f"{SERVICES}/RemoteOffice", state).status
    assert state == platform.ask("GET", f"{SERVICES}/RemoteOffice").document
    assert [RemoteOfficeEvent(info=state)] == told(platform, channel)


def test_remote_office_needs_a_number_before_it_can_be_on_and_keeps_it_when_it_is_off(platform):
    path = f"{SERVICES}/RemoteOffice"
    assert 400 == platform.ask("PUT", path, s.RemoteOffice(active=True)).status
    platform.ask("PUT", path, s.RemoteOffice(active=True, remote_office_number=HOME))
    platform.ask("PUT", path, s.RemoteOffice(active=False))
    assert s.RemoteOffice(active=False, remote_office_number=HOME) == platform.ask("GET", path).document


def test_a_location_of_anywhere_is_made_switched_and_taken_away(platform):
    channel = watching(platform, EventPackage.BROADWORKS_ANYWHERE)
    new = s.BroadWorksAnywhereLocation(phone_number="+493023125920", description="Hotel")
    assert 201 == platform.ask("POST", LOCATION, new).status
    assert 400 == platform.ask("POST", LOCATION, new).status
    assert 200 == platform.ask("PUT", f"{LOCATION}/493023125920", s.BroadWorksAnywhereLocation(active=True)).status
    kept = s.BroadWorksAnywhereLocation(phone_number="+493023125920", description="Hotel", active=True)
    assert kept == platform.ask("GET", f"{LOCATION}/+493023125920").document
    assert 200 == platform.ask("DELETE", f"{LOCATION}/+493023125920").status
    assert 404 == platform.ask("GET", f"{LOCATION}/+493023125920").status
    events = [event.info.locations for event in told(platform, channel) if isinstance(event, BroadWorksAnywhereEvent)]
    where = s.AnywhereLocation(phone_number=Address(value=HOTEL), active=False, description="Hotel")
    assert [(where,), (dataclasses.replace(where, active=True),), ()] == events


def test_settings_of_anywhere_leave_its_locations_alone(platform):
    platform.phones["anna"].anywhere({"+493023125920": True})
    platform.ask(
        "PUT",
        f"{SERVICES}/BroadWorksAnywhere",
        s.BroadWorksAnywhere(alert_all_locations_for_click_to_dial_calls=True),
    )
    state = platform.ask("GET", f"{SERVICES}/BroadWorksAnywhere").document
    assert (True, (HOTEL,)) == (
        state.alert_all_locations_for_click_to_dial_calls,
        tuple(each.phone_number.value for each in state.locations),
    )


def test_a_guest_is_told_with_the_host_and_without_one_afterwards(platform):
    channel = watching(platform, EventPackage.HOTELING_GUEST)
    phones = platform.phones
    phones["anna"].be_guest_of(phones["bert"])
    phones["anna"].be_guest_of(None)
    events = [event.info for event in told(platform, channel) if isinstance(event, HotelingGuestEvent)]
    assert [(True, "bert@ent1.example"), (False, None)] == [(info.active, info.host_user_id) for info in events]


def test_messages_are_told_by_kind(platform):
    channel = watching(platform, EventPackage.VOICE_MAIL_MESSAGE_SUMMARY)
    platform.phones["anna"].voice_messages(2, 5, new_urgent=1)
    box = MessageSummary(new_messages=2, old_messages=5, new_urgent_messages=1)
    assert [VoiceMailMessageSummaryEvent(message_summary=box)] == told(platform, channel)


@pytest.mark.parametrize("status", [404, 403])
@pytest.mark.parametrize(
    ("resource", "path"),
    [
        ("RemoteOffice", f"{SERVICES}/RemoteOffice"),
        ("CallForwardingNotReachable", f"{SERVICES}/CallForwardingNotReachable"),
        ("BroadWorksAnywhere", f"{LOCATION}/+493023125920"),
        ("VoiceMessaging", f"{ANNA}/calls/MessageSummary"),
    ],
)
def test_a_service_that_a_user_does_not_have_is_refused_as_the_knob_says(platform, status, resource, path):
    platform.phones["anna"].anywhere({"+493023125920": True})
    assert 200 == platform.ask("GET", path).status
    platform.knobs.unassigned_status = status
    platform.phones["anna"].service(resource, assigned=False)
    assert status == platform.ask("GET", path).status
    platform.phones["anna"].service(resource, assigned=True)
    assert 200 == platform.ask("GET", path).status


def test_who_watches_is_told_that_a_service_is_taken_away_and_given_back(platform):
    channel = watching(platform, EventPackage.REMOTE_OFFICE)
    anna = platform.phones["anna"]
    anna.remote_office("+493023125910")
    anna.service("RemoteOffice", assigned=False)
    anna.service("RemoteOffice", assigned=True)
    state = s.RemoteOffice(active=True, remote_office_number=HOME)
    assert [
        RemoteOfficeEvent(info=state),
        RemoteOfficeEvent(unassigned=True),
        RemoteOfficeEvent(info=state),
    ] == told(platform, channel)


def test_a_user_may_lack_a_service_from_the_beginning():
    some = people()
    users = [dataclasses.replace(user, lacks=frozenset({"RemoteOffice"})) for user in some.users]
    platform = Platform(population=Population(some.groups, users, some.administrators))
    assert 404 == platform.ask("GET", f"{SERVICES}/RemoteOffice").status
    names = {entry.name for entry in platform.ask("GET", SERVICES).document.service}
    assert ({"Hoteling Guest"}, set()) == (names & {"Hoteling Guest"}, names & {"Remote Office"})
    platform.channel()
    assert 403 == platform.ask("POST", ANNA, wish(EventPackage.REMOTE_OFFICE)).status
    assert 200 == platform.ask("POST", ANNA, wish(EventPackage.HOTELING_GUEST)).status


def test_a_forwarding_that_was_taken_away_forwards_no_more(platform):
    anna, bert = platform.phones["anna"], platform.phones["bert"]
    bert.forward("always", "103")
    bert.service("CallForwardingAlways", assigned=False)
    anna.dial(bert)
    assert 1 == len(bert.calls)


def test_who_works_at_a_remote_office_answers_and_calls_there(platform):
    anna, bert = platform.phones["anna"], platform.phones["bert"]
    anna.remote_office("+493023125910")
    bert.dial(anna)
    anna.answer()
    anna.dial("103")
    there = RemoteOfficeEndpoint(address=HOME)
    assert [there, there] == [half.endpoint for half in anna.calls]
    anna.remote_office(None)
    platform.phones["carla"].dial(anna)
    anna.answer()
    assert None is anna.calls[-1].endpoint, "the own telephone"
