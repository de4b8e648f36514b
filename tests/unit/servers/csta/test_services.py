"""What is answered without the platform."""

from __future__ import annotations

from typing import Any

import pytest

from ctibridge.model import reports as r
from ctibridge.servers.csta.association import Association
from ctibridge.servers.csta.monitors import SessionMonitors
from ctibridge.servers.csta.requests import COMMANDS
from ctibridge.servers.csta.services import _LISTS, _SERVICES, _SESSION, Services, system_status
from ctibridge.servers.csta.settings import CstaSettings
from ctibridge.wire.csta import capabilities, features, monitoring, sessions, snapshots, system
from ctibridge.wire.csta.editions import Edition
from ctibridge.wire.csta.errors import CSTAErrorCode
from ctibridge.wire.csta.messages import RESPONSE_TO
from ctibridge.wire.csta.types import ConnectionID, DeviceID, Request
from tests.unit.servers.csta.office import LINES, Office, Provider

D101, NOBODY = DeviceID("101"), DeviceID("x")


def watch(device: DeviceID, **more: Any) -> monitoring.MonitorStart:
    return monitoring.MonitorStart(monitor_object=monitoring.MonitorObject(device_object=device), **more)


class Second(Provider):
    name = "q"

    def serves(self, line):
        return False


@pytest.fixture
def office():
    return Office()


def services_of(office: Office, settings: CstaSettings | None = None) -> Services:
    monitors = SessionMonitors(office.desk, lambda *_: None, lambda *_: None)
    association = Association(settings or CstaSettings(), "one")
    return Services(office.desk, monitors, association, lambda: Edition.ED5, lambda: 0.0)


@pytest.fixture
def services(office):
    return services_of(office)


def only(services: Services, request: Request[Any]) -> Any:
    (answer,) = services.answers(request)
    return answer


def refused(answer: Any) -> str:
    assert isinstance(answer, CSTAErrorCode), answer
    return f"{answer.category} {answer.value}"


def test_no_request_is_served_in_two_places():
    tables = [set(COMMANDS), set(_SERVICES), set(_SESSION), set(_LISTS)]
    assert sum(map(len, tables)) == len(set().union(*tables))
    assert set().union(*tables) <= set(RESPONSE_TO)


SERVED = {*COMMANDS, *_SERVICES, *_SESSION, *_LISTS}


@pytest.mark.parametrize("cls", [cls for cls in RESPONSE_TO if cls not in SERVED])
def test_what_is_known_but_not_served_is_refused(services, cls):
    assert "operation serviceNotSupported" == refused(only(services, object.__new__(cls)))


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        (
            monitoring.MonitorStart(monitor_object=monitoring.MonitorObject(device_object=NOBODY)),
            "invalidMonitorObject",
        ),
        (monitoring.MonitorStop(monitor_cross_ref_id="1"), "invalidMonitorCrossRefID"),
        (snapshots.SnapshotDevice(snapshot_object=NOBODY), "invalidDeviceID"),
        (snapshots.SnapshotCall(snapshot_object=ConnectionID("9:9")), "invalidConnectionID"),
        (snapshots.SnapshotCall(snapshot_object=ConnectionID(device_id=NOBODY)), "invalidDeviceID"),
        (snapshots.SnapshotCall(snapshot_object=ConnectionID()), "invalidConnectionID"),
        (system.SystemRegisterCancel(sys_stat_register_id="5"), "invalidParameterValue"),
        (
            system.ChangeSysStatFilter(sys_stat_register_id="5", requested_status_filter=frozenset()),
            "invalidParameterValue",
        ),
        (
            monitoring.ChangeMonitorFilter(monitor_cross_ref_id="1", requested_filter_list=monitoring.MonitorFilter()),
            "invalidMonitorCrossRefID",
        ),
        (
            monitoring.MonitorStart(monitor_object=monitoring.MonitorObject(call_object=ConnectionID("9:9"))),
            "invalidMonitorObject",
        ),
        (watch(D101, monitor_type="call"), "invalidMonitorType"),
        (capabilities.GetSwitchingFunctionDevices(requested_device_id=NOBODY), "invalidDeviceID"),
    ],
)
def test_what_is_not_there_is_refused(services, request_, error):
    assert f"operation {error}" == refused(only(services, request_))


def test_the_list_of_devices_follows_its_response_at_once(services):
    response, segment = services.answers(capabilities.GetSwitchingFunctionDevices())
    assert isinstance(response, capabilities.GetSwitchingFunctionDevicesResponse)
    assert response.service_cross_ref_id == segment.service_cross_ref_id
    assert len(LINES) == len(segment.device_list)


@pytest.fixture
def narrow(monkeypatch):
    """Frames that hold very little."""
    monkeypatch.setattr("ctibridge.servers.csta.segments.SEGMENT_BYTES", 10)


