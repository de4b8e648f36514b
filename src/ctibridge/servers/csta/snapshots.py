"""Snapshots of devices and calls: answered from the call book, the platform is not asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from ctibridge.model.ids import CallId
from ctibridge.model.parties import Party
from ctibridge.model.views import CallMember, ConnectionView
from ctibridge.servers.csta.private import extensions
from ctibridge.servers.csta.requests import Desk
from ctibridge.servers.csta.segments import parts_of
from ctibridge.servers.csta.translate import permitted_on
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
from ctibridge.wire.csta.types import Extensions, Notice, Response
from ctibridge.wire.markup.binding import Tree

T = TypeVar("T")
Item = tuple[T, Tree | None]  # with what is said of it beyond CSTA
Part = tuple[Item[T], ...]


def snapshot_device(desk: Desk, request: SnapshotDevice, cross_ref: str) -> Iterator[Response | Notice]:
    """The calls of a device: in the response, or under `cross_ref` in segments behind it when they are too many.

    Raises:
        UnknownLine: there is no such device.
    """
    line = desk.line(request.snapshot_object)
    views = desk.hub.snapshot(line.id).connections
    items = [(_device_info(desk, view), desk.private.about_one_of_several(view)) for view in views]
    parts = parts_of(items, _device_size)
    if len(parts) == 1:
        data = SnapshotDeviceDataList(snapshot_device_response_info=_first(parts[0]))
        answer = DeviceSnapshot(snapshot_data=data)
        yield SnapshotDeviceResponse(cross_ref_id_or_snapshot_data=answer, extensions=_second(parts[0]))
        return
    yield SnapshotDeviceResponse(cross_ref_id_or_snapshot_data=DeviceSnapshot(service_cross_ref_id=cross_ref))
    for number, part in enumerate(parts, 1):
        yield _device_segment(cross_ref, number, part, last=number == len(parts))


def _device_segment(cross_ref: str, number: int, part: Part[SnapshotDeviceResponseInfo], *, last: bool) -> Notice:
    return SnapshotDeviceData(
        service_cross_ref_id=cross_ref,
        segment_id=number,
        last_segment=last,
        snapshot_data=_first(part),
        extensions=_second(part),
    )


def _device_size(item: Item[SnapshotDeviceResponseInfo]) -> int:
    return len(encode(_device_segment("", 1, (item,), last=True), Edition.ED6))


def _first(part: Part[T]) -> tuple[T, ...]:
    return tuple(info for info, _ in part)


def _second(part: Part[T]) -> Extensions | None:
    return extensions(tree for _, tree in part if tree is not None)


def _device_info(desk: Desk, view: ConnectionView) -> SnapshotDeviceResponseInfo:
    states = (view.state, *(other.state for other in view.others))
    return SnapshotDeviceResponseInfo(
        connection_identifier=desk.devices.connection(view.call, Party(line=view.line)),
        local_call_state=CallState(compound_call_state=CompoundCallState(local_connection_state=states)),
        services_permitted=permitted_on(view),
    )


def snapshot_call(desk: Desk, request: SnapshotCall, cross_ref: str) -> Iterator[Response | Notice]:
    """The devices of a call: in the response, or under `cross_ref` in segments behind it when they are too many.

    Raises:
        UnknownLine, UnknownCall: there is no such device or call.
    """
    call = desk.call(request.snapshot_object)
    items = [
        (_call_info(desk, call.call, member), next(desk.private.parties((member.party,)), None))
        for member in call.members
    ]
    parts = parts_of(items, _call_size)
    whole = len(parts) == 1
    data = SnapshotCallDataList(snapshot_call_response_info=_first(parts[0]))
    yield SnapshotCallResponse(
        cross_ref_id_or_snapshot_data=(
            CallSnapshot(snapshot_data=data) if whole else CallSnapshot(service_cross_ref_id=cross_ref)
        ),
        calling_device=desk.devices.extended(call.calling),
        called_device=desk.devices.extended(call.called),
        extensions=_second(parts[0]) if whole else None,
    )
    for number, part in enumerate(parts if not whole else (), 1):
        yield _call_segment(cross_ref, number, part, last=number == len(parts))


def _call_segment(cross_ref: str, number: int, part: Part[SnapshotCallResponseInfo], *, last: bool) -> Notice:
    return SnapshotCallData(
        service_cross_ref_id=cross_ref,
        segment_id=number,
        last_segment=last,
        snapshot_data=_first(part),
        extensions=_second(part),
    )


def _call_size(item: Item[SnapshotCallResponseInfo]) -> int:
    return len(encode(_call_segment("", 1, (item,), last=True), Edition.ED6))


def _call_info(desk: Desk, call: CallId, member: CallMember) -> SnapshotCallResponseInfo:
    return SnapshotCallResponseInfo(
        device_on_call=desk.devices.extended(member.party),
        call_identifier=desk.devices.connection(call, member.party),
        local_connection_info=member.state,
    )
