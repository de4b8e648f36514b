"""The control face's part for DNS: the table of names, read and changed while the simulator runs.

GET DELETE /dns      GET DELETE /dns/<name>      PUT /dns/<name>[?record=]...[&ttl=][&fault=]
"""

from __future__ import annotations

from typing import Any, Protocol

from aiohttp import web

from ctibridge.errors import ConfigError, Rejected
from ctibridge.sim.faces.replies import json_response
from ctibridge.sim.zone import Entry, NameFault, Zone

NONE = "none"


class Named(Protocol):
    """What this face works on."""

    zone: Zone
    dns_address: str


def add_routes(router: web.UrlDispatcher, platform: Named) -> None:
    """Adds the addresses of this part to the control face."""
    face = _Names(platform)
    router.add_get("/dns", face.all)
    router.add_delete("/dns", face.reset)
    router.add_get("/dns/{name}", face.one)
    router.add_put("/dns/{name}", face.write)
    router.add_delete("/dns/{name}", face.remove)


class _Names:
    def __init__(self, platform: Named) -> None:
        self._platform = platform

    @property
    def _zone(self) -> Zone:
        return self._platform.zone

    async def all(self, _: web.Request) -> web.Response:
        names = {name: _shown(entry) for name, entry in sorted(self._zone.entries.items())}
        where = {"server": self._platform.dns_address or None, "host": self._zone.domain}
        return json_response({**where, "asked": dict(sorted(self._zone.asked.items())), "names": names})

    async def reset(self, request: web.Request) -> web.Response:
        self._zone.reset()
        return await self.all(request)

    async def one(self, request: web.Request) -> web.Response:
        name = request.match_info["name"].lower()
        if name not in self._zone.entries:
            raise Rejected(404, f"there is no name {name}; GET /dns lists those that there are")
        return json_response({"name": name, **_shown(self._zone.entries[name])})

    async def write(self, request: web.Request) -> web.Response:
        try:
            self._zone.change(request.match_info["name"], **_changes(request))
        except ConfigError as error:
            raise Rejected(400, f"{error.key} {error.reason}") from error
        return await self.one(request)

    async def remove(self, request: web.Request) -> web.Response:
        self._zone.remove(request.match_info["name"])
        return await self.all(request)


def _shown(entry: Entry) -> dict[str, Any]:
    return {"records": list(entry.records), "ttl": entry.ttl_s, "fault": entry.fault}


def _changes(request: web.Request) -> dict[str, Any]:
    """What the parameters say; what they leave out stays as it is."""
    changes: dict[str, Any] = {}
    if "record" in request.query:
        changes["records"] = tuple(text for text in request.query.getall("record") if text != NONE)
    if "ttl" in request.query:
        changes["ttl_s"] = _ttl(request.query["ttl"])
    if "fault" in request.query:
        changes["fault"] = _fault(request.query["fault"])
    if not changes:
        raise Rejected(400, "nothing is to be changed: add ?record=<record>, ?ttl=<seconds> or ?fault=<fault>")
    return changes


def _ttl(text: str) -> int | None:
    if text == NONE:
        return None
    if not (text.isascii() and text.isdecimal()):
        raise Rejected(400, f"ttl must be a whole number or {NONE}")
    return int(text)


def _fault(text: str) -> NameFault | None:
    try:
        return None if text == NONE else NameFault(text)
    except ValueError:
        raise Rejected(400, f"fault must be {NONE} or one of {', '.join(NameFault)}") from None
