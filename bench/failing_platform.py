"""A platform whose servers fail one by one, under load: the simulator behind gates, and what has to be told of it.

What has to be told is found without a gateway: each event of the switch, once and in the switch's order, goes through
a call book of its own and becomes CSTA.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

from bench.gate import Gate
from bench.processes import serve_async
from ctibridge.broadworks.translate_events import line_id, report_from_event
from ctibridge.client.telling import connection_of, name_of
from ctibridge.hub.directory import LineDirectory
from ctibridge.model import reports as r
from ctibridge.model.callbook import CallBook
from ctibridge.model.changes import ServiceChanged
from ctibridge.servers.csta.devices import Devices
from ctibridge.servers.csta.settings import DeviceForm
from ctibridge.servers.csta.translate import EventTranslator
from ctibridge.sim.effects import Effect, Send
from ctibridge.sim.knobs import Knobs
from ctibridge.sim.populations import many
from ctibridge.sim.simulator import Simulator
from ctibridge.sim.zone import zone_entries
from ctibridge.wire.csta.types import Event
from ctibridge.wire.xsi.events import SubscriptionEvent

DELAY_S = 1.0
Key = tuple[str, str, str, str]
"""User, event, call, and the line's state in it: what a change is recognised by."""


def key_of(user: str, event: Event) -> Key:
    """What is compared of an event."""
    connection = connection_of(event)
    call = connection.call_id if connection is not None else None
    return user, name_of(event), call or "", str(getattr(event, "local_connection_info", None))


class _Watched(Simulator):
    """Tells of each event that goes out for the first time."""

    on_event: Callable[[SubscriptionEvent], None]

    def _carry_out(self, effect: Effect) -> None:
        if isinstance(effect, Send) and isinstance(effect.document, SubscriptionEvent):
            self.on_event(effect.document)
        super()._carry_out(effect)


class FailingPlatform:
    """A platform of several servers.

    Args:
        lines: Its users.
        servers: How many servers.
        cti: Whether they are reached over the CTI interface.
    """

    def __init__(self, lines: int, servers: int, cti: bool) -> None:
        self._people = many(lines)
        self._sim = _Watched(self._people, Knobs(page_records=1000), instances=servers, cti=cti)
        self._sim.on_event = self._on_event
        self._book = CallBook()
        self._translator = EventTranslator(Devices(LineDirectory(), DeviceForm.EXTENSION), names=True)
        for user in self._people.users:
            self._book.apply(r.LineUp(line_id(user.user_id)))
        self._seen: set[str] = set()
        self._due: list[tuple[float, Key]] = []

    async def start(self) -> tuple[str, str, str]:
        """Opens everything; the URL by its name, that of the XSI server beside it, and the name server."""
        sim = self._sim
        await sim.start(dns_port=0)
        ports = {name: server.port for name, server in sim.cti.items()} or {
            name: int(url.rpartition(":")[2]) for name, url in zip(sim.servers, sim.xsi_urls, strict=True)
        }
        self._gates = {name: Gate(port) for name, port in ports.items()}
        for gate in self._gates.values():
            await gate.open()
        label = "_ecsta-cti._tcp" if sim.cti else "_ecsta._tcp"
        at = {label: {name: gate.port for name, gate in self._gates.items()}}
        sim.zone.set_usual(zone_entries(sim.zone.domain, "127.0.0.1", at))
        return f"{'cti' if sim.cti else 'http'}://{sim.zone.domain}", sim.xsi_url, sim.dns_address

    def channels(self) -> int:
        """How many channels stand."""
        return len(self._sim.switch.core.channels)

    def load(self, rate: float, talk_s: float) -> None:
        """So many calls a second from now on."""
        self._sim.run_load(rate, talk_s)

    def calls(self) -> dict[str, int]:
        """Who has how many calls."""
        found = {user.user_id: len(self._sim.switch.x.calls(user)) for user in self._people.users}
        return {user: calls for user, calls in found.items() if calls}

    async def disturb(self, how: str, index: int) -> float:
        """One server fails; when."""
        name = list(self._gates)[index]
        gate, at = self._gates[name], time.monotonic()
        match how:
            case "killed":
                gate.close()
                await self._sim.fail_server(name)
            case "drained":
                self._sim.drain_server(name)
            case "blackholed":
                gate.block()
            case "slowed":
                gate.delay_s = DELAY_S
        return at

    async def restore(self, index: int) -> float:
        """It is as before; when."""
        name = list(self._gates)[index]
        gate = self._gates[name]
        gate.delay_s = 0.0
        gate.unblock()
        is_down = name not in self._sim.open_servers
        await self._sim.restore_server(name)
        if is_down:
            await gate.open()
        return time.monotonic()

    def due(self) -> list[tuple[float, Key]]:
        """What had to be told so far, and from when on."""
        return self._due

    def _on_event(self, event: SubscriptionEvent) -> None:
        if event.event_id in self._seen:
            return
        self._seen.add(event.event_id)
        report = report_from_event(event)
        for change in self._book.apply(report) if report is not None else ():
            if isinstance(change, ServiceChanged):
                continue  # only to monitors that ask for it
            told = self._translator.event_from_change(change, "1")
            if told is not None:
                self._due.append((time.monotonic(), key_of(str(change.line), told)))


def main(pipe: Connection, lines: int, servers: int, cti: bool) -> None:
    """The process."""
    asyncio.run(serve_async(pipe, FailingPlatform(lines, servers, cti)))
