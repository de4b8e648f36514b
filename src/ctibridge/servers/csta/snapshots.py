"""Snapshots of devices and calls: answered from the call book, the platform is not asked."""

from __future__ import annotations

from collections.abc import Iterator

from ctibridge.model.ids import CallId
from ctibridge.model.parties import Party
from ctibridge.model.views import CallMember, ConnectionView
from ctibridge.servers.csta.requests import Desk
from ctibridge.servers.csta.segments import parts_of
from ctibridge.servers.csta.translate import permitted
from ctibridge.wire.csta.editions import Edition
from ctibridge.wire.csta.messages import encode
from ctibridge.wire.csta.snapshots import (
    CallSnapshot,
    CallState,
    CompoundCallState,
    DeviceSnapshot,
    SnapshotCall,
    SnapshotCallData,
    SnapshotCallDataList,
    SnapshotCallResponse,
    SnapshotCallResponseInfo,
    SnapshotDevice,
    SnapshotDeviceData,
    SnapshotDeviceDataList,
    SnapshotDeviceResponse,
    SnapshotDeviceResponseInfo,
)
from ctibridge.wire.csta.types import Notice, Response


def snapshot_device(desk: Desk, request: SnapshotDevice, cross_ref: str) -> Iterator[Response | Notice]:
    """The calls of a device: in the response, or under `cross_ref` in segments behind it when they are too many.

    Raises:
        UnknownLine: there is no such device.
    """
    line = desk.line(request.snapshot_object)
    parts = parts_of([_device_info(desk, view) for view in desk.hub.snapshot(line.id).connections], _device_size)
    if len(parts) == 1:
        data = SnapshotDeviceDataList(snapshot_device_response_info=parts[0])
        yield SnapshotDeviceResponse(cross_ref_id_or_snapshot_data=DeviceSnapshot(snapshot_data=data))
        return
    yield SnapshotDeviceResponse(cross_ref_id_or_snapshot_data=DeviceSnapshot(service_cross_ref_id=cross_ref))
    for number, part in enumerate(parts, 1):
        yield _device_segment(cross_ref, number, part, last=number == len(parts))


def _device_segment(
    cross_ref: str, number: int, part: tuple[SnapshotDeviceResponseInfo, ...], *, last: bool
) -> SnapshotDeviceData:
    return SnapshotDeviceData(service_cross_ref_id=cross_ref, segment_id=number, last_segment=last, snapshot_data=part)


def _device_size(info: SnapshotDeviceResponseInfo) -> int:
    return len(encode(_device_segment("", 1, (info,), last=True), Edition.ED6))


def _device_info(desk: Desk, view: ConnectionView) -> SnapshotDeviceResponseInfo:
    states = (view.state, *(other.state for other in view.others))
    return SnapshotDeviceResponseInfo(
        connection_identifier=desk.devices.connection(view.call, Party(line=view.line)),
        local_call_state=CallState(compound_call_state=CompoundCallState(local_connection_state=states)),
        services_permitted=permitted(view.state, view.beside),
    )


def snapshot_call(desk: Desk, request: SnapshotCall, cross_ref: str) -> Iterator[Response | Notice]:
    """The devices of a call: in the response, or under `cross_ref` in segments behind it when they are too many.

    Raises:
        UnknownLine, UnknownCall: there is no such device or call.
    """
    call = desk.call(request.snapshot_object)
    parts = parts_of([_call_info(desk, call.call, member) for member in call.members], _call_size)
    data = SnapshotCallDataList(snapshot_call_response_info=parts[0])
    whole = len(parts) == 1
    yield SnapshotCallResponse(
        cross_ref_id_or_snapshot_data=(
            CallSnapshot(snapshot_data=data) if whole else CallSnapshot(service_cross_ref_id=cross_ref)
        ),
        calling_device=desk.devices.extended(call.calling),
        called_device=desk.devices.extended(call.called),
    )
    for number, part in enumerate(parts if not whole else (), 1):
        yield _call_segment(cross_ref, number, part, last=number == len(parts))


def _call_segment(
    cross_ref: str, number: int, part: tuple[SnapshotCallResponseInfo, ...], *, last: bool
) -> SnapshotCallData:
    return SnapshotCallData(service_cross_ref_id=cross_ref, segment_id=number, last_segment=last, snapshot_data=part)


def _call_size(info: SnapshotCallResponseInfo) -> int:
    return len(encode(_call_segment("", 1, (info,), last=True), Edition.ED6))


def _call_info(desk: Desk, call: CallId, member: CallMember) -> SnapshotCallResponseInfo:
    return SnapshotCallResponseInfo(
        device_on_call=desk.devices.extended(member.party),
        call_identifier=desk.devices.connection(call, member.party),
        local_connection_info=member.state,
    )
