"""`ctibridge providers`, `reload`, `journal` and `store`: the gateway on this machine, for its administrator."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ctibridge.cli.csta import Json
from ctibridge.cli.face import ConfigFile, running_gateway
from ctibridge.cli.running import run
from ctibridge.servers.admin import messages as m

store = typer.Typer(no_args_is_help=True, help="Copies of the running gateway's store, and its passwords.")


def providers(*, config: ConfigFile = None, as_json: Json = False) -> None:
    """Show the providers of the gateway on this machine: whether they are reached, and how many lines they have."""

    async def main() -> tuple[m.ProviderRow, ...]:
        async with running_gateway(config) as face:
            return await face.get(tuple[m.ProviderRow, ...], "providers")

    rows = run(main())
    if as_json:
        _print_json(rows)
        return
    table = _table("provider", "state", "lines", "in service", "reason")
    for row in rows:
        state = Text("up", style="green") if row.up else Text("down", style="bold red")
        table.add_row(Text(row.name), state, f"{row.lines:,}", f"{row.in_service:,}", Text(row.reason or ""))
    Console().print(table)


def reload(*, config: ConfigFile = None, as_json: Json = False) -> None:
    """Have the gateway read its configuration file again, without dropping a call."""

    async def main() -> m.Reloaded:
        async with running_gateway(config) as face:
            return await face.send("POST", m.Reloaded, "reload")

    reloaded = run(main())
    if as_json:
        _print_json(reloaded)
        return
    for change in reloaded.applied:
        typer.echo(f"now: {change}")
    for change in reloaded.restart:
        typer.echo(f"only after a restart: {change}")
    if not reloaded.applied and not reloaded.restart:
        typer.echo("Nothing has changed.")


def journal(
    *,
    limit: Annotated[int, typer.Option(help="So many changes.", min=1, max=m.MOST_ENTRIES)] = 50,
    config: ConfigFile = None,
    as_json: Json = False,
) -> None:
    """Show who changed what at the gateway, the latest first."""

    async def main() -> tuple[m.JournalEntry, ...]:
        async with running_gateway(config) as face:
            return await face.get(tuple[m.JournalEntry, ...], "journal", limit=str(limit))

    entries = run(main())
    if as_json:
        _print_json(entries)
        return
    table = _table("when", "who", "what", "provider", "to what", "")
    for entry in entries:
        when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(entry.at))
        told = (entry.who, entry.action, entry.provider or "", entry.subject or "", entry.details)
        table.add_row(when, *map(Text, told))
    Console().print(table)


@store.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Where the copy goes, on the gateway's machine.")],
    *,
    config: ConfigFile = None,
) -> None:
    """Copy the store while the gateway runs."""
    _copy("backup", file, config)
    typer.echo(f"The store is copied to {file}.")


@store.command()
def restore(
    file: Annotated[Path, typer.Argument(help="The copy, on the gateway's machine.")],
    *,
    config: ConfigFile = None,
) -> None:
    """Take a copy for the store; what is in the store now is lost."""
    _copy("restore", file, config)
    typer.echo(f"The store is that of {file} now.")


@store.command()
def rotate_key(*, config: ConfigFile = None) -> None:
    """Encrypt the passwords of lines by a new key and forget the old one; nothing else changes."""

    async def main() -> None:
        async with running_gateway(config) as face:
            await face.send("POST", m.Done, "store", "rotate-key")

    run(main())
    typer.echo("The passwords are encrypted by a new key. Copies of the store from before need the old one.")


@store.command()
def forget_passwords(
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether it is meant.")] = False,
    config: ConfigFile = None,
) -> None:
    """Forget the passwords of all lines, when their key is lost for good: the lines are out until they are set anew."""
    if not yes:
        typer.confirm("Forget the passwords of all lines of all providers?", abort=True, err=True)

    async def main() -> m.Forgotten:
        async with running_gateway(config) as face:
            return await face.send("POST", m.Forgotten, "store", "forget-passwords")

    typer.echo(f"{run(main()).passwords} passwords are forgotten.")


def _copy(what: str, file: Path, config: Path | None) -> None:
    body = m.Copy(str(file.absolute()))

    async def main() -> None:
        async with running_gateway(config) as face:
            await face.send("POST", m.Done, "store", what, body=body)

    run(main())


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _print_json(answer: Any) -> None:
    typer.echo(msgspec.json.encode(answer).decode())
