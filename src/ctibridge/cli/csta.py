"""`ctibridge monitor`, `dial` and `lines --server`: a small CSTA client for people, to any running gateway."""

from __future__ import annotations

import dataclasses
import json
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from ctibridge.cli.running import run
from ctibridge.client import CstaClient, CstaRefused
from ctibridge.client.telling import device_text, event_text, name_of
from ctibridge.errors import ConfigError
from ctibridge.wire.csta.events import PrivateEvent
from ctibridge.wire.csta.line_services import services_from_private
from ctibridge.wire.csta.snapshots import SnapshotDeviceResponseInfo
from ctibridge.wire.csta.types import ConnectionID, Event

Line = Annotated[str, typer.Argument(help="The line: extension, number or user id.")]
Number = Annotated[str, typer.Argument(help="Whom to call.")]
Server = Annotated[str, typer.Option(help="The gateway's CSTA address.", envvar="CTIBRIDGE_SERVER")]
User = Annotated[str | None, typer.Option(help="CSTA user.", envvar="CTIBRIDGE_USER")]
Password = Annotated[
    str | None, typer.Option(help="Its password; better in the environment.", envvar="CTIBRIDGE_PASSWORD")
]
Tls = Annotated[bool, typer.Option("--tls", help="Connect by TLS.")]
CaFile = Annotated[Path | None, typer.Option(help="Certificates to trust instead of the system's.", dir_okay=False)]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]

DEFAULT_SERVER = "127.0.0.1:8800"


def list_lines(
    server: str, user: str | None, password: str | None, *, tls: bool, ca_file: Path | None, as_json: bool
) -> None:
    """Lists the lines that an application sees, with their calls."""

    async def main() -> list[dict[str, Any]]:
        async with connected(server, user, password, tls=tls, ca_file=ca_file) as client:
            rows = []
            for device in await client.get_switching_function_devices():
                name = device_text(device.device_id)
                rows.append(
                    {"line": name, "name": device.device_model_name or "", "calls": await calls_of(client, name)}
                )
            return rows

    rows = run(main())
    if as_json:
        print_json(rows)
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("line", "name", "calls"):
        table.add_column(heading)
    for row in rows:
        table.add_row(row["line"], row["name"], "; ".join(_call_text(call) for call in row["calls"]) or "[dim]idle[/]")
    Console().print(table)


def monitor(
    line: Line,
    *,
    server: Server = DEFAULT_SERVER,
    user: User = None,
    password: Password = None,
    tls: Tls = False,
    ca_file: CaFile = None,
    as_json: Json = False,
) -> None:
    """Show what happens on a line, until Ctrl-C."""

    async def main() -> None:
        async with connected(server, user, password, tls=tls, ca_file=ca_file) as client:
            watched = await client.monitor_start(line, services=True)
            if not as_json:
                typer.echo(f"Watching {line}. Ctrl-C ends.")
            for call in await calls_of(client, line):
                print_json({"snapshot": call}) if as_json else typer.echo(f"now       {_call_text(call)}")
            async for event in watched:
                print_json(_plain_event(event)) if as_json else _print_event(event)

    run(main())


def dial(
    line: Line,
    number: Number,
    *,
    server: Server = DEFAULT_SERVER,
    user: User = None,
    password: Password = None,
    tls: Tls = False,
    ca_file: CaFile = None,
    as_json: Json = False,
) -> None:
    """Call a number from a line: its telephone rings first, and calls when it is picked up."""

    async def main() -> None:
        async with connected(server, user, password, tls=tls, ca_file=ca_file) as client:
            connection = await client.make_call(line, number)
            device = device_text(connection.device_id)
            if as_json:
                print_json({"call": connection.call_id, "line": device})
            else:
                typer.echo(f"Pick up the telephone of {device}: it will call {number} (call {connection.call_id}).")

    run(main())


@asynccontextmanager
async def connected(
    server: str, user: str | None, password: str | None, *, tls: bool, ca_file: Path | None
) -> AsyncIterator[CstaClient]:
    """A client of the gateway at `host:port`.

    Raises:
        ConfigError: an address or a file that cannot be used.
    """
    host, _, port = server.rpartition(":")
    if not host or not port.isdigit():
        raise ConfigError("--server", "", f"must look like host:port, not {server!r}")
    context = _trust(ca_file) if tls or ca_file is not None else None
    async with CstaClient.connect(host.strip("[]"), int(port), user=user, password=password, tls=context) as client:
        yield client


def _trust(ca_file: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as exc:  # ssl.SSLError is one
        raise ConfigError("--ca-file", "", f"{ca_file} cannot be used: {exc.strerror or exc}") from exc


async def calls_of(client: CstaClient, line: str) -> list[dict[str, Any]]:
    """The calls of a line, each with the other devices in it."""
    return [await _plain_call(client, call) for call in await client.snapshot_device(line)]


async def _plain_call(client: CstaClient, call: SnapshotDeviceResponseInfo) -> dict[str, Any]:
    connection, state = call.connection_identifier, call.local_call_state
    compound = state.compound_call_state if state is not None else None
    return {
        "call": connection.call_id if connection is not None else None,
        "others": await _others(client, connection) if connection is not None else [],
        "states": list(compound.local_connection_state) if compound is not None else [],
    }


async def _others(client: CstaClient, own: ConnectionID) -> list[str]:
    """The devices in a call besides the line's own; the snapshot of a device does not name them."""
    try:
        devices = await client.snapshot_call(own)
    except CstaRefused:
        return []  # over since
    return [
        device_text(device.device_on_call)
        for device in devices
        if device.call_identifier is None or device.call_identifier.device_id != own.device_id
    ]


def _call_text(call: dict[str, Any]) -> str:
    others = ", ".join(call["others"]) or "nobody yet"
    return f"{'/'.join(call['states'])} {others} (call {call['call']})"


def _print_event(event: Event) -> None:
    typer.echo(f"{time.strftime('%H:%M:%S')}  {event_text(event)}")


def _plain_event(event: Event) -> dict[str, Any]:
    if isinstance(event, PrivateEvent):
        services = services_from_private(event.private_data)
        return {"event": name_of(event), "services": [dataclasses.asdict(item) for item in services]}
    return {"event": name_of(event), **_plain(event)}


def _plain(value: Any) -> Any:
    """A message as plain data, without what it leaves out."""
    if dataclasses.is_dataclass(value):
        fields = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {name: _plain(item) for name, item in fields if item not in (None, (), False)}
    if isinstance(value, tuple | frozenset):
        return [_plain(item) for item in (sorted(value) if isinstance(value, frozenset) else value)]
    return value


def print_json(data: Any) -> None:
    """One line of JSON; letters stand for themselves."""
    typer.echo(json.dumps(data, ensure_ascii=False))
