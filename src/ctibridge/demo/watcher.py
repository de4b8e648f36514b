"""The demonstration's CSTA client: monitors lines, draws their pictures, waits until they show something."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from ctibridge.client import CstaClient, LinePicture, Monitor
from ctibridge.errors import CtibridgeError
from ctibridge.wire.csta.types import ConnectionID, DeviceID, Event

PATIENCE_S = 10.0  # loopback takes milliseconds: whoever waits for this long waits in vain


class NotSeen(CtibridgeError):
    """A line did not show what it should, in time."""


class Watcher:
    """Follows lines.

    Args:
        client: An open session.
        on_event: Is told of each event, after the picture shows it.
    """

    def __init__(self, client: CstaClient, on_event: Callable[[str, Event], None]) -> None:
        self.client, self._on_event = client, on_event
        self.pictures: dict[str, LinePicture] = {}
        self.events = 0
        self._changed = asyncio.Event()

    async def follow(self, devices: Iterable[str], tasks: asyncio.TaskGroup) -> list[asyncio.Task[None]]:
        """Starts monitors; the tasks that take their events run until cancelled."""
        followers = []
        for device in devices:
            self.pictures[device] = LinePicture(device)
            followers.append(tasks.create_task(self._take(device, await self.client.monitor_start(device))))
        return followers

    async def _take(self, device: str, monitor: Monitor) -> None:
        async for event in monitor:
            self.events += 1
            self.pictures[device].apply(event)
            self._on_event(device, event)
            self._changed.set()

    async def sees(self, device: str, *states: str) -> None:
        """Returns when the line's calls are in these states.

        Raises:
            NotSeen: they are not, within PATIENCE_S.
        """
        try:
            async with asyncio.timeout(PATIENCE_S):
                while sorted(states) != self._states(device):
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            shown, wanted = " and ".join(self._states(device)) or "idle", " and ".join(states) or "idle"
            raise NotSeen(f"line {device} is {shown} after {PATIENCE_S:g} s, and should be {wanted}") from None

    def _states(self, device: str) -> list[str]:
        return sorted(call.state for call in self.pictures[device].calls.values())

    def connection(self, device: str, state: str) -> ConnectionID:
        """The line's connection in this state.

        Raises:
            NotSeen: there is none.
        """
        for call in self.pictures[device].calls.values():
            if call.state == state:
                return ConnectionID(call.call_id, DeviceID(device))
        raise NotSeen(f"line {device} has no call that is {state}")
