"""The picture of a line, and events in words."""

from __future__ import annotations

import pytest

from ctibridge.client.picture import CallPicture, LinePicture
from ctibridge.client.telling import event_text
from ctibridge.wire.csta import events as e
from ctibridge.wire.csta.line_services import LineService, Place, services
from ctibridge.wire.csta.types import (
    NOT_KNOWN,
    NOT_REQUIRED,
    RESTRICTED,
    ConnectionID,
    ConnectionListItem,
    DeviceID,
    Endpoint,
    Event,
    ExtendedDeviceID,
    private,
    private_data,
)
from ctibridge.wire.markup.binding import Tree


def device(name: str) -> ExtendedDeviceID:
    return ExtendedDeviceID(DeviceID(name))


def connection(call: str, name: str) -> ConnectionID:
    return ConnectionID(call, DeviceID(name))


def delivered(call: str, at: str, calling: ExtendedDeviceID, called: str, here: str = "alerting") -> e.DeliveredEvent:
    return e.DeliveredEvent(
        monitor_cross_ref_id="1",
        connection=connection(call, at),
        alerting_device=device(at),
        calling_device=calling,
        called_device=device(called),
        last_redirection_device=NOT_REQUIRED,
        local_connection_info=here,
        cause="newCall",
        extensions=private(Tree("{urn:x}callingName", "Kunde")),
    )


def drawn(*events: Event) -> LinePicture:
    picture = LinePicture("101")
    for event in events:
        picture.apply(event)
    return picture


def test_an_inbound_call_shows_the_caller_and_his_name():
    picture = drawn(delivered("A", "101", device("+4930"), "101"))
    assert {"A": CallPicture("A", "alerting", "+4930", "Kunde")} == picture.calls


def test_an_outbound_call_shows_where_it_rings():
    picture = drawn(delivered("A", "103", device("101"), "102", here="connected"))
    assert "103" == picture.calls["A"].other


def test_a_call_ends_when_the_line_has_no_part_in_it():
    cleared = e.ConnectionClearedEvent(
        monitor_cross_ref_id="1",
        dropped_connection=connection("A", "101"),
        releasing_device=device("101"),
        local_connection_info="null",
        cause="normalClearing",
    )
    assert {} == drawn(delivered("A", "101", device("+4930"), "101"), cleared).calls


def test_a_transferred_call_goes_on_under_its_new_identifier():
    transferred = e.TransferedEvent(
        monitor_cross_ref_id="1",
        primary_old_call=connection("A", "102"),
        transferring_device=device("102"),
        transferred_to_device=device("103"),
        transferred_connections=(
            ConnectionListItem(new_connection=connection("B", "101"), endpoint=Endpoint(DeviceID("101"))),
            ConnectionListItem(new_connection=connection("B", "x"), endpoint=Endpoint(restricted=True)),
        ),
        local_connection_info="connected",
        cause="transfer",
    )
    picture = drawn(delivered("A", "101", device("102"), "101"), transferred)
    assert {"B": CallPicture("B", "connected", "restricted")} == picture.calls


def test_whoever_transfers_has_no_call_any_more():
    transferred = e.TransferedEvent(
        monitor_cross_ref_id="1",
        primary_old_call=connection("A", "101"),
        secondary_old_call=connection("B", "101"),
        transferring_device=device("101"),
        transferred_to_device=device("103"),
        transferred_connections=(ConnectionListItem(new_connection=connection("B", "103")),),
        local_connection_info="null",
        cause="transfer",
    )
    two = (delivered("A", "101", device("102"), "101"), delivered("B", "103", device("101"), "103", here="connected"))
    assert {} == drawn(*two, transferred).calls


def test_services_and_health_are_part_of_the_picture():
    picture = drawn(
        e.DoNotDisturbEvent(monitor_cross_ref_id="1", device=device("101"), do_not_disturb_on=True),
        e.ForwardingEvent(
            monitor_cross_ref_id="1",
            device=device("101"),
            forwarding_type="forwardBusy",
            forward_status=True,
            forward_to=DeviceID("103"),
        ),
        e.OutOfServiceEvent(monitor_cross_ref_id="1", device=device("101")),
    )
    assert picture.do_not_disturb
    assert not picture.in_service
    assert {"forwardBusy": "103"} == picture.forwardings


def test_an_event_about_a_call_names_device_parties_and_state():
    text = event_text(delivered("A", "101", device("+4930"), "101"))
    assert "delivered at 101: +4930 (Kunde) -> 101, here alerting" == text


def test_what_is_not_known_or_withheld_is_said_so():
    assert "restricted (Kunde) -> 101" in event_text(delivered("A", "101", RESTRICTED, "101"))
    assert "unknown (Kunde) -> 101" in event_text(delivered("A", "101", NOT_KNOWN, "101"))


@pytest.mark.parametrize(
    ("service", "text"),
    [
        (LineService("remoteOffice", active=True, to="+4930"), "remoteOffice is on, to +4930"),
        (LineService("remoteOffice", active=False), "remoteOffice is off"),
        (LineService("remoteOffice", available=False), "remoteOffice is not available"),
        (LineService("remoteOffice", unknown="no way"), "remoteOffice is unknown: no way"),
        (
            LineService("forwardingNoAnswer", active=True, to="102", ring_count=3),
            "forwardingNoAnswer is on, to 102, after 3 rings",
        ),
        (
            LineService("anywhere", active=True, locations=(Place("1", active=True), Place("2", active=False))),
            "anywhere is on, 1 on, 2 off",
        ),
        (
            LineService("voiceMail", messages=(1, 2, 3, 4)),
            "voiceMail has 1 new, 2 old, 3 new urgent, 4 old urgent",
        ),
    ],
)
def test_a_service_that_changed_is_told_and_in_the_picture(service, text):
    event = e.PrivateEvent(monitor_cross_ref_id="1", private_data=private_data(services(DeviceID("101"), (service,))))
    assert f"service changed: {text}" == event_text(event)
    assert {service.name: service} == drawn(event).services


def test_private_events_of_other_vendors_are_named_and_no_more():
    event = e.PrivateEvent(monitor_cross_ref_id="1", private_data=private_data(Tree("{urn:v}news", "42")))
    assert "private" == event_text(event)
    assert {} == drawn(event).services
