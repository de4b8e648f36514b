"""What a server sends, and where in the client it goes. Does no input or output."""

from __future__ import annotations

import logging

from ctibridge.client.events import EventStream
from ctibridge.client.segments import Segments
from ctibridge.errors import CtibridgeError
from ctibridge.wire.csta import capabilities, monitoring, snapshots, system
from ctibridge.wire.csta.error_values import OperationErrors
from ctibridge.wire.csta.errors import error
from ctibridge.wire.csta.messages import RESPONSE_TO
from ctibridge.wire.csta.received import (
    Received,
    ReceivedEvent,
    ReceivedNotice,
    ReceivedRequest,
    ReceivedResponse,
    Unusable,
)
from ctibridge.wire.csta.types import Event, Notice, Request, Response

_LOG = logging.getLogger("ctibridge.client")

# What a server tells by a request; hearing it is all that the response says.
_HEARD = (system.SystemStatus, system.SwFunctionDevicesChanged, system.SwFunctionCapsChanged, monitoring.MonitorStop)


class Inbox:
    """The monitors, streams and answers in segments of one client.

    Args:
        max_events: Events that may wait in a stream.
    """

    def __init__(self, max_events: int) -> None:
        self._max_events = max_events
        self._streams: list[EventStream] = []
        self._ended: CtibridgeError | None = None
        self.monitors: dict[str, EventStream] = {}
        self.devices: Segments[capabilities.DeviceListDevice] = Segments()
        self.device_calls: Segments[snapshots.SnapshotDeviceResponseInfo] = Segments()
        self.call_devices: Segments[snapshots.SnapshotCallResponseInfo] = Segments()
        self.system_status: str | None = None

    def stream(self) -> EventStream:
        """A new stream of all events."""
        stream = EventStream(self._max_events)
        if self._ended is not None:
            stream.end(self._ended)
        self._streams = [other for other in self._streams if other.active]
        self._streams.append(stream)
        return stream

    def events_of(self, cross_ref_id: str) -> EventStream:
        """The events of a monitor; none if it has been ended already."""
        stream = self.monitors.get(cross_ref_id)
        if stream is None:
            stream = EventStream()
            stream.end(self._ended)
        return stream

    def stopped(self, cross_ref_id: str) -> None:
        """Ends the stream of a monitor that is no more."""
        monitor = self.monitors.pop(cross_ref_id, None)
        if monitor is not None:
            monitor.end()

    def close(self) -> None:
        """Ends all streams, since the application wants no more."""
        self._end_streams(None)

    def end(self, reason: CtibridgeError) -> None:
        """Ends all streams and answers, since the link is lost."""
        self._ended = reason
        self._end_streams(reason)
        for segments in (self.devices, self.device_calls, self.call_devices):
            segments.end(reason)

    def _end_streams(self, reason: CtibridgeError | None) -> None:
        for stream in (*self.monitors.values(), *self._streams):
            stream.end(reason)
        self.monitors.clear()
        self._streams.clear()

    def received(self, item: Received) -> Response | None:
        """Puts a message where it belongs; gives the response if the server is owed one."""
        match item:
            case ReceivedEvent(message=event):
                self._report(event)
            case ReceivedRequest(message=request):
                return self._answer(request)
            case ReceivedNotice(message=notice):
                self._collect(notice)
            case ReceivedResponse(message=monitoring.MonitorStartResponse() as started):
                # Here and not where the response is waited for: the first event may be right behind it.
                self.monitors[started.monitor_cross_ref_id] = EventStream(self._max_events)
            case Unusable():
                _LOG.warning("a message of the server cannot be used: %s", item.reason)
                return item.answer
            case _:
                pass
        return None

    def _report(self, event: Event) -> None:
        monitor = self.monitors.get(event.monitor_cross_ref_id)
        if monitor is not None:
            monitor.put(event)
        for stream in self._streams:
            stream.put(event)

    def _answer(self, request: Request[Response]) -> Response:
        match request:
            case system.SystemStatus():
                self.system_status = request.system_status
            case monitoring.MonitorStop():
                self.stopped(request.monitor_cross_ref_id)
            case _:
                pass
        if isinstance(request, _HEARD):
            return RESPONSE_TO[type(request)]()
        return error(OperationErrors.SERVICE_NOT_SUPPORTED)

    def _collect(self, notice: Notice) -> None:
        match notice:
            case capabilities.SwitchingFunctionDevices():
                self.devices.add(notice.service_cross_ref_id, notice.device_list, last=notice.last_segment)
            case snapshots.SnapshotDeviceData():
                self.device_calls.add(notice.service_cross_ref_id, notice.snapshot_data, last=notice.last_segment)
            case snapshots.SnapshotCallData():
                self.call_devices.add(notice.service_cross_ref_id, notice.snapshot_data, last=notice.last_segment)
            case _:
                pass
