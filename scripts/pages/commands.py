"""The command line, told from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator
from enum import EnumType
from pathlib import Path
from typing import Any

import typer.main
from scripts.pages.blocks import Part, Rows, code, table

from ctibridge.cli import app

GROUP: Any = typer.main.get_command(app)  # what typer makes of it is its own
TYPES = {str: "text", int: "whole number", float: "number", Path: "path", list[str]: "text, repeatable"}
HEADING = ("argument or option", "value", "default", "meaning")


def _commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """The commands, those of a group behind its name; a group is one itself when it does something alone."""
    for name, command in group.commands.items():
        if getattr(command, "invoke_without_command", True):
            yield f"{before}{name}", command
        if hasattr(command, "commands"):
            yield from _commands(command, f"{before}{name} ")


COMMANDS: dict[str, Any] = dict(_commands(GROUP))


def command_names() -> list[str]:
    """The commands."""
    return list(COMMANDS)


def spellings(command: Any) -> list[str]:
    """All arguments and options as people write them."""
    return [spelling for parameter in _parameters(command) for spelling in _spelled(parameter)]


def _parameters(command: Any) -> list[Any]:
    return [parameter for parameter in command.params if "--help" not in parameter.opts]


def _spelled(parameter: Any) -> list[str]:
    if parameter.param_type_name == "argument":
        return [parameter.name.upper()]
    return [*parameter.opts, *parameter.secondary_opts]


def _rows(command: Any) -> Rows:
    return [
        (
            ", ".join(map(code, _spelled(parameter))),
            _value(parameter),
            _default(parameter),
            _meaning(parameter),
        )
        for parameter in _parameters(command)
    ]


def _value(parameter: Any) -> str:
    if getattr(parameter, "is_flag", False):
        return ""
    kind = parameter.type_descriptor.annotation
    if isinstance(kind, EnumType):
        return ", ".join(map(code, kind))
    name = TYPES[kind]
    least, most = parameter.min, parameter.max
    if least is None:
        return name
    return f"{name} from {least:g}" + (f" to {most:g}" if most is not None else "")


def _default(parameter: Any) -> str:
    if getattr(parameter, "is_flag", False):
        return ""
    if parameter.required:
        return "required"
    return code(parameter.default) if parameter.default not in (None, "") else "none"


def _meaning(parameter: Any) -> str:
    said = parameter.help or ""
    variable = getattr(parameter, "envvar", None)
    return f"{said} Environment: {code(variable)}." if variable else said


def _part(command: Any) -> Part:
    return lambda _old: table(HEADING, _rows(command))


def _slug(name: str) -> str:
    return name.replace(" ", "-")


def _list(_old: str) -> str:
    rows = [(f"[`{name}`](#{_slug(name)})", command.help.split("\n")[0]) for name, command in COMMANDS.items()]
    return table(("command", "what it does"), rows)


PARTS: dict[str, Part] = {
    "commands": _list,
    "command-ctibridge": _part(GROUP),
    **{f"command-{_slug(name)}": _part(command) for name, command in COMMANDS.items()},
}
