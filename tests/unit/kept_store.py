"""A store in memory, for tests of what is built on it."""

from __future__ import annotations

from pathlib import Path

from ctibridge.servers.admin.messages import JournalEntry


class KeptStore:
    """Keeps everything for as long as the test lasts."""

    def __init__(self) -> None:
        self.lines: dict[tuple[str, str], bool] = {}
        self.passwords: dict[tuple[str, str], str] = {}
        self.entries: list[JournalEntry] = []
        self.copies: list[tuple[str, Path]] = []

    async def add_line(self, provider: str, user_id: str) -> None:
        self.lines[provider, user_id] = True

    async def remove_line(self, provider: str, line_id: str) -> None:
        self.lines[provider, line_id] = False

    async def set_password(self, provider: str, user_id: str, password: str | None) -> None:
        self.passwords.pop((provider, user_id), None)
        if password is not None:
            self.passwords[provider, user_id] = password

    async def write_journal(self, entry: JournalEntry) -> None:
        self.entries.insert(0, entry)

    async def journal(self, limit: int) -> tuple[JournalEntry, ...]:
        return tuple(self.entries[:limit])

    async def backup(self, path: Path) -> None:
        self.copies.append(("backup", path))

    async def restore(self, path: Path) -> None:
        self.copies.append(("restore", path))
