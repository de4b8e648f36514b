"""Simulator: the asyncio shell around the switch. Starts the faces, lets time pass, carries out the effects.

Runs on any event loop, also on one with virtual time: it knows time from `loop.time()` only. It has one task of its
own, for HTTP contacts; everything else happens in requests and in one timer.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable
from typing import Any

import aiohttp
from aiohttp import web

from ctibridge.sim.effects import Effect, End, Post, Send
from ctibridge.sim.faces import control
from ctibridge.sim.faces.streams import chunks_of
from ctibridge.sim.faces.xsi_http import XsiServer
from ctibridge.sim.knobs import Knobs
from ctibridge.sim.people import Population
from ctibridge.sim.phones import Phones
from ctibridge.sim.populations import demo
from ctibridge.sim.scenarios import Scenario
from ctibridge.sim.switch import Switch
from ctibridge.wire.xsi.documents import CONTENT_TYPE

SHUTDOWN_S = 1.0  # for requests under way; streams have been ended by then
CONTACT_TIMEOUT_S = 10.0  # as long as an acknowledgement may take on a channel


class Simulator:
    """A platform that can be reached.

    Args:
        population: Who is on it; the demonstration's people unless given.
        knobs: The settings.
        seed: Of identifiers and chance.
        instances: Servers before the one switch.
    """

    def __init__(
        self,
        population: Population | None = None,
        knobs: Knobs | None = None,
        seed: int = 0,
        instances: int = 1,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self.knobs = knobs or Knobs()
        self.switch = Switch(population or demo(), self.knobs, seed=seed, epoch_s=time.time() - self._loop.time())
        self.phones = Phones(self.switch, self._loop.time, self.settle)
        self.servers = {
            name: XsiServer(name, self.switch, self._loop.time, self.settle)
            for name in (f"xsp{index}" for index in range(1, instances + 1))
        }
        self.xsi_urls: list[str] = []
        self.control_url = ""
        self._runners: list[web.ServerRunner | web.AppRunner] = []
        self._timer: asyncio.TimerHandle | None = None
        self._posts: asyncio.Queue[Post] = asyncio.Queue()
        self._poster: asyncio.Task[None] | None = None

    @property
    def xsi_url(self) -> str:
        """The address of the first server, without a path."""
        return self.xsi_urls[0]

    async def start(
        self,
        host: str = "127.0.0.1",
        xsi_port: int = 0,
        control_port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Opens the ports; 0 takes a free one. Further servers take the ports behind the first one's."""
        scheme = "https" if tls else "http"
        for index, server in enumerate(self.servers.values()):
            runner = web.ServerRunner(web.Server(server.handle, handler_cancellation=True), shutdown_timeout=SHUTDOWN_S)
            port = await self._open(runner, host, xsi_port and xsi_port + index, tls)
            self.xsi_urls.append(f"{scheme}://{host}:{port}")
        app = web.AppRunner(control.application(self.phones), shutdown_timeout=SHUTDOWN_S)
        self.control_url = f"http://{host}:{await self._open(app, host, control_port, None)}"
        self._poster = asyncio.create_task(self._post_events(), name="simulator-http-contacts")

    async def _open(
        self, runner: web.ServerRunner | web.AppRunner, host: str, port: int, tls: ssl.SSLContext | None
    ) -> int:
        await runner.setup()
        self._runners.append(runner)
        await web.TCPSite(runner, host, port, ssl_context=tls).start()
        number: int = runner.addresses[0][1]
        return number

    async def stop(self) -> None:
        """Ends streams, closes ports, leaves nothing behind."""
        if self._timer is not None:
            self._timer.cancel()
        for server in self.servers.values():
            server.end_all()
        for runner in self._runners:
            await runner.cleanup()
        if self._poster is not None:
            self._poster.cancel()
            await asyncio.gather(self._poster, return_exceptions=True)

    def describe(self) -> dict[str, Any]:
        """Where it is and who may sign in, for people and for `--json`."""
        people = self.switch.people
        admin = people.administrators[0] if people.administrators else None
        return {
            "xsi": self.xsi_url,
            "servers": self.xsi_urls,
            "control": self.control_url,
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
        self._timer = self._loop.call_at(due, self._tick, due) if due is not None else None

    def _tick(self, due: float) -> None:
        # A loop may wake up to its clock's resolution too early; then nothing would be due, again and again.
        self.switch.advance(max(due, self._loop.time()))
        self.settle()

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case Send(instance, channel_id, document):
                self.servers[instance].send(channel_id, document)
            case End(instance, channel_id):
                self.servers[instance].end(channel_id)
            case Post():
                self._posts.put_nowait(effect)

    async def _post_events(self) -> None:
        """Brings events to HTTP contacts, one after the other; what a contact answers is ignored (4.3.2.2)."""
        timeout = aiohttp.ClientTimeout(total=CONTACT_TIMEOUT_S)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                post = await self._posts.get()
                for body in chunks_of(post.document, self.knobs.faults):
                    await _post(session, post.uri, body)


async def _post(session: aiohttp.ClientSession, uri: str, body: bytes) -> None:
    url = uri if "://" in uri else f"http://{uri}"  # published examples leave the scheme out
    try:
        async with session.post(url, data=body, headers={"Content-Type": CONTENT_TYPE}) as reply:
            await reply.read()
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return  # nobody takes it: the platform has no second try for a contact (inferred)


async def play(simulator: Simulator, scenario: Scenario, tell: Callable[[str], None] = lambda _: None) -> None:
    """Plays a scenario in the time of the event loop; `tell` takes what is going on."""
    for seconds, what in scenario(simulator.phones):
        tell(what)
        await asyncio.sleep(seconds)
