"""The performance: builds platform, gateway and client, plays the acts, and sums up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from rich.console import Console
from rich.table import Table

from ctibridge.app import Gateway, running
from ctibridge.client import CstaClient
from ctibridge.demo.acts import ACTS, ANNA, BERT, Act, Stage
from ctibridge.demo.meter import Meter
from ctibridge.demo.screen import Screen
from ctibridge.demo.stage import Ports, description, gateway_on, simulated
from ctibridge.demo.watcher import NotSeen, Watcher
from ctibridge.errors import CtibridgeError
from ctibridge.servers.csta.settings import CstaSettings
from ctibridge.sim.simulator import Simulator

READY_S = 10.0
LOOK_AGAIN_S = 0.02


@dataclass(frozen=True, slots=True)
class Result:
    """How an act went. `problem`: what was not as it should be."""

    title: str
    elapsed_s: float
    problem: str | None = None


@asynccontextmanager
async def open_house(ports: Ports, meter: Meter) -> AsyncIterator[tuple[Simulator, Gateway]]:
    """A simulated platform and a gateway whose lines are all in service.

    Raises:
        ConfigError: a port is taken.
        NotSeen: the lines do not come into service.
    """
    async with simulated(replace(ports, dns=ports.dns or 0)) as simulator:
        gateway = gateway_on(simulator, CstaSettings(port=ports.csta), trace_xsi=meter.xsi, trace_csta=meter.csta)
        async with running(gateway):
            await _ready(gateway)
            yield simulator, gateway


async def _ready(gateway: Gateway) -> None:
    try:
        async with asyncio.timeout(READY_S):
            while not gateway.is_ready:  # noqa: ASYNC110  many parts have to be ready
                await asyncio.sleep(LOOK_AGAIN_S)
    except TimeoutError:
        reasons = "; ".join(f"{status.name}: {status.reason}" for status in gateway.hub.status if not status.up)
        raise NotSeen(f"the lines are not in service after {READY_S:g} s: {reasons}") from None


async def perform(
    ports: Ports,
    console: Console,
    *,
    pace_s: float,
    trace: bool,
    announce: Callable[[dict[str, object]], None] | None = None,
) -> bool:
    """Plays all acts; returns whether everything was as it should be. `announce` takes where everything is."""
    names = {"101": "Anna Adler", "102": "Bert Brandt"}
    screen = Screen(console, names)
    meter = Meter(screen.message if trace else None)
    start = time.monotonic()
    async with open_house(ports, meter) as (simulator, gateway):
        if announce is not None:
            announce(description(simulator, gateway))
        introduce(console, simulator, gateway)
        async with CstaClient.connect("127.0.0.1", gateway.csta.port or 0) as client, asyncio.TaskGroup() as tasks:
            watcher = Watcher(client, screen.event)
            followers = await watcher.follow((ANNA, BERT), tasks)
            screen.watch(watcher.pictures)
            with screen:
                results = await _play(Stage(simulator.phones, watcher, screen.tell, pace_s), screen)
            for follower in followers:
                follower.cancel()
    sum_up(console, results, meter, time.monotonic() - start)
    return all(result.problem is None for result in results)


async def _play(stage: Stage, screen: Screen) -> list[Result]:
    """Plays the acts until one fails: those behind it build on its end."""
    results: list[Result] = []
    for title, act in ACTS:
        screen.title(title)
        results.append(await _result(title, act, stage))
        if results[-1].problem is not None:
            break
    return results


async def _result(title: str, act: Act, stage: Stage) -> Result:
    start = time.monotonic()
    try:
        await act(stage)
    except CtibridgeError as exc:
        return Result(title, time.monotonic() - start, str(exc))
    return Result(title, time.monotonic() - start)


def introduce(console: Console, simulator: Simulator, gateway: Gateway) -> None:
    """Says what is where."""
    console.print(
        "[bold]ctibridge demo[/]: a simulated BroadWorks, the gateway and a CSTA application, on real sockets"
    )
    console.print(f"  platform      {simulator.xsi_url}  (XSI)", highlight=False)
    console.print(f"  telephones    {simulator.control_url}  (control face)", highlight=False)
    console.print(f"  gateway       127.0.0.1:{gateway.csta.port}  (CSTA)", highlight=False)


def sum_up(console: Console, results: list[Result], meter: Meter, elapsed_s: float) -> None:
    """Says how it went."""
    table = Table(title="\nSummary", title_justify="left", title_style="bold", box=None, pad_edge=False)
    table.add_column("act")
    table.add_column("time", justify="right")
    table.add_column("result")
    for result in results:
        text = "[green]as it should be[/]" if result.problem is None else f"[red]failed: {result.problem}[/]"
        table.add_row(result.title, f"{result.elapsed_s:.1f} s", text)
    console.print(table)
    console.print(
        f"\nXSI: {meter.xsi_requests} requests sent, {meter.xsi_chunks} chunks of events received. "
        f"CSTA: {meter.csta_requests} requests received, {meter.csta_events} events sent.\n"
        f"From an XSI event to its CSTA event: {meter.delay_ms:.2f} ms in the median. "
        f"Everything took {elapsed_s:.1f} s.",
        highlight=False,
    )
