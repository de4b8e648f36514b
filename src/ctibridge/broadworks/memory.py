"""What a provider wants to know after a restart.

Its subscriptions, which outlive it (XSI 4.2.3.1); the lines, for a start before the directory is read; how the
servers of the CTI interface want to be spoken to.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import msgspec
import structlog

from ctibridge.broadworks.lines import Directory
from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.errors import StoreError

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Granted:
    """A subscription that the platform granted."""

    target: str
    package: str
    id: str


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is kept.

    Args:
        account: Whose lines these are; of another account nothing is of use.
        subscriptions: Those that stood.
        directory: The lines as they were read last.
        profiles: By host, how a server of the CTI interface is spoken to.
    """

    account: str = ""
    subscriptions: tuple[Granted, ...] = ()
    directory: Directory | None = None
    profiles: dict[str, dict[str, str | int | bool]] = field(default_factory=dict)


def account_of(settings: BroadWorksSettings) -> str:
    """What decides which lines are seen."""
    parts = (settings.user, settings.scope, settings.enterprise or "", settings.group or "", *settings.users)
    return " ".join(parts)


class Shelf(Protocol):
    """Where it is kept."""

    async def get(self) -> bytes | None:
        """What was kept last; None: nothing.

        Raises:
            StoreError: it cannot be read.
        """

    async def put(self, body: bytes) -> None:
        """Keeps this instead.

        Raises:
            StoreError: it cannot be written.
        """


class FileShelf:
    """A file in the state directory, for who has no store; what was in it goes to the store where there is one.

    Args:
        folder: Where the file is.
        provider: The name, by which the file is called.
    """

    def __init__(self, folder: Path, provider: str) -> None:
        self._path = folder / f"provider-{quote(provider, safe='')}.json"

    async def get(self) -> bytes | None:
        """What was kept last; None: nothing."""
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as exc:
            raise StoreError(f"{self._path} cannot be read: {exc.strerror}") from exc

    async def put(self, body: bytes) -> None:
        """Keeps this instead."""
        fresh = self._path.with_suffix(".new")
        try:
            fresh.write_bytes(body)
            fresh.replace(self._path)
        except OSError as exc:
            raise StoreError(f"{self._path} cannot be written: {exc.strerror}") from exc

    def drop(self) -> None:
        """The file is not needed any more."""
        with suppress(OSError):  # it does no harm
            self._path.unlink(missing_ok=True)


class Memory:
    """A shelf, or nothing.

    What is on it is never trusted: the platform may have ended everything since. So what is damaged or missing costs a
    few requests at the next start, no more.

    Args:
        shelf: Where everything is kept; None: nothing is.
        before: Where it was kept by an earlier version: read when the shelf has nothing, and dropped when it has.
    """

    def __init__(self, shelf: Shelf | None = None, before: FileShelf | None = None) -> None:
        self._shelf, self._before = shelf, before
        self._kept: Remembered | None = None

    async def recall(self, account: str) -> Remembered:
        """What was kept last for this account."""
        try:
            body = await self._body()
            kept = msgspec.json.decode(body, type=Remembered) if body is not None else Remembered(account)
        except (StoreError, msgspec.DecodeError) as exc:
            log.warning("memory.unreadable", reason=str(exc) or type(exc).__name__)
            return Remembered(account)
        return kept if kept.account == account else Remembered(account, profiles=kept.profiles)

    async def _body(self) -> bytes | None:
        for shelf in (self._shelf, self._before):
            if shelf is not None and (body := await shelf.get()) is not None:
                return body
        return None

    async def keep(self, remembered: Remembered) -> None:
        """Keeps this instead, unless it is the same."""
        if self._shelf is None or remembered == self._kept:
            return
        try:
            await self._shelf.put(msgspec.json.encode(remembered))
        except StoreError as exc:
            log.warning("memory.unwritable", reason=str(exc))
            return
        self._kept = remembered
        if self._before is not None:
            self._before.drop()
