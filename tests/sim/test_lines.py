"""Lines come and go while others talk: nobody else is disturbed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from ctibridge.app import Gateway, running
from ctibridge.broadworks.provider import BroadWorksProvider
from ctibridge.broadworks.settings import LineSettings, Scope
from ctibridge.config import Configuration
from ctibridge.demo.stage import settings_for
from ctibridge.errors import StoreError
from ctibridge.model.commands import MakeCall
from ctibridge.model.ids import LineId
from ctibridge.model.kept_lines import KeptLine, Presence, Source
from ctibridge.model.lines import Line
from ctibridge.servers.csta.settings import CstaSettings
from ctibridge.sim.simulator import Simulator
from ctibridge.testing import run_gateway, simulated, until
from ctibridge.testing.virtual import run_virtually
from tests.sim.story import QUIET_S, compare, recording

ANNA, BERT, CARLA = (LineId(f"{name}@ent1.example") for name in ("anna", "bert", "carla"))


class Keeper:
    """Lines that an administrator adds and removes, in place of the store; fails when told to."""

    def __init__(self, provider: BroadWorksProvider) -> None:
        self.broken = self.lost = False
        self._mind: Any = vars(provider._served)["_keeper"]
        self._lines: dict[LineId, KeptLine] = self._mind._lines
        provider._served._keeper = self

    async def lines(self) -> tuple[KeptLine, ...]:
        if self.lost:
            raise StoreError("no such server")
        return tuple(self._lines.values())

    async def keep(self, present: Sequence[Line], gone: Sequence[LineId]) -> tuple[KeptLine, ...]:
        if self.broken:
            raise StoreError("the disk is full")
        kept: tuple[KeptLine, ...] = await self._mind.keep(present, gone)
        return kept

    def remove(self, line: LineId) -> None:
        self._lines[line] = replace(self._lines[line], presence=Presence.REMOVED)

    def add(self, line: LineId) -> None:
        known = self._lines.get(line) or KeptLine(len(self._lines) + 1, Line(line, line))
        self._lines[line] = replace(known, source=Source.MANUAL, presence=Presence.GONE)

    def forget(self, line: LineId) -> None:
        del self._lines[line]


def provider_of(gateway: Gateway) -> tuple[BroadWorksProvider, Keeper]:
    """The one provider, and who keeps its lines from now on."""
    (provider,) = gateway.providers
    assert isinstance(provider, BroadWorksProvider)
    return provider, Keeper(provider)


def has_call(gateway: Gateway, line: LineId) -> bool:
    return bool(gateway.hub.snapshot(line).connections)


async def in_a_call(simulator: Simulator) -> None:
    simulator.phones["anna"].dial("102")
    await asyncio.sleep(QUIET_S)
    simulator.phones["bert"].answer()
    await asyncio.sleep(QUIET_S)


def served(gateway: Gateway) -> set[str]:
    return {line.id.partition("@")[0] for line in gateway.hub.lines}


def test_a_line_that_is_removed_and_added_again_leaves_the_calls_of_others_alone():
    async def test() -> None:
        async with simulated() as simulator, run_gateway(simulator) as gateway:
            provider, keeper = provider_of(gateway)
            everybody = served(gateway)
            subscriptions = sorted(simulator.switch.core.subscriptions._all)
            async with recording(gateway) as recorder:
                await in_a_call(simulator)
                told = len(recorder.events)
                keeper.remove(CARLA)
                found = await provider.read_lines()
                assert everybody - {"carla"} == served(gateway)
                assert not found, "an administrator did it, not the platform"
                keeper.add(CARLA)
                found = await provider.read_lines()
                assert [CARLA] == [line.id for line in found.added]
                assert everybody == served(gateway)
                await asyncio.sleep(QUIET_S)
                assert told == len(recorder.events)
                simulator.phones["bert"].hangup()
                await asyncio.sleep(QUIET_S)
                compare(simulator, gateway, recorder)
            assert subscriptions == sorted(simulator.switch.core.subscriptions._all)
            assert gateway.is_ready

    run_virtually(test())


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (LineSettings(user_ids=("anna@*", "bert@*")), {"anna", "bert"}),
        (LineSettings(extensions=("101",)), {"anna"}),
        (LineSettings(add=False), set()),
    ],
)
def test_only_lines_that_are_wanted_are_served_and_only_their_calls_are_known(lines, names):
    async def test() -> None:
        async with simulated() as simulator, run_gateway(simulator, lines=lines) as gateway:
            assert names == served(gateway)
            await in_a_call(simulator)
            known = {line.partition("@")[0] for line in (ANNA, BERT, CARLA) if has_call(gateway, line)}
            assert names & {"anna", "bert"} == known

    run_virtually(test())


def test_a_new_line_in_a_call_is_known_with_its_call():
    async def test() -> None:
        async with simulated() as simulator, run_gateway(simulator, lines=LineSettings(add=False)) as gateway:
            provider, keeper = provider_of(gateway)
            await in_a_call(simulator)
            offered = await provider.read_lines()
            assert {ANNA, BERT, CARLA} <= {line.id for line in offered.offered}
            keeper.add(ANNA)
            assert [ANNA] == [line.id for line in (await provider.read_lines()).added]
            await until(lambda: has_call(gateway, ANNA))
            assert {"anna"} == served(gateway)

    run_virtually(test())


def test_single_users_can_be_added_and_removed_too():
    async def test() -> None:
        async with (
            simulated() as simulator,
            run_gateway(simulator, scope=Scope.USERS, users=("anna@ent1.example", "bert@ent1.example")) as gateway,
        ):
            provider, keeper = provider_of(gateway)
            await in_a_call(simulator)
            keeper.remove(BERT)
            keeper.add(CARLA)
            assert [CARLA] == [line.id for line in (await provider.read_lines()).added]
            assert {"anna", "carla"} == served(gateway)
            assert has_call(gateway, ANNA)
            await until(lambda: gateway.is_ready)
            await gateway.hub.execute(MakeCall(CARLA, "101"))

    run_virtually(test())


def test_an_added_user_whom_the_directory_leaves_out_is_served():
    async def test() -> None:
        async with simulated() as simulator:
            people = simulator.switch.people
            anna = next(user for user in people.users if user.user_id == ANNA)
            people.replace(anna, replace(anna, listed=False))
            async with run_gateway(simulator) as gateway:
                provider, keeper = provider_of(gateway)
                everybody = served(gateway)
                assert "anna" not in everybody
                keeper.add(ANNA)
                assert [ANNA] == [line.id for line in (await provider.read_lines()).added]
                assert everybody | {"anna"} == served(gateway)
                (line,) = [line for line in gateway.hub.lines if line.id == ANNA]
                assert "101" == line.extension
                await in_a_call(simulator)
                assert has_call(gateway, ANNA)
                assert not await provider.read_lines()

    run_virtually(test())


@pytest.mark.parametrize(
    ("user", "changes"),
    [
        ("nobody@ent1.example", {}),
        ("irma@ent2.example", {}),
        ("emil@ent1.example", {"scope": Scope.GROUP, "group": "zentrale"}),
    ],
)
def test_an_added_user_of_whom_no_events_would_come_stays_gone(user, changes):
    async def test() -> None:
        async with simulated() as simulator, run_gateway(simulator, **changes) as gateway:
            provider, keeper = provider_of(gateway)
            everybody = served(gateway)
            keeper.add(LineId(user))
            assert not await provider.read_lines()
            assert everybody == served(gateway)

    run_virtually(test())


def test_what_cannot_be_kept_is_served_all_the_same_and_told_to_who_asked():
    async def test() -> None:
        async with simulated() as simulator, run_gateway(simulator) as gateway:
            provider, keeper = provider_of(gateway)
            keeper.forget(CARLA)
            keeper.broken = True
            with pytest.raises(StoreError, match="disk is full"):
                await provider.read_lines()
            assert "carla" in served(gateway)
            keeper.broken = False
            assert [CARLA] == [line.id for line in (await provider.read_lines()).added]
            assert not await provider.read_lines()

    run_virtually(test())


def test_lines_have_numbers_of_their_own():
    async def test() -> Any:
        async with simulated() as simulator, run_gateway(simulator) as gateway:
            (provider,) = gateway.providers
            return {each.id: each.line.id for each in provider.kept_lines}, len(gateway.hub.lines)

    numbers, count = run_virtually(test())
    assert set(range(1, count + 1)) == set(numbers)


def test_without_its_store_a_gateway_serves_nobody_who_may_have_been_removed_and_waits_for_it(tmp_path):
    async def test() -> None:
        async with simulated() as simulator:
            configuration = Configuration("test", tmp_path, (settings_for(simulator),), CstaSettings(port=0))
            async with running(Gateway(configuration)) as gateway:
                await until(lambda: gateway.is_ready)
            again = Gateway(configuration)  # which remembers the directory
            _, keeper = provider_of(again)
            keeper.lost = True
            async with running(again):
                await asyncio.sleep(60)
                assert set() == served(again)
                keeper.lost = False
                await until(lambda: again.is_ready, limit_s=600)
                assert served(gateway) == served(again)
                keeper.lost = True
                await again.providers[0].read_lines()
                assert served(gateway) == served(again), "what is known is known"

    run_virtually(test())
