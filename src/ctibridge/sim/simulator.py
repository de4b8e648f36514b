"""Simulator: the asyncio shell around the switch. Starts the faces, lets time pass, carries out the effects.

Runs on any event loop, also on one with virtual time: it knows time from `loop.time()` only. It has tasks of its own
for HTTP contacts only; everything else happens in requests and in one timer.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from aiohttp import web

from ctibridge.errors import ConfigError
from ctibridge.sim.effects import Effect, End, Post, Send
from ctibridge.sim.faces import control, names, workshop
from ctibridge.sim.faces.contacts import Contacts
from ctibridge.sim.faces.cti import CtiServer
from ctibridge.sim.faces.dns import DnsFace
from ctibridge.sim.faces.xsi_http import XsiServer
from ctibridge.sim.figures import figures
from ctibridge.sim.knobs import Knobs
from ctibridge.sim.load import Load
from ctibridge.sim.people import Group, Population, User
from ctibridge.sim.phones import Phones
from ctibridge.sim.populations import demo
from ctibridge.sim.scenario_files import Scenario, watched
from ctibridge.sim.switch import Switch
from ctibridge.sim.zone import Zone, zone_entries

SHUTDOWN_S = 1.0  # for requests under way; streams have been ended by then

_EVERYWHERE = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  compared with, not listened at

Runner = web.ServerRunner | web.AppRunner


class Simulator:
    """A platform that can be reached.

    Args:
        population: Who is on it; the demonstration's people unless given.
        knobs: The settings.
        seed: Of identifiers and chance.
        instances: Servers before the one switch; they are called xsp1, xsp2 ...
        cti: Whether each server has a CTI port as well.
    """

    def __init__(
        self,
        population: Population | None = None,
        knobs: Knobs | None = None,
        seed: int = 0,
        instances: int = 1,
        *,
        cti: bool = False,
    ) -> None:
        self.knobs = knobs or Knobs()
        self.switch = Switch(population or demo(), self.knobs, seed=seed)
        self.phones = Phones(self.switch, _now, self.settle)
        self.load = Load(self.switch, seed)
        self.servers = {
            name: XsiServer(name, self.switch, _now, self.settle)
            for name in (f"xsp{index}" for index in range(1, instances + 1))
        }
        self.xsi_urls: list[str] = []
        self.control_url = ""
        self.zone = Zone(domain_of(self.switch.people), self.knobs)
        self.dns_address = ""  # of the name server; empty: there is none
        self._dns = DnsFace(self.zone)
        self._host = ""
        self._tls: ssl.SSLContext | None = None
        self._runners: dict[str, Runner] = {}
        self._ports: dict[str, int] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._late_s = 0.0
        self._contacts = Contacts(self.knobs, self._contact_refused)
        self._contacting: asyncio.Task[None] | None = None
        self.cti = {name: CtiServer(name, self.switch, _now, self.settle) for name in self.servers if cti}
        self.cti_urls: list[str] = []

    @property
    def xsi_url(self) -> str:
        """The address of the first server, without a path."""
        return self.xsi_urls[0]

    async def start(
        self,
        host: str = "127.0.0.1",
        xsi_port: int = 0,
        control_port: int = 0,
        dns_port: int | None = None,
        cti_port: int = 0,
        cti_tls: ssl.SSLContext | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Opens the ports; 0 takes a free one. Further servers take the ports behind the first one's.

        `tls` is for HTTP; a CTI port goes by `cti_tls` alone. Without a `dns_port` there is no name server: a loop with
        virtual time has no datagrams.

        Raises:
            ConfigError: a port is taken.
        """
        self._host, self._tls = host, tls
        self.switch.clock.epoch_s = time.time() - _now()
        try:
            await self._open_cti(cti_port, cti_tls)
            await self._open_all(xsi_port, control_port)
            await self._open_dns(dns_port, cti_tls)
        except ConfigError:
            await self.stop()
            raise
        self._contacting = asyncio.create_task(self._contacts.run(), name="simulator-http-contacts")

    async def _open_all(self, xsi_port: int, control_port: int) -> None:
        for index, name in enumerate(self.servers):
            self._ports[name] = xsi_port and xsi_port + index
            await self._open_server(name)
            self.xsi_urls.append(f"{'https' if self._tls else 'http'}://{reached(self._host)}:{self._ports[name]}")
        self._ports["control"] = control_port
        await self._open("control", web.AppRunner(self.control_face(), shutdown_timeout=SHUTDOWN_S), None)
        self.control_url = f"http://{reached(self._host)}:{self._ports['control']}"

    async def _open_dns(self, port: int | None, cti_tls: ssl.SSLContext | None) -> None:
        address = _EVERYWHERE.get(self._host, self._host)
        address = self._runners["control"].addresses[0][0] if address == self._host else address  # it may be a name
        services = {f"_ecsta.{'_tls' if self._tls else '_tcp'}": {name: self._ports[name] for name in self.servers}}
        if self.cti:
            label = f"_ecsta-cti.{'_tls' if cti_tls else '_tcp'}"
            services[label] = {name: server.port for name, server in self.cti.items()}
        self.zone.set_usual(zone_entries(self.zone.domain, address, services))
        if port is None:
            return
        try:
            taken = await self._dns.open(self._host, port)
        except OSError as exc:
            reason = f"cannot listen on {self._host}:{port} ({exc.strerror})"
            raise ConfigError("simulator", "port of dns", reason) from exc
        self.dns_address = f"{reached(self._host)}:{taken}"

    async def _open_cti(self, port: int, tls: ssl.SSLContext | None) -> None:
        for index, server in enumerate(self.cti.values()):
            await server.open(self._host, port and port + index, tls)
            self.cti_urls.append(f"{reached(self._host)}:{server.port}")

    def control_face(self) -> web.Application:
        """The control face, as yet without a port."""
        app = control.application(self.phones)
        workshop.add_routes(app.router, self)
        names.add_routes(app.router, self)
        return app

    async def _open_server(self, name: str) -> None:
        server = web.Server(self.servers[name].handle, handler_cancellation=True)
        await self._open(name, web.ServerRunner(server, shutdown_timeout=SHUTDOWN_S), self._tls)

    async def _open(self, name: str, runner: Runner, tls: ssl.SSLContext | None) -> None:
        await runner.setup()
        self._runners[name] = runner
        try:
            await web.TCPSite(runner, self._host, self._ports[name], ssl_context=tls).start()
        except OSError as exc:
            where = f"{self._host}:{self._ports[name]}"
            raise ConfigError("simulator", f"port of {name}", f"cannot listen on {where} ({exc.strerror})") from exc
        self._ports[name] = runner.addresses[0][1]

    async def stop(self) -> None:
        """Ends streams, closes ports, leaves nothing behind."""
        for server in self.cti.values():
            await server.close()
        for name in list(self._runners):
            await self._close(name)
        await self._dns.close()
        if self._contacting is not None:
            self._contacting.cancel()
            await asyncio.gather(self._contacting, return_exceptions=True)
        if self._timer is not None:
            self._timer.cancel()

    async def _close(self, name: str) -> None:
        if name in self.servers:
            self.servers[name].end_all()
        if name in self.cti:
            await self.cti[name].close()
        await self._runners.pop(name).cleanup()

    async def fail_server(self, name: str) -> None:
        """A server goes down: its streams end, its port is closed; the sets go on over the others."""
        self.switch.fail_server(name, _now())
        self.settle()
        await self._close(name)

    async def restore_server(self, name: str) -> None:
        """A server is back, at the same ports; one that was being emptied takes channels again."""
        self.switch.refill(name, _now())
        if name in self.open_servers:
            return
        await self._open_server(name)
        if name in self.cti:
            await self.cti[name].reopen()

    def drain_server(self, name: str) -> None:
        """A server is to be emptied: its channels end one after the other, new ones are refused."""
        self.switch.drain(name, _now())
        self.settle()

    @property
    def open_servers(self) -> set[str]:
        """The servers that are up."""
        return self.servers.keys() & self._runners.keys()

    @property
    def draining_servers(self) -> set[str]:
        """The servers that take no new channels."""
        return self.switch.core.channels.draining

    def delete_user(self, user: User) -> None:
        """A user is deleted at the platform."""
        self.switch.replace_user(user, None, _now())
        self.settle()

    def move_user(self, user: User, group: Group) -> None:
        """A user is moved to another group, perhaps of another enterprise."""
        self.switch.replace_user(user, replace(user, group=group), _now())
        self.settle()

    def resync(self) -> None:
        """The platform lost something and tells all calls anew."""
        self.switch.resync(_now())
        self.settle()

    def expire_channels(self) -> None:
        """All channels expire at this moment."""
        self.switch.expire_channels(_now())
        self.settle()

    def run_load(self, rate: float, talk_s: float | None = None) -> None:
        """Lets `rate` calls begin in a second by themselves, of `talk_s` seconds on average; 0 lets none begin."""
        self.switch.advance(_now())
        self.load.run(rate, talk_s)
        self.settle()

    def figures(self) -> dict[str, Any]:
        """How much is going on."""
        late_s, self._late_s = self._late_s, 0.0
        return figures(self.switch, self.load, self._contacts, late_s)

    def describe(self) -> dict[str, Any]:
        """Where it is and who may sign in, for people and for `--json`."""
        people = self.switch.people
        admin = people.administrators[0] if people.administrators else None
        cti = {"cti": self.cti_urls[0], "ctiServers": self.cti_urls} if self.cti else {}
        return {
            **cti,
            "xsi": self.xsi_url,
            "servers": self.xsi_urls,
            "control": self.control_url,
            **({"dns": self.dns_address, "host": self.zone.domain} if self.dns_address else {}),
            "admin": {"userId": admin.user_id, "password": admin.password} if admin else None,
            "users": [
                {
                    "userId": user.user_id,
                    "password": user.password,
                    "number": user.number,
                    "extension": user.extension,
                    "firstName": user.first_name,
                    "lastName": user.last_name,
                }
                for user in people.users
            ],
        }

    def settle(self) -> None:
        """Carries out what the switch wants done, and wakes again when its next time comes."""
        for effect in self.switch.take_effects():
            self._carry_out(effect)
        if self._timer is not None:
            self._timer.cancel()
        due = self.switch.next_due()
        self._timer = asyncio.get_running_loop().call_at(due, self._tick, due) if due is not None else None

    def _tick(self, due: float) -> None:
        self._late_s = max(self._late_s, _now() - due)
        # A loop may wake up to its clock's resolution too early; then nothing would be due, again and again.
        self.switch.advance(max(due, _now()))
        self.settle()

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case Send(instance, channel_id, document):
                for server in self._faces(instance):
                    server.send(channel_id, document)
            case End(instance, channel_id):
                for server in self._faces(instance):
                    server.end(channel_id)
            case Post():
                self._contacts.put(effect)

    def _faces(self, instance: str) -> tuple[XsiServer | CtiServer, ...]:
        """Where a channel of this server may be; each passes over those of the other."""
        server, cti = self.servers[instance], self.cti.get(instance)
        return (server,) if cti is None else (server, cti)

    def _contact_refused(self, subscription_id: str) -> None:
        self.switch.contact_refused(subscription_id, _now())
        self.settle()


def domain_of(people: Population) -> str:
    """The domain of the first user, under which the platform's servers are in DNS."""
    return people.users[0].user_id.partition("@")[2].lower() or "platform.example"


def reached(host: str) -> str:
    """How this machine reaches an address that it listens at, in a URL."""
    host = _EVERYWHERE.get(host, host)
    return f"[{host}]" if ":" in host else host


def _now() -> float:
    return asyncio.get_running_loop().time()


async def play(simulator: Simulator, scenario: Scenario, tell: Callable[[str], None] = lambda _: None) -> None:
    """Plays a scenario in the time of the event loop; `tell` takes what is going on.

    Raises:
        ConfigError: the scenario failed; says in which line of its file.
    """
    for seconds, what in watched(scenario, simulator.phones):
        tell(what)
        await asyncio.sleep(seconds)
