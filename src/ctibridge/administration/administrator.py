"""What the administrator may see and do while the gateway runs, out of the hub, the providers and the store.

Knows nothing of how it is asked (`servers/admin`). What a provider cannot do, and everything that has to be kept where
there is no store, is "not supported". Every change stands in the journal, without secrets.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from ctibridge.administration.needs import ReadsLines, Store, TakesPasswords
from ctibridge.administration.rows import health_row, kept_row
from ctibridge.errors import InvalidValue, NotSupported, UnknownLine
from ctibridge.hub.hub import Hub
from ctibridge.model.ids import line_of
from ctibridge.model.lines import Line
from ctibridge.model.parties import Party
from ctibridge.model.views import ConnectionView
from ctibridge.servers.admin import messages as m
from ctibridge.store.journal import JournalEntry

ORIGIN = "administrator's face"
LINES_AT_ONCE = 25  # looked at before events have their turn again: less than a millisecond


class Administrator:
    """The gateway as its administrator sees it; see `servers.admin.administration.Administration`.

    Args:
        hub: The lines and their calls.
        providers: The providers by name, as they are at the moment.
        reload: Reads the configuration again.
        store: What outlives the process; None: nothing does.
    """

    def __init__(
        self,
        hub: Hub,
        providers: Callable[[], dict[str, object]],
        reload: Callable[[], Awaitable[m.Reloaded]],
        *,
        store: Store | None = None,
    ) -> None:
        self._hub, self._providers, self._reload, self._kept = hub, providers, reload, store

    # Looking

    async def providers(self) -> tuple[m.ProviderRow, ...]:
        """All providers; with many lines, events go by meanwhile."""
        rows = []
        for status in self._hub.status:
            up = [line.id async for _, line in self._lines_of([status.name]) if self._hub.snapshot(line.id).in_service]
            count = len(self._hub.lines.of(status.name))
            rows.append(m.ProviderRow(status.name, status.up, status.reason, count, len(up)))
        return tuple(rows)

    async def lines(self, wanted: m.LineFilter) -> m.Lines:
        """The lines that are wanted; with many, events go by meanwhile."""
        names = [status.name for status in self._hub.status]
        if wanted.provider is not None:
            self._provider(wanted.provider)
            names = [wanted.provider]
        rows, counts = [], Counter[str]()
        async for name, line in self._lines_of(names):
            if _is_searched(line, (wanted.search or "").casefold()):
                row = self._row(name, line)
                counts[row.state] += 1
                rows += [row] if wanted.state in {None, row.state} else []
        return m.Lines(tuple(rows), dict(sorted(counts.items())))

    async def _lines_of(self, names: list[str]) -> AsyncIterator[tuple[str, Line]]:
        for name in names:
            for number, line in enumerate(self._hub.lines.of(name), 1):
                yield name, line
                if number % LINES_AT_ONCE == 0:
                    await asyncio.sleep(0)

    def _row(self, provider: str, line: Line) -> m.LineRow:
        snapshot = self._hub.snapshot(line.id)
        return m.LineRow(
            provider=provider,
            line=line.id,
            user_id=line.user_id,
            number=line.number,
            extension=line.extension,
            name=line.name,
            group=line.group,
            department=line.department,
            in_service=snapshot.in_service,
            health=health_row(self._hub.health(line.id)),
            calls=tuple(self._call(view) for view in snapshot.connections),
        )

    def _call(self, view: ConnectionView) -> m.CallRow:
        return m.CallRow(view.call, view.state, tuple(self._shown(other.party) for other in view.others))

    def _shown(self, party: Party) -> str:
        """As colleagues call each other: by extension where there is one."""
        line = self._hub.lines.get(party.line) if party.line is not None else None
        return (line.extension if line is not None else None) or party.number or party.name or "unknown"

    # Lines and accounts

    async def kept_lines(self, provider: str) -> tuple[m.KeptLine, ...]:
        """All lines that the provider ever had, as the store has them."""
        self._provider(provider)
        return tuple(kept_row(each) for each in await self._store.lines(provider))

    async def add_line(self, by: str, provider: str, user_id: str) -> None:
        """The user's line is served from now on."""
        self._provider(provider)
        await self._store.add_lines(provider, (user_id,), {}, _entry(by, "line added", provider, user_id))
        await self._read_again(provider)

    async def remove_line(self, by: str, provider: str, line: str) -> None:
        """The line is not served any more."""
        self._provider(provider)
        await self._store.remove_line(provider, line_of(line), _entry(by, "line removed", provider, line))
        await self._read_again(provider)

    async def import_lines(self, by: str, provider: str, lines: tuple[m.NewLine, ...]) -> None:
        """Those of these lines that are wanted are served from now on, all with these passwords.

        Raises:
            InvalidValue: a user is there twice; nothing was imported.
        """
        self._provider(provider)
        twice = [user for user, times in Counter(line_of(line.user_id) for line in lines).items() if times > 1]
        if twice:
            raise InvalidValue(f"{', '.join(twice[:5])}: there more than once; nothing is imported")
        wanted = tuple(line.user_id for line in lines if line.wanted)
        passwords = {line.user_id: line.password for line in lines if line.password is not None}
        entry = _entry(by, "lines imported", provider, details=f"{len(wanted)} lines, {len(passwords)} passwords")
        await self._store.add_lines(provider, wanted, passwords, entry)
        await self._read_again(provider)
        self._tell_passwords(provider, passwords)

    async def read_lines(self, by: str, provider: str) -> m.Difference:
        """Reads the lines from the platform now; returns what changed."""
        reader = self._provider(provider)
        if not isinstance(reader, ReadsLines):
            raise NotSupported(f"{provider} reads its lines by its own schedule only")
        found = await reader.read_lines()
        counts = f"{len(found.added)} added, {len(found.changed)} changed, {len(found.gone)} gone"
        await self._note(_entry(by, "lines read", provider, details=counts))
        return m.Difference(
            added=_users(found.added),
            changed=_users([change.after for change in found.changed]),
            gone=_users(found.gone),
            offered=_users(found.offered),
            missing=found.missing,
        )

    async def set_password(self, by: str, provider: str, user_id: str, password: str | None) -> bool:
        """The account has this password from now on; whether also after a restart."""
        account, store = self._provider(provider), self._store
        entry = _entry(by, "password set" if password is not None else "password forgotten", provider, user_id)
        if isinstance(account, TakesPasswords):
            account.set_password(user_id, password)  # first: what it refuses is not kept
            if not account.keeps_passwords:
                await store.write_journal(entry)
                return False
        await store.set_password(provider, user_id, password, entry)
        return True

    async def forget_passwords(self, by: str) -> int:
        """No account has a password any more, neither in the store nor here; returns how many had."""
        forgotten = await self._store.forget_passwords(_entry(by, "passwords forgotten"))
        for name, account in self._providers().items():
            if isinstance(account, TakesPasswords) and account.keeps_passwords:
                self._tell_passwords(name, dict.fromkeys(forgotten.get(name, ())))
        return sum(map(len, forgotten.values()))

    def _tell_passwords(self, provider: str, passwords: Mapping[str, str | None]) -> None:
        """They hold at once; those of lines that the provider does not have yet wait in the store."""
        account = self._provider(provider)
        if isinstance(account, TakesPasswords):
            for user_id, password in passwords.items():
                with suppress(UnknownLine):
                    account.set_password(user_id, password)

    async def _read_again(self, provider: str) -> None:
        """What was added or removed is so at once; else with the next reading."""
        reader = self._provider(provider)
        if isinstance(reader, ReadsLines):
            await reader.read_lines()

    # The gateway itself

    async def journal(self, limit: int) -> tuple[m.JournalEntry, ...]:
        """The latest changes, the latest first."""
        return tuple(
            m.JournalEntry(each.at, each.who, each.origin, each.action, each.provider, each.subject, each.details)
            for each in await self._store.journal(limit)
        )

    async def reload(self, by: str) -> m.Reloaded:
        """Reads the configuration file again."""
        reloaded = await self._reload()
        details = "; ".join((*reloaded.applied, *(f"{key} after a restart" for key in reloaded.restart)))
        await self._note(_entry(by, "configuration reloaded", details=details))
        return reloaded

    async def backup(self, by: str, path: str) -> None:
        """Copies the store."""
        await self._store.backup(_absolute(path))
        await self._note(_entry(by, "store copied", subject=path))

    async def restore(self, by: str, path: str) -> None:
        """Takes the copy for the store."""
        store = self._store
        await store.restore(_absolute(path), _entry(by, "store restored", subject=path))
        for name in self._providers():
            await self._read_again(name)
            self._tell_passwords(name, await store.passwords(name))

    async def rotate_key(self, by: str) -> None:
        """All passwords are encrypted by a new key; the old one is forgotten."""
        await self._store.rotate_key(_entry(by, "key rotated"))

    @property
    def _store(self) -> Store:
        if self._kept is None:
            raise NotSupported("this gateway has no store")
        return self._kept

    async def _note(self, entry: JournalEntry) -> None:
        if self._kept is not None:
            await self._kept.write_journal(entry)

    def _provider(self, name: str) -> object:
        providers = self._providers()
        if name not in providers:
            raise InvalidValue(f"there is no provider {name}; there are {', '.join(providers)}")
        return providers[name]


def _entry(
    by: str, action: str, provider: str | None = None, subject: str | None = None, details: str = ""
) -> JournalEntry:
    return JournalEntry(by, ORIGIN, action, provider, subject, details)


def _users(lines: Sequence[Line]) -> tuple[str, ...]:
    return tuple(line.user_id for line in lines)


def _is_searched(line: Line, text: str) -> bool:
    return any(text in (item or "").casefold() for item in (line.user_id, line.number, line.extension, line.name))


def _absolute(path: str) -> Path:
    found = Path(path)
    if not found.is_absolute():
        raise InvalidValue(f"{path} is no absolute path: the gateway has a working directory of its own")
    return found
