"""The command line, told from the commands themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer.main
from scripts.pages.blocks import Part, Rows, code, table

from ctibridge.cli import app

GROUP: Any = typer.main.get_command(app)  # what typer makes of it is its own
TYPES = {str: "text", int: "whole number", float: "number", Path: "path", list[str]: "text, repeatable"}
HEADING = ("argument or option", "value", "default", "meaning")


def all_commands() -> dict[str, Any]:
    """The commands by what people write; those of a group stand behind it."""
    found: dict[str, Any] = {}
    for name, command in GROUP.commands.items():
        found[name] = command
        found |= {f"{name} {part}": inner for part, inner in getattr(command, "commands", {}).items()}
    return found


def command_names() -> list[str]:
    """The commands."""
    return list(all_commands())


def spellings(command: Any) -> list[str]:
    """All arguments and options as people write them."""
    return [spelling for parameter in _parameters(command) for spelling in _spelled(parameter)]


def _parameters(command: Any) -> list[Any]:
    return [parameter for parameter in command.params if "--help" not in parameter.opts]


def _spelled(parameter: Any) -> list[str]:
    if parameter.param_type_name == "argument":
        return [parameter.name.upper()]
    return [*parameter.opts]


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
    name = TYPES[parameter.type_descriptor.annotation]
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


def _list(_old: str) -> str:
    rows = [
        (f"[`{name}`](#{name.replace(' ', '-')})", command.help.split("\n")[0])
        for name, command in all_commands().items()
    ]
    return table(("command", "what it does"), rows)


PARTS: dict[str, Part] = {
    "commands": _list,
    "command-ctibridge": _part(GROUP),
    **{
        f"command-{name.replace(' ', '-')}": _part(command)
        for name, command in all_commands().items()
        if _parameters(command)
    },
}
