"""A store in memory, for tests of what is built on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ctibridge.model.ids import LineId, line_of
from ctibridge.model.kept_lines import KeptLine
from ctibridge.model.lines import Line
from ctibridge.store.journal import JournalEntry


class KeptStore:
    """Keeps everything for as long as the test lasts."""

    def __init__(self) -> None:
        self.wanted: dict[tuple[str, str], bool] = {}
        self.kept: dict[tuple[str, str], str] = {}
        self.entries: list[JournalEntry] = []
        self.copies: list[tuple[str, Path]] = []

    async def lines(self, provider: str) -> tuple[KeptLine, ...]:
        wanted = [user_id for (owner, user_id) in self.wanted if owner == provider]
        return tuple(KeptLine(number, Line(line_of(user_id), user_id)) for number, user_id in enumerate(wanted, 1))

    async def add_lines(
        self, provider: str, user_ids: Sequence[str], passwords: Mapping[str, str], entry: JournalEntry
    ) -> None:
        self.wanted |= {(provider, user_id): True for user_id in user_ids}
        self.kept |= {(provider, user_id): password for user_id, password in passwords.items()}
        await self.write_journal(entry)

    async def remove_line(self, provider: str, line: LineId, entry: JournalEntry) -> None:
        self.wanted[provider, line] = False
        await self.write_journal(entry)

    async def passwords(self, provider: str) -> dict[str, str]:
        return {user: password for (owner, user), password in self.kept.items() if owner == provider}

    async def set_password(self, provider: str, user_id: str, password: str | None, entry: JournalEntry) -> None:
        self.kept.pop((provider, user_id), None)
        if password is not None:
            self.kept[provider, user_id] = password
        await self.write_journal(entry)

    async def forget_passwords(self, entry: JournalEntry) -> dict[str, list[str]]:
        forgotten: dict[str, list[str]] = {}
        for provider, user_id in self.kept:
            forgotten.setdefault(provider, []).append(user_id)
        self.kept.clear()
        await self.write_journal(entry)
        return forgotten

    async def rotate_key(self, entry: JournalEntry) -> None:
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
