"""What the administrator's face asks of the gateway."""

from __future__ import annotations

from typing import Protocol

from ctibridge.servers.admin import messages as m


class Administration(Protocol):
    """The gateway, for its administrator. `by` is who asks, for the journal.

    Every method may raise CommandError; those that ask the platform also LinkError and ProtocolError.
    """

    async def providers(self) -> tuple[m.ProviderRow, ...]:
        """All providers."""

    async def lines(self, wanted: m.LineFilter) -> m.Lines:
        """The lines that are wanted, as they are now."""

    async def kept_lines(self, provider: str) -> tuple[m.KeptLine, ...]:
        """All lines that the provider ever had, as the store has them."""

    async def add_line(self, by: str, provider: str, user_id: str) -> None:
        """The user's line is served from now on."""

    async def remove_line(self, by: str, provider: str, line: str) -> None:
        """The line is not served any more."""

    async def import_lines(self, by: str, provider: str, lines: tuple[m.NewLine, ...]) -> None:
        """Those of these lines that are wanted are served from now on, all with these passwords."""

    async def read_lines(self, by: str, provider: str) -> m.Difference:
        """Reads the lines from the platform now; returns what changed."""

    async def set_password(self, by: str, provider: str, user_id: str, password: str | None) -> bool:
        """The account has this password from now on; whether also after a restart."""

    async def journal(self, limit: int) -> tuple[m.JournalEntry, ...]:
        """The latest changes, the latest first."""

    async def reload(self, by: str) -> m.Reloaded:
        """Reads the configuration file again.

        Raises:
            ConfigError: it has a mistake; nothing changed.
        """

    async def backup(self, by: str, path: str) -> None:
        """Copies the store."""

    async def rotate_key(self, by: str) -> None:
        """All passwords are encrypted by a new key; the old one is forgotten."""

    async def forget_passwords(self, by: str) -> int:
        """No account has a password any more, neither in the store nor here; returns how many had."""

    async def restore(self, by: str, path: str) -> None:
        """Takes the copy for the store; its lines and passwords hold at once."""
