"""Store: the one door to what must outlive the process. Each call is a transaction: done when it returns, or not done.

Changes take the journal entry that tells of them, so that neither is ever without the other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from ctibridge.model.ids import LineId, line_of
from ctibridge.model.kept_lines import KeptLine
from ctibridge.model.lines import Line
from ctibridge.store import accounts, backup, journal, lines, memories
from ctibridge.store.engine import address, engine_for, reading, writing
from ctibridge.store.journal import JournalEntry
from ctibridge.store.migrate import migrate
from ctibridge.store.secrets import FILE, KeyFile, KeyPlace, KeyRing, Vault, usable_keyring
from ctibridge.store.undisturbed import undisturbed


class Store:
    """A store. Every method raises `StoreError` when the database does not do it, and then nothing has changed.

    Args:
        url: `sqlite:///FILE` or `postgresql://USER@HOST/DATABASE`; None: the file `store.db` in `state`.
        state: The state directory.
        keys: Where keys are kept, the first choice first; None: the keyring where there is one, and the key file.
    """

    _engine: AsyncEngine
    _vault: Vault

    def __init__(self, url: str | None, state: Path, keys: Sequence[KeyPlace] | None = None) -> None:
        self._url, self._state, self._keys = url, state, keys

    @classmethod
    async def open(cls, url: str | None, state: Path, keys: Sequence[KeyPlace] | None = None) -> Store:
        """A store that is started.

        Raises:
            StoreError: as `start`.
        """
        store = cls(url, state, keys)
        await store.start()
        return store

    @undisturbed
    async def start(self) -> None:
        """Opens the database and brings it to this version; nothing else can be asked before.

        Raises:
            StoreError: it cannot be opened, or a newer ctibridge made it.
        """
        self._engine = engine_for(address(self._url, self._state))
        try:
            await migrate(self._engine)
        except BaseException:
            await self.close()
            raise
        places = self._keys if self._keys is not None else await asyncio.to_thread(_places, self._state)
        self._vault = Vault(places)

    @undisturbed
    async def close(self) -> None:
        """Closes all connections."""
        await self._engine.dispose()

    # Lines

    @undisturbed
    async def lines(self, provider: str) -> tuple[KeptLine, ...]:
        """All lines that the provider ever had, in the order of their numbers."""
        async with reading(self._engine) as connection:
            return await lines.read_lines(connection, provider)

    @undisturbed
    async def keep_lines(
        self, provider: str, present: Sequence[Line], gone: Sequence[LineId] = ()
    ) -> tuple[KeptLine, ...]:
        """The platform tells of these lines, new or not, and no longer of those; returns all lines.

        Lines that an administrator removed stay so.
        """
        async with writing(self._engine) as connection:
            return await lines.keep_lines(connection, provider, present, gone)

    async def add_line(self, provider: str, user_id: str, entry: JournalEntry | None = None) -> KeptLine:
        """An administrator wants the line, whatever the filters say. It is served when the platform tells of it."""
        (line,) = await self.add_lines(provider, (user_id,), {}, entry)
        return line

    @undisturbed
    async def add_lines(
        self,
        provider: str,
        user_ids: Sequence[str],
        passwords: Mapping[str, str],
        entry: JournalEntry | None = None,
    ) -> tuple[KeptLine, ...]:
        """The same for many at once; returns them. Passwords are set beside, by user id, perhaps of other lines.

        Raises:
            KeyMissing: there are passwords, and their key is not to be found.
        """
        async with writing(self._engine) as connection:
            added = await lines.add_lines(connection, provider, user_ids)
            if passwords:
                await accounts.set_passwords(connection, self._vault, provider, passwords)
            await journal.write(connection, _entries(entry))
        return added

    @undisturbed
    async def remove_line(self, provider: str, line: LineId, entry: JournalEntry | None = None) -> KeptLine:
        """An administrator does not want the line; it does not come back by itself, and keeps its number.

        Raises:
            UnknownLine: it is not there.
        """
        async with writing(self._engine) as connection:
            removed = await lines.remove_line(connection, provider, line_of(line))
            await journal.write(connection, _entries(entry))
        return removed

    def keeper(self, provider: str) -> ProviderLines:
        """Keeps the lines of one provider."""
        return ProviderLines(self, provider)

    # Accounts

    @undisturbed
    async def passwords(self, provider: str) -> dict[str, str]:
        """The passwords of lines with accounts of their own, by user id.

        Raises:
            KeyMissing: there are some, and their key is not to be found.
        """
        async with reading(self._engine) as connection:
            return await accounts.read_passwords(connection, self._vault, provider)

    @undisturbed
    async def set_password(
        self, provider: str, user_id: str, password: str | None, entry: JournalEntry | None = None
    ) -> None:
        """Sets a line's password; None: it has none any more.

        Raises:
            KeyMissing: there are others, and their key is not to be found.
        """
        async with writing(self._engine) as connection:
            await accounts.set_passwords(connection, self._vault, provider, {user_id: password})
            await journal.write(connection, _entries(entry))

    @undisturbed
    async def forget_passwords(self, entry: JournalEntry | None = None) -> dict[str, list[str]]:
        """Removes all passwords, when their key is lost for good; returns whose they were: user ids by provider."""
        async with writing(self._engine) as connection:
            forgotten = await accounts.forget_passwords(connection)
            await journal.write(connection, _entries(entry))
        return forgotten

    @undisturbed
    async def rotate_key(self, entry: JournalEntry | None = None) -> None:
        """Encrypts all passwords by a new key and forgets the old one.

        Raises:
            KeyMissing: the old one is not to be found.
        """
        async with writing(self._engine) as connection:
            old = await accounts.rotate(connection, self._vault)
            await journal.write(connection, _entries(entry))
        for key_id in old:
            await asyncio.to_thread(self._vault.forget, key_id)

    # Memories

    @undisturbed
    async def recall(self, provider: str) -> bytes | None:
        """What the provider remembered last; None: nothing."""
        async with reading(self._engine) as connection:
            return await memories.read(connection, provider)

    @undisturbed
    async def remember(self, provider: str, body: bytes) -> None:
        """The provider remembers this instead."""
        async with writing(self._engine) as connection:
            await memories.write(connection, provider, body)

    def shelf(self, provider: str) -> ProviderMemory:
        """Where the provider's memory is."""
        return ProviderMemory(self, provider)

    # Journal

    @undisturbed
    async def write_journal(self, entry: JournalEntry) -> None:
        """Adds an entry."""
        async with writing(self._engine) as connection:
            await journal.write(connection, (entry,))

    @undisturbed
    async def journal(self, limit: int = 100) -> tuple[JournalEntry, ...]:
        """The last entries, the newest first."""
        async with reading(self._engine) as connection:
            return await journal.read(connection, limit)

    # Backup

    @undisturbed
    async def backup(self, path: Path) -> None:
        """Writes everything but the key to a file, as it is at one moment."""
        await backup.back_up(self._engine, path)

    @undisturbed
    async def restore(self, path: Path, entry: JournalEntry | None = None) -> None:
        """Puts back what a backup has; the lines that are served change when they are read next.

        Raises:
            StoreError: it is no backup, is damaged, or a newer ctibridge made it.
            KeyMissing: the passwords in it are encrypted by a key that is not to be found.
        """
        await backup.restore(self._engine, path, self._vault, _entries(entry))


