"""A client that watches all lines and remembers what it was told, to notice what it is told again."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from ctibridge.client.telling import connection_of, device_text
from ctibridge.wire.csta import events as e
from ctibridge.wire.csta.types import ConnectionListItem, Event
from tests.sim.story import Recorder

STATE_TOLD: dict[type[Event], str] = {
    e.ServiceInitiatedEvent: "initiated",
    e.OriginatedEvent: "connected",
    e.NetworkReachedEvent: "reached",
    e.DeliveredEvent: "alerting",
    e.EstablishedEvent: "connected",
    e.HeldEvent: "hold",
    e.RetrievedEvent: "connected",
    e.FailedEvent: "fail",
    e.ConnectionClearedEvent: "null",
    e.QueuedEvent: "queued",
    e.DivertedEvent: "null",
}
"""The state of the connection that an event is about."""

BEGINNINGS = (e.ServiceInitiatedEvent, e.OriginatedEvent, e.DeliveredEvent)
UNKNOWN = "?"


@dataclass(frozen=True)
class Told:
    """One event, as `Recorder` writes it, and when it came."""

    at: float
    text: str


@dataclass
class Members:
    """Who is in which state in the calls of one line, as its events tell."""

    calls: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    over: set[str] = field(default_factory=set)

    def take(self, event: Event) -> bool:
        """Takes an event in; whether it says something that was not known."""
        connection = connection_of(event)
        if connection is None or connection.call_id is None or isinstance(event, e.CallInformationEvent):
            return True
        if isinstance(event, e.TransferedEvent):
            return self._joined(event, event.transferred_connections)
        if isinstance(event, e.ConferencedEvent):
            return self._joined(event, event.conference_connections)
        return self._told(event, connection.call_id, device_text(connection.device_id))

    def _told(self, event: Event, call: str, device: str) -> bool:
        if call in self.over and not isinstance(event, BEGINNINGS):
            return False
        self.over.discard(call)
        members = self.calls.setdefault(call, {})
        state = STATE_TOLD.get(type(event), type(event).__name__)
        parties = _parties_of(event)
        before, parties_before = members.get(device, ("", ""))
        members[device] = (state, parties or parties_before)
        new = before != state or bool(parties and parties_before and parties != parties_before)
        if getattr(event, "local_connection_info", None) == "null":
            self._end(call)
        return new

    def _joined(
        self, event: e.TransferedEvent | e.ConferencedEvent, connections: tuple[ConnectionListItem, ...]
    ) -> bool:
        old = [call.call_id or "" for call in (event.primary_old_call, event.secondary_old_call) if call is not None]
        before = {call: self.calls.get(call) for call in old}
        for call in old:
            self._end(call)
        if event.local_connection_info == "null":
            return any(members is not None for members in before.values())
        for item in connections:
            new = item.new_connection
            if new is not None:
                self.over.discard(new.call_id or "")
                self.calls.setdefault(new.call_id or "", {})[device_text(new.device_id)] = (UNKNOWN, "")
        return True

    def _end(self, call: str) -> None:
        self.calls.pop(call, None)
        self.over.add(call)


def _parties_of(event: Event) -> str:
    """Who calls whom, where an event says so."""
    calling, called = getattr(event, "calling_device", None), getattr(event, "called_device", None)
    return f"{device_text(calling)}>{device_text(called)}" if called is not None else ""


@dataclass
class Witness(Recorder):
    """Remembers everything."""

    told: dict[str, list[Told]] = field(default_factory=dict)
    again: Counter[tuple[str, str]] = field(default_factory=Counter)
    began: float = 0.0
    knows_services: bool = False
    _members: dict[str, Members] = field(default_factory=dict)

    @property
    def silent_s(self) -> float:
        """For how long nothing has been told."""
        last = max((told[-1].at for told in self.told.values()), default=0.0)
        return asyncio.get_running_loop().time() - self.began - last

    def take(self, device: str, event: Event) -> None:
        super().take(device, event)
        text = self.lines[device][-1]
        self.told.setdefault(device, []).append(Told(asyncio.get_running_loop().time() - self.began, text))
        if not self._members.setdefault(device, Members()).take(event):
            self.again[device, text] += 1

    def _text(self, event: Event) -> str:
        # Letters of calls go by order of appearance, which a fault may change: each line counts for itself.
        self._calls = self._letters.setdefault(event.monitor_cross_ref_id or "", {})
        return super()._text(event)

    _letters: dict[str, dict[str, str]] = field(default_factory=dict)


def is_about_calls(text: str) -> bool:
    """Whether an event is about calls, and not about the line."""
    return not text.startswith(("out-of-service", "back-in-service"))
