"""The gateway under test, in a process of its own, and what can be asked of it: its time, its size, its library."""

from __future__ import annotations

import asyncio
import gc
import os
import time
import tracemalloc
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest.mock import patch

import aiohttp

from bench.processes import serve_async
from ctibridge.app import Gateway, spare_the_collector
from ctibridge.broadworks import xsi_channel
from ctibridge.broadworks.account import Account
from ctibridge.broadworks.settings import BroadWorksSettings, Timing
from ctibridge.config import Configuration
from ctibridge.diagnostics.logs import set_up_logging
from ctibridge.servers.csta.settings import CstaSettings
from ctibridge.sim.populations import many
from ctibridge.wire.xsi.channels import EventResponse
from ctibridge.wire.xsi.documents import CONTENT_TYPE, encode

POST = "/com.broadsoft.xsi-events/v2.0/channel/eventresponse"
AGENDA_S = 3_600.0  # heartbeats are not what is measured
LOOK_AGAIN_S = 0.02


class CountingAcknowledger(xsi_channel.Acknowledger):
    """Counts, and sends nothing."""

    counted = 0

    def acknowledge(self, *_event: object) -> None:
        self.counted += 1


class GatewayUnderTest:
    """A gateway at a platform of the bench.

    Args:
        url: The platform.
        acknowledges: Whether events are acknowledged, or acknowledgements only counted.
    """

    def __init__(self, url: str, *, acknowledges: bool) -> None:
        people = many(1)
        admin = people.administrators[0]
        self._settings = BroadWorksSettings(
            name="bench",
            url=url,
            user=admin.user_id,
            password=admin.password,
            directory_user=people.users[0].user_id,
            requests_per_s=1e6,
            page_size=1000,
            timing=Timing(heartbeat_s=AGENDA_S),
        )
        if not acknowledges:
            patch.object(xsi_channel, "Acknowledger", CountingAcknowledger).start()

    async def start(self) -> int:
        """Starts, and waits until the calls of all lines are known; the port for CSTA."""
        configuration = Configuration("bench", Path(), (self._settings,), CstaSettings(port=0))
        gateway = self._gateway = Gateway(configuration)
        await gateway.open()
        self._running = asyncio.create_task(gateway.run())
        while not gateway.is_ready:
            if self._running.done():
                self._running.result()
            await asyncio.sleep(LOOK_AGAIN_S)
        await spare_the_collector(gateway)
        assert gateway.csta.port is not None
        return gateway.csta.port

    def processor_s(self) -> float:
        """Seconds of processor time so far."""
        return time.process_time()

    def resident(self) -> int:
        """Bytes in memory, after the rubbish was thrown out."""
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

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
    """The process. Options: acknowledges, traced."""
    set_up_logging("warning")
    if options.get("traced"):
        tracemalloc.start()

    asyncio.run(serve_async(pipe, GatewayUnderTest(url, acknowledges=options.get("acknowledges", True))))
