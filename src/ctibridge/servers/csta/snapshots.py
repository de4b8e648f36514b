"""Snapshots of devices and calls: answered from the call book, the platform is not asked."""

from __future__ import annotations

from ctibridge.errors import UnknownCall
from ctibridge.model.ids import CallId
from ctibridge.model.parties import Party
from ctibridge.model.views import CallMember, ConnectionView
from ctibridge.servers.csta.requests import Desk
from ctibridge.servers.csta.translate import permitted_on
from ctibridge.wire.csta.snapshots import (
    CallSnapshot,
    CallState,
    CompoundCallState,
    DeviceSnapshot,
    SnapshotCall,
    SnapshotCallDataList,
    SnapshotCallResponse,
    SnapshotCallResponseInfo,
    SnapshotDevice,
    SnapshotDeviceDataList,
    SnapshotDeviceResponse,
    SnapshotDeviceResponseInfo,
)


def snapshot_device(desk: Desk, request: SnapshotDevice) -> SnapshotDeviceResponse:
    """The calls of a device.

    Raises:
        UnknownLine: there is no such device.
    """
    line = desk.line(request.snapshot_object)
    infos = tuple(_device_info(desk, view) for view in desk.hub.snapshot(line.id).connections)
    data = SnapshotDeviceDataList(snapshot_device_response_info=infos)
    return SnapshotDeviceResponse(cross_ref_id_or_snapshot_data=DeviceSnapshot(snapshot_data=data))


def _device_info(desk: Desk, view: ConnectionView) -> SnapshotDeviceResponseInfo:
    states = (view.state, *(other.state for other in view.others))
    return SnapshotDeviceResponseInfo(
        connection_identifier=desk.devices.connection(view.call, Party(line=view.line)),
        local_call_state=CallState(compound_call_state=CompoundCallState(local_connection_state=states)),
        services_permitted=permitted_on(view),
    )


def snapshot_call(desk: Desk, request: SnapshotCall) -> SnapshotCallResponse:
    """The devices of a call.

    Raises:
        UnknownLine, UnknownCall: there is no such device or call.
    """
    named = request.snapshot_object
    call_id = CallId(named.call_id) if named.call_id else None
    if call_id is None and named.device_id is not None:
        views = desk.hub.snapshot(desk.line(named.device_id).id).connections
        call_id = views[0].call if views else None
    call = desk.hub.call(call_id) if call_id is not None else None
    if call is None:
        raise UnknownCall(f"no call {named.call_id}")
    infos = tuple(_call_info(desk, call.call, member) for member in call.members)
    data = SnapshotCallDataList(snapshot_call_response_info=infos)
    return SnapshotCallResponse(
        cross_ref_id_or_snapshot_data=CallSnapshot(snapshot_data=data),
        calling_device=desk.devices.extended(call.calling),
        called_device=desk.devices.extended(call.called),
    )


def _call_info(desk: Desk, call: CallId, member: CallMember) -> SnapshotCallResponseInfo:
    return SnapshotCallResponseInfo(
        device_on_call=desk.devices.extended(member.party),
        call_identifier=desk.devices.connection(call, member.party),
        local_connection_info=member.state,
    )
