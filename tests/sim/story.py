"""Plays a scenario on the simulator and writes down what a CSTA client of the gateway is told of each line."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from ctibridge.app import Gateway
from ctibridge.client import CstaClient, LinePicture
from ctibridge.client.telling import connection_of, device_text, name_of, private_text, service_text
from ctibridge.sim import scenarios
from ctibridge.sim.simulator import Simulator
from ctibridge.sim.truth import truth
from ctibridge.testing import run_gateway, settings_for_each, simulated
from ctibridge.wire.csta import events as e
from ctibridge.wire.csta.line_services import services_from_private
from ctibridge.wire.csta.types import ConnectionID, ConnectionListItem, Event, RedirectionDeviceID

QUIET_S = 0.5  # of virtual time; enough for everything to arrive
TOLD_WITH_SERVICES = {"remote_office_switched", "voice_mail_counts", "services_set"}
CITY = "+493023125"
STATES = {  # what the platform calls a call, and what CSTA calls the line's connection in it
    "Active": "connected",
    "Held": "hold",
    "Remote Held": "connected",
    "Alerting": "alerting",
}


@dataclass
class Recorder:
    """What clients were told, line by line."""

    lines: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    pictures: dict[str, LinePicture] = field(default_factory=dict)
    events: list[tuple[str, Event]] = field(default_factory=list)
    _calls: dict[str, str] = field(default_factory=dict)

    def take(self, device: str, event: Event) -> None:
        self.pictures[device].apply(event)
        self.events.append((device, event))
        self.lines[device].append(self._text(event))

    def text(self) -> str:
        """All of it."""
        return "".join(
            f"{device}\n" + "".join(f"  {line}\n" for line in lines)
            for device, lines in sorted(self.lines.items())
            if lines
        )

    def _text(self, event: Event) -> str:
        words = [name_of(event).replace(" ", "-"), *self._details(event)]
        here, cause = getattr(event, "local_connection_info", None), getattr(event, "cause", None)
        recording = private_text(event, "recording") if isinstance(event, e.CallInformationEvent) else None
        words += [f"recording={recording}"] if recording is not None else []
        words += [f"here={here}"] if here is not None else []
        words += [cause] if cause is not None else []
        return " ".join(words)

    def _details(self, event: Event) -> list[str]:
        match event:
            case e.TransferedEvent():
                who = f"{device_text(event.transferring_device)}->{device_text(event.transferred_to_device)}"
                return [*self._old(event), short(who), self._list(event.transferred_connections)]
            case e.ConferencedEvent():
                who = f"{device_text(event.conferencing_device)}+{device_text(event.added_party)}"
                return [*self._old(event), short(who), self._list(event.conference_connections)]
            case e.DoNotDisturbEvent():
                return [str(event.do_not_disturb_on)]
            case e.MessageWaitingEvent():
                return [str(event.message_waiting_on)]
            case e.PrivateEvent():
                return [short(service_text(item)) for item in services_from_private(event.private_data)]
            case e.ForwardingEvent():
                return [str(event.forwarding_type), str(event.forward_status)]
            case _:
                return [self._connection(connection_of(event)), *_parties(event)]

    def _old(self, event: e.TransferedEvent | e.ConferencedEvent) -> list[str]:
        return [self._connection(old) for old in (event.primary_old_call, event.secondary_old_call) if old is not None]

    def _list(self, items: tuple[ConnectionListItem, ...]) -> str:
        pairs = []
        for item in items:
            old = f"{self._connection(item.old_connection)}=>" if item.old_connection is not None else ""
            pairs.append(f"{old}{self._connection(item.new_connection)}")
        return f"[{' '.join(pairs)}]"

    def _connection(self, connection: ConnectionID | None) -> str:
        if connection is None:
            return "-"
        call = self._calls.setdefault(connection.call_id or "", "ABCDEFGH"[len(self._calls) % 8])
        return f"{call}@{short(device_text(connection.device_id))}"


def _parties(event: Event) -> list[str]:
    words = []
    calling, called = getattr(event, "calling_device", None), getattr(event, "called_device", None)
    if called is not None and not isinstance(event, e.ServiceInitiatedEvent):
        words.append(f"{short(device_text(calling))}>{short(device_text(called))}")
    last: RedirectionDeviceID | None = getattr(event, "last_redirection_device", None)
    if last is not None and last.number_dialed is not None:
        words.append(f"last={short(device_text(last.number_dialed))}")
    if isinstance(event, e.DivertedEvent):
        words.append(f"on={short(device_text(event.new_destination))}")
    return words


def short(text: str) -> str:
    return text.replace(CITY, "~")


async def recorded(name: str, **simulator_arguments: object) -> Recorder:
    """The scenario, as `played` has it, on a simulator and a gateway of its own."""
    async with (
        simulated(**simulator_arguments) as simulator,
        run_gateway(simulator, providers=settings_for_each(simulator)) as gateway,
    ):
        return await played(name, simulator, gateway)


async def played(name: str, simulator: Simulator, gateway: Gateway) -> Recorder:
    """The scenario, as clients of all lines saw it. After each step their pictures must equal the platform's truth."""
    async with recording(gateway, services=name in TOLD_WITH_SERVICES) as recorder:
        for seconds, _ in scenarios.load(name)(simulator.phones):
            await asyncio.sleep(max(seconds, QUIET_S))
            compare(simulator, gateway, recorder)
        await asyncio.sleep(60)
        compare(simulator, gateway, recorder)
    return recorder


