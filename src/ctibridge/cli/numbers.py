"""`ctibridge numbers`: what the rules make of a number, and rules from elsewhere for the configuration."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ctibridge.cli.gateway import ConfigFile, chosen
from ctibridge.cli.running import fail
from ctibridge.config import ENCODING, read_configuration
from ctibridge.errors import ConfigError
from ctibridge.numbering.numbers import Explanation, Numbers, Step
from ctibridge.numbering.settings import Direction
from ctibridge.numbering.tables import tables_from_csv, toml_of

app = typer.Typer(no_args_is_help=True, help="Show what becomes of numbers, and take over rules from elsewhere.")


@app.command("test")
def show(
    number: Annotated[str, typer.Argument(help="The number, as the platform reports it or as a client dials it.")],
    config: ConfigFile,
    *,
    provider: Annotated[str | None, typer.Option(help="Only this provider of the file.")] = None,
    direction: Annotated[
        str | None, typer.Option(help="Only this table: incoming, outgoing or dialled.", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object for each provider and table.")] = False,
) -> None:
    """Show what the location and the rules make of a number, step by step. Nothing is connected, nobody is called."""
    try:
        directions = _directions(direction)
        providers = chosen(read_configuration(config), provider)
    except ConfigError as exc:
        fail(exc)
    for settings in providers:
        numbers = Numbers(settings.numbers)
        if not as_json:
            typer.echo(settings.name if numbers.are_changed else f"{settings.name}: no rules, every number stays")
        for explanation in (numbers.explain(number, item) for item in directions):
            _tell_json(settings.name, explanation) if as_json else _tell(explanation)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV with the columns category, type, search, replace.", dir_okay=False)],
    *,
    provider: Annotated[str, typer.Option(help="The provider whose table is written.")] = "NAME",
) -> None:
    """Print tables of rules from a CSV file as they stand in the configuration."""
    try:
        lines = list(toml_of(tables_from_csv(_text_of(file), str(file)), provider))
    except ConfigError as exc:
        fail(exc)
    for line in lines:
        typer.echo(line)


def _directions(name: str | None) -> list[Direction]:
    if name is None:
        return list(Direction)
    try:
        return [Direction(name)]
    except ValueError:
        raise ConfigError("--direction", "", f"must be one of {', '.join(Direction)}, not {name!r}") from None


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding=ENCODING)
    except OSError as exc:
        raise ConfigError(str(file), "", f"cannot be read: {exc.strerror}") from exc
    except UnicodeDecodeError as exc:
        raise ConfigError(str(file), "", "is not UTF-8: save it as CSV UTF-8") from exc


def _tell(explanation: Explanation) -> None:
    typer.echo(f"  {explanation.direction:<9} {explanation.number} -> {explanation.result}")
    for step in explanation.steps:
        typer.echo(f"    {step.part:<9} {''.join(_words(explanation.direction, step))}")


def _words(direction: Direction, step: Step) -> Iterator[str]:
    yield f"{step.before} " if step.before == step.after else f"{step.before} -> {step.after}: "
    yield step.why if step.row is None else f"{direction}[{step.row}], {step.why}"


def _tell_json(provider: str, explanation: Explanation) -> None:
    typer.echo(json.dumps({"provider": provider, **asdict(explanation)}, ensure_ascii=False))
