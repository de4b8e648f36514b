"""What a client may ask that is answered without the platform: its session, monitors, snapshots, capabilities."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import Any

from ctibridge.errors import CommandError
from ctibridge.hub.hub import Hub
from ctibridge.servers.csta.association import Association
from ctibridge.servers.csta.capabilities import (
    csta_features,
    device_segments,
    logical_device_information,
    physical_device_information,
    switching_function_caps,
)
from ctibridge.servers.csta.errors import NOT_ASSOCIATED, UNKNOWN_SERVICE, error_from_exception
from ctibridge.servers.csta.monitors import SessionMonitors
from ctibridge.servers.csta.registrations import Registrations
from ctibridge.servers.csta.requests import Desk
from ctibridge.servers.csta.snapshots import snapshot_call, snapshot_device
from ctibridge.wire.csta import capabilities, device_information, monitoring, sessions, snapshots, system
from ctibridge.wire.csta.editions import Edition, chosen_edition
from ctibridge.wire.csta.error_values import OperationErrors
from ctibridge.wire.csta.errors import error
from ctibridge.wire.csta.types import Notice, Request, Response


class Services:
    """The services of one client's session.

    Args:
        desk: Finds lines and calls.
        monitors: What the client watches.
        association: Who the client is.
        edition: The edition that the client speaks.
        now: A clock in seconds.
    """

    def __init__(
        self,
        desk: Desk,
        monitors: SessionMonitors,
        association: Association,
        edition: Callable[[], Edition],
        now: Callable[[], float],
    ) -> None:
        self.desk, self.monitors, self.association = desk, monitors, association
        self.edition, self.now = edition, now
        self.registrations = Registrations()
        self._lists = count(1)

    def answers(self, request: Request[Any]) -> Iterator[Response | Notice]:
        """The response, and what follows it."""
        serve = _SESSION.get(type(request))
        if serve is not None:
            yield serve(self, request)
        elif not self.association.admit():
            yield NOT_ASSOCIATED
        else:
            yield from self._answers(request)

    def _answers(self, request: Request[Any]) -> list[Response | Notice]:
        kind = type(request)
        try:
            if kind in _SERVICES:
                return [_SERVICES[kind](self, request)]
            if kind in _LISTS:
                return list(_LISTS[kind](self, request, str(next(self._lists))))
        except CommandError as exc:
            return [error_from_exception(exc, request)]
        return [UNKNOWN_SERVICE]


def system_status(hub: Hub) -> system.SystemStatusValue:
    """How the gateway is: whether it reaches its platforms."""
    up = [status.up for status in hub.status]
    if all(up):
        return system.SystemStatusValue.NORMAL
    return system.SystemStatusValue.PARTIALLY_DISABLED if any(up) else system.SystemStatusValue.DISABLED


def _start_session(to: Services, request: sessions.StartApplicationSession) -> Response:
    versions = request.requested_protocol_versions
    return to.association.start(request, chosen_edition(versions) if versions else to.edition(), to.now())


def _reset_timer(to: Services, request: sessions.ResetApplicationSessionTimer) -> Response:
    return to.association.reset_timer(request, to.now())


def _stop_session(to: Services, request: sessions.StopApplicationSession) -> Response:
    return to.association.stop(request)


def _system_status(_to: Services, _request: system.SystemStatus) -> Response:
    return system.SystemStatusResponse()


def _request_system_status(to: Services, _request: system.RequestSystemStatus) -> Response:
    return system.RequestSystemStatusResponse(system_status=system_status(to.desk.hub))


def _start_monitor(to: Services, request: monitoring.MonitorStart) -> Response:
    watch = to.monitors.start(request)
    return monitoring.MonitorStartResponse(
        monitor_cross_ref_id=watch.cross_ref, actual_monitor_filter=request.requested_monitor_filter
    )


def _change_filter(to: Services, request: monitoring.ChangeMonitorFilter) -> Response:
    if not to.monitors.change_filter(request):
        return error(OperationErrors.INVALID_MONITOR_CROSS_REF_ID)
    return monitoring.ChangeMonitorFilterResponse(actual_filter_list=request.requested_filter_list)


def _stop_monitor(to: Services, request: monitoring.MonitorStop) -> Response:
    if not to.monitors.stop(request.monitor_cross_ref_id):
        return error(OperationErrors.INVALID_MONITOR_CROSS_REF_ID)
    return monitoring.MonitorStopResponse()


def _device_list(
    to: Services, request: capabilities.GetSwitchingFunctionDevices, cross_ref: str
) -> Iterator[Response | Notice]:
    segments = device_segments(to.desk, request, cross_ref)
    first = next(segments)  # or why there is none
    yield capabilities.GetSwitchingFunctionDevicesResponse(service_cross_ref_id=cross_ref)
    yield first
    yield from segments


Serve = Callable[[Services, Any], Response]
ServeList = Callable[[Services, Any, str], Iterable[Response | Notice]]

_SESSION: dict[type, Serve] = {
    sessions.StartApplicationSession: _start_session,
    sessions.ResetApplicationSessionTimer: _reset_timer,
    sessions.StopApplicationSession: _stop_session,
}
"""What is answered to anybody."""

_SERVICES: dict[type, Serve] = {
    system.SystemStatus: _system_status,
    system.RequestSystemStatus: _request_system_status,
    system.SystemRegister: lambda to, request: to.registrations.register(request),
    system.SystemRegisterCancel: lambda to, request: to.registrations.cancel(request),
    system.ChangeSysStatFilter: lambda to, request: to.registrations.change_filter(request),
    monitoring.MonitorStart: _start_monitor,
    monitoring.ChangeMonitorFilter: _change_filter,
    monitoring.MonitorStop: _stop_monitor,
    capabilities.GetSwitchingFunctionCaps: lambda to, request: switching_function_caps(to.desk, request),
    capabilities.GetCSTAFeatures: lambda to, request: csta_features(to.desk, request),
    device_information.GetLogicalDeviceInformation: lambda to, request: logical_device_information(to.desk, request),
    device_information.GetPhysicalDeviceInformation: lambda to, request: physical_device_information(to.desk, request),
}
"""What is answered to a client that is associated."""

_LISTS: dict[type, ServeList] = {
    snapshots.SnapshotDevice: lambda to, request, cross_ref: snapshot_device(to.desk, request, cross_ref),
    snapshots.SnapshotCall: lambda to, request, cross_ref: snapshot_call(to.desk, request, cross_ref),
    capabilities.GetSwitchingFunctionDevices: _device_list,
}
"""What may need several messages: a response, and segments with the cross reference, all at once."""
