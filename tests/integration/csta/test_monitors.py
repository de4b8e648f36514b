"""Monitors over the wire: what comes in which order, and what ends them."""

from __future__ import annotations

import asyncio
from typing import Any

from ctibridge.model.ids import LineId
from ctibridge.wire.csta import calls, monitoring, system
from ctibridge.wire.csta.errors import CSTAErrorCode
from ctibridge.wire.csta.types import ConnectionID, DeviceID, Event
from tests.integration.csta.north import QUIET_S, North, Raw, in_the_north

DIETER, EMIL = DeviceID("104"), DeviceID("201")


def follow(call_id: str | None, **more: Any) -> monitoring.MonitorStart:
    watched = monitoring.MonitorObject(call_object=ConnectionID(call_id))
    return monitoring.MonitorStart(monitor_object=watched, **more)


def watch(device: DeviceID) -> monitoring.MonitorStart:
    return monitoring.MonitorStart(monitor_object=monitoring.MonitorObject(device_object=device))


async def talking(north: North, raw: Raw) -> str:
    """Dieter and Emil talk; the identifier of their call."""
    phones = north.simulator.phones
    phones["dieter"].dial(phones["emil"])
    phones["emil"].answer()
    await asyncio.sleep(QUIET_S)
    (connection,) = north.gateway.hub.snapshot(LineId("dieter@ent1.example")).connections
    return connection.call


async def told(raw: Raw) -> list[str]:
    """What comes until it is quiet: the monitor's number and the name of each message."""
    return [
        f"{getattr(message, 'monitor_cross_ref_id', '-')} {type(message).__name__}"
        async for _, message in raw.rest(quiet_s=2)
    ]


@in_the_north()
async def test_a_followed_call_is_told_behind_the_answer_and_ends_with_a_stop(north: North):
    raw = await north.raw()
    call = await talking(north, raw)
    started = await raw.ask(follow(call))
    assert "1" == started.monitor_cross_ref_id
    clear = calls.ClearConnection(connection_to_be_cleared=ConnectionID(call, EMIL))
    assert isinstance(await raw.ask(clear), calls.ClearConnectionResponse), "before its events"
    cleared, *rest = [message async for _, message in raw.rest(quiet_s=2)]
    assert "201" == cleared.dropped_connection.device_id.value
    assert ["ConnectionClearedEvent", "CallClearedEvent", "MonitorStop"] == [type(item).__name__ for item in rest]
    refused = await raw.ask(monitoring.MonitorStop(monitor_cross_ref_id="1"))
    assert isinstance(refused, CSTAErrorCode)
    assert "invalidMonitorCrossRefID" == refused.value


@in_the_north()
async def test_a_call_and_its_lines_are_watched_side_by_side(north: North):
    raw = await north.raw()
    call = await talking(north, raw)
    for request in (watch(DIETER), watch(EMIL), follow(call)):
        await raw.ask(request)
    await raw.ask(calls.HoldCall(call_to_be_held=ConnectionID(call, DIETER)))
    assert ["1 HeldEvent", "2 HeldEvent", "3 HeldEvent"] == sorted(await told(raw))
    await raw.ask(monitoring.MonitorStop(monitor_cross_ref_id="3"))
    await raw.ask(calls.RetrieveCall(call_to_be_retrieved=ConnectionID(call, DIETER)))
    assert ["1 RetrievedEvent", "2 RetrievedEvent"] == sorted(await told(raw))


@in_the_north()
async def test_a_filter_is_changed_while_events_come(north: North):
    raw = await north.raw()
    await raw.ask(watch(DIETER))
    wanted = monitoring.MonitorFilter(callcontrol=frozenset({"originated", "delivered"}))
    change = monitoring.ChangeMonitorFilter(monitor_cross_ref_id="1", requested_filter_list=wanted)
    assert wanted == (await raw.ask(change)).actual_filter_list
    await north.a_call()
    assert ["1 ConnectionClearedEvent"] == await told(raw)


@in_the_north()
async def test_who_does_not_want_to_hear_of_a_state_hears_of_the_next(north: North):
    raw = await north.raw()
    hidden = frozenset({"disabled"})
    request = system.SystemRegister(request_types=frozenset({"systemStatus"}), requested_status_filter=hidden)
    assert hidden == (await raw.ask(request)).actual_status_filter
    north.simulator.knobs.faults.login_page = True
    for server in north.simulator.servers.values():
        server.end_all()
    await asyncio.sleep(30)
    north.simulator.knobs.faults.login_page = False
    await asyncio.sleep(60)
    statuses = [message.system_status async for _, message in raw.rest(quiet_s=2) if not isinstance(message, Event)]
    assert ["normal"] == statuses
