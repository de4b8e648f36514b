"""What a client may ask that is answered without the platform: its session, monitors, snapshots, capabilities."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
from ctibridge.servers.csta.requests import Desk
from ctibridge.servers.csta.snapshots import snapshot_call, snapshot_device
from ctibridge.wire.csta import capabilities, device_information, monitoring, sessions, snapshots, system
from ctibridge.wire.csta.editions import Edition, chosen_edition
from ctibridge.wire.csta.error_values import OperationErrors
from ctibridge.wire.csta.errors import error
from ctibridge.wire.csta.types import Notice, Request, Response

DEVICE_LIST = "devices"  # one list at a time: its segments follow the response at once


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
        self.registrations: dict[str, frozenset[str]] = {}
        self.registration_numbers = count(1)

    def answers(self, request: Request[Any]) -> Iterator[Response | Notice]:
        """The response, and what follows it."""
        serve = _SESSION.get(type(request))
        if serve is not None:
            yield serve(self, request)
        elif not self.association.admit():
            yield NOT_ASSOCIATED
        elif isinstance(request, capabilities.GetSwitchingFunctionDevices):
            yield from self._device_list(request)
        else:
            yield self._answer(request)

    def _answer(self, request: Request[Any]) -> Response:
        serve = _SERVICES.get(type(request))
        if serve is None:
            return UNKNOWN_SERVICE
        try:
            return serve(self, request)
        except CommandError as exc:
            return error_from_exception(exc, request)

    def _device_list(self, request: capabilities.GetSwitchingFunctionDevices) -> Iterator[Response | Notice]:
        try:
            segments = list(device_segments(self.desk, request, DEVICE_LIST))
        except CommandError as exc:
            yield error_from_exception(exc, request)
            return
        yield capabilities.GetSwitchingFunctionDevicesResponse(service_cross_ref_id=DEVICE_LIST)
        yield from segments


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


def _register(to: Services, request: system.SystemRegister) -> Response:
    registration = str(next(to.registration_numbers))
    to.registrations[registration] = request.request_types or frozenset({"systemStatus"})
    return system.SystemRegisterResponse(sys_stat_register_id=registration)


def _cancel_registration(to: Services, request: system.SystemRegisterCancel) -> Response:
    if to.registrations.pop(request.sys_stat_register_id, None) is None:
        return error(OperationErrors.INVALID_PARAMETER_VALUE)
    return system.SystemRegisterCancelResponse()


def _start_monitor(to: Services, request: monitoring.MonitorStart) -> Response:
    watch = to.monitors.start(request)
    return monitoring.MonitorStartResponse(
        monitor_cross_ref_id=watch.cross_ref, actual_monitor_filter=request.requested_monitor_filter
    )


def _stop_monitor(to: Services, request: monitoring.MonitorStop) -> Response:
    if not to.monitors.stop(request.monitor_cross_ref_id):
        return error(OperationErrors.INVALID_MONITOR_CROSS_REF_ID)
    return monitoring.MonitorStopResponse()


Serve = Callable[[Services, Any], Response]

_SESSION: dict[type, Serve] = {
    sessions.StartApplicationSession: _start_session,
    sessions.ResetApplicationSessionTimer: _reset_timer,
    sessions.StopApplicationSession: _stop_session,
}
"""What is answered to anybody."""

_SERVICES: dict[type, Serve] = {
    system.SystemStatus: _system_status,
    system.RequestSystemStatus: _request_system_status,
    system.SystemRegister: _register,
    system.SystemRegisterCancel: _cancel_registration,
    monitoring.MonitorStart: _start_monitor,
    monitoring.MonitorStop: _stop_monitor,
    snapshots.SnapshotDevice: lambda to, request: snapshot_device(to.desk, request),
    snapshots.SnapshotCall: lambda to, request: snapshot_call(to.desk, request),
    capabilities.GetSwitchingFunctionCaps: lambda to, request: switching_function_caps(to.desk, request),
    capabilities.GetCSTAFeatures: lambda to, request: csta_features(to.desk, request),
    device_information.GetLogicalDeviceInformation: lambda to, request: logical_device_information(to.desk, request),
    device_information.GetPhysicalDeviceInformation: lambda to, request: physical_device_information(to.desk, request),
}
"""What is answered to a client that is associated."""
