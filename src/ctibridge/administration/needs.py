"""What the administrator's side needs of store, provider and hub, and what it writes into the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from ctibridge.model.ids import LineId
from ctibridge.model.kept_lines import KeptLine
from ctibridge.model.lines import Line
from ctibridge.store.journal import JournalEntry


class Store(Protocol):
    """What must outlive the process. A change and its entry in the journal are done together, or not at all."""

    async def lines(self, provider: str) -> Sequence[KeptLine]:
        """All lines that the provider ever had."""

    async def add_lines(
        self, provider: str, user_ids: Sequence[str], passwords: Mapping[str, str], entry: JournalEntry
    ) -> object:
        """These users' lines are wanted, whatever the filters say; passwords, perhaps of others, are set beside."""

    async def remove_line(self, provider: str, line: LineId, entry: JournalEntry) -> object:
        """The line is not wanted, whatever the filters say.

        Raises:
            UnknownLine: there is none.
        """

    async def passwords(self, provider: str) -> Mapping[str, str]:
        """The passwords of the provider's accounts, by user id."""

    async def set_password(self, provider: str, user_id: str, password: str | None, entry: JournalEntry) -> object:
        """The password of an account; None: forgotten."""

    async def forget_passwords(self, entry: JournalEntry) -> Mapping[str, Sequence[str]]:
        """Removes all passwords; returns whose they were: user ids by provider."""

    async def rotate_key(self, entry: JournalEntry) -> object:
        """Encrypts all passwords by a new key.

        Raises:
            KeyMissing: the old one is not to be found.
        """

    async def write_journal(self, entry: JournalEntry) -> object:
        """Notes a change."""

    async def journal(self, limit: int) -> Sequence[JournalEntry]:
        """The latest changes, the latest first."""

    async def backup(self, path: Path) -> object:
        """Copies everything into a file."""

    async def restore(self, path: Path, entry: JournalEntry) -> object:
        """Takes everything from a file."""


class Changed(Protocol):
    """A line that is described otherwise than before."""

    @property
    def after(self) -> Line:
        """As it is described now."""


class Difference(Protocol):
    """What reading the lines brought."""

    @property
    def added(self) -> Sequence[Line]:
        """In service now, and not before."""

    @property
    def changed(self) -> Sequence[Changed]:
        """With another number, name or group."""

    @property
    def gone(self) -> Sequence[Line]:
        """Not in service any more."""

    @property
    def offered(self) -> Sequence[Line]:
        """Could be added."""

    @property
    def missing(self) -> int:
        """How many could not be had."""


@runtime_checkable
class ReadsLines(Protocol):
    """A provider that reads its lines on demand."""

    async def read_lines(self) -> Difference:
        """Reads them now.

        Raises:
            LinkError, ProtocolError, CommandError: they cannot be read.
        """


@runtime_checkable
class TakesPasswords(Protocol):
    """A provider whose accounts can be given another password while it runs."""

    @property
    def keeps_passwords(self) -> bool:
        """Whether the store has its passwords; else they stand in the configuration."""

    def set_password(self, user_id: str, password: str | None) -> None:
        """The account is tried with this one from now on; None: with none.

        Raises:
            UnknownLine: it is none of the provider's.
        """
