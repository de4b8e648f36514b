"""`ctibridge demo` and `ctibridge sim`: a platform for those who have none."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated

import typer
from rich.console import Console

from ctibridge.cli.running import FAILED, run, until_stopped
from ctibridge.demo.house import keep_open, show_around
from ctibridge.demo.performance import perform
from ctibridge.demo.stage import Ports, description, simulated
from ctibridge.diagnostics.logs import set_up_logging
from ctibridge.sim.populations import many
from ctibridge.sim.scenarios import load
from ctibridge.sim.simulator import play

XsiPort = Annotated[int, typer.Option(help="Port of the simulated platform's XSI; 0: a free one.", min=0, max=65_535)]
ControlPort = Annotated[int, typer.Option(help="Port of the control face; 0: a free one.", min=0, max=65_535)]
CstaPort = Annotated[int, typer.Option(help="Port for CSTA clients; 0: a free one.", min=0, max=65_535)]
Json = Annotated[bool, typer.Option("--json", help="Tell where everything is in one line of JSON.")]


def demo(
    *,
    trace: Annotated[bool, typer.Option("--trace", help="Show every message on both wires.")] = False,
    serve: Annotated[bool, typer.Option("--serve", help="Keep everything running for your own client.")] = False,
    as_json: Json = False,
    pace: Annotated[float, typer.Option(help="Seconds to look at each step.", min=0.0, max=10.0)] = 1.2,
    xsi_port: XsiPort = 0,
    control_port: ControlPort = 0,
    csta_port: CstaPort = 0,
) -> None:
    """Show the main job: a simulated BroadWorks, the gateway, and a CSTA client that monitors two lines."""
    set_up_logging("warning")
    ports = Ports(xsi_port, control_port, csta_port)
    console = Console(stderr=as_json)  # standard output is then for the JSON alone
    announce = _print_json if as_json else None
    if serve:
        run(keep_open(ports, console, trace=trace, announce=announce, stopped=until_stopped))
    elif not run(perform(ports, console, pace_s=pace, trace=trace, announce=announce)):
        raise typer.Exit(FAILED)


def sim(
    *,
    as_json: Json = False,
    scenario: Annotated[str | None, typer.Option(help="Play this scenario, by name or as a .py file.")] = None,
    users: Annotated[int, typer.Option(help="So many users instead of the ten of the demo.", min=0)] = 0,
    xsi_port: XsiPort = 0,
    control_port: ControlPort = 0,
) -> None:
    """Run the simulated BroadWorks alone, for your own XSI client."""
    set_up_logging("warning")
    story = load(scenario) if scenario is not None else None
    console = Console(stderr=as_json)

    async def main() -> None:
        population = {"population": many(users)} if users else {}
        async with simulated(Ports(xsi_port, control_port), **population) as simulator:
            if as_json:
                _print_json(description(simulator))
            else:
                console.print(
                    f"[bold]Simulated BroadWorks[/]: XSI at {simulator.xsi_url}, control face at "
                    f"{simulator.control_url}",
                    highlight=False,
                )
                show_around(console, simulator)
            async with asyncio.TaskGroup() as tasks:
                if story is not None:
                    tasks.create_task(play(simulator, story, console.print))
                await until_stopped()

    run(main())


def _print_json(where: dict[str, object]) -> None:
    typer.echo(json.dumps(where, ensure_ascii=False))
