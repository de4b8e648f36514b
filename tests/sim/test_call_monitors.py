"""Monitors of calls: each story told once for the call as a whole, from where it is followed to its end."""

from __future__ import annotations

import asyncio

import pytest

from ctibridge.app import Gateway
from ctibridge.client import CstaClient, CstaRefused
from ctibridge.client.telling import connection_of, device_text, name_of
from ctibridge.sim import scenarios
from ctibridge.testing import run_gateway, simulated
from ctibridge.testing.virtual import run_virtually
from ctibridge.wire.csta import events as e
from ctibridge.wire.csta.types import ConnectionID, Event
from tests.sim.story import short

QUIET_S = 0.5


class Followers:
    """A client that follows every call that it hears of, from its first event on."""

    def __init__(self, client: CstaClient, tasks: asyncio.TaskGroup) -> None:
        self.client, self.tasks = client, tasks
        self.calls: dict[str, list[Event]] = {}
        self.stopped: set[str] = set()

    async def watch(self, device: str) -> None:
        """Follows the calls of a device."""
        async for event in await self.client.monitor_start(device):
            connection = connection_of(event)
            call = connection.call_id if connection is not None else None
            if call is not None and call not in self.calls:
                self.calls[call] = []
                self.tasks.create_task(self._follow(call))

    async def _follow(self, call: str) -> None:
        try:
            monitor = await self.client.monitor_start(ConnectionID(call))
        except CstaRefused:
            return  # it was over at once
        async for event in monitor:
            self.calls[call].append(event)
        self.stopped.add(call)


async def followed(scenario: str) -> Followers:
    async with (
        simulated() as simulator,
        run_gateway(simulator) as gateway,
        _client(gateway) as client,
        asyncio.TaskGroup() as tasks,
    ):
        followers = Followers(client, tasks)
        watchers = [tasks.create_task(followers.watch(line.extension or "")) for line in gateway.hub.lines]
        await asyncio.sleep(QUIET_S)
        for seconds, _ in scenarios.load(scenario)(simulator.phones):
            await asyncio.sleep(max(seconds, QUIET_S))
        await asyncio.sleep(60)
        assert 0 == len(gateway.hub._call_monitors)
        for watcher in watchers:
            watcher.cancel()
    return followers


def _client(gateway: Gateway):
    return CstaClient.connect("127.0.0.1", gateway.csta.port or 0)


def text_of(event: Event) -> str:
    connection = connection_of(event)
    where = short(device_text(connection.device_id)) if connection is not None and connection.device_id else "-"
    return f"{name_of(event).replace(' ', '-')} {where}"


@pytest.mark.parametrize("scenario", scenarios.names())
def test_a_followed_call_ends_with_a_stop_and_clears_every_connection_once(scenario):
    followers = run_virtually(followed(scenario))
    for call, events in followers.calls.items():
        if not events:
            continue
        assert call in followers.stopped
        gone: set[tuple[str | None, str]] = set()
        for event in events:
            connection = connection_of(event)
            assert connection is not None
            assert not hasattr(event, "local_connection_info") or event.local_connection_info is None
            who = connection.call_id, device_text(connection.device_id)
            if isinstance(event, e.ConnectionClearedEvent | e.DivertedEvent):
                assert who not in gone, [text_of(event) for event in events]
                gone.add(who)
            elif isinstance(event, e.DeliveredEvent | e.EstablishedEvent):
                gone.discard(who)  # a call may come back
        cleared = [event for event in events if isinstance(event, e.CallClearedEvent)]
        assert events[-1:] == cleared or not cleared, "nothing follows the end of the call"


def told(scenario: str) -> list[list[str]]:
    followers = run_virtually(followed(scenario))
    return [[text_of(event) for event in events] for events in followers.calls.values()]


def test_a_call_held_on_both_sides():
    assert [
        [
            "established 102",
            "held 101",
            "held 102",
            "retrieved 101",
            "retrieved 102",
            "connection-cleared 101",
            "connection-cleared 102",
            "call-cleared -",
        ]
    ] == told("hold_on_both_sides")


def test_a_consultation_transfer_inside():
    """Both calls are followed; both are told of the transfer, and of what becomes of the resulting call."""
    first, second = told("consult_transfer_inside")
    assert ["transferred 101", "connection-cleared 103", "connection-cleared 102", "call-cleared -"] == first[-4:]
    assert ["transferred 101", "connection-cleared 103", "connection-cleared 102", "call-cleared -"] == second[-4:]


def test_a_call_that_is_sent_to_another_line_is_followed_there():
    assert [
        [
            "diverted 101",
            "delivered 103",
            "established 103",
            "connection-cleared ~900",
            "connection-cleared 103",
            "call-cleared -",
        ]
    ] == told("deflection")


def test_a_call_that_comes_back_is_the_same_call():
    assert [
        [
            "established 101",
            "transferred 101",
            "delivered 103",
            "connection-cleared 103",
            "delivered 101",
            "established 101",
            "connection-cleared ~900",
            "connection-cleared 101",
            "call-cleared -",
        ]
    ] == told("blind_transfer_recall")
