"""What is announced is there, and what is there is announced."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from ctibridge.errors import UnknownLine
from ctibridge.model import changes as c
from ctibridge.model.ids import LineId
from ctibridge.model.lines import Line
from ctibridge.servers.csta.capabilities import (
    DEVICE_BYTES,
    MAX_LENGTHS,
    csta_features,
    device_segments,
    logical_device_information,
    physical_device_information,
    switching_function_caps,
)
from ctibridge.servers.csta.monitors import hidden_changes
from ctibridge.servers.csta.requests import COMMANDS
from ctibridge.servers.csta.segments import SEGMENT_BYTES
from ctibridge.servers.csta.services import _LISTS, _SERVICES
from ctibridge.servers.csta.settings import DeviceForm
from ctibridge.servers.csta.translate import _EVENTS, FILTER_NAMES
from ctibridge.wire.csta import capabilities as w
from ctibridge.wire.csta import snapshots, system, transfers
from ctibridge.wire.csta.device_information import GetLogicalDeviceInformation, GetPhysicalDeviceInformation
from ctibridge.wire.csta.editions import Edition
from ctibridge.wire.csta.framing import MAX_PAYLOAD
from ctibridge.wire.csta.messages import MESSAGES, decode, encode
from ctibridge.wire.csta.types import DeviceID
from tests.unit.servers.csta.office import LINES, Office

SENT = {
    w.SwitchingFunctionDevices,
    snapshots.SnapshotDeviceData,
    snapshots.SnapshotCallData,
    system.SystemStatus,
    system.SwFunctionDevicesChanged,
}
"""What the server tells by itself, and announces as services all the same."""
SPELT_OTHERWISE = {
    transfers.SingleStepTransferCall: "singleStepTransfer",
    system.SystemRegisterCancel: "systemStatusRegisterCancel",
    system.ChangeSysStatFilter: "changeSystemStatusFilter",
}
EVENTS_SPELT_OTHERWISE = {"netwReached": "networkReached"}
PHYSICAL = GetPhysicalDeviceInformation(device=DeviceID("101"))
LOGICAL = GetLogicalDeviceInformation(device=DeviceID("101"))


@pytest.fixture
def office():
    return Office()


def over_the_wire(message, edition=Edition.ED5):
    """As the client reads it: a name that the codec does not know would be lost on the way."""
    again, _ = decode(encode(message, edition))
    assert type(message) is type(again)
    return again


def listed(structure: Any, suffix: str) -> set[str]:
    """All names in the lists of a structure whose field names end so."""
    found: set[str] = set()
    for name in structure.__dataclass_fields__ if structure is not None else ():
        value = getattr(structure, name)
        if name.endswith(suffix) and value:
            found |= value
    return found


def name_of(request: type) -> str:
    name = request.__name__
    return SPELT_OTHERWISE.get(request, name[0].lower() + name[1:])


def handled() -> set[str]:
    requests = set(COMMANDS) | set(_SERVICES) | set(_LISTS) | SENT
    return {name_of(request) for request in requests}


def announced_services(office: Office) -> dict[str, set[str]]:
    features = over_the_wire(csta_features(office.desk, w.GetCSTAFeatures()))
    caps = over_the_wire(switching_function_caps(office.desk, w.GetSwitchingFunctionCaps()))
    return {
        "features": listed(features.supported_services, "serv_list"),
        "caps": listed(caps.serv_evts_list, "serv_list"),
    }


def announced_events(office: Office) -> dict[str, set[str]]:
    features = over_the_wire(csta_features(office.desk, w.GetCSTAFeatures()))
    caps = over_the_wire(switching_function_caps(office.desk, w.GetSwitchingFunctionCaps()))
    logical = over_the_wire(logical_device_information(office.desk, LOGICAL))
    physical = over_the_wire(physical_device_information(office.desk, PHYSICAL))
    return {
        "features": listed(features.supported_events, "evts_list"),
        "caps": listed(caps.serv_evts_list, "evts_list"),
        "a line": listed(logical.log_dev_evts_list, "evts_list")
        | set(logical.device_maint_evts_list)
        | listed(physical, "evts_list"),
    }


@pytest.mark.parametrize("where", ["features", "caps"])
def test_exactly_the_services_that_are_handled_are_announced(office, where):
    assert handled() == announced_services(office)[where]


def test_a_line_announces_the_services_that_the_platform_carries_out(office):
    logical = over_the_wire(logical_device_information(office.desk, LOGICAL))
    physical = over_the_wire(physical_device_information(office.desk, PHYSICAL))
    told = listed(logical.log_dev_serv_list, "serv_list") | listed(physical, "serv_list")
    assert {name_of(request) for request in COMMANDS} - {"escape"} == told, "CSTA has no place for that here"


@pytest.mark.parametrize("where", ["features", "caps", "a line"])
def test_exactly_the_events_that_can_come_are_announced(office, where):
    told = {EVENTS_SPELT_OTHERWISE.get(name, name) for name in announced_events(office)[where]}
    private = {"privateEvent"} if where != "a line" else set()
    assert {FILTER_NAMES[change][1] for change in _EVENTS if change in FILTER_NAMES} | private == told


def test_each_kind_of_monitor_says_what_it_can_report(office):
    caps = over_the_wire(switching_function_caps(office.desk, w.GetSwitchingFunctionCaps())).monitor_filter_items
    device, call = caps.device_on_device_monitor_filter, caps.call_on_connection_monitor_filter
    assert hidden_changes(device) == set(FILTER_NAMES) - {c.CallCleared}
    assert hidden_changes(call) == {*get_args(c.CallControlChange), c.CallCleared}
    assert (None, None) == (caps.device_on_connection_monitor_filter, caps.call_on_device_monitor_filter)


def test_every_announced_event_is_a_message():
    spelt = {"transferred": "TransferedEvent"}
    for _, name in FILTER_NAMES.values():
        assert spelt.get(name, f"{name[0].upper()}{name[1:]}Event") in MESSAGES


@pytest.mark.parametrize("edition", list(Edition))
def test_every_edition_can_say_it(office, edition):
    for message in (
        csta_features(office.desk, w.GetCSTAFeatures()),
        switching_function_caps(office.desk, w.GetSwitchingFunctionCaps()),
        logical_device_information(office.desk, LOGICAL),
        physical_device_information(office.desk, GetPhysicalDeviceInformation(device=DeviceID("101"))),
    ):
        assert message == over_the_wire(message, edition)


@pytest.mark.parametrize("ask", [
    lambda desk: logical_device_information(desk, GetLogicalDeviceInformation(device=DeviceID("no"))),
    lambda desk: physical_device_information(desk, GetPhysicalDeviceInformation(device=DeviceID("no"))),
    lambda desk: list(device_segments(desk, w.GetSwitchingFunctionDevices(requested_device_id=DeviceID("no")), "1")),
])  # fmt: skip
def test_a_device_that_is_not_there_is_unknown(office, ask):
    with pytest.raises(UnknownLine):
        ask(office.desk)


def segments(office: Office, **asked: Any) -> list[w.SwitchingFunctionDevices]:
    return list(device_segments(office.desk, w.GetSwitchingFunctionDevices(**asked), "7"))


def test_the_list_of_devices_is_complete_and_ends(office):
    (segment,) = segments(office)
    assert (1, True, "7") == (segment.segment_id, segment.last_segment, segment.service_cross_ref_id)
    assert [DeviceID(line.extension) for line in LINES] == [item.device_id for item in segment.device_list]


def test_one_device_or_another_category_can_be_asked_for(office):
    (one,) = segments(office, requested_device_id=DeviceID("+4930555102"))
    assert [DeviceID("102")] == [item.device_id for item in one.device_list]
    (none,) = segments(office, requested_device_category="acd")
    assert ((), True) == (none.device_list, none.last_segment)
    assert 3 == len(segments(office, requested_device_category="station")[0].device_list)


@pytest.mark.parametrize("form", list(DeviceForm))
def test_the_longest_names_that_the_platform_allows_fit_into_a_frame(form):
    """User ids have 161 octets at most, names 30 each; & takes five in XML, an umlaut two."""
    count = SEGMENT_BYTES // DEVICE_BYTES + 1
    lines = tuple(
        Line(LineId(user), user, f"+49{'9' * 20}", f"{number:020}", "&" * 30, "ü" * 30)
        for number in range(count)
        for user in [f"{number:05}{'&' * 75}@{'x' * 80}"]
    )
    parts = segments(Office(form, lines))
    assert [*range(1, len(parts) + 1)] == [part.segment_id for part in parts]
    assert [False] * (len(parts) - 1) + [True] == [part.last_segment for part in parts]
    assert count == sum(len(part.device_list) for part in parts)
    for edition in Edition:
        assert all(len(encode(part, edition)) <= MAX_PAYLOAD for part in parts)


def test_the_longest_identifiers_are_those_of_the_platform():
    assert (256, 161) == (MAX_LENGTHS.call_id_in_connection_id, MAX_LENGTHS.device_identifiers)
