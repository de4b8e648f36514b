"""Who changed what, when, from where. It is only added to."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
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
    """

    who: str
    origin: str
    action: str
    provider: str | None = None
    subject: str | None = None
    details: str = ""
    at: float = field(default_factory=time.time)


NAMES = tuple(each.name for each in fields(JournalEntry))  # the columns are called the same


async def write(connection: AsyncConnection, entries: Iterable[JournalEntry]) -> None:
    """Adds the entries, in this order."""
    await add(connection, [{"id": uuid.uuid4().hex, **_plain(entry)} for entry in entries])


async def add(connection: AsyncConnection, rows: Sequence[Mapping[Any, Any]]) -> None:
    """Adds rows, perhaps of another journal, under the next numbers."""
    if rows:
        numbers = await take_numbers(connection, COUNTER, len(rows))
        numbered = [{**row, "number": number} for number, row in zip(numbers, rows, strict=True)]
        await connection.execute(insert(JOURNAL), numbered)


async def read(connection: AsyncConnection, limit: int) -> tuple[JournalEntry, ...]:
    """The last ones, the newest first."""
    rows = await connection.execute(select(JOURNAL).order_by(JOURNAL.c.number.desc()).limit(limit))
    return tuple(JournalEntry(**{name: row[name] for name in NAMES}) for row in rows.mappings())


def _plain(entry: JournalEntry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in NAMES}
