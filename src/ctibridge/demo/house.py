"""The house stays open: platform and gateway keep running for other people's clients."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from ctibridge.app import Gateway
from ctibridge.client import CstaClient
from ctibridge.demo.meter import Meter
from ctibridge.demo.performance import introduce, open_house
from ctibridge.demo.screen import Screen
from ctibridge.demo.stage import Ports, description
from ctibridge.demo.watcher import Watcher
from ctibridge.sim.simulator import Simulator

MOST_SHOWN = 10  # people in the list


async def keep_open(
    ports: Ports,
    console: Console,
    *,
    trace: bool,
    announce: Callable[[dict[str, object]], None] | None,
    stopping: Callable[[], asyncio.Event],
) -> None:
    """Runs platform and gateway until they are stopped, and shows what happens on the lines.

    Args:
        ports: Where to listen.
        console: Where to show it.
        trace: Whether to show every message.
        announce: Takes where everything is; None: it is shown in words.
        stopping: Gives what is set when it is time to close; called before anybody is told that the house is open.
    """
    stopped = stopping()
    screen = Screen(console, {}, live=False)
    async with open_house(ports, Meter(screen.message if trace else None)) as (simulator, gateway):
        if announce is not None:
            announce(description(simulator, gateway))
        else:
            introduce(console, simulator, gateway)
            show_around(console, simulator)
        async with CstaClient.connect("127.0.0.1", gateway.csta.port or 0) as client, asyncio.TaskGroup() as tasks:
            watcher = Watcher(client, screen.event)
            followers = await watcher.follow(_devices(gateway), tasks)
            await stopped.wait()
            for follower in followers:
                follower.cancel()


def _devices(gateway: Gateway) -> list[str]:
    return [line.extension or line.user_id for line in gateway.hub.lines]


def show_around(console: Console, simulator: Simulator) -> None:
    """Says who is there, and what a visitor may try."""
    people = simulator.switch.people
    table = Table(box=None, pad_edge=False)
    for heading in ("extension", "number", "name", "user id", "password"):
        table.add_column(heading)
    for user in people.users[:MOST_SHOWN]:
        name = f"{user.first_name} {user.last_name}"
        table.add_row(user.extension or "", user.number or "", name, user.user_id, user.password)
    if len(people.users) > MOST_SHOWN:
        table.add_row("...", "", f"and {len(people.users) - MOST_SHOWN:,} more", f"to {people.users[-1].user_id}", "")
    for administrator in people.administrators:
        table.add_row("", "", "administrator", administrator.user_id, administrator.password)
    console.print(table)
    first, url = people.users[0], simulator.control_url
    console.print("\nPlay the people at the telephones, for instance:", style="bold")
    for path in (
        f"outside/calls?from=%2B493023125900&to={first.extension}",
        f"phones/{first.user_id}/answer",
        f"phones/{first.user_id}/hangup",
    ):
        console.print(f"  curl -X POST '{url}/{path}'", soft_wrap=True, highlight=False, markup=False)
    console.print(f"  curl {url}/truth", soft_wrap=True, highlight=False, markup=False)
    console.print("Ctrl-C ends.\n", style="bold")
