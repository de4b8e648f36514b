"""Snapshots: the calls of a device, the devices of a call. Long ones come in segments, each a message of its own."""

from __future__ import annotations

from enum import StrEnum

from ctibridge.wire.csta.attributes import (
    CallCharacteristics,
    CallLinkageData,
    DeviceHistoryListItem,
    MediaCallCharacteristics,
    MessageInfoItem,
)
from ctibridge.wire.csta.markup import structure
from ctibridge.wire.csta.types import (
    ConnectionID,
    CorrelatorData,
    DeviceID,
    ExtendedDeviceID,
    Extensions,
    Notice,
    Request,
    Response,
    ServicesPermitted,
)
from ctibridge.wire.markup.binding import Flag, xml


class SimpleCallState(StrEnum):
    """The state of a call of two parties, in one word."""

    NULL = "callNull"
    PENDING = "callPending"
    ORIGINATED = "callOriginated"
    DELIVERED = "callDelivered"
    DELIVERED_HELD = "callDeliveredHeld"
    RECEIVED = "callReceived"
    ESTABLISHED = "callEstablished"
    ESTABLISHED_HELD = "callEstablishedHeld"
    RECEIVED_ON_HOLD = "callReceivedOnHold"
    ESTABLISHED_ON_HOLD = "callEstablishedOnHold"
    QUEUED = "callQueued"
    QUEUED_HELD = "callQueuedHeld"
    FAILED = "callFailed"
    FAILED_HELD = "callFailedHeld"
    BLOCKED = "callBlocked"


@structure
class CompoundCallState:
    """The state of each connection of the call."""

    local_connection_state: tuple[str, ...] = ()


@structure
class CallState:
    """The state of a call: exactly one of the three."""

    compound_call_state: CompoundCallState | None = None
    simple_call_state: str | None = None
    unknown: Flag = False


@structure
class SnapshotDeviceResponseInfo:
    """A call of the device."""

    connection_identifier: ConnectionID | None = None
    endpoint_device: ExtendedDeviceID | None = None
    local_call_state: CallState | None = None
    services_permitted: ServicesPermitted | None = xml(since=3, default=None)
    media_call_characteristics: MediaCallCharacteristics | None = None
    call_linkage_data: CallLinkageData | None = xml(since=6, default=None)


@structure
class SnapshotDeviceDataList:
    """The calls of a device."""

    snapshot_device_response_info: tuple[SnapshotDeviceResponseInfo, ...] = ()


@structure
class DeviceSnapshot:
    """The calls themselves, or the identifier under which SnapshotDeviceData brings them."""

    service_cross_ref_id: str | None = None
    snapshot_data: SnapshotDeviceDataList | None = None


@structure
class SnapshotDeviceResponse(Response):
    """The calls of a device."""

    cross_ref_id_or_snapshot_data: DeviceSnapshot = xml("crossRefIDorSnapshotData", required=True)
    extensions: Extensions | None = None


@structure
class SnapshotDevice(Request[SnapshotDeviceResponse]):
    """Asks for the calls of a device."""

    snapshot_object: DeviceID
    extensions: Extensions | None = None


@structure
class SnapshotDeviceData(Notice):
    """A segment of the calls of a device."""

    service_cross_ref_id: str
    segment_id: int | None = None
    last_segment: bool
    snapshot_data: tuple[SnapshotDeviceResponseInfo, ...] = xml(wrap="snapshotDeviceResponseInfo", absent=())
    extensions: Extensions | None = None


@structure
class SnapshotCallResponseInfo:
    """A device of the call."""

    device_on_call: ExtendedDeviceID | None = None
    call_identifier: ConnectionID | None = None
    local_connection_info: str | None = None
    services_permitted: ServicesPermitted | None = xml(since=3, default=None)


@structure
class SnapshotCallDataList:
    """The devices of a call."""

    snapshot_call_response_info: tuple[SnapshotCallResponseInfo, ...] = ()


@structure
class CallSnapshot:
    """The devices themselves, or the identifier under which SnapshotCallData brings them."""

    service_cross_ref_id: str | None = None
    snapshot_data: SnapshotCallDataList | None = None


@structure
class SnapshotCallResponse(Response):
    """The devices of a call, and what is known of the call."""

    cross_ref_id_or_snapshot_data: CallSnapshot = xml("crossRefIDorSnapshotData", required=True)
    media_call_characteristics: MediaCallCharacteristics | None = None
    call_characteristics: CallCharacteristics | None = None
    calling_device: ExtendedDeviceID | None = None
    called_device: ExtendedDeviceID | None = None
    associated_calling_device: ExtendedDeviceID | None = None
    associated_called_device: ExtendedDeviceID | None = None
    correlator_data: CorrelatorData | None = None
    call_linkage_data: CallLinkageData | None = None
    subject_of_call: str | None = None
    message_info: tuple[MessageInfoItem, ...] = xml(wrap="messageInfoItem", default=())
    language_preferences: str | None = None
    device_history: tuple[DeviceHistoryListItem, ...] = xml(wrap="DeviceHistoryListItem", default=())
    extensions: Extensions | None = None


@structure
class SnapshotCall(Request[SnapshotCallResponse]):
    """Asks for the devices of a call."""

    snapshot_object: ConnectionID
    extensions: Extensions | None = None


@structure
class SnapshotCallData(Notice):
    """A segment of the devices of a call."""

    service_cross_ref_id: str
    segment_id: int | None = None
    last_segment: bool
    snapshot_data: tuple[SnapshotCallResponseInfo, ...] = xml(wrap="snapshotCallResponseInfo", absent=())
    extensions: Extensions | None = None
