"""The whole way: simulator, gateway, link, provider, telephony service. Real sockets, and a clock that hurries.

What the lines are told is held against what a CSTA client of the same gateway sees.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from ctibridge.app import Gateway
from ctibridge.servers.tapi import constants as t
from ctibridge.sim import scenarios
from ctibridge.testing import run_gateway, settings_for_each, simulated
from tests.sim.story import Recorder, recording
from tests.sim.tapi.test_scenarios import CSTA
from tests.sim.tapi.tsp import FACE
from tests.windows.conftest import natively, under_wine
from tests.windows.hasty import FACTOR, run_hastily
from tests.windows.watcher import Watcher, watching

LIMIT_S = 8 * FACTOR
WATCHED = ("conference_grows", "consult_transfer", "declined", "forwarded_busy", "hold_and_retrieve", "park_recall")


async def until(holds: Callable[[], bool], explain: Callable[[], object]) -> None:
    """Waits for a condition; processes of the machine take part, so there is nothing else to wait for."""
    try:
        async with asyncio.timeout(LIMIT_S):
            while not holds():  # noqa: ASYNC110 -- what another process prints has no event here
                await asyncio.sleep(0.01 * FACTOR)
    except TimeoutError:
        raise AssertionError(explain()) from None


def seen(gateway: Gateway, watcher: Watcher, recorder: Recorder) -> dict[str, tuple[list[str], list[str]]]:
    """Of each line where the two differ: what CSTA says, what TAPI says."""
    found = {}
    for line in gateway.hub.lines:
        addr = line.extension or ""
        csta = sorted(str(item.state) for item in recorder.pictures[addr].calls.values())
        tapi = sorted(CSTA[state] for state in watcher.on(addr) if state != t.LINECALLSTATE_CONFERENCED)
        if csta != tapi:
            found[addr] = (csta, tapi)
    return found


def port_of(gateway: Gateway) -> int | None:
    return gateway.tapi.port if gateway.tapi is not None else None


async def played(name: str, command: list[str | Path]) -> None:
    async with (
        simulated() as simulator,
        run_gateway(simulator, providers=settings_for_each(simulator), tapi=FACE) as gateway,
        watching(port_of(gateway), command) as watcher,
        recording(gateway) as recorder,
    ):
        for seconds, _ in scenarios.load(name)(simulator.phones):
            await asyncio.sleep(seconds)
            await until(lambda: not seen(gateway, watcher, recorder), lambda: seen(gateway, watcher, recorder))
        await until(lambda: not watcher.calls, lambda: watcher.text)


def is_at(watcher: Watcher, state: int) -> bool:
    return watcher.on("102") == [state]


async def used(command: list[str | Path]) -> None:
    """Anna's application calls Bert, whose application answers; he holds, and she hangs up."""
    async with (
        simulated() as simulator,
        run_gateway(simulator, providers=settings_for_each(simulator), tapi=FACE) as gateway,
        watching(port_of(gateway), command) as watcher,
    ):
        assert 0 == await watcher.ask(f"dial {watcher.line('101')} 102")
        simulator.phones["anna"].answer()  # the platform rings who dials by a click first
        await until(partial(is_at, watcher, t.LINECALLSTATE_OFFERING), lambda: watcher.text)
        await until(lambda: watcher.on("101") == [t.LINECALLSTATE_RINGBACK], lambda: watcher.text)
        for what, state in (("answer", "CONNECTED"), ("hold", "ONHOLD"), ("unhold", "CONNECTED")):
            assert 0 == await watcher.ask(f"{what} {watcher.call('102')} -")
            wanted = getattr(t, f"LINECALLSTATE_{state}")
            await until(partial(is_at, watcher, wanted), lambda: watcher.text)
        assert 0 == await watcher.ask(f"drop {watcher.call('101')} -")
        await until(lambda: not watcher.calls, lambda: watcher.text)


@pytest.mark.parametrize("name", scenarios.names())
def test_the_harness_under_wine_sees_what_a_csta_client_sees(name: str) -> None:
    run_hastily(played(name, under_wine()))


@pytest.mark.parametrize("name", WATCHED)
def test_sanitizers_see_nothing(name: str) -> None:
    run_hastily(played(name, natively("address")))


@pytest.mark.parametrize("where", [lambda: natively("address"), under_wine], ids=["address", "wine"])
def test_applications_on_both_sides_call_each_other(where: Callable[[], list[str | Path]]) -> None:
    run_hastily(used(where()))
