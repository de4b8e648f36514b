"""Changes as events: every change has its event, its filter name, and says what CSTA demands."""

from __future__ import annotations

from dataclasses import fields
from typing import get_args

import pytest

from ctibridge.client.telling import private_text
from ctibridge.model import changes as c
from ctibridge.model import reports as r
from ctibridge.model.ids import LineId
from ctibridge.model.states import ConnectionState as S
from ctibridge.model.states import Recording, Standing
from ctibridge.servers.csta.devices import Devices
from ctibridge.servers.csta.settings import DeviceForm
from ctibridge.servers.csta.translate import _EVENTS, FILTER_NAMES, EventTranslator, _permitted
from ctibridge.wire.csta import events as e
from ctibridge.wire.csta.editions import Edition
from ctibridge.wire.csta.messages import MESSAGES, decode, encode
from ctibridge.wire.csta.monitoring import MonitorFilter
from ctibridge.wire.csta.types import NOT_KNOWN, DeviceID, Event
from tests.unit.model.bench import ANNA, BERT, OUTSIDE, TROUBLE
from tests.unit.servers.csta.office import Office

A = LineId("a")


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def told(office):
    """The events that a monitor on Anna's line gets."""
    translator = EventTranslator(office.devices, names=True)
    events: list[Event] = []

    def deliver(change):
        event = translator.event_from_change(change, "17")
        assert event is not None, change
        events.append(event)

    office.watch("a", deliver)
    return events


def names(events):
    return [type(event).__name__ for event in events]


def test_every_change_that_clients_may_hear_of_has_an_event_and_a_filter_name():
    assert set(_EVENTS) == set(FILTER_NAMES) | {c.ServiceChanged}, "filters have no name for private events"
    mine = {c.LineSuspect, c.CallInDoubt}
    assert set(get_args(c.Change)) - mine | {c.CallCleared} == set(_EVENTS), "doubts are for us alone"


def test_a_monitor_of_a_call_has_no_connection_of_its_own(office):
    translator = EventTranslator(office.devices, names=True)
    changes = []
    office.watch("a", changes.append)
    office.call()
    for change in changes:
        event = translator.event_from_change(change, "1", of_call=True)
        assert (None, None) == (event.local_connection_info, event.services_permitted)
        assert event.cause == change.cause
    cleared = translator.event_from_change(c.CallCleared("1:1", changes[0].cause), "1", of_call=True)
    assert ("1:1", None) == (cleared.cleared_call.call_id, cleared.cleared_call.device_id)


def test_filter_names_are_those_of_the_filter():
    groups = {field.name for field in fields(MonitorFilter)}
    assert {group for group, _ in FILTER_NAMES.values()} <= groups
    assert len(set(FILTER_NAMES.values())) == len(FILTER_NAMES)


def test_a_call_from_its_beginning_to_its_end(office, told):
    a, b = office.call()
    a.held()
    a.retrieved()
    a.released()
    b.released()
    expected = ["Originated", "Delivered", "Established", "Held", "Retrieved", "ConnectionCleared"]
    assert [f"{name}Event" for name in expected] == names(told)
    assert {"17"} == {event.monitor_cross_ref_id for event in told}
    states = [S.CONNECTED, S.CONNECTED, S.CONNECTED, S.HOLD, S.CONNECTED, S.NULL]
    assert states == [event.local_connection_info for event in told]
    delivered = told[1]
    assert DeviceID("102") == delivered.alerting_device.device_identifier
    assert (DeviceID("101"), DeviceID("102")) == (
        delivered.calling_device.device_identifier,
        delivered.called_device.device_identifier,
    )
    assert {"1:1"} == {delivered.connection.call_id, told[0].originated_connection.call_id}


def test_a_recording_travels_as_private_data_as_long_as_it_goes_on(office):
    translator = EventTranslator(office.devices, names=False)
    told: list[str | None] = []

    def deliver(change):
        event = translator.event_from_change(change, "1")
        if isinstance(event, e.CallInformationEvent):
            told.append(private_text(event, "recording"))

    office.watch("a", deliver)
    a, _ = office.call()
    for recording in (Recording.STARTED, Recording.PAUSED, Recording.OFF):
        a.report(S.CONNECTED, S.CONNECTED, recording=recording)
    assert ["started", "paused", None] == told


def test_names_travel_as_private_data_only_where_they_may(office):
    for wanted in (True, False):
        translator = EventTranslator(office.devices, names=wanted)
        events: list[Event | None] = []
        office.watch("b", lambda change, to=events, by=translator: to.append(by.event_from_change(change, "1")))
        a, b = office.bench.call(ANNA, BERT, f"{int(wanted)}:7")
        b.received()
        first = events[0]
        assert isinstance(first, e.DeliveredEvent)
        assert (first.extensions is not None) is wanted
        b.released()


def test_an_outside_party_has_an_associated_device_that_is_not_known(office, told):
    half = office.bench.half(ANNA, OUTSIDE, "5:1", outgoing=False)
    half.received()
    assert NOT_KNOWN == told[0].associated_calling_device
    assert told[0].associated_called_device is None


@pytest.mark.parametrize("edition", list(Edition))
def test_transfer_and_conference_list_who_is_in_the_call_now(office, told, edition):
    a, b, d, _e = office.consultation()
    office.bench.conference(ANNA, a, d)
    (conferenced,) = (event for event in told if isinstance(event, e.ConferencedEvent))
    devices = {item.new_connection.device_id for item in conferenced.conference_connections}
    assert {DeviceID("101"), DeviceID("102"), DeviceID("103")} == devices
    again, _ = decode(encode(conferenced, edition))
    assert len(again.conference_connections) == 3


def test_services_and_the_line_s_own_state(office, told):
    office.hub.on_report(r.DoNotDisturbReported(A, None, active=True))
    kind = r.ForwardingKind.NO_ANSWER
    office.hub.on_report(r.ForwardingReported(A, None, r.ForwardingState(kind, active=True, to="+49891", ring_count=0)))
    office.hub.on_report(r.LineDown(A, TROUBLE))
    office.hub.on_report(r.LineUp(A))
    expected = ["DoNotDisturbEvent", "ForwardingEvent", "OutOfServiceEvent", "BackInServiceEvent"]
    assert expected == names(told)
    forwarding = told[1]
    assert ("forwardNoAns", True, DeviceID("+49891"), None) == (
        forwarding.forwarding_type, forwarding.forward_status, forwarding.forward_to, forwarding.ring_count
    )  # fmt: skip


def test_a_change_without_an_event_is_not_told(office):
    translator = EventTranslator(Devices(office.hub.lines, DeviceForm.EXTENSION), names=True)
    assert translator.event_from_change(c.LineSuspect(A, "test"), "1") is None


def test_permitted_services_are_in_the_group_where_csta_has_them():
    alone, beside = _permitted(Standing(S.CONNECTED), ()), _permitted(Standing(S.CONNECTED), (Standing(S.HOLD),))
    assert frozenset({"generateDigits"}) == alone.call_associated_services
    assert "generateDigits" not in alone.call_control_services
    assert {
        "transferCall",
        "conferenceCall",
        "alternateCall",
    } <= beside.call_control_services - alone.call_control_services


def test_events_are_events_of_csta(office, told):
    office.consultation()
    assert all(isinstance(event, Event) and type(event).__name__ in MESSAGES for event in told)
