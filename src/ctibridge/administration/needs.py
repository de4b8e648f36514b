"""What the administrator's side needs of store, provider and hub, and what it writes into the journal."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable

from ctibridge.model.ids import LineId
from ctibridge.model.lines import Line


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """A change that somebody made. No secrets in it.

    Args:
        who: The user of the operating system, or what a face calls its client.
        origin: By which way it came.
        action: What was done, in two words.
        provider: Of which provider; None: of none.
        subject: To what: a user id, a file.
        details: More, in words.
        at: Seconds since 1970.
    """

    who: str
    origin: str
    action: str
    provider: str | None = None
    subject: str | None = None
    details: str = ""
    at: float = field(default_factory=time.time)


class Store(Protocol):
    """What must outlive the process. A change and its entry in the journal are done together, or not at all."""

    async def add_lines(self, provider: str, accounts_of: Mapping[str, str | None], entry: JournalEntry) -> object:
        """These users' lines are wanted, whatever the filters say; None: of a password nothing changes."""

    async def remove_line(self, provider: str, line: LineId, entry: JournalEntry) -> object:
        """The line is not wanted, whatever the filters say.

        Raises:
            UnknownLine: there is none.
        """

    async def passwords(self, provider: str) -> Mapping[str, str]:
        """The passwords of the provider's accounts, by user id."""

    async def set_password(self, provider: str, user_id: str, password: str | None, entry: JournalEntry) -> object:
        """The password of an account; None: forgotten."""

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

    def set_password(self, user_id: str, password: str | None) -> None:
        """The account is tried with this one from now on; None: with none.

        Raises:
            UnknownLine: it is none of the provider's.
        """
