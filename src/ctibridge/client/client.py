"""A client of CSTA over TCP: for applications, for tests, and to try a server by hand."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self, TypeVar

from ctibridge.client.events import MAX_EVENTS, EventStream, Monitor
from ctibridge.client.inbox import Inbox
from ctibridge.client.link import CstaLink, opened
from ctibridge.client.segments import Segments
from ctibridge.client.services import Device, Services, device_id
from ctibridge.client.session import Session, application_info
from ctibridge.client.trace import Trace, masked
from ctibridge.errors import OutcomeUnknown
from ctibridge.wire.csta import capabilities, monitoring, sessions, snapshots
from ctibridge.wire.csta.editions import Edition
from ctibridge.wire.csta.line_services import tell_services
from ctibridge.wire.csta.types import ConnectionID, Request, Response, private

R = TypeVar("R", bound=Response)
T = TypeVar("T")

_LOG = logging.getLogger("ctibridge.client")


class CstaClient(Services):
    """One association with a server. Use `CstaClient.connect`.

    A request raises `CstaRefused` when the server says no, `OutcomeUnknown` when it does not answer in time, and
    `LinkLost` when the connection breaks. What the server asks is answered without the application's doing.
    """

    def __init__(self, link: CstaLink, inbox: Inbox, timeout_s: float) -> None:
        self._link, self._inbox, self._timeout_s = link, inbox, timeout_s

    @classmethod
    @asynccontextmanager
    async def connect(
        cls,
        host: str,
        port: int,
        *,
        user: str | None = None,
        password: str | None = None,
        edition: int = Edition.ED5,
        tls: ssl.SSLContext | bool | None = None,
        implicit: bool = False,
        name: str = "ctibridge",
        info: sessions.ApplicationInfo | None = None,
        timeout_s: float = 10.0,
        max_events: int = MAX_EVENTS,
        trace: Trace | None = None,
    ) -> AsyncIterator[Self]:
        """A connected client with an open session, for the time of a context.

        Args:
            host: The server.
            port: Its port.
            user: For the login, if it wants one.
            password: Of the user.
            edition: Of CSTA, 2 to 6.
            tls: A context, or True for the usual one.
            implicit: Opens no session; the first request is the association.
            name: Who we say we are.
            info: What to send instead of `name` and login, for a server that wants it in a form of its own.
            timeout_s: How long to wait for the connection and for each response.
            max_events: Events that may wait in a stream.
            trace: Is told "sent" or "received", the invoke id and the document of every message, without password.

        Raises:
            LinkError: the connection or its encryption failed.
            CstaRefused: the server does not want us.
        """
        context = ssl.create_default_context() if tls is True else tls or None
        streams = await opened(host, port, context, timeout_s)
        inbox = Inbox(max_events)
        link = CstaLink(host, *streams, edition=Edition(edition), inbox=inbox, trace=masked(trace))
        who = None if implicit else info or application_info(name, user, password)
        async with _running(link, who, timeout_s):
            yield cls(link, inbox, timeout_s)

    @property
    def edition(self) -> Edition:
        """The edition that is spoken."""
        return self._link.edition

    @property
    def system_status(self) -> str | None:
        """What the server last told of itself without being asked: a value of `SystemStatusValue`."""
        return self._inbox.system_status

    async def request(self, message: Request[R], *, timeout_s: float | None = None) -> R:
        """The response to any request.

        Raises:
            CstaRefused: the server says no.
            OutcomeUnknown: it does not answer in time. The request may have been carried out.
            LinkLost: the connection broke.
        """
        return await self._link.request(message, self._timeout_s if timeout_s is None else timeout_s)

    def events(self) -> EventStream:
        """The events of all monitors from now on."""
        return self._inbox.stream()

    async def monitor_start(
        self,
        watched: Device | ConnectionID,
        *,
        without: monitoring.MonitorFilter | None = None,
        services: bool = False,
    ) -> Monitor:
        """Begins to watch a device, or the call of a connection.

        Args:
            watched: The device, or a connection of the call.
            without: Events that are not to be reported.
            services: Whether changes of the device's services are told too, by `PrivateEvent`.
        """
        if isinstance(watched, ConnectionID):
            what, kind = monitoring.MonitorObject(call_object=watched), monitoring.MonitorType.CALL
        else:
            what, kind = monitoring.MonitorObject(device_object=device_id(watched)), monitoring.MonitorType.DEVICE
        request = monitoring.MonitorStart(
            monitor_object=what,
            requested_monitor_filter=without,
            monitor_type=kind,
            extensions=private(tell_services()) if services else None,
        )
        response = await self.request(request)
        return Monitor(response, self._inbox.events_of(response.monitor_cross_ref_id), self.monitor_stop)

    async def monitor_stop(self, monitor: Monitor) -> None:
        """Ends a monitor, if it is not ended already."""
        if monitor.cross_ref_id not in self._inbox.monitors:
            return
        try:
            await self.request(monitoring.MonitorStop(monitor_cross_ref_id=monitor.cross_ref_id))
        finally:
            self._inbox.stopped(monitor.cross_ref_id)

    async def change_monitor_filter(
        self, monitor: Monitor, without: monitoring.MonitorFilter
    ) -> monitoring.MonitorFilter | None:
        """Changes what a monitor does not report; gives the filter as it is now."""
        request = monitoring.ChangeMonitorFilter(
            monitor_cross_ref_id=monitor.cross_ref_id, requested_filter_list=without
        )
        return (await self.request(request)).actual_filter_list

    async def snapshot_device(self, device: Device) -> tuple[snapshots.SnapshotDeviceResponseInfo, ...]:
        """The calls of a device, however many messages they come in."""
        response = await self.request(snapshots.SnapshotDevice(snapshot_object=device_id(device)))
        answer = response.cross_ref_id_or_snapshot_data
        if answer.service_cross_ref_id is not None:
            return await self._whole(self._inbox.device_calls, answer.service_cross_ref_id)
        return answer.snapshot_data.snapshot_device_response_info if answer.snapshot_data else ()

    async def snapshot_call(self, connection: ConnectionID) -> tuple[snapshots.SnapshotCallResponseInfo, ...]:
        """The devices of a call, however many messages they come in."""
        response = await self.request(snapshots.SnapshotCall(snapshot_object=connection))
        answer = response.cross_ref_id_or_snapshot_data
        if answer.service_cross_ref_id is not None:
            return await self._whole(self._inbox.call_devices, answer.service_cross_ref_id)
        return answer.snapshot_data.snapshot_call_response_info if answer.snapshot_data else ()

    async def get_switching_function_devices(
        self, category: str | None = None
    ) -> tuple[capabilities.DeviceListDevice, ...]:
        """The devices of the server, or those of a category."""
        request = capabilities.GetSwitchingFunctionDevices(requested_device_category=category)
        return await self._whole(self._inbox.devices, (await self.request(request)).service_cross_ref_id)

    async def _whole(self, segments: Segments[T], cross_ref_id: str) -> tuple[T, ...]:
        try:
            async with asyncio.timeout(self._timeout_s):
                return await segments.whole(cross_ref_id)
        except TimeoutError as error:
            raise OutcomeUnknown(f"the last segment did not come within {self._timeout_s:g} s") from error


@asynccontextmanager
async def _running(link: CstaLink, info: sessions.ApplicationInfo | None, timeout_s: float) -> AsyncIterator[None]:
    """Reads the link, with an open session if `info` says who we are, and closes both at the end."""
    tasks = [asyncio.create_task(link.run(), name="csta-link")]
    session = None
    try:
        if info is not None:
            session = await Session.start(link, info, timeout_s)
            tasks.append(asyncio.create_task(session.run(), name="csta-session"))
        yield
    finally:
        if session is not None:
            await session.stop()
        await link.close()
        for task in tasks:
            task.cancel()
        for fault in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(fault, Exception):
                _LOG.error("a task of the client failed", exc_info=fault)
