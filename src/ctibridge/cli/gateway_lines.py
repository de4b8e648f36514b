"""`ctibridge lines`: the lines of the gateway on this machine, seen and changed by its administrator."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.live import Live

from ctibridge.cli import csta
from ctibridge.cli.face import ConfigFile, running_gateway
from ctibridge.cli.line_files import read_csv, write_csv
from ctibridge.cli.line_sheet import named, sheet
from ctibridge.cli.line_table import picture
from ctibridge.cli.running import FAILED, run
from ctibridge.diagnostics.health_texts import Language
from ctibridge.errors import ConfigError
from ctibridge.servers.admin import messages as m
from ctibridge.servers.admin.live import Mirror

Provider = Annotated[str | None, typer.Option(help="Whose line; not needed when there is one provider only.")]
UserId = Annotated[str, typer.Argument(help="The user's id at the platform.")]
InLanguage = Annotated[Language, typer.Option(help="In which language people are told.")]
STANDARD = "-"

app = typer.Typer(invoke_without_command=True)


@app.callback()
def lines(
    context: typer.Context,
    *,
    config: ConfigFile = None,
    state: Annotated[str | None, typer.Option(help="Only lines in this state.")] = None,
    provider: Annotated[str | None, typer.Option(help="Only lines of this provider.")] = None,
    search: Annotated[
        str | None, typer.Option(help="Only lines with this in user id, number, extension or name.")
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Keep the list up to date, until Ctrl-C.")] = False,
    language: InLanguage = Language.ENGLISH,
    as_json: csta.Json = False,
    server: Annotated[
        str | None,
        typer.Option(
            help="Ask this CSTA address instead, as an application would; also by --user, --tls or --ca-file.",
            envvar="CTIBRIDGE_SERVER",
        ),
    ] = None,
    user: csta.User = None,
    password: csta.Password = None,
    tls: csta.Tls = False,
    ca_file: csta.CaFile = None,
) -> None:
    """Show the lines of the gateway on this machine, and change which there are."""
    if context.invoked_subcommand is not None:
        return
    if server or user or tls or ca_file:
        address = server or csta.DEFAULT_SERVER
        csta.list_lines(address, user, password, tls=tls, ca_file=ca_file, as_json=as_json)
        return
    wanted = {"state": state, "provider": provider, "search": search}
    tongue = None if as_json else language
    run(_watch(config, wanted, tongue) if watch else _show(config, wanted, tongue))


async def _show(config: Path | None, wanted: dict[str, str | None], language: Language | None) -> None:
    """For people in this language; None: for programs."""
    async with running_gateway(config) as face:
        found = await face.get(m.Lines, "lines", **wanted)
    if language is None:
        typer.echo(msgspec.json.encode(found).decode())
    else:
        Console().print(picture(found, language))


async def _watch(config: Path | None, wanted: dict[str, str | None], language: Language | None) -> None:
    mirror = Mirror()
    show = Live(console=Console(), auto_refresh=False)
    async with running_gateway(config) as face:
        with nullcontext() if language is None else show:
            async for news in face.follow("lines", "live", **wanted):
                if language is None:
                    typer.echo(msgspec.json.encode(news).decode())
                else:
                    show.update(picture(mirror.take(news), language), refresh=True)


@app.command()
def show(
    line: Annotated[str, typer.Argument(help="Its user id, number or extension.")],
    *,
    language: InLanguage = Language.ENGLISH,
    provider: Annotated[str | None, typer.Option(help="Whose line; needed when several have one of this name.")] = None,
    config: ConfigFile = None,
    as_json: csta.Json = False,
) -> None:
    """Show one line: how it is, why, since when, what was seen, who must act, and what to do."""

    async def main() -> m.LineRow:
        async with running_gateway(config) as face:
            found = await face.get(m.Lines, "lines", provider=provider, search=line)
            return named(line, found.lines)

    row = run(main())
    if as_json:
        typer.echo(msgspec.json.encode(row).decode())
    else:
        Console().print(sheet(row, language), soft_wrap=True)


@app.command()
def add(user: UserId, *, provider: Provider = None, config: ConfigFile = None) -> None:
    """Serve a user's line, whatever the filters of the configuration say."""

    async def main() -> None:
        async with running_gateway(config) as face:
            name = await face.provider(provider)
            await face.send("POST", m.Done, "providers", name, "lines", body=m.AddLine(user))
            typer.echo(f"{user} is a line of {name} now.")

    run(main())


