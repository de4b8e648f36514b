"""Applications of an installed gateway, as Windows has them: the harness loads the provider from System32, and the
provider finds port and token in the registry."""

from __future__ import annotations

import asyncio
import urllib.request
from collections.abc import Callable
from typing import Any

from ctibridge.servers.tapi import constants as t
from tests.windows.conftest import BUILD
from tests.windows.watcher import Watcher, watched
from tests.windows.wine import Wine

HARNESS = BUILD / "windows" / "x64" / "harness.exe"
PROVIDER = r"C:\windows\system32\ctibridge.tsp"
TAPI_KEY = r"HKLM\SOFTWARE\ctibridge\TAPI"
LIMIT_S = 20


def link_port(wine: Wine) -> str:
    """The port of the link in the registry; empty: there is none."""
    said = wine.run("reg", "query", TAPI_KEY, "/v", "PORT")
    return said.said.split()[-1] if said.code == 0 else ""


def choose_port(wine: Wine, port: int) -> None:
    """As an administrator does when another program has the usual one."""
    assert 0 == wine.run("reg", "add", TAPI_KEY, "/v", "PORT", "/d", str(port), "/f").code


async def a_windows_application_calls(wine: Wine, platform: dict[str, Any]) -> None:
    """Anna's application calls Bert, whose application answers; she hangs up."""
    anna, bert = (user["extension"] for user in platform["users"][:2])
    async with watched(["wine", HARNESS, PROVIDER], wine.environment) as watcher:
        assert {user["extension"] for user in platform["users"][:7]} <= set(watcher.addresses.values())
        assert 0 == await watcher.ask(f"dial {watcher.line(anna)} {bert}")
        pick_up(platform, "anna")  # the platform rings who dials by a click first
        await until(watcher, lambda: watcher.on(bert) == [t.LINECALLSTATE_OFFERING])
        assert 0 == await watcher.ask(f"answer {watcher.call(bert)} -")
        await until(watcher, lambda: watcher.on(anna) == watcher.on(bert) == [t.LINECALLSTATE_CONNECTED])
        assert 0 == await watcher.ask(f"drop {watcher.call(anna)} -")
        await until(watcher, lambda: not watcher.calls)


def pick_up(platform: dict[str, Any], user: str) -> None:
    """A person at a telephone of the simulated platform."""
    request = urllib.request.Request(f"{platform['control']}/phones/{user}/answer", method="POST")
    with urllib.request.urlopen(request, timeout=LIMIT_S):
        pass


async def until(watcher: Watcher, holds: Callable[[], bool]) -> None:
    """Waits for what the harness prints."""
    try:
        async with asyncio.timeout(LIMIT_S):
            while not holds():  # noqa: ASYNC110 -- what another process prints has no event here
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise AssertionError("\n".join(watcher.text)) from None
