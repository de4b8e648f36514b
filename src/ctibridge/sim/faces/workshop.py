"""The control face's other half: what is set, broken and measured at the platform, while it runs.

GET  /knobs     DELETE /knobs     GET PUT[?value=] DELETE  /knobs/<name>
GET  /load      PUT /load?rate=[&talk_s=]      DELETE /load
GET  /figures  /cti
POST /channels/expire     POST /resync
POST /servers/<name>/fail     POST /servers/<name>/drain     POST /servers/<name>/restore
"""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any, Protocol

from aiohttp import web

from ctibridge.errors import ConfigError, Rejected
from ctibridge.sim.faces.cti import CtiServer
from ctibridge.sim.faces.replies import json_response
from ctibridge.sim.figures import load_figures
from ctibridge.sim.knobs import Knobs
from ctibridge.sim.load import Load
from ctibridge.sim.settings import SETTINGS, Setting, find

MOST_CALLS_PER_SECOND = 10_000.0  # more is a slip of the finger, and would stop everything else


class Platform(Protocol):
    """What this face works on."""

    knobs: Knobs
    load: Load
    cti: dict[str, CtiServer]

    @property
    def servers(self) -> Collection[str]:
        """The names of all servers."""

    @property
    def open_servers(self) -> Collection[str]:
        """The names of those that are up."""

    def run_load(self, rate: float, talk_s: float | None = None) -> None:
        """Lets calls begin by themselves."""

    def figures(self) -> dict[str, Any]:
        """How much is going on."""

    def expire_channels(self) -> None:
        """Ends all channels."""

    def resync(self) -> None:
        """Tells all calls anew."""

    @property
    def draining_servers(self) -> Collection[str]:
        """The names of those that are being emptied."""

    def drain_server(self, name: str) -> None:
        """Lets a server end its channels one after the other, and take no new ones."""

    async def fail_server(self, name: str) -> None:
        """Lets a server fail."""

    async def restore_server(self, name: str) -> None:
        """Lets it come back, and take channels again."""


def add_routes(router: web.UrlDispatcher, platform: Platform) -> None:
    """Adds the addresses of this half to the control face."""
    knobs, face = _Settings(platform.knobs), _Workshop(platform)
    router.add_get("/knobs", knobs.all)
    router.add_delete("/knobs", knobs.reset_all)
    router.add_get("/knobs/{name}", knobs.one)
    router.add_put("/knobs/{name}", knobs.write)
    router.add_delete("/knobs/{name}", knobs.reset)
    router.add_get("/load", face.load)
    router.add_put("/load", face.run)
    router.add_delete("/load", face.stop)
    router.add_get("/figures", face.figures)
    router.add_get("/cti", face.cti)
    router.add_post("/channels/expire", face.expire_channels)
    router.add_post("/resync", face.resync)
    router.add_post("/servers/{name}/fail", face.fail)
    router.add_post("/servers/{name}/drain", face.drain)
    router.add_post("/servers/{name}/restore", face.restore)


class _Settings:
    def __init__(self, knobs: Knobs) -> None:
        self._knobs = knobs

    async def all(self, _: web.Request) -> web.Response:
        return json_response(
            {
                part: {name: item.show(self._knobs) for name, item in SETTINGS.items() if item.is_fault is is_fault}
                for part, is_fault in (("faults", True), ("knobs", False))
            }
        )

    async def reset_all(self, request: web.Request) -> web.Response:
        for setting in SETTINGS.values():
            setting.reset(self._knobs)
        return await self.all(request)

    async def one(self, request: web.Request) -> web.Response:
        return self._shown(_setting(request))

    async def write(self, request: web.Request) -> web.Response:
        setting, value = _setting(request), request.query.get("value")
        if value is None:
            raise Rejected(400, f"the parameter value is missing: add ?value=, {setting.wanted}")
        try:
            setting.write(self._knobs, value)
        except ConfigError as error:
            raise Rejected(400, f"{error.key}: {error.reason}") from error
        return self._shown(setting)

    async def reset(self, request: web.Request) -> web.Response:
        setting = _setting(request)
        setting.reset(self._knobs)
        return self._shown(setting)

    def _shown(self, setting: Setting) -> web.Response:
        value, usual = setting.show(self._knobs), setting.show(Knobs())
        return json_response({"name": setting.name, "value": value, "default": usual, "wanted": setting.wanted})


def _setting(request: web.Request) -> Setting:
    try:
        return find(request.match_info["name"])
    except ConfigError as error:
        raise Rejected(404, f"{error.key} {error.reason}") from error


class _Workshop:
    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    async def load(self, _: web.Request) -> web.Response:
        return json_response(load_figures(self._platform.load))

    async def run(self, request: web.Request) -> web.Response:
        rate = _number(request, "rate", most=MOST_CALLS_PER_SECOND)
        if rate is None:
            raise Rejected(400, "the parameter rate is missing: add ?rate=<calls per second>")
        self._platform.run_load(rate, _number(request, "talk_s", most=math.inf))
        return await self.load(request)

    async def stop(self, request: web.Request) -> web.Response:
        self._platform.run_load(0.0)
        return await self.load(request)

    async def figures(self, _: web.Request) -> web.Response:
        return json_response(self._platform.figures())

    async def cti(self, _: web.Request) -> web.Response:
        """Who is there, and what was wrong with what they sent: a client that was cut off is not told."""
        servers = self._platform.cti.items()
        return json_response(
            {
                name: {"connections": server.connections, "complaints": list(server.complaints)}
                for name, server in servers
            }
        )

    async def expire_channels(self, request: web.Request) -> web.Response:
        self._platform.expire_channels()
        return await self.figures(request)

    async def resync(self, request: web.Request) -> web.Response:
        self._platform.resync()
        return await self.figures(request)

    async def fail(self, request: web.Request) -> web.Response:
        name = self._server(request)
        if name in self._platform.open_servers:
            await self._platform.fail_server(name)
        return self._shown()

    async def drain(self, request: web.Request) -> web.Response:
        self._platform.drain_server(self._server(request))
        return self._shown()

    async def restore(self, request: web.Request) -> web.Response:
        await self._platform.restore_server(self._server(request))
        return self._shown()

    def _shown(self) -> web.Response:
        up, draining = self._platform.open_servers, self._platform.draining_servers
        states = {
            name: ("draining" if name in draining else "up") if name in up else "down"
            for name in self._platform.servers
        }
        return json_response(states)

    def _server(self, request: web.Request) -> str:
        name = request.match_info["name"]
        if name not in self._platform.servers:
            raise Rejected(404, f"there is no server {name}; there are {', '.join(self._platform.servers)}")
        return name


def _number(request: web.Request, name: str, *, most: float) -> float | None:
    text = request.query.get(name)
    if text is None:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (0 <= value <= most and math.isfinite(value)):
        limit = f" to {most:g}" if math.isfinite(most) else ""
        raise Rejected(400, f"{name} must be a number from 0{limit}")
    return value
