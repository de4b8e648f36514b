"""A gateway with two accounts at one platform: neither takes the other's channel."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from structlog.testing import capture_logs

from ctibridge.app import Gateway, running
from ctibridge.config import read_configuration
from ctibridge.sim.simulator import Simulator
from ctibridge.testing import simulated, until
from ctibridge.testing.virtual import run_virtually

CONFIGURATION = """
[csta]
port = 0

[providers.first]
url = "{url}"
user = "anna@ent1.example"
password = "{password}"
scope = "users"

[providers.second]
url = "{url}"
user = "bert@ent1.example"
password = "{password}"
scope = "users"
"""


def configured(simulator: Simulator, directory: Path) -> Gateway:
    file = directory / "gateway.toml"
    file.write_text(CONFIGURATION.format(url=simulator.xsi_url, password=simulator.switch.people.users[0].password))
    file.chmod(0o600)
    # The store works in threads, which virtual time does not know.
    return Gateway(replace(read_configuration(file), store=None))


def test_both_keep_their_channels_and_see_their_calls(tmp_path):
    async def main() -> None:
        async with simulated() as simulator:
            gateway = configured(simulator, tmp_path)
            async with running(gateway):
                await until(lambda: gateway.is_ready)
                await asyncio.sleep(3600)
                simulator.phones["anna"].dial(simulator.phones["bert"])
                await asyncio.sleep(1)
                assert [1, 1] == [len(gateway.hub.snapshot(line.id).connections) for line in gateway.hub.lines]

    with capture_logs() as log:
        run_virtually(main())
    assert [] == [line for line in log if line["event"] == "channel.lost"]
    assert 2 == len([line for line in log if line["event"] == "channel.open"])
