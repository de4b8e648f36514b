"""The gateway under test, in a process of its own, and what can be asked of it: its time, its size, its library."""

from __future__ import annotations

import asyncio
import gc
import os
import socket
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest.mock import patch

import aiohttp

from bench.processes import serve_async
from ctibridge.app import Gateway, spare_the_collector
from ctibridge.broadworks import acknowledging, xsi_channel
from ctibridge.broadworks.account import Account
from ctibridge.broadworks.settings import BroadWorksSettings, Timing
from ctibridge.config import STORE, Configuration
from ctibridge.diagnostics.logs import set_up_logging
from ctibridge.hub.outbox import CAPACITY
from ctibridge.model.commands import CallAccepted, ClearConnection, MakeCall
from ctibridge.servers.csta.settings import CstaSettings
from ctibridge.servers.tapi.settings import TapiSettings
from ctibridge.sim.populations import many
from ctibridge.wire.tapi.codec import encode as encode_line
from ctibridge.wire.xsi.channels import EventResponse
from ctibridge.wire.xsi.documents import CONTENT_TYPE, encode

POST = "/com.broadsoft.xsi-events/v2.0/channel/eventresponse"
AGENDA_S = 1e6  # heartbeats are not what is measured, and the platform of the bench does not answer them
LOOK_AGAIN_S = 0.02


class CountingAcknowledger(acknowledging.Acknowledger):
    """Counts, and sends nothing."""

    counted = 0

    def acknowledge(self, *_event: object) -> None:
        self.counted += 1


