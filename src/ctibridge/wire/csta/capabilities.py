"""What a server can do and which devices it has: the services of capability exchange.

What a sender has to fill in and a peer leaves out is read as the least that it can mean.
"""

from __future__ import annotations

from enum import StrEnum

from ctibridge.wire.csta import catalogue
from ctibridge.wire.csta.attributes import CallCharacteristics
from ctibridge.wire.csta.markup import structure
from ctibridge.wire.csta.monitoring import MonitorFilter, MonitorMediaClass
from ctibridge.wire.csta.types import DeviceID, Extensions, Notice, Request, Response
from ctibridge.wire.markup.binding import xml


class DeviceCategory(StrEnum):
    """What kind of device it is; some of the values can also be asked for."""

    ACD = "acd"
    GROUP = "group"
    NETWORK_INTERFACE = "networkInterface"
    PARK = "park"
    ROUTEING_DEVICE = "routeingDevice"
    STATION = "station"
    VOICE_UNIT = "voiceUnit"
    GENERIC_INTERACTIVE_VOICE = "genericInteractiveVoice"  # this and the next six since edition 6
    LISTENER_INTERACTIVE_VOICE = "listenerInteractiveVoice"
    DTMF_INTERACTIVE_VOICE = "dtmfInteractiveVoice"
    PROMPT_INTERACTIVE_VOICE = "promptInteractiveVoice"
    PROMPT_QUEUE_INTERACTIVE_VOICE = "promptQueueInteractiveVoice"
    MESSAGE_INTERACTIVE_VOICE = "messageInteractiveVoice"
    CONFERENCE = "conference"
    OTHER = "other"


class NamedDeviceTypes(StrEnum):
    """The usual name of such a device."""

    ACD = "acd"
    ACD_GROUP = "acdGroup"
    BUTTON = "button"
    BUTTON_GROUP = "buttonGroup"
    CONFERENCE_BRIDGE = "conferenceBridge"
    LINE = "line"
    LINE_GROUP = "lineGroup"
    OPERATOR = "operator"
    OPERATOR_GROUP = "operatorGroup"
    PARKING_DEVICE = "parkingDevice"
    STATION = "station"
    STATION_GROUP = "stationGroup"
    TRUNK = "trunk"
    TRUNK_GROUP = "trunkGroup"
    OTHER = "other"
    OTHER_GROUP = "otherGroup"


@structure
class DeviceListDevice:
    """A device of the server."""

    device_id: DeviceID | None = None
    device_category: str | None = None
    named_device_types: str | None = None
    device_attributes: catalogue.DeviceAttributes | None = None
    device_model_name: str | None = None
    nid_group: DeviceID | None = None


@structure
class GetSwitchingFunctionDevicesResponse(Response):
    """The devices follow in SwitchingFunctionDevices with this identifier."""

    service_cross_ref_id: str
    extensions: Extensions | None = None


@structure
class GetSwitchingFunctionDevices(Request[GetSwitchingFunctionDevicesResponse]):
    """Asks for the devices, or for those of a category: DeviceCategory, or groupACD, groupHunt ... for groups."""

    requested_device_id: DeviceID | None = None
    requested_device_category: str | None = None
    extensions: Extensions | None = None


@structure
class SwitchingFunctionDevices(Notice):
    """A segment of the list of devices."""

    service_cross_ref_id: str
    segment_id: int | None = None
    last_segment: bool
    device_list: tuple[DeviceListDevice, ...] = xml(wrap="device", absent=())
    extensions: Extensions | None = None


@structure
class MonitorFilterItems:
    """The events that can be reported at all, by kind of monitor and of filter."""

    device_on_device_monitor_filter: MonitorFilter | None = None
    device_on_connection_monitor_filter: MonitorFilter | None = None
    call_on_device_monitor_filter: MonitorFilter | None = None
    call_on_connection_monitor_filter: MonitorFilter | None = None


@structure
class MaxLengthParameters:
    """How long identifiers and data may get."""

    account_info: int = xml(absent=0)
    auth_code: int = xml(absent=0)
    agent_id: int = xml(absent=0)
    agent_password: int = xml(absent=0)
    call_id_in_connection_id: int = xml(absent=0)
    correlator_data: int = xml(absent=0)
    private_data: int = xml(absent=0)
    device_identifiers: int = xml(absent=0)
    user_data: int = xml(absent=0)
    button_label: int = xml(absent=0)
    lamp_label: int = xml(absent=0)
    characters_to_send: int = xml(absent=0)


@structure
class MaxLengthParametersContinued:
    """How long more identifiers and data may get."""

    monitor_cross_ref_id: int = xml(absent=0)
    call_qualifying_data: int = xml(absent=0)
    sub_domain_call_linkage_data: int = xml(absent=0)
    sub_domain_thread_id: int = xml(absent=0)
    io_data: int = xml(absent=0)
    message_info: int = xml(absent=0)


