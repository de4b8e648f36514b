"""The stories over all connections: clients are told the same, whichever way the platform is reached.

Real sockets, real TLS, and the servers found by SRV records over real UDP: the ports are free ones, which these records
alone tell. `tests/sim/test_stories.py` says what is expected, and has all stories over http and cti on virtual time; so
every third of them is enough here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from ctibridge.broadworks.connections import Connection
from ctibridge.sim import scenarios
from ctibridge.sim.simulator import Simulator
from ctibridge.testing import run_gateway, settings_for_each
from tests.integration.broadworks.certificates import Authority
from tests.integration.broadworks.hurried import run_hurriedly
from tests.sim.story import Recorder, played
from tests.sim.test_stories import STORIES

NAMES = scenarios.names()
PLAYED = [(item, name) for item in Connection for name in (NAMES if item.is_tls else NAMES[::3])]


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.mark.parametrize(("connection", "name"), PLAYED)
def test_clients_are_told_the_same_over_every_connection(connection, name, authority):
    expected = (STORIES / f"{name}.txt").read_text(encoding="utf-8")
    assert expected == run_hurriedly(recorded(name, connection, authority)).text()


async def recorded(name: str, connection: Connection, authority: Authority) -> Recorder:
    """What clients are told when the platform is reached in this way, found under its name in DNS."""
    async with platform(connection, authority) as simulator:
        url = f"{connection}://{simulator.zone.domain}"
        ways = settings_for_each(simulator)
        providers = tuple(replace(way, url=url, ca_file=authority.file) for way in ways)
        async with run_gateway(simulator, providers=providers) as gateway:
            return await played(name, simulator, gateway)


@asynccontextmanager
async def platform(connection: Connection, authority: Authority) -> AsyncIterator[Simulator]:
    """A platform that offers this connection alone."""
    simulator = Simulator(cti=connection.is_cti)
    tls = authority.context("of the platform") if connection.is_tls else None
    try:
        await simulator.start(tls=tls, cti_tls=tls if connection.is_cti else None, dns_port=0)
        yield simulator
    finally:
        await simulator.stop()