@app.command()
def remove(user: UserId, *, provider: Provider = None, config: ConfigFile = None) -> None:
    """Serve a line no more, whatever the filters of the configuration say."""

    async def main() -> None:
        async with running_gateway(config) as face:
            name = await face.provider(provider)
            await face.send("DELETE", m.Done, "providers", name, "lines", user)
            typer.echo(f"{user} is no line of {name} any more.")

    run(main())


@app.command()
def read(*, provider: Provider = None, config: ConfigFile = None, as_json: csta.Json = False) -> None:
    """Read the lines from the platform now, and tell what changed."""

    async def main() -> m.Difference:
        async with running_gateway(config) as face:
            return await face.send("POST", m.Difference, "providers", await face.provider(provider), "read")

    difference = run(main())
    if as_json:
        typer.echo(msgspec.json.encode(difference).decode())
        return
    for what in ("added", "changed", "gone", "offered"):
        users: tuple[str, ...] = getattr(difference, what)
        typer.echo(f"{what}: {len(users)}" + "".join(f"\n  {user}" for user in users))
    if difference.missing:
        typer.echo(f"{difference.missing} records could not be had: nothing is gone for that reason.")


@app.command()
def set_password(
    user: UserId,
    *,
    forget: Annotated[bool, typer.Option("--forget", help="Forget the password instead.")] = False,
    provider: Provider = None,
    config: ConfigFile = None,
) -> None:
    """Give an account another password while the gateway runs; it is asked for, or read from standard input."""

    async def main() -> None:
        async with running_gateway(config) as face:
            name = await face.provider(provider)
            password = None if forget else _password(user)
            body = m.SetPassword(password)
            done = await face.send("PUT", m.Done, "providers", name, "passwords", user, body=body)
            typer.echo(f"The password of {user} is {'forgotten' if forget else 'set'}{_behind(done.note)}.")

    run(main())


def _behind(note: str | None) -> str:
    return f", {note}" if note is not None else ""


def _password(user: str) -> str:
    """Never from the command line: other users of the machine would see it there."""
    if sys.stdin.isatty():
        asked: str = typer.prompt(f"Password of {user}", hide_input=True, confirmation_prompt=True, err=True)
        return asked
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise ConfigError("standard input", "", "holds no password")
    return password


@app.command("import")
def import_lines(
    file: Annotated[str, typer.Argument(help="A CSV file with user_id and perhaps password; - is standard input.")],
    *,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Import the good rows although others are bad.")] = False,
    provider: Provider = None,
    config: ConfigFile = None,
) -> None:
    """Add the lines in a CSV file, all or none."""
    found = read_csv(_data(file), good_only=skip_bad)
    for mistake in found.mistakes:
        typer.echo(f"ctibridge: {file}: {mistake}", err=True)
    if found.mistakes and not found.lines:
        typer.echo("ctibridge: nothing is imported", err=True)
        raise typer.Exit(FAILED)

    async def main() -> None:
        async with running_gateway(config) as face:
            name = await face.provider(provider)
            await face.send("POST", m.Done, "providers", name, "import", body=m.ImportLines(found.lines))
            added = sum(line.wanted for line in found.lines)
            passwords = sum(line.password is not None for line in found.lines)
            typer.echo(f"{added} lines are added to {name}, {passwords} passwords are set.")

    run(main())


@app.command("export")
def export_lines(
    file: Annotated[str, typer.Argument(help="The CSV file to be written; - is standard output.")] = STANDARD,
    *,
    provider: Provider = None,
    config: ConfigFile = None,
) -> None:
    """Write the lines that there ever were as a CSV file, without passwords."""

    async def main() -> tuple[m.KeptLine, ...]:
        async with running_gateway(config) as face:
            name = await face.provider(provider)
            return await face.get(tuple[m.KeptLine, ...], "providers", name, "lines")

    data = write_csv(run(main()))
    if file == STANDARD:
        typer.echo(data, nl=False)
        return
    try:
        Path(file).write_bytes(data)
    except OSError as exc:
        raise ConfigError(file, "", f"cannot be written: {exc.strerror}") from exc


def _data(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == STANDARD else Path(file).read_bytes()
    except OSError as exc:
        raise ConfigError(file, "", f"cannot be read: {exc}") from exc