def test_a_snapshot_that_is_too_long_follows_its_response_in_segments(office, services, narrow):
    office.consultation()
    response, *segments = services.answers(snapshots.SnapshotDevice(snapshot_object=D101))
    assert response.cross_ref_id_or_snapshot_data.snapshot_data is None
    reference = response.cross_ref_id_or_snapshot_data.service_cross_ref_id
    assert [(reference, 1, False), (reference, 2, True)] == [
        (item.service_cross_ref_id, item.segment_id, item.last_segment) for item in segments
    ]
    assert ["1:1", "2:1"] == [info.connection_identifier.call_id for item in segments for info in item.snapshot_data]


def test_a_snapshot_of_a_call_comes_in_segments_too(office, services, narrow):
    office.call()
    request = snapshots.SnapshotCall(snapshot_object=ConnectionID("1:1"))
    response, *segments = services.answers(request)
    reference = response.cross_ref_id_or_snapshot_data.service_cross_ref_id
    assert "101" == response.calling_device.device_identifier.value, "what concerns the call as a whole"
    assert [False, True] == [item.last_segment for item in segments]
    assert ["101", "102"] == [
        info.device_on_call.device_identifier.value for item in segments for info in item.snapshot_data
    ]
    again, *_ = services.answers(request)
    assert reference != again.cross_ref_id_or_snapshot_data.service_cross_ref_id


def test_a_monitor_tells_its_filter_again(services):
    wanted = monitoring.MonitorFilter(callcontrol=frozenset({"held"}))
    started = only(services, watch(D101, requested_monitor_filter=wanted))
    assert wanted == started.actual_monitor_filter
    stop = monitoring.MonitorStop(monitor_cross_ref_id=started.monitor_cross_ref_id)
    assert isinstance(only(services, stop), monitoring.MonitorStopResponse)


def test_registrations_are_told_apart_also_when_one_was_cancelled(services):
    def register() -> str:
        return str(only(services, system.SystemRegister(request_types=frozenset())).sys_stat_register_id)

    first, second = register(), register()
    only(services, system.SystemRegisterCancel(sys_stat_register_id=first))
    third = register()
    assert 3 == len({first, second, third})
    assert [second, third] == services.registrations.for_type("systemStatus")


def test_who_registers_for_nothing_hears_of_the_status(services):
    started = only(services, system.SystemRegister(request_types=frozenset()))
    assert [started.sys_stat_register_id] == services.registrations.for_status(system.SystemStatusValue.NORMAL)
    assert [] == services.registrations.for_type("switchingFunctionDevicesChanged")


def test_who_does_not_want_to_hear_of_a_status_does_not(services):
    hidden = frozenset({"normal"})
    started = only(services, system.SystemRegister(request_types=frozenset(), requested_status_filter=hidden))
    assert hidden == started.actual_status_filter
    registrations = services.registrations
    assert [] == registrations.for_status(system.SystemStatusValue.NORMAL)
    assert ["1"] == registrations.for_status(system.SystemStatusValue.DISABLED)
    change = system.ChangeSysStatFilter(sys_stat_register_id="1", requested_status_filter=frozenset({"disabled"}))
    assert frozenset({"disabled"}) == only(services, change).actual_status_filter
    assert ["1"] == registrations.for_status(system.SystemStatusValue.NORMAL)
    assert [] == registrations.for_status(system.SystemStatusValue.DISABLED)


def test_the_status_is_that_of_the_platforms(office):
    hub = office.hub
    assert "normal" == system_status(hub)
    hub.add_provider(Second())
    assert "partiallyDisabled" == system_status(hub)
    hub.on_report(r.ProviderDown("p", "test"))
    assert "disabled" == system_status(hub)


def test_without_a_session_only_sessions_are_served_where_a_user_is_needed(office):
    services = services_of(office, CstaSettings(user="app", password="x"))
    for request in (system.SystemStatus(), capabilities.GetSwitchingFunctionDevices(), object.__new__(features.Escape)):
        assert "operation securityViolation" == refused(only(services, request))
    assert isinstance(only(services, sessions.StopApplicationSession()), sessions.NegativeResponse)
    assert isinstance(only(services, sessions.StartApplicationSession()), sessions.NegativeResponse)


def test_calls_are_seen_in_snapshots_without_the_platform(office, services):
    assert (
        ()
        == only(
            services, snapshots.SnapshotDevice(snapshot_object=D101)
        ).cross_ref_id_or_snapshot_data.snapshot_data.snapshot_device_response_info
    )
    office.consultation()
    device = only(services, snapshots.SnapshotDevice(snapshot_object=D101)).cross_ref_id_or_snapshot_data.snapshot_data
    found = [
        (info.connection_identifier, info.local_call_state.compound_call_state.local_connection_state)
        for info in device.snapshot_device_response_info
    ]
    assert [
        (ConnectionID("1:1", D101), ("hold", "connected")),
        (ConnectionID("2:1", D101), ("connected", "connected")),
    ] == found
    call = only(services, snapshots.SnapshotCall(snapshot_object=ConnectionID("2:1")))
    members = call.cross_ref_id_or_snapshot_data.snapshot_data.snapshot_call_response_info
    assert ["101", "103"] == [member.device_on_call.device_identifier.value for member in members]
    assert ("101", "103") == (call.calling_device.device_identifier.value, call.called_device.device_identifier.value)
