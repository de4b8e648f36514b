"""The command line."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from ctibridge.cli import administer, csta, discover, gateway, gateway_lines, numbers, play, service, simulator, tapi
from ctibridge.cli.running import fail
from ctibridge.errors import CtibridgeError

app = typer.Typer(
    no_args_is_help=True, pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]}
)
for command in (
    play.demo,
    simulator.sim,
    gateway.serve,
    gateway.check,
    discover.discover,
    csta.monitor,
    csta.dial,
    service.service,
    administer.providers,
    administer.reload,
    administer.journal,
):
    app.command()(command)
app.add_typer(gateway_lines.app, name="lines")
app.add_typer(administer.store, name="store")
app.add_typer(numbers.app, name="numbers")
app.add_typer(tapi.app, name="tapi")


def _print_version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"ctibridge {version('ctibridge')}")
        raise typer.Exit


@app.callback()
def ctibridge(
    *,
    show_version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """CTI middleware for BroadWorks: platform lines for CSTA applications."""


def main() -> None:
    """The entry point."""
    try:
        app()
    except CtibridgeError as exc:
        fail(exc)