class GatewayUnderTest:
    """A gateway at a platform of the bench.

    Args:
        url: The platform.
        acknowledges: Whether events are acknowledged, or acknowledgements only counted.
        changes: Fields of its settings that are not as the bench has them.
        outbox: Events that may wait for one client.
        send_buffer: Bytes that the system keeps for one client; None: what it likes.
        state: The directory with its store; None: nothing is kept.
        token: Of the TAPI face; None: there is none.
    """

    def __init__(
        self,
        url: str,
        *,
        acknowledges: bool,
        changes: dict[str, Any] | None = None,
        outbox: int = CAPACITY,
        send_buffer: int | None = None,
        state: Path | None = None,
        token: str | None = None,
    ) -> None:
        people = many(1)
        admin = people.administrators[0]
        settings = BroadWorksSettings(
            name="bench",
            url=url,
            user=admin.user_id,
            password=admin.password,
            directory_user=people.users[0].user_id,
            requests_per_s=1e6,
            page_size=1000,
            timing=Timing(heartbeat_s=AGENDA_S),
        )
        self._settings = replace(settings, **changes or {})
        self._outbox, self._send_buffer, self._state = outbox, send_buffer, state
        self._tapi = TapiSettings(token=token, port=0) if token is not None else None
        self._marks: dict[str, float] = {}
        if not acknowledges:
            patch.object(xsi_channel, "Acknowledger", CountingAcknowledger).start()

    async def start(self) -> int:
        """Starts, and waits until the calls of all lines are known; the port for CSTA."""
        port = await self.begin()
        await self.ready()
        return port

    async def begin(self) -> int:
        """Starts; the port for CSTA."""
        store = f"sqlite:///{self._state / STORE}" if self._state is not None else None
        csta = CstaSettings(port=0, outbox=self._outbox)
        self._gateway = Gateway(
            Configuration("bench", self._state, (self._settings,), csta, tapi=self._tapi, store=store)
        )
        await self._gateway.open()
        if self._send_buffer is not None:
            for listener in self._gateway.csta._listeners:
                listener.sockets[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, self._send_buffer)
        self._began = time.monotonic()
        self._running = asyncio.create_task(self._gateway.run())
        assert self._gateway.csta.port is not None
        return self._gateway.csta.port

    async def in_service(self) -> None:
        """Waits until lines can be monitored, and their events come."""
        hub = self._gateway.hub
        await self._until("read_s", lambda: len(hub.lines) > 0)
        line = next(iter(hub.lines)).id
        await self._until("in_service_s", lambda: hub.snapshot(line).in_service)

    async def kept(self, lines: int) -> None:
        """Waits until lines can be monitored, and so many have their numbers from the store, whichever is first."""
        (provider,) = self._gateway.providers
        numbered = self._until("kept_s", lambda: len(provider.kept_lines) == lines)
        await asyncio.gather(self.in_service(), numbered)

    async def ready(self) -> None:
        """Waits until the calls of all lines are known."""
        await self._until("known_s", lambda: self._gateway.is_ready)
        self._marks["requests"] = self._gateway.providers[0].requests
        await spare_the_collector(self._gateway)

    async def _until(self, mark: str, condition: Callable[[], bool]) -> None:
        while not condition():
            if self._running.done():
                self._running.result()
            await asyncio.sleep(LOOK_AGAIN_S)
        self._marks[mark] = time.monotonic() - self._began

    def marks(self) -> dict[str, float]:
        """When each state of the start was reached, in seconds since it began; and how many requests it took."""
        return self._marks

    def tapi_port(self) -> int:
        """The port for TAPI."""
        assert self._gateway.tapi is not None
        assert self._gateway.tapi.port is not None
        return self._gateway.tapi.port

    def tapi_listing(self) -> int:
        """Bytes that tell a TSP which lines there are."""
        assert self._gateway.tapi is not None
        catalogue = self._gateway.tapi._catalogue
        states = (catalogue.state(number, line) for number, line in catalogue.lines().items())
        return sum(len(encode_line(state.message(catalogue.people))) for state in states)

    async def make_calls(self, to: str, count: int) -> list[float]:
        """Makes calls at the first line one after the other, and ends them; seconds until each is accepted."""
        hub, seconds = self._gateway.hub, []
        line = next(iter(hub.lines)).id
        for _ in range(count):
            start = time.monotonic()
            made = await hub.execute(MakeCall(line, to))
            seconds.append(time.monotonic() - start)
            assert isinstance(made, CallAccepted)
            await hub.execute(ClearConnection(line, made.connection))
            while hub.snapshot(line).connections:  # noqa: ASYNC110 -- a monitor would take time, too
                await asyncio.sleep(0.001)
        return seconds

    def sessions(self) -> int:
        """How many clients there are."""
        return self._gateway.csta.sessions

    def processor_s(self) -> float:
        """Seconds of processor time so far."""
        return time.process_time()

    def resident(self) -> int:
        """Bytes in memory, after the rubbish was thrown out."""
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def blocks(self) -> int:
        """Memory blocks that Python's objects take."""
        gc.collect()
        return sys.getallocatedblocks()

    def traced(self) -> int:
        """Bytes that Python objects take, by tracemalloc."""
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    async def post(self, event_ids: list[str], lanes: int) -> float:
        """Posts what acknowledgements look like with the bare library, on so many connections; seconds taken."""
        bodies = [encode(EventResponse(event_id=each, status_code=200, reason="OK")) for each in event_ids]
        account = Account(self._settings.user, self._settings.password)
        headers = {"Authorization": account.authorization, "Accept": "application/xml"}
        connector = aiohttp.TCPConnector(limit=lanes)
        jar = aiohttp.CookieJar(unsafe=True)  # takes the platform's cookie, as it would from a server with a name
        async with aiohttp.ClientSession(connector=connector, headers=headers, cookie_jar=jar) as session:
            await _post_all(session, self._settings.url + POST, bodies[:lanes])  # connects
            start = time.monotonic()
            async with asyncio.TaskGroup() as tasks:
                for lane in range(lanes):
                    tasks.create_task(_post_all(session, self._settings.url + POST, bodies[lane::lanes]))
            return time.monotonic() - start


async def _post_all(session: aiohttp.ClientSession, url: str, bodies: list[bytes]) -> None:
    for body in bodies:
        async with session.post(url, data=body, headers={"Content-Type": CONTENT_TYPE}) as response:
            await response.read()
            assert response.status == 200


def main(pipe: Connection, url: str, options: dict[str, Any]) -> None:
    """The process. Options: traced, and those of the gateway; it acknowledges unless they say otherwise."""
    set_up_logging("warning")
    if options.pop("traced", False):
        tracemalloc.start()
    asyncio.run(serve_async(pipe, GatewayUnderTest(url, **{"acknowledges": True} | options)))
