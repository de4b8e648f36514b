"""How the control face reads parameters and answers."""

from __future__ import annotations

import json

from aiohttp import web

from ctibridge.sim.truth import Plain


def json_response(data: Plain, status: int = 200) -> web.Response:
    """An answer; letters stand for themselves."""
    return web.json_response(data, status=status, dumps=lambda value: json.dumps(value, ensure_ascii=False))


def number(request: web.Request, name: str) -> str | None:
    """A parameter that may be a number whose plus was not encoded, and so arrived as a blank."""
    value = request.query.get(name)
    return f"+{value[1:]}" if value and value.startswith(" ") else value
