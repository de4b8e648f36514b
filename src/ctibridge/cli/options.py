"""Options that several commands have, and what they print."""

from __future__ import annotations

import json
from typing import Annotated

import typer

XsiPort = Annotated[int, typer.Option(help="Port of the simulated platform's XSI; 0: a free one.", min=0, max=65_535)]
ControlPort = Annotated[int, typer.Option(help="Port of the control face; 0: a free one.", min=0, max=65_535)]
CtiPort = Annotated[
    int | None,
    typer.Option(help="Have the CTI interface as well, at this port; 0: a free one.", min=0, max=65_535),
]
CstaPort = Annotated[int, typer.Option(help="Port for CSTA clients; 0: a free one.", min=0, max=65_535)]
DnsPort = Annotated[int, typer.Option(help="Port of the name server, UDP and TCP; 0: a free one.", min=0, max=65_535)]
Json = Annotated[bool, typer.Option("--json", help="Tell where everything is in one line of JSON.")]


def print_json(where: dict[str, object]) -> None:
    """Prints one line of JSON."""
    typer.echo(json.dumps(where, ensure_ascii=False))