class ProviderLines:
    """The lines of one provider, as its south adapter wants them kept."""

    def __init__(self, store: Store, provider: str) -> None:
        self._store, self._provider = store, provider

    async def lines(self) -> tuple[KeptLine, ...]:
        """All lines that there ever were."""
        return await self._store.lines(self._provider)

    async def keep(self, present: Sequence[Line], gone: Sequence[LineId]) -> tuple[KeptLine, ...]:
        """The platform tells of these lines, new or not, and no longer of those; returns all lines."""
        return await self._store.keep_lines(self._provider, present, gone)


class ProviderMemory:
    """What one provider remembers, as its south adapter wants it kept."""

    def __init__(self, store: Store, provider: str) -> None:
        self._store, self._provider = store, provider

    async def get(self) -> bytes | None:
        """What was kept last; None: nothing."""
        return await self._store.recall(self._provider)

    async def put(self, body: bytes) -> None:
        """Keeps this instead."""
        await self._store.remember(self._provider, body)


def _places(state: Path) -> list[KeyPlace]:
    file, backend = KeyFile(state / FILE), usable_keyring()
    return [KeyRing(backend), file] if backend is not None else [file]


def _entries(entry: JournalEntry | None) -> tuple[JournalEntry, ...]:
    return (entry,) if entry is not None else ()
