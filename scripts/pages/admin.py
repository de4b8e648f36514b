"""The administrator's face, told from its routes and messages."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from types import NoneType
from typing import Any

import msgspec
from scripts.pages.blocks import Part, Rows, annotated, code, table

from ctibridge import errors as e
from ctibridge.servers.admin import errors as answers
from ctibridge.servers.admin import messages
from ctibridge.servers.admin.translate import LIVE, ROUTES, Route

NOT_SENT = {msgspec.Struct, messages.LineFilter}  # what is looked for stands in the address
NAMES = {str: "text", int: "whole number", float: "number", bool: "`true`, `false`", NoneType: "null"}


def addresses() -> list[str]:
    """Method and path of each request."""
    return [*(f"{route.method} {route.path}" for route in ROUTES), f"GET {LIVE}"]


def message_names() -> list[str]:
    """The kinds of objects."""
    return [cls.__name__ for cls in _messages()]


def members() -> list[str]:
    """Their members."""
    return [name for cls in _messages() for name in cls.__struct_fields__]


def _messages() -> Iterator[type[msgspec.Struct]]:
    for found in vars(messages).values():
        if isinstance(found, type) and issubclass(found, msgspec.Struct) and found not in NOT_SENT:
            yield found


def _requests(_old: str) -> str:
    rows = [(code(f"{route.method} {route.path}"), _takes(route), _gives(route), _said(route)) for route in ROUTES]
    live = (code(f"GET {LIVE}"), _query(messages.LineFilter.__struct_fields__), "`Lines`, one a line", "A live list.")
    return table(("request", "takes", "gives", "what it does"), [*rows, live])


def _takes(route: Route) -> str:
    return code(route.takes.__name__) if route.takes is not None else _query(route.query)


def _query(names: tuple[str, ...]) -> str:
    return code("?" + "&".join(f"{name}=" for name in names)) if names else "nothing"


def _gives(route: Route) -> str:
    start, _, name = route.gives.rpartition(" ")
    return f"{start} {code(name)}".strip()


def _said(route: Route) -> str:
    return (route.perform.__doc__ or "").split("\n")[0]


def _objects(old: str) -> str:
    rows: Rows = []
    for cls in _messages():
        hints = typing.get_type_hints(cls)
        rows += [(code(f"{cls.__name__} {name}"), _type(hints[name])) for name in cls.__struct_fields__]
    return annotated(("object and member", "type", "meaning"), rows, old)


def _type(kind: Any) -> str:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        return f"list of {_type(arguments[0])}"
    if origin is dict:
        return f"object: {_type(arguments[0])} to {_type(arguments[1])}"
    if arguments:
        return " or ".join(map(_type, arguments))
    return NAMES.get(kind) or code(kind.__name__)


def _statuses(_old: str) -> str:
    rows = [(code(cls.code), code(status)) for cls, status in answers.STATUS.items()]
    others = (answers.UNREADABLE, answers.UNAUTHORISED, answers.MISCONFIGURED, answers.UNREACHED, answers.BROKEN)
    assert {cls for cls in e.CommandError.__subclasses__() if cls.__module__ == e.__name__} == set(answers.STATUS)
    return table(("code", "status"), [*rows, *((code(name), code(status)) for name, status in others)])


PARTS: dict[str, Part] = {"admin-requests": _requests, "admin-objects": _objects, "admin-statuses": _statuses}
