"""The services of a line: the platform's documents as states, wishes as requests, events as reports."""

import pytest

from ctibridge.broadworks.translate_commands import NotHad, requests_from_command, result_from_replies
from ctibridge.broadworks.translate_events import report_from_event
from ctibridge.broadworks.translate_services import PACKAGES, PATHS, requests_to_set, state_from_document
from ctibridge.errors import InvalidValue, NotSupported, Rejected
from ctibridge.model import commands as k
from ctibridge.model import reports as r
from ctibridge.model.line_services import Location, Messages, ServiceKind, ServiceState
from ctibridge.wire.xsi import calls as x
from ctibridge.wire.xsi import events as e
from ctibridge.wire.xsi import services as s

K = ServiceKind
HOME = x.Address(value="tel:+493023125910")
STATES = [
    (s.DoNotDisturb(active=True), ServiceState(K.DO_NOT_DISTURB, active=True)),
    (s.CallWaiting(), ServiceState(K.CALL_WAITING, active=False)),
    (
        s.CallForwardingAlways(active=False, forward_to_phone_number=x.Address(value="")),
        ServiceState(K.FORWARDING_ALWAYS, active=False),
    ),
    (
        s.CallForwardingBusy(active=True, forward_to_phone_number=HOME),
        ServiceState(K.FORWARDING_BUSY, active=True, to="+493023125910"),
    ),
    (
        s.CallForwardingNoAnswer(active=True, forward_to_phone_number=HOME, number_of_rings=4),
        ServiceState(K.FORWARDING_NO_ANSWER, active=True, to="+493023125910", ring_count=4),
    ),
    (
        s.CallForwardingNotReachable(active=True, forward_to_phone_number=HOME),
        ServiceState(K.FORWARDING_NOT_REACHABLE, active=True, to="+493023125910"),
    ),
    (
        s.RemoteOffice(active=True, remote_office_number=HOME),
        ServiceState(K.REMOTE_OFFICE, active=True, to="+493023125910"),
    ),
    (s.RemoteOffice(), ServiceState(K.REMOTE_OFFICE, active=False)),
    (
        s.HotelingGuest(active=True, host_user_id="bert@ent1.example"),
        ServiceState(K.HOTELING_GUEST, active=True, to="bert@ent1.example"),
    ),
    (s.BroadWorksAnywhere(), ServiceState(K.ANYWHERE, active=False)),
    (
        s.BroadWorksAnywhere(locations=(s.AnywhereLocation(phone_number=HOME, active=True, description="Hotel"),)),
        ServiceState(K.ANYWHERE, active=True, locations=(Location("+493023125910", active=True, description="Hotel"),)),
    ),
    (
        x.VoiceMailMessageSummary(summary=x.MessageSummary(new_messages=1, old_urgent_messages=2)),
        ServiceState(K.VOICE_MAIL, messages=Messages(new=1, old_urgent=2)),
    ),
]


@pytest.mark.parametrize(("document", "state"), STATES)
def test_a_document_is_a_state(document, state):
    assert state == state_from_document(document)


def test_every_service_has_a_document_a_place_and_a_package():
    assert set(K) == {state.kind for _, state in STATES} == set(PATHS) == set(PACKAGES)


def test_other_documents_are_no_services():
    assert None is state_from_document(x.Calls())


@pytest.mark.parametrize(
    ("wish", "path", "body"),
    [
        (
            k.SetService("a", K.REMOTE_OFFICE, active=True, to="+4930"),
            "services/RemoteOffice",
            s.RemoteOffice(active=True, remote_office_number=x.Address(value="+4930")),
        ),
        (k.SetService("a", K.REMOTE_OFFICE, active=False), "services/RemoteOffice", s.RemoteOffice(active=False)),
        (
            k.SetService("a", K.FORWARDING_NO_ANSWER, active=None, ring_count=5),
            "services/CallForwardingNoAnswer",
            s.CallForwardingNoAnswer(number_of_rings=5),
        ),
        (
            k.SetService("a", K.ANYWHERE, active=True, to="+4930"),
            "services/BroadWorksAnywhere/Location/%2B4930",
            s.BroadWorksAnywhereLocation(active=True),
        ),
        (
            k.SetService("a", K.HOTELING_GUEST, active=False),
            "services/HotelingGuest",
            s.HotelingGuest(active=False, host_user_id=""),
        ),
    ],
)
def test_a_service_is_set_and_then_read(wish, path, body):
    put, get = requests_from_command(wish, "anna@x")
    assert ("PUT", f"user/anna@x/{path}", body, True) == (put.method, put.path, put.body, put.repeatable)
    assert ("GET", "/".join(("user", "anna@x", *PATHS[wish.kind]))) == (get.method, get.path)


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        (k.SetService("a", K.VOICE_MAIL, active=True), NotSupported),
        (k.SetService("a", K.CALL_WAITING, active=True, to="1"), InvalidValue),
        (k.SetService("a", K.ANYWHERE, active=True), InvalidValue),
        (k.SetService("a", K.ANYWHERE, active=None, to="1"), InvalidValue),
    ],
)
def test_what_cannot_be_set_is_refused_before_the_platform_is_asked(wish, error):
    with pytest.raises(error):
        requests_to_set("anna", wish)


def test_answers_are_states_in_the_order_of_the_question():
    asked = k.GetServices("a", (K.REMOTE_OFFICE, K.CALL_WAITING, K.ANYWHERE))
    replies = (NotHad(), s.CallWaiting(active=True), NotHad("no way"))
    expected = (
        ServiceState(K.REMOTE_OFFICE, available=False),
        ServiceState(K.CALL_WAITING, active=True),
        ServiceState(K.ANYWHERE, unknown="no way"),
    )
    assert k.ServiceStates(expected) == result_from_replies(asked, replies)


def test_a_service_that_could_not_be_set_is_not_available_whatever_is_read_of_it():
    wish = k.SetService("a", K.REMOTE_OFFICE, active=True)
    expected = k.ServiceStates((ServiceState(K.REMOTE_OFFICE, available=False),))
    assert expected == result_from_replies(wish, (NotHad(), s.RemoteOffice(active=False)))


def test_another_document_than_was_asked_for_is_no_answer():
    with pytest.raises(Rejected):
        result_from_replies(k.GetServices("a", (K.REMOTE_OFFICE,)), (s.CallWaiting(active=True),))


def event(data):
    return e.SubscriptionEvent(
        event_id="e",
        sequence_number=1,
        user_id="Anna@x",
        external_application_id="a",
        subscription_id="s",
        event_data=data,
    )


@pytest.mark.parametrize(
    ("data", "state"),
    [
        (
            e.RemoteOfficeEvent(info=s.RemoteOffice(active=True, remote_office_number=HOME)),
            ServiceState(K.REMOTE_OFFICE, active=True, to="+493023125910"),
        ),
        (e.RemoteOfficeEvent(unassigned=True), ServiceState(K.REMOTE_OFFICE, available=False)),
        (e.HotelingGuestEvent(info=s.HotelingGuest(active=False)), ServiceState(K.HOTELING_GUEST, active=False)),
        (e.BroadWorksAnywhereEvent(unassigned=True), ServiceState(K.ANYWHERE, available=False)),
    ],
)
def test_an_event_tells_a_state_or_that_the_service_was_taken_away(data, state):
    assert r.ServiceReported("anna@x", "e", state) == report_from_event(event(data))


def test_call_waiting_that_was_taken_away_is_off_and_not_available():
    assert r.CallWaitingReported("anna@x", "e", active=False, available=False) == report_from_event(
        event(e.CallWaitingEvent(unassigned=True))
    )
