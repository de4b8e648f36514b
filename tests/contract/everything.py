"""A gateway that does everything it can, on virtual time: all scenarios, all services, outages, several editions."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from ctibridge.broadworks.settings import Scope
from ctibridge.client import CstaClient, CstaRefused
from ctibridge.sim import scenarios
from ctibridge.sim.knobs import Knobs
from ctibridge.sim.phones import end_outside_call
from ctibridge.sim.rules import ringing
from ctibridge.sim.simulator import Simulator, play
from ctibridge.testing import run_gateway, simulated
from ctibridge.wire.csta import monitoring, sessions, system
from ctibridge.wire.csta.editions import Edition
from ctibridge.wire.csta.features import SetForwarding
from ctibridge.wire.csta.line_services import LineService
from ctibridge.wire.csta.types import ConnectionID, DeviceID
from tests.contract.schema import Validate
from tests.unit.client.service_calls import CASES

EDITIONS = (Edition.ED3, Edition.ED5, Edition.ED6)
QUIET_S = 2.0
HALF_A_DAY_S = 12 * 3600 + 10


@dataclass
class Spoken:
    """What was said: by the gateway to the platform, and to its clients."""

    to_platform: list[bytes] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    to_clients: list[bytes] = field(default_factory=list)


async def everything(validate: Validate) -> Spoken:
    """All of it, with the platform's complaints about the gateway's documents."""
    spoken = Spoken()

    def hear(document: bytes) -> str | None:
        spoken.to_platform.append(document)
        complaint = validate(document)
        if complaint is not None:
            spoken.complaints.append(f"{complaint} in {document.decode()}")
        return complaint

    def trace(direction: str, _what: str, payload: bytes) -> None:
        if direction == "sent":
            spoken.to_clients.append(payload)

    await _all_day(Knobs(validate=hear, update_when_ringing=True), trace)
    for changes in SCOPES:
        async with simulated(knobs=Knobs(validate=hear)) as simulator, run_gateway(simulator, **changes):
            await _plays(simulator, "consult_transfer_inside")
    return spoken


SCOPES: list[dict[str, Any]] = [
    {"scope": Scope.GROUP, "enterprise": "ent1", "group": "zentrale"},
    {"scope": Scope.USERS, "users": ("anna@ent1.example", "bert@ent1.example")},
]


async def _all_day(knobs: Knobs, trace: Any) -> None:
    async with AsyncExitStack() as stack:
        simulator = await stack.enter_async_context(simulated(knobs=knobs))
        gateway = await stack.enter_async_context(run_gateway(simulator, trace_csta=trace))
        clients = [
            await stack.enter_async_context(CstaClient.connect("127.0.0.1", gateway.csta.port or 0, edition=edition))
            for edition in EDITIONS
        ]
        for client in clients:
            await client.system_register("systemStatus", "switchingFunctionDevicesChanged")
            for line in gateway.hub.lines:
                await client.monitor_start(line.extension or "", services=True)
            await _asks_for_everything(client)
        for name in scenarios.names():
            await _plays(simulator, name)
        for client in clients:
            await _controls_calls(simulator, client)
        await _is_cut_off(simulator)
        await asyncio.sleep(HALF_A_DAY_S)


async def _plays(simulator: Simulator, name: str) -> None:
    await play(simulator, scenarios.load(name))
    await asyncio.sleep(60)


async def _refused_or_not(request: Coroutine[Any, Any, Any]) -> Any:
    with suppress(CstaRefused):
        return await request


async def _asks_for_everything(client: CstaClient) -> None:
    """Every service; most of them for a device that is not there."""
    for case in CASES:
        await _refused_or_not(client.request(case.request))
    for device in ("101", "299"):
        await client.get_logical_device_information(device)
        await client.get_physical_device_information(device)
        await client.snapshot_device(device)
        await client.get_forwarding(device)
        await client.get_services(device)
    await client.get_switching_function_devices()
    await client.send_system_status()
    await _refused_or_not(client.monitor_start("nobody"))
    monitor = await client.monitor_start("101")
    await client.change_monitor_filter(monitor, monitoring.MonitorFilter(callcontrol=frozenset({"held"})))
    await client.monitor_stop(monitor)
    await _refused_or_not(client.request(monitoring.MonitorStop(monitor_cross_ref_id="999")))
    await _refused_or_not(client.request(sessions.ResetApplicationSessionTimer(session_id="wrong")))
    await _refused_or_not(client.request(sessions.StopApplicationSession(session_id="wrong")))
    await client.request(sessions.ResetApplicationSessionTimer(requested_session_duration=86_400))
    registration = await client.system_register()
    await client.request(
        system.ChangeSysStatFilter(sys_stat_register_id=registration, requested_status_filter=frozenset({"normal"}))
    )
    await client.request(system.SystemRegisterCancel(sys_stat_register_id=registration))


def at(device: str) -> ConnectionID:
    """The one connection that fits."""
    return ConnectionID(device_id=DeviceID(device))


async def _controls_calls(simulator: Simulator, client: CstaClient) -> None:
    phones = simulator.phones
    first = await client.make_call("101", "102")
    await client.monitor_start(first)
    phones["anna"].answer()
    await asyncio.sleep(QUIET_S)
    await client.answer_call(at("102"))
    await asyncio.sleep(QUIET_S)
    await client.generate_digits(at("101"), "12#")
    await client.hold_call(at("101"))
    await asyncio.sleep(QUIET_S)
    await client.retrieve_call(at("101"))
    await asyncio.sleep(QUIET_S)
    second = await client.consultation_call(first, "103")
    phones["anna"].answer()
    phones["carla"].answer()
    await asyncio.sleep(QUIET_S)
    await client.snapshot_call(second)
    await client.alternate_call(held=first, active=second)
    await asyncio.sleep(QUIET_S)
    conference = await client.conference_call(held=second, active=first)
    await asyncio.sleep(QUIET_S)
    await client.snapshot_call(conference)
    await client.snapshot_device("101")
    await client.clear_call(at("102"))
    await _ends(simulator)
    await _diverts(simulator, client)
    await _sets_services(client)


async def _diverts(simulator: Simulator, client: CstaClient) -> None:
    phones = simulator.phones
    for divert in (client.deflect_call(at("101"), "102"), client.clear_connection(at("101"))):
        phones.outside("+493023125900", "Kunde").call(phones["anna"])
        await asyncio.sleep(QUIET_S)
        await divert
        await _ends(simulator)
    await _learns_who_calls(simulator)
    phones.outside("anonymous").call(phones["anna"])
    phones["anna"].answer()
    await asyncio.sleep(QUIET_S)
    await client.single_step_transfer_call(at("101"), "102")
    await _ends(simulator)
    phones.outside("+493023125900").call(phones["anna"])
    phones["anna"].answer()
    await asyncio.sleep(QUIET_S)
    second = await client.consultation_call(at("101"), "102")
    phones["anna"].answer()
    await asyncio.sleep(QUIET_S)
    phones["bert"].answer()
    await asyncio.sleep(QUIET_S)
    await client.transfer_call(held=at("101"), active=second)
    await _ends(simulator)


async def _learns_who_calls(simulator: Simulator) -> None:
    """The network tells the name of a caller later, or another one."""
    phones = simulator.phones
    phones.outside("+493023125900", "Kunde").call(phones["anna"])
    await asyncio.sleep(QUIET_S)
    half = phones["anna"].calls[0]
    phones.act(partial(ringing.update_party, half=half, party=replace(half.remote, name="Klara Kunde")))
    await _ends(simulator)


async def _ends(simulator: Simulator) -> None:
    """Everybody hangs up."""
    await asyncio.sleep(QUIET_S)
    for user in simulator.switch.people.users:
        for call in simulator.phones[user.user_id].calls:
            simulator.phones[user.user_id].hangup(call.call_id)
    for outside in list(simulator.switch.x.outside.values()):
        if not outside.is_over:
            simulator.phones.act(partial(end_outside_call, outside=outside))
    await asyncio.sleep(10)


async def _sets_services(client: CstaClient) -> None:
    for on in (True, False):
        await client.set_do_not_disturb("101", on=on)
        for kind in ("forwardImmediate", "forwardBusy", "forwardNoAns"):
            await client.request(_forwarding(kind, on=on))
        await client.set_message_waiting_indicator("101", on=on)
    for service in SETTINGS:
        await client.set_service("101", service)
    await client.get_do_not_disturb("101")
    await client.get_message_waiting_indicator("101")


SETTINGS = (
    LineService("remoteOffice", active=True, to="+493023125910"),
    LineService("remoteOffice", active=False),
    LineService("hotelingGuest", active=True, to="bert@ent1.example"),
    LineService("hotelingGuest", active=False),
    LineService("callWaiting", active=True),
    LineService("forwardingNotReachable", active=False, to="102"),
    LineService("anywhere", active=True, to="+493023125920"),
)


def _forwarding(kind: str, *, on: bool) -> Any:
    return SetForwarding(
        device=DeviceID("101"), forwarding_type=kind, activate_forward=on, forward_dn=DeviceID("103"), ring_count=4
    )


async def _is_cut_off(simulator: Simulator) -> None:
    """Lines go out of service, and somebody begins and somebody ends a call meanwhile."""
    phones = simulator.phones
    phones["anna"].dial(phones["bert"])
    phones["bert"].answer()
    await asyncio.sleep(QUIET_S)
    simulator.knobs.faults.login_page = True
    for server in simulator.servers.values():
        server.end_all()
    await asyncio.sleep(20)
    phones["anna"].hangup()
    phones.outside("+493023125900").call(phones["carla"])
    simulator.knobs.faults.login_page = False
    await asyncio.sleep(120)
    phones["carla"].answer()
    await _ends(simulator)
