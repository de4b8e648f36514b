"""The monitors of one session: cross references, filters, and what they put into the outbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Protocol

from ctibridge.errors import NotSupported
from ctibridge.hub.call_monitors import CallMonitor, CallNews
from ctibridge.hub.monitors import Monitor
from ctibridge.model.changes import Change, ServiceChanged
from ctibridge.model.ids import LineId, MonitorId
from ctibridge.servers.csta.requests import Desk
from ctibridge.servers.csta.translate import FILTER_NAMES
from ctibridge.wire.csta.line_services import wants_services
from ctibridge.wire.csta.monitoring import ChangeMonitorFilter, MonitorFilter, MonitorStart, MonitorStop, MonitorType
from ctibridge.wire.csta.types import ConnectionID, DeviceID

UNASKED: frozenset[type] = frozenset({ServiceChanged})
"""Changes that are told by private events: a client that has not asked for them may not know what these are."""


@dataclass(frozen=True, slots=True)
class MonitorEvent:
    """A change that a monitor has to report; made into an event when it is written."""

    cross_ref: str
    change: Change | CallNews
    of_call: bool = False


class Watch:
    """One monitor of the client, of a line or of a call.

    `hidden` are the changes that it does not report: those that a filter names, and those that it `never` does.
    """

    __slots__ = ("cross_ref", "hidden", "monitor", "never")

    def __init__(self, cross_ref: str, hidden: frozenset[type], never: frozenset[type]) -> None:
        self.cross_ref, self.hidden, self.never = cross_ref, hidden | never, never
        self.monitor: Monitor | CallMonitor | None = None  # for the moment in which it begins


class Put(Protocol):
    """Takes what is to be told, with the lines that it concerns."""

    def __call__(self, item: MonitorEvent | MonitorStop, /, *lines: LineId) -> None:
        """Never waits."""


class SessionMonitors:
    """What one client watches.

    Args:
        desk: Finds lines and calls, starts monitors.
        put: Takes what is to be told.
        drop: Forgets what is held back and not wanted any more.
    """

    def __init__(self, desk: Desk, put: Put, drop: Callable[[Callable[[object], bool]], None]) -> None:
        self._desk, self._put, self._drop = desk, put, drop
        self._numbers = count(1)
        self._watches: dict[str, Watch] = {}

    def start(self, request: MonitorStart) -> Watch:
        """Begins to watch; what there is already is for the snapshots.

        Raises:
            UnknownLine, UnknownCall: there is no such device or call.
            NotSupported: a monitor that follows the calls of a device, or one device of a call.
        """
        watched, kind = request.monitor_object, request.monitor_type
        hidden = hidden_changes(request.requested_monitor_filter)
        if watched.call_object is not None and kind != MonitorType.DEVICE:
            return self._follow(watched.call_object, hidden)
        if watched.device_object is not None and kind != MonitorType.CALL:
            extensions = request.extensions
            told = wants_services(extensions.private_data if extensions is not None else None)
            return self._watch(watched.device_object, hidden, frozenset() if told else UNASKED)
        raise NotSupported("monitors follow a device or a call, as a whole")

    def _watch(self, device: DeviceID, hidden: frozenset[type], never: frozenset[type]) -> Watch:
        line = self._desk.line(device).id
        watch = self._new(hidden, never)

        def deliver(_monitor: MonitorId, change: Change) -> None:
            if type(change) not in watch.hidden:
                self._put(MonitorEvent(watch.cross_ref, change), line)

        watch.monitor = self._desk.hub.monitor(line, deliver)
        return watch

    def _follow(self, named: ConnectionID, hidden: frozenset[type]) -> Watch:
        call = self._desk.call(named)
        watch = self._new(hidden)

        def deliver(news: CallNews) -> None:
            if type(news) not in watch.hidden:
                self._put(MonitorEvent(watch.cross_ref, news, of_call=True), *_lines(watch))

        def ended() -> None:
            del self._watches[watch.cross_ref]
            self._put(MonitorStop(monitor_cross_ref_id=watch.cross_ref), *_lines(watch))

        watch.monitor = self._desk.hub.follow(call.call, deliver, ended)
        return watch

    def _new(self, hidden: frozenset[type], never: frozenset[type] = UNASKED) -> Watch:
        watch = Watch(str(next(self._numbers)), hidden, never)
        self._watches[watch.cross_ref] = watch
        return watch

    def change_filter(self, request: ChangeMonitorFilter) -> bool:
        """Reports other events than before; whether there is such a monitor."""
        watch = self._watches.get(request.monitor_cross_ref_id)
        if watch is None:
            return False
        watch.hidden = hidden = hidden_changes(request.requested_filter_list) | watch.never
        self._forget(watch, lambda event: type(event.change) in hidden)
        return True

    def stop(self, cross_ref: str) -> bool:
        """Ends a monitor; whether there was one."""
        watch = self._watches.pop(cross_ref, None)
        if watch is None:
            return False
        match watch.monitor:
            case Monitor():
                self._desk.hub.stop_monitor(watch.monitor.id)
            case CallMonitor():
                self._desk.hub.stop_following(watch.monitor.id)
        self._forget(watch, lambda _event: True)
        return True

    def _forget(self, watch: Watch, unwanted: Callable[[MonitorEvent], bool]) -> None:
        """What is held back would come behind the response, when the client does not expect it any more."""
        ref = watch.cross_ref
        self._drop(lambda item: isinstance(item, MonitorEvent) and item.cross_ref == ref and unwanted(item))

    def stop_all(self) -> None:
        """The session is over."""
        for cross_ref in tuple(self._watches):
            self.stop(cross_ref)

    def on_lines(self, lines: frozenset[LineId]) -> list[Watch]:
        """The monitors on any of these lines; those of calls end with their calls."""
        return [
            watch
            for watch in self._watches.values()
            if isinstance(watch.monitor, Monitor) and watch.monitor.line in lines
        ]

    def __len__(self) -> int:
        return len(self._watches)


def _lines(watch: Watch) -> tuple[LineId, ...]:
    return tuple(watch.monitor.call.lines) if isinstance(watch.monitor, CallMonitor) else ()


def hidden_changes(requested: MonitorFilter | None) -> frozenset[type]:
    """The changes that a filter keeps from being reported: those whose event it names."""
    if requested is None:
        return frozenset()
    return frozenset(
        kind for kind, (group, name) in FILTER_NAMES.items() if name in (getattr(requested, group) or frozenset())
    )
