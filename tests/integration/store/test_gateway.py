"""A whole gateway on a store: what it serves today it serves tomorrow, under the same numbers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from ctibridge.app import Gateway, running
from ctibridge.broadworks.settings import LineSettings
from ctibridge.config import Configuration
from ctibridge.demo.stage import settings_for
from ctibridge.errors import StoreError
from ctibridge.model.ids import LineId
from ctibridge.model.states import ConnectionState
from ctibridge.servers.csta.settings import CstaSettings
from ctibridge.sim.simulator import Simulator
from ctibridge.store.store import Store
from ctibridge.testing import simulated, until

ANNA, BERT, CARLA = (LineId(f"{name}@ent1.example") for name in ("anna", "bert", "carla"))

ALL = LineSettings()


@asynccontextmanager
async def gateway_on(simulator: Simulator, url: str, state: Path, lines: LineSettings = ALL) -> AsyncIterator[Gateway]:
    settings = settings_for(simulator, lines=lines)
    gateway = Gateway(Configuration("test", state, (settings,), CstaSettings(port=0), store=url))
    async with running(gateway):
        await until(lambda: gateway.is_ready)
        yield gateway


def states(gateway: Gateway, line: LineId) -> set[ConnectionState]:
    """The line's own, in all its calls."""
    return {connection.state for connection in gateway.hub.snapshot(line).connections}


def numbers(gateway: Gateway) -> dict[LineId, int]:
    return {each.line.id: each.id for each in gateway.providers[0].kept_lines}


async def test_lines_have_the_same_numbers_after_a_restart(url, tmp_path):
    async with simulated() as simulator:
        async with gateway_on(simulator, url, tmp_path) as gateway:
            first = numbers(gateway)
            assert {line.id for line in gateway.hub.lines} == first.keys()
        async with gateway_on(simulator, url, tmp_path, LineSettings(user_ids=("bert@*",))) as gateway:
            assert first == numbers(gateway)
            assert {BERT} == {line.id for line in gateway.hub.lines}


async def test_an_administrators_word_counts_at_once_and_after_a_restart(url, tmp_path):
    only_anna = LineSettings(user_ids=("anna@*",))
    async with simulated() as simulator:
        async with gateway_on(simulator, url, tmp_path, only_anna) as gateway:
            assert gateway.store is not None
            await gateway.store.add_line("simulator", "Carla@ent1.example")
            await gateway.store.remove_line("simulator", ANNA)
            assert [CARLA] == [line.id for line in (await gateway.providers[0].read_lines()).added]
            assert {CARLA} == {line.id for line in gateway.hub.lines}
        async with gateway_on(simulator, url, tmp_path, only_anna) as gateway:
            assert {CARLA} == {line.id for line in gateway.hub.lines}


async def test_a_call_goes_on_while_lines_come_and_go(url, tmp_path):
    async with simulated() as simulator, gateway_on(simulator, url, tmp_path) as gateway:
        assert gateway.store is not None
        changes: list[object] = []
        simulator.phones["anna"].dial("102")
        await until(lambda: gateway.hub.snapshot(BERT).connections)
        simulator.phones["bert"].answer()
        await until(lambda: all(states(gateway, line) == {ConnectionState.CONNECTED} for line in (ANNA, BERT)))
        before = [gateway.hub.snapshot(line) for line in (ANNA, BERT)]
        for line in (ANNA, BERT):
            gateway.hub.monitor(line, lambda _, change: changes.append(change))
        await gateway.store.remove_line("simulator", CARLA)
        await asyncio.gather(*(gateway.providers[0].read_lines() for _ in range(3)))
        await gateway.store.add_line("simulator", CARLA)
        await gateway.providers[0].read_lines()
        assert before == [gateway.hub.snapshot(line) for line in (ANNA, BERT)]
        assert [] == changes


async def test_a_store_that_cannot_be_opened_stops_the_start_and_frees_the_port(tmp_path):
    (tmp_path / "store.db").write_text("not a database, but long enough to be looked at as one " * 10)
    async with simulated() as simulator:
        csta = CstaSettings(port=0)
        configuration = Configuration(
            "test", tmp_path, (settings_for(simulator),), csta, store="sqlite:///" + str(tmp_path / "store.db")
        )
        gateway = Gateway(configuration)
        with pytest.raises(StoreError, match="not a database"):
            await gateway.open()
        again = Gateway(replace(configuration, store=None, csta=replace(csta, port=gateway.csta.port)))
        async with running(again):
            await until(lambda: again.is_ready)


async def test_a_line_that_is_gone_from_the_platform_comes_back_under_its_number(url, tmp_path):
    store = await Store.open(url, tmp_path, [])
    async with simulated() as simulator:
        async with gateway_on(simulator, url, tmp_path) as gateway:
            first = numbers(gateway)
        await store.keep_lines("simulator", (), (ANNA,))
        async with gateway_on(simulator, url, tmp_path) as gateway:
            await until(lambda: ANNA in {line.id for line in gateway.hub.lines})  # when the directory was read again
            assert first == numbers(gateway)
    await store.close()


async def test_subscriptions_are_prolonged_also_those_that_were_kept_in_a_file(url, tmp_path):
    async with simulated() as simulator:
        subscriptions = simulator.switch.core.subscriptions._all  # what it has inside
        kept_in_a_file = Gateway(Configuration("test", tmp_path, (settings_for(simulator),), CstaSettings(port=0)))
        async with running(kept_in_a_file):
            await until(lambda: kept_in_a_file.is_ready)
        first = sorted(subscriptions)
        assert [tmp_path / "provider-simulator.json"] == list(tmp_path.glob("provider-*"))
        for _ in range(2):
            async with gateway_on(simulator, url, tmp_path):
                pass
            assert first == sorted(subscriptions)
            assert [] == list(tmp_path.glob("provider-*"))
