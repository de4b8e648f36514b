"""`ctibridge demo`: the main job, shown on a platform for those who have none."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from ctibridge.cli.options import ControlPort, CstaPort, Json, XsiPort, print_json
from ctibridge.cli.running import FAILED, run, stop_event
from ctibridge.demo.house import keep_open
from ctibridge.demo.performance import perform
from ctibridge.demo.stage import Ports
from ctibridge.diagnostics.logs import set_up_logging


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
    announce = print_json if as_json else None
    if serve:
        run(keep_open(ports, console, trace=trace, announce=announce, stopping=stop_event))
    elif not run(perform(ports, console, pace_s=pace, trace=trace, announce=announce)):
        raise typer.Exit(FAILED)
