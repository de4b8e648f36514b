"""The monitors of one session: cross references, filters, and what they put into the outbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from ctibridge.errors import NotSupported
from ctibridge.model.changes import Change
from ctibridge.model.ids import LineId, MonitorId
from ctibridge.servers.csta.requests import Desk
from ctibridge.servers.csta.translate import FILTER_NAMES
from ctibridge.wire.csta.monitoring import MonitorFilter, MonitorStart, MonitorType


@dataclass(frozen=True, slots=True)
class MonitorEvent:
    """A change that a monitor has to report; made into an event when it is written."""

    cross_ref: str
    change: Change


@dataclass(frozen=True, slots=True)
class Watch:
    """One monitor of the client."""

    cross_ref: str
    line: LineId
    monitor: MonitorId


class SessionMonitors:
    """What one client watches.

    Args:
        desk: Finds lines, starts monitors.
        put: Takes what is to be told, with the line that it concerns.
        drop: Forgets what is held back for a line and not wanted any more.
    """

    def __init__(
        self,
        desk: Desk,
        put: Callable[[MonitorEvent, LineId], None],
        drop: Callable[[LineId, Callable[[object], bool]], None],
    ) -> None:
        self._desk, self._put, self._drop = desk, put, drop
        self._numbers = count(1)
        self._watches: dict[str, Watch] = {}

    def start(self, request: MonitorStart) -> Watch:
        """Begins to watch; calls that exist already are for SnapshotDevice.

        Raises:
            UnknownLine: there is no such device.
            NotSupported: a monitor on a call, or of the call type.
        """
        device = request.monitor_object.device_object
        if device is None or request.monitor_type == MonitorType.CALL:
            raise NotSupported("monitors follow devices here, not calls")
        line = self._desk.line(device).id
        cross_ref = str(next(self._numbers))
        hidden = hidden_changes(request.requested_monitor_filter)

        def deliver(_monitor: MonitorId, change: Change) -> None:
            if type(change) not in hidden:
                self._put(MonitorEvent(cross_ref, change), line)

        watch = Watch(cross_ref, line, self._desk.hub.monitor(line, deliver).id)
        self._watches[cross_ref] = watch
        return watch

    def stop(self, cross_ref: str) -> bool:
        """Ends a monitor; whether there was one."""
        watch = self._watches.pop(cross_ref, None)
        if watch is None:
            return False
        self._desk.hub.stop_monitor(watch.monitor)
        # What is held back would come behind the response, when the client knows the monitor no more.
        self._drop(watch.line, lambda item: isinstance(item, MonitorEvent) and item.cross_ref == cross_ref)
        return True

    def stop_all(self) -> None:
        """The session is over."""
        for cross_ref in tuple(self._watches):
            self.stop(cross_ref)

    def on_lines(self, lines: frozenset[LineId]) -> list[Watch]:
        """The monitors on any of these lines."""
        return [watch for watch in self._watches.values() if watch.line in lines]

    def __len__(self) -> int:
        return len(self._watches)


def hidden_changes(requested: MonitorFilter | None) -> frozenset[type]:
    """The changes that a filter keeps from being reported: those whose event it names."""
    if requested is None:
        return frozenset()
    return frozenset(
        kind for kind, (group, name) in FILTER_NAMES.items() if name in (getattr(requested, group) or frozenset())
    )