@asynccontextmanager
async def recording(gateway: Gateway, *, services: bool = False) -> AsyncIterator[Recorder]:
    """A client that monitors all lines, perhaps with their services."""
    recorder = Recorder()
    async with CstaClient.connect("127.0.0.1", gateway.csta.port or 0) as client, asyncio.TaskGroup() as tasks:
        devices = [line.extension or "" for line in gateway.hub.lines]
        followers = [tasks.create_task(follow(client, each, recorder, services=services)) for each in devices]
        await asyncio.sleep(QUIET_S)
        yield recorder
        for follower in followers:
            follower.cancel()


async def follow(client: CstaClient, device: str, recorder: Recorder, *, services: bool = False) -> None:
    recorder.pictures[device] = LinePicture(device)
    async for event in await client.monitor_start(device, services=services):
        recorder.take(device, event)


def compare(simulator: Simulator, gateway: Gateway, recorder: Recorder | None = None) -> None:
    """The platform's truth, the gateway's book and the client's picture must be the same."""
    users = truth(simulator.switch.x)["users"]
    for line in gateway.hub.lines:
        expected = sorted(state_of(call, users[line.user_id]) for call in users[line.user_id]["calls"])
        book = sorted(_book_states(gateway, line.id))
        assert expected == book, f"the book of {line.extension} has {book}, not {expected}"
        if recorder is not None:
            picture = recorder.pictures[line.extension or ""].calls.values()
            views = gateway.hub.snapshot(line.id).connections
            known, shown = [
                sorted((item.call, item.state) for item in views),
                sorted((item.call_id, item.state) for item in picture),
            ]
            assert known == shown, f"the picture of {line.extension} has {shown}, not {known}"


def _book_states(gateway: Gateway, line: str) -> list[str]:
    found: list[str] = []
    for view in gateway.hub.snapshot(line).connections:
        found += [view.state] * (len(view.others) if view.conference else 1)
    return found


def state_of(call: dict[str, Any], user: dict[str, Any]) -> str:
    conference = user["conference"]
    if conference is not None and call["callId"] in conference["calls"]:
        return "hold" if conference["held"] else "connected"
    if call["personality"] == "Click-to-Dial":
        return "initiated"
    if call["state"] == "Alerting" and call["personality"] == "Originator":
        return "connected"
    if call["cause"] is not None:
        return "fail"  # the caller hears an announcement
    return STATES[call["state"]]
