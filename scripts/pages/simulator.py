"""What the simulator is and can, told from its tables."""

from __future__ import annotations

import dataclasses
import inspect
import re
from typing import Any

from aiohttp import web
from scripts.pages.blocks import Part, Rows, annotated, code, table

from ctibridge.sim import actions, event_requests, scenarios
from ctibridge.sim.knobs import Faults, Knobs
from ctibridge.sim.packages import EVENTS, SILENT
from ctibridge.sim.plans import KINDS
from ctibridge.sim.populations import demo
from ctibridge.sim.routes import Routes
from ctibridge.sim.simulator import Simulator

_QUERY = re.compile(r"\[?\?[^\s,]+=[^\s,]*")


def knob_names(cls: type[Any]) -> list[str]:
    """The knobs of a class."""
    return [field.name for field in dataclasses.fields(cls) if field.name != "faults"]


def control_paths() -> list[tuple[str, str]]:
    """Method and path of everything that the control face answers."""
    return [
        (route.method, route.resource.canonical)
        for route in Simulator().control_face().router.routes()
        if route.resource is not None and route.method != "HEAD" and not isinstance(route, web.StaticResource)
    ]


def _knobs(cls: type[Any]) -> Part:
    return lambda old: annotated(
        ("knob", "default", "meaning"), [(code(name), _default(cls, name)) for name in knob_names(cls)], old
    )


def _default(cls: type[Any], name: str) -> str:
    value = getattr(cls(), name)
    if value is None:
        return "none"
    if isinstance(value, tuple):
        return code(", ".join(map(str, value)))
    return code(f'"{value}"' if isinstance(value, str) else value)


def _routes(routes: Routes[Any]) -> Part:
    rows: Rows = []
    for found in routes._routes.values():  # noqa: SLF001
        for route in found:
            for method, handler in route.handlers.items():
                address = f"{method} {'/'.join(route.segments)}{_query(handler)}"
                rows.append((code(address), _remark(handler)))
    rows.sort(key=lambda row: row[0].partition(" ")[2])
    return lambda _old: table(("request", "remarks"), rows)


def _remark(handler: Any) -> str:
    """What the first line of a handler's docstring says behind the request itself."""
    if handler is actions.not_assigned:
        return "refused with 403: nobody has the service"
    return _documented(handler).partition(": ")[2]


def _query(handler: Any) -> str:
    """The parameters that the docstring shows: `?address=`."""
    found = _QUERY.search(_documented(handler).partition(": ")[0])
    return found[0] if found and handler is not actions.not_assigned else ""


def _documented(handler: Any) -> str:
    return (inspect.getdoc(handler) or "").split("\n")[0].rstrip(".")


def _packages(_old: str) -> str:
    reported = ", ".join(sorted(map(code, EVENTS)))
    silent = ", ".join(sorted(map(code, SILENT)))
    return f"- Events come in: {reported}.\n- Subscribed to without any event ever: {silent}.\n- All others: 403.\n"


def _people(_old: str) -> str:
    population = demo()
    rows = [
        (code(user.user_id), user.name, user.extension or "", user.number or "none", user.group.group_id)
        for user in population.users
    ]
    rows += [
        (code(admin.user_id), "", "", "", f"administrator of {admin.enterprise}") for admin in population.administrators
    ]
    return table(("user id", "name", "extension", "number", "group"), rows)


def _scenarios(_old: str) -> str:
    rows = [
        (f"[`{name}`](../explanation/call-stories.md#{name})", inspect.getdoc(scenarios.load(name)) or "")
        for name in scenarios.names()
    ]
    return table(("scenario", "what happens"), rows)


def _kinds(_old: str) -> str:
    rows = [
        (code(kind.name), f"{kind.share} %", (inspect.getdoc(kind.plan) or "").split("\n")[0])
        for kind in sorted(KINDS, key=lambda kind: -kind.share)
    ]
    return table(("kind", "share", "what happens"), rows)


PARTS: dict[str, Part] = {
    "load-kinds": _kinds,
    "knobs": _knobs(Knobs),
    "faults": _knobs(Faults),
    "action-routes": _routes(actions.ROUTES),
    "event-routes": _routes(event_requests.ROUTES),
    "sim-packages": _packages,
    "people": _people,
    "scenarios": _scenarios,
}
