"""Every call of every scenario can be followed from the first ring to the last hang-up, by what clients are told.

The platform gives a call another identifier when it is transferred, picked up or retrieved. A client keeps hold of it
if each call that it hears of begins with an event that may begin one, or is named by Transferred or Conferenced beside
a call that it knows; if who is handed on hears of the call in which the event says that he goes on; and if all calls
end.
"""

from __future__ import annotations

from collections import defaultdict

import pytest

from ctibridge.client.telling import connection_of, device_text
from ctibridge.sim import scenarios
from ctibridge.testing.virtual import run_virtually
from ctibridge.wire.csta import events as e
from ctibridge.wire.csta.types import ConnectionListItem, Event
from tests.sim.story import recorded

TAKEN = {"callPickup", "park"}
NULL = "null"


def may_begin(device: str, event: Event) -> bool:
    """Whether a client of the device may hear of a call by this event for the first time."""
    match event:
        case e.ServiceInitiatedEvent() | e.OriginatedEvent():
            return True
        case e.DeliveredEvent():
            return device_text(event.alerting_device) == device
        case e.EstablishedEvent():
            return device_text(event.answering_device) == device and event.cause in TAKEN
        case _:
            return False


def members(event: Event) -> tuple[ConnectionListItem, ...]:
    match event:
        case e.TransferedEvent():
            return event.transferred_connections
        case e.ConferencedEvent():
            return event.conference_connections
        case _:
            return ()


class Follower:
    """A client that monitors all lines and holds on to every call."""

    def __init__(self) -> None:
        self.known: dict[str, set[str]] = defaultdict(set)
        self.heard: dict[str, set[str]] = defaultdict(set)
        self.promised: list[tuple[str, str]] = []

    def take(self, device: str, event: Event) -> None:
        if isinstance(event, e.TransferedEvent | e.ConferencedEvent):
            self._joined(device, event)
            return
        connection = connection_of(event)
        if connection is None or connection.call_id is None:
            return
        known, call = self.known[device], connection.call_id
        assert call in known or may_begin(device, event), f"{device} hears of call {call} by {type(event).__name__}"
        self.heard[device].add(call)
        known.add(call)
        if getattr(event, "local_connection_info", None) == NULL:
            known.remove(call)

    def _joined(self, device: str, event: e.TransferedEvent | e.ConferencedEvent) -> None:
        known = self.known[device]
        for old in filter(None, (event.primary_old_call, event.secondary_old_call)):
            assert old.call_id in known, f"{device} never heard of call {old.call_id}, which was joined"
            known.remove(old.call_id or "")
        for item in members(event):
            assert item.new_connection is not None
            who, call = device_text(item.new_connection.device_id), item.new_connection.call_id or ""
            self.promised.append((who, call))
            if event.local_connection_info != NULL:
                known.add(call)
                self.heard[device].add(call)


@pytest.mark.parametrize("name", scenarios.names())
def test_no_call_is_lost_sight_of(name):
    recorder = run_virtually(recorded(name))
    follower = Follower()
    for device, event in recorder.events:
        follower.take(device, event)
    assert {} == {device: calls for device, calls in follower.known.items() if calls}, "every call ends"
    lines = recorder.pictures.keys()
    assert [] == [(who, call) for who, call in follower.promised if who in lines and call not in follower.heard[who]]


def test_a_transferred_call_that_nobody_continues_is_noticed():
    """The follower itself: it would not be content with anything."""
    follower = Follower()
    recorder = run_virtually(recorded("consult_transfer_inside"))
    for device, event in recorder.events:
        if not (device == "102" and isinstance(event, e.TransferedEvent)):
            try:
                follower.take(device, event)
            except AssertionError:
                return
    pytest.fail("a missing Transferred was not missed")
