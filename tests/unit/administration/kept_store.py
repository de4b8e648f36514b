"""A store in memory, for tests of what is built on it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ctibridge.model.ids import LineId
from ctibridge.store.journal import JournalEntry


class KeptStore:
    """Keeps everything for as long as the test lasts."""

    def __init__(self) -> None:
        self.lines: dict[tuple[str, str], bool] = {}
        self.kept: dict[tuple[str, str], str] = {}
        self.entries: list[JournalEntry] = []
        self.copies: list[tuple[str, Path]] = []

    async def add_lines(self, provider: str, accounts_of: Mapping[str, str | None], entry: JournalEntry) -> None:
        for user_id, password in accounts_of.items():
            self.lines[provider, user_id] = True
            if password is not None:
                self.kept[provider, user_id] = password
        await self.write_journal(entry)

    async def remove_line(self, provider: str, line: LineId, entry: JournalEntry) -> None:
        self.lines[provider, line] = False
        await self.write_journal(entry)

    async def passwords(self, provider: str) -> dict[str, str]:
        return {user: password for (owner, user), password in self.kept.items() if owner == provider}

    async def set_password(self, provider: str, user_id: str, password: str | None, entry: JournalEntry) -> None:
        self.kept.pop((provider, user_id), None)
        if password is not None:
            self.kept[provider, user_id] = password
        await self.write_journal(entry)

    async def write_journal(self, entry: JournalEntry) -> None:
        self.entries.insert(0, entry)

    async def journal(self, limit: int) -> tuple[JournalEntry, ...]:
        return tuple(self.entries[:limit])

    async def backup(self, path: Path) -> None:
        self.copies.append(("backup", path))

    async def restore(self, path: Path, entry: JournalEntry) -> None:
        self.copies.append(("restore", path))
        await self.write_journal(entry)
