"""A simulator on loopback, and a client; a test that leaves a task behind fails."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from ctibridge.sim.knobs import Knobs
from ctibridge.sim.simulator import Simulator
from tests.integration.sim.client import Client


@pytest.fixture
async def simulator():
    simulator = Simulator(knobs=Knobs(), instances=2)
    await simulator.start()
    yield simulator
    await simulator.stop()
    assert {asyncio.current_task()} == asyncio.all_tasks()


@pytest.fixture
async def client(simulator):
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield Client(session, simulator.xsi_url)