@structure
class ServEvtsList:
    """The services and events of the server."""

    cap_exchange_serv_list: catalogue.CapExchangeServList | None = None
    system_serv_list: catalogue.SystemStatusServList | None = None
    monitoring_serv_list: catalogue.MonitoringServList | None = None
    snapshot_serv_list: catalogue.SnapshotServList | None = None
    call_control_serv_list: catalogue.CallControlServList | None = None
    call_control_evts_list: catalogue.CallControlEvtsList | None = None
    call_associated_serv_list: catalogue.CallAssociatedServList | None = None
    call_associated_evts_list: catalogue.CallAssociatedEvtsList | None = None
    phys_dev_serv_list: catalogue.PhysDevServList | None = None
    phys_dev_evts_list: catalogue.PhysDevEvtsList | None = None
    logical_serv_list: catalogue.LogicalServList | None = None
    logical_evts_list: catalogue.LogicalEvtsList | None = None
    device_maint_evts_list: catalogue.DeviceMaintEvtsList | None = None
    vendor_specific_serv_list: catalogue.VendorSpecificServList | None = None
    vendor_specific_evts_list: catalogue.VendorSpecificEvtsList | None = None


@structure
class GetSwitchingFunctionCapsResponse(Response):
    """What the server can do."""

    switching_sub_domain_name: str | None = None
    manufacturer_name: str | None = None
    profiles: catalogue.Profiles | None = None
    device_id_format: catalogue.DeviceIDFormat | None = None
    sw_domain_features: catalogue.SwDomainFeatures | None = None
    sw_appearance_addressability: catalogue.SwAppearanceAddressability | None = None
    sw_appearance_types: catalogue.SwAppearanceTypes | None = None
    ignore_unsupported_parameters: str = xml(absent="ignoreParameters")
    call_characteristics_supported: CallCharacteristics | None = None
    media_class_support: MonitorMediaClass | None = None
    number_of_channels: int | None = None
    max_channel_bind: int | None = None
    connection_rate_list: tuple[int, ...] = xml(wrap="connectionRate", default=())
    delay_tolerance_list: tuple[int, ...] = xml(wrap="delayTolerance", default=())
    pause_time: int | None = None
    current_time: str | None = None
    message_seq_numbers: catalogue.MessageSeqNumbers | None = None
    time_stamp_mode: catalogue.MessageSeqNumbers | None = None
    security_mode: str | None = None
    security_format: catalogue.SecurityFormat | None = None
    private_data_format: catalogue.SecurityFormat | None = None
    trans_and_conf_setup: catalogue.TransAndConfSetup | None = None
    monitor_filter_items: MonitorFilterItems | None = None
    misc_monitor_caps: catalogue.MiscMonitorCaps | None = None
    correlator_data_supported: bool | None = None
    dynamic_feature_supported: str | None = None
    call_linkage_options: catalogue.CallLinkageOptions | None = None
    acd_models: catalogue.ACDModels | None = xml("aCDModels", default=None)
    agent_log_on_models: catalogue.AgentLogOnModels | None = None
    agent_state_models: catalogue.AgentStateModels | None = None
    connection_view: str = xml(absent="fixed")
    max_length_parameters: MaxLengthParameters | None = None
    max_length_parameters_cont: MaxLengthParametersContinued | None = None
    serv_evts_list: ServEvtsList | None = None
    private_data_version_list: tuple[int, ...] = xml(wrap="privateDataVersion", default=())
    system_status_timer: int | None = None
    simple_threshold: int | None = None
    max_device_history_entries: int | None = xml(since=6, default=None)
    max_destination_devices_for_deflect: int | None = xml(since=6, default=None)
    extensions: Extensions | None = None


@structure
class GetSwitchingFunctionCaps(Request[GetSwitchingFunctionCapsResponse]):
    """Asks what the server can do; the name in XML of Get Switching Function Capabilities."""

    extensions: Extensions | None = None


@structure
class SupportedServices:
    """The services of the server, by group."""

    cap_exchange_serv_list: catalogue.CapExchangeServList | None = None
    system_stat_serv_list: catalogue.SystemStatusServList | None = None
    monitoring_serv_list: catalogue.MonitoringServList | None = None
    snapshot_serv_list: catalogue.SnapshotServList | None = None
    call_control_serv_list: catalogue.CallControlServList | None = None
    call_associated_serv_list: catalogue.CallAssociatedServList | None = None
    phys_dev_serv_list: catalogue.PhysDevServList | None = None
    logical_serv_list: catalogue.LogicalServList | None = None
    vendor_specific_serv_list: catalogue.VendorSpecificServList | None = None


@structure
class SupportedEvents:
    """The events of the server, by group."""

    call_control_evts_list: catalogue.CallControlEvtsList | None = None
    call_associated_evts_list: catalogue.CallAssociatedEvtsList | None = None
    phys_dev_evts_list: catalogue.PhysDevEvtsList | None = None
    logical_evts_list: catalogue.LogicalEvtsList | None = None
    device_maint_evts_list: catalogue.DeviceMaintEvtsList | None = None
    vendor_specific_evts_list: catalogue.VendorSpecificEvtsList | None = None


@structure
class GetCSTAFeaturesResponse(Response):
    """The services and events of the server."""

    supported_services: SupportedServices | None = None
    supported_events: SupportedEvents | None = None
    extensions: Extensions | None = None


@structure
class GetCSTAFeatures(Request[GetCSTAFeaturesResponse]):
    """Asks for the services and events of the server."""

    extensions: Extensions | None = None
