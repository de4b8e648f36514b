"""Every request of the administrator's face: its address, what it takes and gives, and what is asked for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from ctibridge.errors import InvalidValue
from ctibridge.servers.admin import messages as m
from ctibridge.servers.admin.administration import Administration

S = TypeVar("S", bound=msgspec.Struct)
USUAL_ENTRIES = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. `by` is who asks."""

    by: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes

    def read(self, cls: type[S]) -> S:
        """The body.

        Raises:
            InvalidValue: it is none.
        """
        try:
            return msgspec.json.decode(self.body, type=cls)
        except msgspec.DecodeError as exc:  # says which member, and never its value
            raise InvalidValue(f"the body is no {cls.__name__}: {exc}") from exc

    def filter(self) -> m.LineFilter:
        """The lines that are wanted.

        Raises:
            InvalidValue: there is no such filter.
        """
        try:
            return msgspec.convert(dict(self.query), m.LineFilter)
        except msgspec.ValidationError as exc:
            raise InvalidValue(str(exc)) from exc


@dataclass(frozen=True, slots=True)
class Route:
    """One request. `takes` is its body; None: it has none."""

    method: str
    path: str
    perform: Callable[[Administration, Asked], Awaitable[Any]]
    gives: str
    takes: type[msgspec.Struct] | None = None
    query: tuple[str, ...] = ()


async def _providers(gateway: Administration, _: Asked) -> tuple[m.ProviderRow, ...]:
    """All providers."""
    return await gateway.providers()


async def _lines(gateway: Administration, asked: Asked) -> m.Lines:
    """The lines, and how many are in each state."""
    return await gateway.lines(asked.filter())


async def _kept_lines(gateway: Administration, asked: Asked) -> tuple[m.KeptLine, ...]:
    """All lines that there ever were, as the store has them."""
    return await gateway.kept_lines(asked.path["provider"])


async def _add_line(gateway: Administration, asked: Asked) -> m.Done:
    """Serves a line, whatever the filters say."""
    await gateway.add_line(asked.by, asked.path["provider"], asked.read(m.AddLine).user_id)
    return m.Done()


async def _remove_line(gateway: Administration, asked: Asked) -> m.Done:
    """Serves a line no more."""
    await gateway.remove_line(asked.by, asked.path["provider"], asked.path["line"])
    return m.Done()


async def _import_lines(gateway: Administration, asked: Asked) -> m.Done:
    """Adds lines and their passwords, all or none."""
    await gateway.import_lines(asked.by, asked.path["provider"], asked.read(m.ImportLines).lines)
    return m.Done()


async def _read_lines(gateway: Administration, asked: Asked) -> m.Difference:
    """Reads the lines from the platform now."""
    return await gateway.read_lines(asked.by, asked.path["provider"])


async def _set_password(gateway: Administration, asked: Asked) -> m.Done:
    """Gives an account another password, or none."""
    password = asked.read(m.SetPassword).password
    lasts = await gateway.set_password(asked.by, asked.path["provider"], asked.path["user"], password)
    return m.Done(note=None if lasts else NOT_KEPT)


async def _journal(gateway: Administration, asked: Asked) -> tuple[m.JournalEntry, ...]:
    """The latest changes, the latest first."""
    wanted = asked.query.get("limit", str(USUAL_ENTRIES))
    if not wanted.isascii() or not wanted.isdigit() or not 0 < int(wanted) <= m.MOST_ENTRIES:
        raise InvalidValue(f"limit must be a whole number from 1 to {m.MOST_ENTRIES}, not {wanted!r}")
    return await gateway.journal(int(wanted))


async def _reload(gateway: Administration, asked: Asked) -> m.Reloaded:
    """Reads the configuration file again."""
    return await gateway.reload(asked.by)


async def _backup(gateway: Administration, asked: Asked) -> m.Done:
    """Copies the store into a file."""
    await gateway.backup(asked.by, asked.read(m.Copy).path)
    return m.Done()


async def _restore(gateway: Administration, asked: Asked) -> m.Done:
    """Takes a copy for the store."""
    await gateway.restore(asked.by, asked.read(m.Copy).path)
    return m.Done()


async def _rotate_key(gateway: Administration, asked: Asked) -> m.Done:
    """Encrypts the passwords by a new key."""
    await gateway.rotate_key(asked.by)
    return m.Done()


async def _forget_passwords(gateway: Administration, asked: Asked) -> m.Forgotten:
    """Forgets the passwords of all accounts."""
    return m.Forgotten(await gateway.forget_passwords(asked.by))


NOT_KEPT = "until the next start: change it in the configuration as well"
_FILTER = m.LineFilter.__struct_fields__
ROUTES = (
    Route("GET", "/providers", _providers, "list of ProviderRow"),
    Route("GET", "/lines", _lines, "Lines", query=_FILTER),
    Route("GET", "/providers/{provider}/lines", _kept_lines, "list of KeptLine"),
    Route("POST", "/providers/{provider}/lines", _add_line, "Done", m.AddLine),
    Route("DELETE", "/providers/{provider}/lines/{line}", _remove_line, "Done"),
    Route("POST", "/providers/{provider}/import", _import_lines, "Done", m.ImportLines),
    Route("POST", "/providers/{provider}/read", _read_lines, "Difference"),
    Route("PUT", "/providers/{provider}/passwords/{user}", _set_password, "Done", m.SetPassword),
    Route("GET", "/journal", _journal, "list of JournalEntry", query=("limit",)),
    Route("POST", "/reload", _reload, "Reloaded"),
    Route("POST", "/store/backup", _backup, "Done", m.Copy),
    Route("POST", "/store/restore", _restore, "Done", m.Copy),
    Route("POST", "/store/rotate-key", _rotate_key, "Done"),
    Route("POST", "/store/forget-passwords", _forget_passwords, "Forgotten"),
)
LIVE = "/lines/live"
"""`GET` with the filters of `/lines`: one object a line, for as long as it is read."""
