"""What a new configuration changes: what can be done while calls are up, and what needs a restart. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.config import Configuration
from ctibridge.servers.admin.messages import Reloaded
from ctibridge.servers.csta.settings import CstaSettings

PROVIDER_RESTART = frozenset({"url", "user", "accounts", "application_id", "channel_set_id"})
"""They say which platform, whose lines, and who we are there: the calls that are up cannot be carried over."""

CSTA_AT_ONCE = frozenset({"user", "password", "greeting", "max_sessions", "session_s", "outbox", "certificate", "key"})
"""They hold for sessions that begin from now on. All others are about the listener, or about all sessions together."""

BY_THEMSELVES = frozenset({"source", "providers", "csta", "log"})
"""Parts of the configuration that are looked at one by one. Everything else needs a restart."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done.

    Args:
        added: New providers.
        replaced: Providers that go on with other settings.
        removed: Names of providers that are no more.
        effective: What holds afterwards; what needs a restart is as it was.
        told: The same for people.
    """

    added: tuple[BroadWorksSettings, ...]
    replaced: tuple[BroadWorksSettings, ...]
    removed: tuple[str, ...]
    effective: Configuration
    told: Reloaded


def plan_from(old: Configuration, new: Configuration) -> Plan:
    """How to come from one configuration to the other."""
    before = {settings.name: settings for settings in old.providers}
    after = {settings.name: settings for settings in new.providers}
    changed = {name: changed_keys(before[name], after[name]) for name in before.keys() & after.keys()}
    stuck = {name for name, keys in changed.items() if PROVIDER_RESTART & _first(keys)}
    csta, csta_at_once, csta_restart = _csta(old.csta, new.csta)
    providers = tuple(before[name] if name in stuck else settings for name, settings in after.items())
    removed = tuple(name for name in before if name not in after)
    return Plan(
        added=tuple(settings for name, settings in after.items() if name not in before),
        replaced=tuple(after[name] for name in before if changed.get(name) and name not in stuck),
        removed=removed,
        effective=replace(old, providers=providers, csta=csta, log=new.log),
        told=Reloaded(
            applied=(
                *(f"providers.{name} added" for name in after if name not in before),
                *(f"providers.{name} removed" for name in removed),
                *(f"providers.{name}.{key}" for name in before if name not in stuck for key in changed.get(name, ())),
                *csta_at_once,
                *(f"log.{key}" for key in changed_keys(old.log, new.log)),
            ),
            restart=(
                *(f"providers.{name}.{key}" for name in before if name in stuck for key in changed[name]),
                *csta_restart,
                *_elsewhere(old, new),
            ),
        ),
    )


def changed_keys(old: Any, new: Any) -> list[str]:
    """The keys of a settings class that differ, those of its tables with a dot."""
    return list(_changed(old, new))


def _changed(old: Any, new: Any) -> Iterator[str]:
    for field in dataclasses.fields(old):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if before == after:
            continue
        if dataclasses.is_dataclass(before) and type(before) is type(after):
            yield from (f"{field.name}.{key}" for key in _changed(before, after))
        else:
            yield field.name


def _first(keys: list[str]) -> set[str]:
    return {key.partition(".")[0] for key in keys}


def _csta(old: CstaSettings, new: CstaSettings) -> tuple[CstaSettings, list[str], list[str]]:
    """What holds afterwards, the keys that hold at once, and those that need a restart."""
    keys = changed_keys(old, new)
    at_once = [key for key in keys if key in CSTA_AT_ONCE]
    effective = replace(old, **{key: getattr(new, key) for key in at_once})
    if _is_torn(effective):
        effective, at_once = old, []
    return effective, [f"csta.{key}" for key in at_once], [f"csta.{key}" for key in keys if key not in at_once]


def _is_torn(settings: CstaSettings) -> bool:
    """What belongs together is old in one half and new in the other: user and open address, certificate and TLS."""
    is_open = settings.user is None and not settings.is_loopback
    return is_open or (settings.tls_port is not None and settings.certificate is None)


def _elsewhere(old: Configuration, new: Configuration) -> list[str]:
    return [key for key in changed_keys(old, new) if key.partition(".")[0] not in BY_THEMSELVES]
