"""What a provider wants to know after a restart.

Its subscriptions, which outlive it (XSI 4.2.3.1); the lines, for a start while the directory cannot be read; how the
servers of the CTI interface want to be spoken to.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import msgspec
import structlog

from ctibridge.broadworks.lines import Directory
from ctibridge.broadworks.settings import BroadWorksSettings

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


class Memory:
    """A file, or nothing.

    What is in it is never trusted: the platform may have ended everything since. So a damaged or missing file costs a
    few requests at the next start, no more.

    Args:
        folder: Where the file is; None: nothing is kept.
        provider: The name, by which the file is called.
    """

    def __init__(self, folder: Path | None = None, provider: str = "") -> None:
        self._path = folder / f"provider-{quote(provider, safe='')}.json" if folder is not None else None
        self._kept: Remembered | None = None

    def recall(self, account: str) -> Remembered:
        """What was kept last for this account."""
        if self._path is None or not self._path.exists():
            return Remembered(account)
        try:
            kept = msgspec.json.decode(self._path.read_bytes(), type=Remembered)
        except (OSError, msgspec.DecodeError) as exc:
            log.warning("memory.unreadable", file=str(self._path), reason=str(exc) or type(exc).__name__)
            return Remembered(account)
        return kept if kept.account == account else Remembered(account, profiles=kept.profiles)

    def keep(self, remembered: Remembered) -> None:
        """Keeps this instead, unless it is the same."""
        if self._path is None or remembered == self._kept:
            return
        fresh = self._path.with_suffix(".new")
        try:
            fresh.write_bytes(msgspec.json.encode(remembered))
            fresh.replace(self._path)
        except OSError as exc:
            log.warning("memory.unwritable", file=str(self._path), reason=str(exc))
        self._kept = remembered
