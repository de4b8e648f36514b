"""What one device can do: the services that ask for its logical and its physical element."""

from __future__ import annotations

from enum import StrEnum

from ctibridge.wire.csta import catalogue
from ctibridge.wire.csta.markup import structure
from ctibridge.wire.csta.monitoring import MonitorFilter, MonitorMediaClass
from ctibridge.wire.csta.types import DeviceID, Extensions, Request, Response
from ctibridge.wire.markup.binding import xml


class AppearanceType(StrEnum):
    """How calls show at the device."""

    SELECTED_STANDARD = "selectedStandard"
    BASIC_STANDARD = "basicStandard"
    BASIC_BRIDGED = "basicBridged"
    EXCLUSIVE_BRIDGED = "exclusiveBridged"
    INDEPENDENT_SHARED_BRIDGED = "independentSharedBridged"
    INTERDEPENDENT_SHARED_BRIDGED = "interdependentSharedBridged"


@structure
class LogDevServList:
    """The services of a logical device."""

    call_control_serv_list: catalogue.CallControlServList | None = None
    call_associated_serv_list: catalogue.CallAssociatedServList | None = None
    logical_serv_list: catalogue.LogicalServList | None = None


@structure
class LogDevEvtsList:
    """The events of a logical device."""

    call_control_evts_list: catalogue.CallControlEvtsList | None = None
    call_associated_evts_list: catalogue.CallAssociatedEvtsList | None = None
    logical_evts_list: catalogue.LogicalEvtsList | None = None


@structure
class GetLogicalDeviceInformationResponse(Response):
    """The device as the end of calls."""

    device_category: str | None = None
    group_device_attributes: catalogue.GroupDeviceAttributes | None = None
    named_device_types: str | None = None
    short_form_device_id: DeviceID | None = None
    has_physical_element: bool = xml(absent=False)
    acd_models: catalogue.ACDModels | None = None
    agent_log_on_models: catalogue.AgentLogOnModels | None = None
    appearance_addressable: bool = xml(absent=False)
    appearance_type: str = xml(absent=AppearanceType.SELECTED_STANDARD)
    appearance_list: tuple[str, ...] = xml(wrap="appearance", default=())
    other_physical_device_list: tuple[DeviceID, ...] = xml(wrap="deviceID", default=())
    misc_monitor_caps: catalogue.MiscMonitorCaps | None = None
    associated_group_list: tuple[DeviceID, ...] = xml(wrap="deviceID", default=())
    max_callbacks: int | None = None
    max_auto_answer_rings: int | None = None
    max_active_calls: int | None = None
    max_held_calls: int | None = None
    max_fwd_settings: int | None = None
    max_devices_in_conf: int | None = None
    trans_and_conf_setup: catalogue.TransAndConfSetup | None = None
    device_on_device_monitor_filter: MonitorFilter | None = None
    device_on_connection_monitor_filter: MonitorFilter | None = None
    call_on_device_monitor_filter: MonitorFilter | None = None
    call_on_connection_monitor_filter: MonitorFilter | None = None
    media_class_support: MonitorMediaClass | None = None
    connection_rate_list: tuple[int, ...] = xml(wrap="connectionRate", default=())
    delay_tolerance_list: tuple[int, ...] = xml(wrap="delayTolerance", default=())
    number_of_channels: int | None = None
    max_channel_bind: int | None = None
    log_dev_serv_list: LogDevServList | None = None
    log_dev_evts_list: LogDevEvtsList | None = None
    device_maint_evts_list: catalogue.DeviceMaintEvtsList | None = None
    extensions: Extensions | None = None


@structure
class GetLogicalDeviceInformation(Request[GetLogicalDeviceInformationResponse]):
    """Asks for a device as the end of calls."""

    device: DeviceID
    extensions: Extensions | None = None


@structure
class GetPhysicalDeviceInformationResponse(Response):
    """The device as the thing on the desk."""

    device_category: str = xml(absent="other")
    group_device_attributes: catalogue.GroupDeviceAttributes | None = None
    named_device_types: str | None = None
    has_logical_element: bool = xml(absent=False)
    other_logical_device_list: tuple[DeviceID, ...] = xml(wrap="deviceID", default=())
    device_model_name: str | None = None
    device_on_device_monitor_filter: MonitorFilter | None = None
    device_on_connection_monitor_filter: MonitorFilter | None = None
    call_on_device_monitor_filter: MonitorFilter | None = None
    call_on_connection_monitor_filter: MonitorFilter | None = None
    max_displays: int | None = None
    max_buttons: int | None = None
    max_lamps: int | None = None
    max_ring_patterns: int | None = None
    phys_dev_serv_list: catalogue.PhysDevServList | None = None
    phys_dev_evts_list: catalogue.PhysDevEvtsList | None = None
    extensions: Extensions | None = None


@structure
class GetPhysicalDeviceInformation(Request[GetPhysicalDeviceInformationResponse]):
    """Asks for a device as the thing on the desk."""

    device: DeviceID
    extensions: Extensions | None = None
