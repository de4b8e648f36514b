"""Clients that do not read, or are gone without a word: they lose their session, and nobody else a moment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ctibridge.client import Monitor
from ctibridge.servers.csta.session import GOODBYE_S
from ctibridge.servers.csta.settings import CstaSettings, Greeting
from ctibridge.wire.csta import monitoring, sessions, system
from ctibridge.wire.csta.editions import Edition
from ctibridge.wire.csta.messages import encode
from ctibridge.wire.csta.types import DeviceID
from tests.integration.csta.north import QUIET_S, North, Raw, in_the_north

MONITORS = 40
SMALL = CstaSettings(port=0, outbox=300, greeting=Greeting.NEVER)
ASK = encode(system.RequestSystemStatus(), Edition.ED5)
CALLS = 12
EVENTS_OF_A_CALL = ["OriginatedEvent", "DeliveredEvent", "ConnectionClearedEvent"]


async def lazy(north: North) -> Raw:
    """A client that watches a line many times over and never reads what comes."""
    raw = await north.raw()
    for _ in range(MONITORS):
        watched = monitoring.MonitorObject(device_object=DeviceID("104"))
        await raw.ask(monitoring.MonitorStart(monitor_object=watched))
    return raw


@asynccontextmanager
async def recorded(monitor: Monitor, into: list[tuple[float, str]]) -> AsyncIterator[None]:
    """Notes when each event arrives."""

    async def note() -> None:
        async for event in monitor:
            into.append((asyncio.get_running_loop().time(), type(event).__name__))

    task = asyncio.create_task(note())
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@in_the_north(SMALL)
async def test_a_client_that_never_reads_loses_its_session_and_delays_nobody(north: North):
    arrived: list[tuple[float, str]] = []
    happened: list[float] = []
    other = await north.client()
    await lazy(north)
    (session,) = (one for one in north.gateway.csta._sessions if len(one._monitors) == MONITORS)
    async with recorded(await other.monitor_start("104"), arrived):
        for _ in range(CALLS):
            happened.append(asyncio.get_running_loop().time())
            await north.a_call()
    assert 1 == len(north.said("session.ended", "the client left 300 events unread"))
    assert 1 == north.gateway.csta.sessions
    await asyncio.sleep(GOODBYE_S)
    assert 0 == session._writer.transport.get_write_buffer_size(), "nothing is kept for it"
    assert EVENTS_OF_A_CALL * CALLS == [name for _, name in arrived]
    assert happened == [at for at, name in arrived if name == "OriginatedEvent"]


@in_the_north(SMALL)
async def test_a_client_that_reads_again_in_time_gets_everything(north: North):
    raw = await lazy(north)
    await north.a_call()
    events = [await raw.next() for _ in range(MONITORS * len(EVENTS_OF_A_CALL))]
    assert {"9999"} == {invoke_id for invoke_id, _ in events}
    assert 1 == north.gateway.csta.sessions


@in_the_north(SMALL)
async def test_a_client_that_asks_and_never_reads_the_answers_loses_its_session(north: North):
    raw = await north.raw()
    for _ in range(20_000):
        raw.xml(ASK)
        await asyncio.sleep(0)
        if not north.gateway.csta.sessions:
            break
    await asyncio.sleep(QUIET_S)
    assert 0 == north.gateway.csta.sessions
    assert 1 == len(north.said("session.ended"))


@in_the_north(SMALL)
async def test_a_session_ends_in_time_although_its_client_does_not_read(north: North):
    raw = await lazy(north)
    await raw.ask(sessions.StartApplicationSession(requested_session_duration=60))
    while not next(iter(north.gateway.csta._sessions))._writer.transport.get_write_buffer_size():
        await north.a_call()
    assert 1 == north.gateway.csta.sessions
    await asyncio.sleep(60 + 2 * GOODBYE_S)
    assert 0 == north.gateway.csta.sessions
    assert 1 == len(north.said("session.ended", "timer"))


@in_the_north()
async def test_a_client_that_breaks_the_connection_off_is_forgotten(north: North):
    raw = await lazy(north)
    raw.writer.transport.abort()
    await north.a_call()
    assert 0 == north.gateway.csta.sessions
    line = north.gateway.hub.lines.find("104")
    assert line is not None
    assert () == north.gateway.hub._monitors.on(line.id)
    assert [] == north.said("session.broken")


@in_the_north()
async def test_a_client_that_only_stops_to_write_is_forgotten(north: North):
    raw = await lazy(north)
    raw.writer.write_eof()
    await asyncio.sleep(QUIET_S)
    assert 0 == north.gateway.csta.sessions
