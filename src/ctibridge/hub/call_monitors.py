"""Who follows which call: the monitors that watch a call on all its lines, and end with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import count
from typing import get_args

from ctibridge.model import changes as c
from ctibridge.model.followed import FollowedCall, calls_of
from ctibridge.model.ids import CallId, MonitorId
from ctibridge.model.views import CallSnapshot

CallNews = c.CallControlChange | c.CallCleared
_ABOUT_CALLS = get_args(c.CallControlChange)


@dataclass(frozen=True, slots=True, eq=False)
class CallMonitor:
    """A client's wish to follow a call. Neither `deliver` nor `ended` may wait."""

    id: MonitorId
    call: FollowedCall
    deliver: Callable[[CallNews], None]
    ended: Callable[[], None]


class CallMonitorTable:
    """All monitors of calls."""

    def __init__(self) -> None:
        self._ids = count(1)
        self._monitors: dict[MonitorId, CallMonitor] = {}
        self._by_call: dict[CallId, dict[MonitorId, CallMonitor]] = {}
        self._away: dict[MonitorId, CallMonitor] = {}  # those whose call was sent on, and has not been seen since

    def start(self, call: CallSnapshot, deliver: Callable[[CallNews], None], ended: Callable[[], None]) -> CallMonitor:
        """Tells `deliver` what happens to the call from now on, and `ended` when there is nothing more to tell."""
        monitor = CallMonitor(MonitorId(next(self._ids)), FollowedCall(call), deliver, ended)
        self._monitors[monitor.id] = monitor
        self._index(monitor)
        return monitor

    def stop(self, monitor_id: MonitorId) -> None:
        """Nothing is told to this monitor after this call."""
        monitor = self._monitors.pop(monitor_id, None)
        self._away.pop(monitor_id, None)
        for call in monitor.call.ids if monitor is not None else ():
            found = self._by_call[call]
            del found[monitor_id]
            if not found:
                del self._by_call[call]

    def deliver(self, changes: Iterable[c.Change], exists: Callable[[CallId], bool]) -> list[CallMonitor]:
        """Hands what one report changed to those who follow a call.

        Args:
            changes: Of one report.
            exists: Whether a call is there: with a line of ours in it, or parked.

        Returns:
            The monitors whose call is gone: `settle` is to be called for them a little later.
        """
        if not self._monitors:
            return []
        touched = self._away  # a parked call may end without a word
        for change in changes:
            if isinstance(change, _ABOUT_CALLS):
                touched = touched | self._tell(change)
        gone = [monitor for monitor in touched.values() if not _any(exists, monitor)]
        self._away = {key: item for key, item in touched.items() if item.call.is_away and item not in gone}
        return gone

    def settle(self, monitor: CallMonitor, exists: Callable[[CallId], bool]) -> None:
        """Ends a monitor whose call is gone, and has not come back."""
        if monitor.id in self._monitors and not _any(exists, monitor):
            self._end(monitor)

    def _tell(self, change: c.CallControlChange) -> dict[MonitorId, CallMonitor]:
        followers: dict[MonitorId, CallMonitor] = {}
        for call in calls_of(change):
            followers |= self._by_call.get(call, {})
        for monitor in followers.values():
            is_news = monitor.call.take(change)
            self._index(monitor)
            if is_news:
                monitor.deliver(change)
        return followers

    def _end(self, monitor: CallMonitor) -> None:
        self.stop(monitor.id)
        cleared = monitor.call.over()
        if cleared is not None:
            monitor.deliver(cleared)
        monitor.ended()

    def _index(self, monitor: CallMonitor) -> None:
        for call in monitor.call.ids:
            self._by_call.setdefault(call, {})[monitor.id] = monitor

    def __len__(self) -> int:
        return len(self._monitors)


def _any(exists: Callable[[CallId], bool], monitor: CallMonitor) -> bool:
    return any(map(exists, monitor.call.ids))
