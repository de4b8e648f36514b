"""What this face can do, told from the tables that it works by: so nothing is announced that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ctibridge.model.lines import Line
from ctibridge.servers.csta.requests import COMMANDS, Desk
from ctibridge.servers.csta.segments import parts_of
from ctibridge.servers.csta.translate import FILTER_NAMES
from ctibridge.wire.csta import calls, features, transfers
from ctibridge.wire.csta.capabilities import (
    DeviceCategory,
    DeviceListDevice,
    GetCSTAFeatures,
    GetCSTAFeaturesResponse,
    GetSwitchingFunctionCaps,
    GetSwitchingFunctionCapsResponse,
    GetSwitchingFunctionDevices,
    MaxLengthParameters,
    MonitorFilterItems,
    NamedDeviceTypes,
    ServEvtsList,
    SupportedEvents,
    SupportedServices,
    SwitchingFunctionDevices,
)
from ctibridge.wire.csta.device_information import (
    AppearanceType,
    GetLogicalDeviceInformation,
    GetLogicalDeviceInformationResponse,
    GetPhysicalDeviceInformation,
    GetPhysicalDeviceInformationResponse,
    LogDevEvtsList,
    LogDevServList,
)
from ctibridge.wire.csta.monitoring import MonitorFilter

DEVICE_BYTES = 170  # the elements of a device without its names
CHARACTER_BYTES = 5  # at most: &amp; has five

CALL_CONTROL = {
    calls.MakeCall: "makeCall",
    calls.AnswerCall: "answerCall",
    calls.ClearConnection: "clearConnection",
    calls.ClearCall: "clearCall",
    calls.HoldCall: "holdCall",
    calls.RetrieveCall: "retrieveCall",
    calls.ReconnectCall: "reconnectCall",
    calls.AlternateCall: "alternateCall",
    transfers.ConsultationCall: "consultationCall",
    transfers.TransferCall: "transferCall",
    transfers.ConferenceCall: "conferenceCall",
    transfers.SingleStepTransferCall: "singleStepTransfer",
    transfers.DeflectCall: "deflectCall",
    transfers.DirectedPickupCall: "directedPickupCall",
    transfers.GroupPickupCall: "groupPickupCall",
    transfers.ParkCall: "parkCall",
}
CALL_ASSOCIATED = {calls.GenerateDigits: "generateDigits"}
LOGICAL = {
    features.GetDoNotDisturb: "getDoNotDisturb",
    features.SetDoNotDisturb: "setDoNotDisturb",
    features.GetForwarding: "getForwarding",
    features.SetForwarding: "setForwarding",
}
PHYSICAL = {
    features.GetMessageWaitingIndicator: "getMessageWaitingIndicator",
    features.SetMessageWaitingIndicator: "setMessageWaitingIndicator",
}
VENDOR_SPECIFIC = {features.Escape: "escape"}
VENDOR_EVENTS = frozenset({"privateEvent"})
CAPABILITY_EXCHANGE = frozenset(
    {
        "getCSTAFeatures",
        "getLogicalDeviceInformation",
        "getPhysicalDeviceInformation",
        "getSwitchingFunctionCaps",
        "getSwitchingFunctionDevices",
        "switchingFunctionDevices",
    }
)
SYSTEM = frozenset(
    {
        "changeSystemStatusFilter",
        "systemRegister",
        "systemStatusRegisterCancel",
        "requestSystemStatus",
        "systemStatus",
        "swFunctionDevicesChanged",
    }
)
MONITORING = frozenset({"changeMonitorFilter", "monitorStart", "monitorStop"})
SNAPSHOT = frozenset({"snapshotCall", "snapshotDevice", "snapshotCallData", "snapshotDeviceData"})
_LIST_NAMES = {"networkReached": "netwReached"}  # the lists of events spell it otherwise than the filters
MAX_LENGTHS = MaxLengthParameters(
    account_info=0,
    auth_code=0,
    agent_id=0,
    agent_password=0,
    call_id_in_connection_id=256,
    correlator_data=0,
    private_data=60_000,
    device_identifiers=161,
    user_data=0,
    button_label=0,
    lamp_label=0,
    characters_to_send=161,
)
"""Octets; 0: not supported. An extTrackingId has at most 256, an address in XSI 161; private data a frame."""


def offered(names: dict[Any, str]) -> frozenset[str]:
    """Those services of a group that are really carried out."""
    return frozenset(name for request, name in names.items() if request in COMMANDS)


def events(group: str) -> frozenset[str]:
    """The events of a group that can come, as the lists of events spell them."""
    return frozenset(_LIST_NAMES.get(name, name) for kind, name in FILTER_NAMES.values() if kind == group)


def reportable(*groups: str, without: str = "") -> MonitorFilter:
    """The events of these groups, as a filter names them."""
    names: dict[str, Any] = {
        group: frozenset(name for kind, name in FILTER_NAMES.values() if kind == group and name != without)
        for group in groups
    }
    return MonitorFilter(**names)


ALL_GROUPS = frozenset(group for group, _ in FILTER_NAMES.values())
MONITOR_FILTER_ITEMS = MonitorFilterItems(
    device_on_device_monitor_filter=reportable(*ALL_GROUPS, without="callCleared"),
    call_on_connection_monitor_filter=reportable("callcontrol", "call_associated"),
)
"""The two kinds of monitors that there are, with what each can report."""


def switching_function_caps(_desk: Desk, _request: GetSwitchingFunctionCaps) -> GetSwitchingFunctionCapsResponse:
    """What the server can do."""
    return GetSwitchingFunctionCapsResponse(
        switching_sub_domain_name="ctibridge",
        manufacturer_name="ctibridge",
        profiles=frozenset({"basicTelephonyProfile"}),
        sw_domain_features=frozenset(
            {
                *("isForwardingAfter", "recall", "extCallsIncoming", "extCallsOutgoing", "prompting"),
                *("supportFailedWithAssConn", "negativeAcknowledgment"),
            }
        ),
        sw_appearance_addressability=frozenset({"nonAddressable"}),
        sw_appearance_types=frozenset({"selectedStandard"}),
        ignore_unsupported_parameters="ignoreParameters",
        media_class_support=frozenset({"voice"}),
        trans_and_conf_setup=frozenset({"consultationCall", "holdCallMakeCall", "alternateCall"}),
        monitor_filter_items=MONITOR_FILTER_ITEMS,
        correlator_data_supported=False,
        dynamic_feature_supported="all",
        connection_view="local",
        max_length_parameters=MAX_LENGTHS,
        serv_evts_list=ServEvtsList(
            cap_exchange_serv_list=CAPABILITY_EXCHANGE,
            system_serv_list=SYSTEM,
            monitoring_serv_list=MONITORING,
            snapshot_serv_list=SNAPSHOT,
            call_control_serv_list=offered(CALL_CONTROL),
            call_control_evts_list=events("callcontrol"),
            call_associated_serv_list=offered(CALL_ASSOCIATED),
            call_associated_evts_list=events("call_associated"),
            phys_dev_serv_list=offered(PHYSICAL),
            phys_dev_evts_list=events("physical_device_feature"),
            logical_serv_list=offered(LOGICAL),
            logical_evts_list=events("logical_device_feature"),
            device_maint_evts_list=events("maintenance"),
            vendor_specific_serv_list=offered(VENDOR_SPECIFIC),
            vendor_specific_evts_list=VENDOR_EVENTS,
        ),
    )


def csta_features(_desk: Desk, _request: GetCSTAFeatures) -> GetCSTAFeaturesResponse:
    """The services and events."""
    return GetCSTAFeaturesResponse(
        supported_services=SupportedServices(
            cap_exchange_serv_list=CAPABILITY_EXCHANGE,
            system_stat_serv_list=SYSTEM,
            monitoring_serv_list=MONITORING,
            snapshot_serv_list=SNAPSHOT,
            call_control_serv_list=offered(CALL_CONTROL),
            call_associated_serv_list=offered(CALL_ASSOCIATED),
            phys_dev_serv_list=offered(PHYSICAL),
            logical_serv_list=offered(LOGICAL),
            vendor_specific_serv_list=offered(VENDOR_SPECIFIC),
        ),
        supported_events=SupportedEvents(
            call_control_evts_list=events("callcontrol"),
            call_associated_evts_list=events("call_associated"),
            phys_dev_evts_list=events("physical_device_feature"),
            logical_evts_list=events("logical_device_feature"),
            device_maint_evts_list=events("maintenance"),
            vendor_specific_evts_list=VENDOR_EVENTS,
        ),
    )


def logical_device_information(desk: Desk, request: GetLogicalDeviceInformation) -> GetLogicalDeviceInformationResponse:
    """What a line can do.

    Raises:
        UnknownLine: there is no such device.
    """
    line = desk.line(request.device)
    return GetLogicalDeviceInformationResponse(
        device_category=DeviceCategory.STATION,
        named_device_types=NamedDeviceTypes.STATION,
        short_form_device_id=desk.devices.of_line(line.id),
        has_physical_element=True,
        appearance_addressable=False,
        appearance_type=AppearanceType.SELECTED_STANDARD,
        max_fwd_settings=len(("immediate", "busy", "no answer")),
        trans_and_conf_setup=frozenset({"consultationCall", "holdCallMakeCall", "alternateCall"}),
        media_class_support=frozenset({"voice"}),
        log_dev_serv_list=LogDevServList(
            call_control_serv_list=offered(CALL_CONTROL),
            call_associated_serv_list=offered(CALL_ASSOCIATED),
            logical_serv_list=offered(LOGICAL),
        ),
        log_dev_evts_list=LogDevEvtsList(
            call_control_evts_list=events("callcontrol"),
            call_associated_evts_list=events("call_associated"),
            logical_evts_list=events("logical_device_feature"),
        ),
        device_maint_evts_list=events("maintenance"),
    )


def physical_device_information(
    desk: Desk, request: GetPhysicalDeviceInformation
) -> GetPhysicalDeviceInformationResponse:
    """The telephone of a line: all that can be read or set is its message lamp.

    Raises:
        UnknownLine: there is no such device.
    """
    desk.line(request.device)
    return GetPhysicalDeviceInformationResponse(
        device_category=DeviceCategory.STATION,
        named_device_types=NamedDeviceTypes.STATION,
        has_logical_element=True,
        max_lamps=1,
        phys_dev_serv_list=offered(PHYSICAL),
        phys_dev_evts_list=events("physical_device_feature"),
    )


def device_segments(
    desk: Desk, request: GetSwitchingFunctionDevices, cross_ref: str
) -> Iterator[SwitchingFunctionDevices]:
    """The list of devices, in segments; at least one, which may be empty.

    Raises:
        UnknownLine: a single device was asked for, and there is none of that name.
    """
    parts = parts_of([_device(desk, line) for line in _requested(desk, request)], _size)
    for number, part in enumerate(parts, 1):
        yield SwitchingFunctionDevices(
            service_cross_ref_id=cross_ref,
            segment_id=number,
            last_segment=number == len(parts),
            device_list=part,
        )


def _size(device: DeviceListDevice) -> int:
    names = (device.device_id.value if device.device_id else "") + (device.device_model_name or "")
    return DEVICE_BYTES + CHARACTER_BYTES * len(names)


def _requested(desk: Desk, request: GetSwitchingFunctionDevices) -> list[Line]:
    if request.requested_device_id is not None and request.requested_device_id.value:
        return [desk.line(request.requested_device_id)]
    if request.requested_device_category not in {None, DeviceCategory.STATION}:
        return []
    return list(desk.hub.lines)


def _device(desk: Desk, line: Line) -> DeviceListDevice:
    return DeviceListDevice(
        device_id=desk.devices.of_line(line.id),
        device_category=DeviceCategory.STATION,
        named_device_types=NamedDeviceTypes.STATION,
        device_model_name=line.name or None,
    )
