"""`ctibridge service`: the services of a line, such as Remote Office, for people and scripts."""

from __future__ import annotations

import re
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from ctibridge.cli.csta import DEFAULT_SERVER, CaFile, Json, Line, Password, Server, Tls, User, connected, print_json
from ctibridge.cli.running import run
from ctibridge.client.telling import service_state_text
from ctibridge.errors import ConfigError
from ctibridge.wire.csta.line_services import COUNTS, SERVICES, LineService

_CAPITALS = re.compile(r"(?=[A-Z])")


def _hyphened(name: str) -> str:
    return _CAPITALS.sub("-", name).lower()


NAMES = {_hyphened(name): name for name in SERVICES}
"""The services as they are called on the command line: `remote-office`."""

Service = Annotated[
    str | None, typer.Argument(help=f"The service; without it all are listed. One of {', '.join(NAMES)}.")
]
On = Annotated[bool | None, typer.Option("--on/--off", help="Switch it on or off.")]
To = Annotated[
    str | None,
    typer.Option(help="Where calls go; for anywhere the location meant, for hoteling-guest the host's user id."),
]
Rings = Annotated[int | None, typer.Option(help="Rings before forwarding-no-answer acts.", min=0)]


def service(
    line: Line,
    service: Service = None,
    *,
    on: On = None,
    to: To = None,
    rings: Rings = None,
    server: Server = DEFAULT_SERVER,
    user: User = None,
    password: Password = None,
    tls: Tls = False,
    ca_file: CaFile = None,
    as_json: Json = False,
) -> None:
    """Show the services of a line as the platform has them now, or set one; what is left out stays."""
    wish = _wish(service, on=on, to=to, rings=rings)

    async def main() -> tuple[LineService, ...]:
        async with connected(server, user, password, tls=tls, ca_file=ca_file) as client:
            if wish is None:
                return await client.get_services(line, *((NAMES[service],) if service is not None else ()))
            return (await client.set_service(line, wish),)

    found = run(main())
    _show(found, as_json=as_json)
    if wish is not None and not found[0].available:
        raise typer.Exit(1)


def _wish(name: str | None, *, on: bool | None, to: str | None, rings: int | None) -> LineService | None:
    """What shall be set; None: nothing."""
    if name is not None and name not in NAMES:
        raise ConfigError("SERVICE", "", f"must be one of {', '.join(NAMES)}, not {name}")
    if on is None and to is None and rings is None:
        return None
    if name is None:
        raise ConfigError("SERVICE", "", f"is missing: which one shall be set? There are {', '.join(NAMES)}")
    if name == "voice-mail":
        raise ConfigError("SERVICE", "", "voice-mail cannot be set")
    return LineService(NAMES[name], active=on, to=to, ring_count=rings)


def _show(services: tuple[LineService, ...], *, as_json: bool) -> None:
    if as_json:
        print_json([_plain(each) for each in services])
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("service", "state"):
        table.add_column(heading)
    for each in services:
        state = re.sub("^(is|has) ", "", service_state_text(each))
        table.add_row(_hyphened(each.name), state if each.available else f"[dim]{state}[/]")
    Console().print(table)


def _plain(service: LineService) -> dict[str, Any]:
    plain: dict[str, Any] = {"service": _hyphened(service.name), "available": service.available}
    known = {"active": service.active, "to": service.to, "rings": service.ring_count, "unknown": service.unknown}
    plain.update((name, value) for name, value in known.items() if value is not None)
    if service.name == "anywhere" and service.available and service.unknown is None:
        plain["locations"] = [
            {"number": place.number, "active": place.active, "description": place.description}
            for place in service.locations
        ]
    if service.messages:
        plain["messages"] = dict(zip(COUNTS, service.messages, strict=True))
    return plain
