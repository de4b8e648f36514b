"""The way to the gateway that runs on this machine: its administrator's face, found by the state directory."""

from __future__ import annotations

import getpass
import os
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, TypeVar
from urllib.parse import quote, urlencode

import aiohttp
import msgspec
import typer
from yarl import URL

from ctibridge.config import DEFAULT_STATE, state_directory
from ctibridge.errors import ConfigError, CtibridgeError
from ctibridge.servers.admin.errors import MISCONFIGURED
from ctibridge.servers.admin.messages import Lines, Problem, ProviderRow
from ctibridge.servers.admin.server import USER_HEADER
from ctibridge.servers.admin.whereabouts import NAME, Whereabouts, whereabouts_in

T = TypeVar("T")
USUAL_FILES = (Path("ctibridge.toml"), Path("/etc/ctibridge/ctibridge.toml"))
LIMIT_S = 120.0  # reading 10,000 lines from the platform takes half a minute

ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        help="The running gateway's configuration file; else ./ctibridge.toml or /etc/ctibridge/ctibridge.toml.",
        envvar="CTIBRIDGE_CONFIG",
        dir_okay=False,
    ),
]


class NoGateway(CtibridgeError):
    """No gateway runs here, or it may not be spoken to."""


class Refused(CtibridgeError):
    """The gateway says why it does not do what was asked."""


class Face:
    """The administrator's face of a running gateway."""

    def __init__(self, where: Whereabouts, http: aiohttp.ClientSession) -> None:
        self._where, self._http = where, http

    async def get(self, kind: type[T], *path: str, **query: str | None) -> T:
        """What there is at this path.

        Raises:
            NoGateway, Refused, ConfigError: why there is nothing.
        """
        return msgspec.json.decode(await self._ask("GET", path, query), type=kind)

    async def send(self, method: str, kind: type[T], *path: str, body: msgspec.Struct | None = None) -> T:
        """The answer to a request that changes something.

        Raises:
            NoGateway, Refused, ConfigError: it was not carried out.
        """
        return msgspec.json.decode(await self._ask(method, path, {}, body), type=kind)

    async def follow(self, *path: str, **query: str | None) -> AsyncGenerator[Lines, None]:
        """A live list: at first everything, then what changed; ends with the gateway.

        Raises:
            NoGateway, Refused: as `get`.
        """
        endless = aiohttp.ClientTimeout(total=None)
        try:
            async with self._http.get(self._url(path, query), timeout=endless) as answer:
                await _good(answer)
                while line := await answer.content.readuntil(b"\n"):
                    yield msgspec.json.decode(line, type=Lines)
        except (aiohttp.ClientError, OSError) as exc:
            raise NoGateway(f"the gateway is gone: {exc}") from exc

    async def provider(self, name: str | None) -> str:
        """The provider that is meant; when there is one only, it need not be named.

        Raises:
            ConfigError: there are several.
        """
        names = [row.name for row in await self.get(tuple[ProviderRow, ...], "providers")] if name is None else [name]
        if len(names) != 1:
            raise ConfigError("--provider", "", f"is needed: there are {', '.join(names)}")
        return names[0]

    async def _ask(
        self, method: str, path: tuple[str, ...], query: dict[str, str | None], body: msgspec.Struct | None = None
    ) -> bytes:
        data = msgspec.json.encode(body) if body is not None else None
        try:
            async with self._http.request(method, self._url(path, query), data=data) as answer:
                await _good(answer)
                return await answer.read()
        except (aiohttp.ClientError, OSError) as exc:
            raise NoGateway(
                f"no gateway answers at {self._where.url}: it was process {self._where.pid}, and is gone ({exc})"
            ) from exc

    def _url(self, path: tuple[str, ...], query: dict[str, str | None]) -> URL:
        given = {name: value for name, value in query.items() if value is not None}
        address = "/".join((self._where.url, *(quote(part, safe="") for part in path)))
        return URL(f"{address}?{urlencode(given)}" if given else address, encoded=True)


@asynccontextmanager
async def running_gateway(config: Path | None) -> AsyncIterator[Face]:
    """The gateway that runs with this configuration file.

    Raises:
        NoGateway: none does.
        ConfigError: the file cannot be read.
    """
    where = _whereabouts(_state(config))
    headers = {"Authorization": f"Bearer {where.token}", USER_HEADER: _user()}
    limit = aiohttp.ClientTimeout(total=LIMIT_S)
    async with aiohttp.ClientSession(headers=headers, timeout=limit, read_bufsize=1 << 26) as http:  # one line of JSON
        yield Face(where, http)


def configuration_file(named: Path | None) -> Path | None:
    """The configuration file that is meant: the one that is named, else the first usual one; None: there is none."""
    return named or next((file for file in USUAL_FILES if file.exists()), None)


def _state(config: Path | None) -> Path:
    file = configuration_file(config)
    return state_directory(file) if file is not None else Path(DEFAULT_STATE)


def _whereabouts(state: Path) -> Whereabouts:
    try:
        where = whereabouts_in(state)
    except OSError as exc:
        reason = f"{state / NAME} cannot be read ({exc.strerror}): be the user whose gateway it is"
        raise NoGateway(reason) from exc
    if where is None:
        raise NoGateway(
            f"no gateway runs: there is no {state / NAME}; start one (ctibridge serve), name its --config, "
            "or ask one for its lines by CSTA (ctibridge lines --server)"
        )
    return where


def _user() -> str:
    """Who asks, also behind sudo; for the journal."""
    return (os.environ.get("SUDO_USER") or getpass.getuser()).encode("ascii", "replace").decode()


async def _good(answer: aiohttp.ClientResponse) -> None:
    if answer.status < 400:
        return
    try:
        problem = msgspec.json.decode(await answer.read(), type=Problem)
    except msgspec.DecodeError:
        raise NoGateway(
            f"something else than a gateway answers with {answer.status} at {answer.url.origin()}"
        ) from None
    if problem.code == MISCONFIGURED[0]:
        raise ConfigError("nothing is changed", "", problem.detail)
    raise Refused(problem.detail)
