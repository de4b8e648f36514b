"""Who watches which line, and step 5 of the event path: a change goes into the outbox of each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from ctibridge.model.changes import Change
from ctibridge.model.ids import LineId, MonitorId


@dataclass(frozen=True, slots=True, eq=False)
class Monitor:
    """A client's standing wish. `deliver` must not wait."""

    id: MonitorId
    line: LineId
    deliver: Callable[[MonitorId, Change], None]


class MonitorTable:
    """All monitors."""

    def __init__(self) -> None:
        self._ids = count(1)
        self._by_line: dict[LineId, tuple[Monitor, ...]] = {}
        self._by_id: dict[MonitorId, Monitor] = {}

    def start(self, line: LineId, deliver: Callable[[MonitorId, Change], None]) -> Monitor:
        """Tells `deliver` of each change of the line from now on."""
        monitor = Monitor(MonitorId(next(self._ids)), line, deliver)
        self._by_id[monitor.id] = monitor
        self._by_line[line] = (*self._by_line.get(line, ()), monitor)
        return monitor

    def stop(self, monitor_id: MonitorId) -> None:
        """No change is told to this monitor after this call."""
        monitor = self._by_id.pop(monitor_id, None)
        if monitor is None:
            return
        left = tuple(other for other in self._by_line[monitor.line] if other is not monitor)
        if left:
            self._by_line[monitor.line] = left
        else:
            del self._by_line[monitor.line]

    def deliver(self, change: Change) -> None:
        """Hands the change to every monitor of its line."""
        for monitor in self._by_line.get(change.line, ()):
            monitor.deliver(monitor.id, change)

    def on(self, line: LineId) -> tuple[Monitor, ...]:
        """The monitors of a line."""
        return self._by_line.get(line, ())

    def __len__(self) -> int:
        return len(self._by_id)
