"""The keys of the configuration file, told from the classes into which it is read."""

from __future__ import annotations

import dataclasses
import types
import typing
from enum import StrEnum
from pathlib import Path
from typing import Any

from scripts.pages.blocks import Part, Rows, annotated, code

from ctibridge.broadworks.mistakes import ELSEWHERE
from ctibridge.broadworks.settings import BroadWorksSettings, Contexts, DnsSettings, LineSettings, Timing
from ctibridge.config import LEVELS, SECRET_SOURCES, Configuration, LogSettings
from ctibridge.numbering.settings import NumberSettings, Row
from ctibridge.servers.admin.settings import AdminSettings
from ctibridge.servers.csta.settings import CstaSettings
from ctibridge.servers.tapi.settings import TapiSettings
from ctibridge.wire.cti.profile import ServerProfile

HEADING = ("key", "type", "default", "meaning")
TYPES = {str: "text", int: "whole number", float: "number", bool: "`true`, `false`", Path: "path"}

NOT_KEYS: dict[type[Any], set[str]] = {
    BroadWorksSettings: {"name", "passwords", "contents"},
    ServerProfile: {*ELSEWHERE},
}
"""`name` is the name of the table; what is set elsewhere is refused there."""

DEFAULTS = {
    "password": "required",
    "application_id": "made once, kept in `state`",
    "channel_set_id": "made once, kept in `state`",
    "tx_suffix": code(r'"\n"'),
}
"""Where the reader of the file decides, and not the class."""

OF_PROVIDERS = {
    "user": "required with " + code('accounts = "one"'),
    "passwords_file": "required with " + code('accounts = "each"'),
}
"""The same where other tables have keys of that name."""


def keys_of(cls: type[Any]) -> list[str]:
    """The keys that a table may have."""
    keys = [field.name for field in dataclasses.fields(cls) if field.name not in NOT_KEYS.get(cls, ())]
    if "password" in keys:
        at = keys.index("password")
        keys[at : at + 1] = SECRET_SOURCES
    return ["token_file" if key == "token" else key for key in keys]


def rows_of(cls: type[Any]) -> Rows:
    """Key, type and default of each."""
    return [(code(key), *_type_and_default(cls, key)) for key in keys_of(cls)]


def _type_and_default(cls: type[Any], key: str) -> tuple[str, str]:
    name = "password" if key in SECRET_SOURCES else "token" if key == "token_file" else key
    field = next(field for field in dataclasses.fields(cls) if field.name == name)
    kind = typing.get_type_hints(cls)[name]
    if name == "password":
        needed = "required: exactly one of the three" if cls is BroadWorksSettings else "one of the three with `user`"
        return ("path" if key == "password_file" else "text"), needed
    if name == "token":
        return "path", "required"
    if (cls, key) == (LogSettings, "level"):
        return ", ".join(code(f'"{level}"') for level in LEVELS), _default(field)
    special = OF_PROVIDERS.get(key) if cls is BroadWorksSettings else None
    return _type(kind), special or DEFAULTS.get(key) or _default(field)


def _type(kind: Any) -> str:
    arguments = [item for item in typing.get_args(kind) if item not in {type(None), Ellipsis}]
    if typing.get_origin(kind) in {types.UnionType, typing.Union}:  # Annotated | None is the latter
        return _type(arguments[0])
    if typing.get_origin(kind) is tuple:
        return f"list of {_type(arguments[0])}s"
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return ", ".join(code(f'"{item.value}"') for item in kind)
    return "table" if dataclasses.is_dataclass(kind) else TYPES[kind]


def _default(field: dataclasses.Field[Any]) -> str:
    value = field.default
    if value is dataclasses.MISSING:
        return "required" if field.default_factory is dataclasses.MISSING else "see there"
    if dataclasses.is_dataclass(value):
        return "see there"
    if value is None:
        return "none"
    if isinstance(value, str):
        return code(f'"{value}"')
    return code("[]" if value == () else str(value).lower() if isinstance(value, bool) else f"{value}")


def _part(cls: type[Any]) -> Part:
    return lambda old: annotated(HEADING, rows_of(cls), old)


def _top(old: str) -> str:
    rows: Rows = [
        (code("state"), "path", code('"ctibridge-state"')),
        (code("store"), "text", "made in `state`"),
        (code("total_requests_per_s"), "number", "none"),
        (code("[providers.NAME]"), "tables", "required: at least one"),
        (code("[csta]"), "table", "see there"),
        (code("[tapi]"), "table", "none: no TAPI face"),
        (code("[log]"), "table", "see there"),
        (code("[admin]"), "table", "see there"),
    ]
    return annotated(HEADING, rows, old)


TOP = [field.name for field in dataclasses.fields(Configuration) if field.name != "source"]
TABLES: dict[str, type[Any]] = {
    "provider-keys": BroadWorksSettings,
    "timing-keys": Timing,
    "context-keys": Contexts,
    "dns-keys": DnsSettings,
    "line-keys": LineSettings,
    "cti-keys": ServerProfile,
    "numbers-keys": NumberSettings,
    "numbers-row": Row,
    "csta-keys": CstaSettings,
    "tapi-keys": TapiSettings,
    "log-keys": LogSettings,
    "admin-keys": AdminSettings,
}
PARTS: dict[str, Part] = {"top-keys": _top, **{name: _part(cls) for name, cls in TABLES.items()}}
