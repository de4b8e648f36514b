"""Who changed what, when, from where. It is only added to."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ctibridge.store.lines import take_numbers
from ctibridge.store.tables import JOURNAL

COUNTER = "journal"


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One change. No secrets in it.

    Args:
        who: The user of the operating system, or what a face calls its client.
        origin: Where it came from: a command, an address.
        action: What was done, in two words: `line added`.
        provider: Of which provider; None: of none.
        subject: To what: a user id, a file.
        details: More, in words.
        at: Seconds since 1970.
        id: Unique.
    """

    who: str
    origin: str
    action: str
    provider: str | None = None
    subject: str | None = None
    details: str = ""
    at: float = field(default_factory=time.time)
    id: str = field(default_factory=lambda: uuid.uuid4().hex)


async def write(connection: AsyncConnection, entries: Iterable[JournalEntry]) -> None:
    """Adds the entries, in this order."""
    added = tuple(entries)
    if not added:
        return
    numbers = await take_numbers(connection, COUNTER, len(added))
    rows = [{"number": number, **_plain(entry)} for number, entry in zip(numbers, added, strict=True)]
    await connection.execute(insert(JOURNAL), rows)


async def read(connection: AsyncConnection, limit: int) -> tuple[JournalEntry, ...]:
    """The last ones, the newest first."""
    rows = await connection.execute(select(JOURNAL).order_by(JOURNAL.c.number.desc()).limit(limit))
    return tuple(map(entry_from_row, rows.mappings()))


def entry_from_row(row: Mapping[Any, Any]) -> JournalEntry:
    """The entry as it was written."""
    return JournalEntry(
        row["who"], row["origin"], row["action"], row["provider"], row["subject"], row["details"], row["at"], row["id"]
    )


def _plain(entry: JournalEntry) -> dict[str, object]:
    return {
        "id": entry.id,
        "at": entry.at,
        "who": entry.who,
        "origin": entry.origin,
        "action": entry.action,
        "provider": entry.provider,
        "subject": entry.subject,
        "details": entry.details,
    }
