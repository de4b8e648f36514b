"""`ctibridge sim`: the simulated platform alone, with scenarios, an artificial load, and faults to order."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated

import typer
from rich.console import Console

from ctibridge.cli.options import ControlPort, CtiPort, DnsPort, Json, XsiPort, print_json
from ctibridge.cli.panel import Panel
from ctibridge.cli.running import run, stop_event
from ctibridge.demo.house import show_around
from ctibridge.demo.stage import Ports, description, simulated
from ctibridge.diagnostics.logs import set_up_logging
from ctibridge.sim import scenarios
from ctibridge.sim.knobs import Knobs
from ctibridge.sim.load import TALK_S
from ctibridge.sim.populations import demo, many
from ctibridge.sim.settings import apply
from ctibridge.sim.simulator import Simulator, play

MOST_CALLS = 1000.0  # a second; far more than one process can tell anybody of


def sim(
    *,
    as_json: Json = False,
    scenario: Annotated[
        list[str] | None,
        typer.Option(help="Play this scenario, by name or as a .py file. May be repeated: one after the other."),
    ] = None,
    repeat: Annotated[int, typer.Option(help="Play the scenarios so many times; 0: until it is stopped.", min=0)] = 1,
    list_them: Annotated[bool, typer.Option("--list", help="List the scenarios, and do nothing else.")] = False,
    users: Annotated[int, typer.Option(help="So many users instead of the ten of the demo.", min=0)] = 0,
    calls_per_second: Annotated[
        float, typer.Option(help="So many calls begin by themselves in a second, of all kinds.", min=0, max=MOST_CALLS)
    ] = 0.0,
    talk_seconds: Annotated[
        float, typer.Option(help="How long people talk in these calls on average.", min=0.1)
    ] = TALK_S,
    seed: Annotated[int, typer.Option(help="The same seed gives the same calls and identifiers.", min=0)] = 0,
    fault: Annotated[
        list[str] | None,
        typer.Option("--fault", "--knob", help="Set a fault or a knob, as NAME=VALUE. May be repeated."),
    ] = None,
    servers: Annotated[int, typer.Option(help="So many servers before the one platform.", min=1, max=16)] = 1,
    host: Annotated[
        str, typer.Option(help="Listen at this address. Beyond 127.0.0.1, everybody can use the control face.")
    ] = "127.0.0.1",
    xsi_port: XsiPort = 0,
    control_port: ControlPort = 0,
    dns_port: DnsPort = 0,
    cti_port: CtiPort = None,
) -> None:
    """Run the simulated BroadWorks alone, for your own XSI or CTI client."""
    if list_them:
        _list(as_json=as_json)
        return
    set_up_logging("warning")
    stories = [scenarios.load(name) for name in scenario or ()]
    knobs = Knobs()
    apply(knobs, fault or [])
    console = Console(stderr=as_json)  # standard output is then for the JSON alone
    population = many(users) if users else demo()

    async def main() -> None:
        stopped = stop_event()  # before anybody is told that we are there, and may want us gone
        ports = Ports(xsi_port, control_port, dns=dns_port, cti=cti_port or 0, host=host)
        arguments = {"population": population, "knobs": knobs, "seed": seed, "instances": servers}
        async with simulated(ports, **arguments, cti=cti_port is not None) as simulator:
            _introduce(console, simulator, as_json=as_json)
            if calls_per_second:
                simulator.run_load(calls_per_second, talk_seconds)
            async with asyncio.TaskGroup() as tasks:
                going = [tasks.create_task(_play(simulator, stories, repeat, console))]
                if console.is_terminal and not as_json:
                    going.append(tasks.create_task(Panel(simulator).run(console)))
                await stopped.wait()
                for task in going:
                    task.cancel()

    run(main())


def _introduce(console: Console, simulator: Simulator, *, as_json: bool) -> None:
    if as_json:
        print_json(description(simulator))
        return
    cti = f", CTI at {', '.join(simulator.cti_urls)}" if simulator.cti_urls else ""
    where = f"XSI at {', '.join(simulator.xsi_urls)}{cti}, control face at {simulator.control_url}"
    console.print(f"[bold]Simulated BroadWorks[/]: {where}", highlight=False, soft_wrap=True)
    look_up = f"ctibridge discover {simulator.zone.domain} --dns-server {simulator.dns_address}"
    console.print(f"Its servers are in DNS: {look_up}", highlight=False, markup=False, soft_wrap=True)
    show_around(console, simulator)


async def _play(simulator: Simulator, stories: list[scenarios.Scenario], repeat: int, console: Console) -> None:
    rounds = 0
    while stories and (repeat == 0 or rounds < repeat):
        rounds += 1
        for story in stories:
            await play(simulator, story, lambda what: console.print(what, markup=False))


def _list(*, as_json: bool) -> None:
    known = {name: scenarios.summary(scenarios.load(name)) for name in scenarios.names()}
    if as_json:
        typer.echo(json.dumps([{"name": name, "what": what} for name, what in known.items()], ensure_ascii=False))
        return
    width = max(map(len, known))
    for name, what in known.items():
        typer.echo(f"{name:<{width}}  {what}")
