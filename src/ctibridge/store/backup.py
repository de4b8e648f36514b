"""Backup and restore. A backup is an SQLite file with the same tables, whatever the store itself is in.

So one of PostgreSQL can be restored into SQLite and the other way round. Passwords stay encrypted in it, and the key is
not in it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import RowMapping, Table, delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ctibridge.errors import KeyMissing, StoreError
from ctibridge.model.kept_lines import Presence
from ctibridge.store import journal
from ctibridge.store.accounts import load_keys
from ctibridge.store.engine import address, engine_for, reading, writing
from ctibridge.store.lines import wait_for_turn
from ctibridge.store.migrate import migrate, version_of
from ctibridge.store.secrets import Vault
from ctibridge.store.tables import ACCOUNTS, COUNTERS, FACTS, JOURNAL, LINES

Rows = Sequence[RowMapping | dict[str, Any]]
TABLES = (COUNTERS, FACTS, LINES, ACCOUNTS, JOURNAL)  # not what is only remembered, to save requests
REPLACED = (FACTS, LINES, ACCOUNTS)  # counters only go up, the journal is only added to


async def back_up(engine: AsyncEngine, path: Path) -> None:
    """Writes all there is at one moment to a file, for its owner only; others go on writing meanwhile.

    Raises:
        StoreError: it cannot be written. What was at `path` before is still there.
    """
    try:
        with TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
            fresh = Path(folder) / path.name
            await _copy(engine, fresh)
            with fresh.open("rb+") as file:
                os.fsync(file.fileno())
            fresh.replace(path)
    except OSError as exc:
        raise StoreError(f"{path} cannot be written: {exc.strerror}") from exc


async def _copy(engine: AsyncEngine, path: Path) -> None:
    async with _file(path) as target:
        await migrate(target)
        async with reading(engine) as source, writing(target) as copy:
            await copy.execute(delete(COUNTERS))
            for table in TABLES:
                await _add(copy, table, await _rows(source, table))


async def restore(engine: AsyncEngine, path: Path, vault: Vault, entries: Sequence[journal.JournalEntry] = ()) -> None:
    """Puts back what a backup has, all or nothing.

    Numbers of lines that came after the backup stay theirs: those lines are gone until the platform tells of them. The
    journal keeps what it has.

    Raises:
        StoreError: it is no backup, is damaged, or a newer ctibridge made it.
        KeyMissing: the passwords in it are encrypted by a key that is not to be found.
    """
    found = await _read(path)
    needed = {row["key_id"] for row in found[ACCOUNTS]}
    await load_keys(vault, needed)
    for key_id in needed:
        if not vault.has(key_id):
            raise KeyMissing(
                f"the passwords in {path} need the key {key_id}: put its key file into the state directory"
            )
    async with writing(engine) as connection:
        await wait_for_turn(connection)
        later = _later(await _rows(connection, LINES), found[LINES])
        for table in REPLACED:
            await connection.execute(delete(table))
            await _add(connection, table, found[table])
        await _add(connection, LINES, later)
        await _raise_counters(connection, found[COUNTERS])
        await _merge_journal(connection, found[JOURNAL])
        await journal.write(connection, entries)


async def _read(path: Path) -> dict[Table, Rows]:
    """What is in a backup, as this version sees it. The file itself is not touched."""
    try:
        with TemporaryDirectory(prefix="ctibridge-") as folder:
            copy = Path(shutil.copy(path, Path(folder) / "backup.db"))
            async with _file(copy) as engine:
                await _check(engine, path)
                await _bring_up(engine, path)
                async with reading(engine) as connection:
                    return {table: await _rows(connection, table) for table in TABLES}
    except OSError as exc:
        raise StoreError(f"{path} cannot be read: {exc.strerror}") from exc


async def _check(engine: AsyncEngine, path: Path) -> None:
    try:
        async with reading(engine) as connection:
            verdict = (await connection.execute(text("PRAGMA integrity_check"))).scalar_one()
            version = await connection.run_sync(version_of)
    except (StoreError, sqlite3.DatabaseError) as exc:
        raise StoreError(f"{path} is not a backup, or damaged: {exc}") from exc
    if verdict != "ok":
        raise StoreError(f"{path} is damaged: {verdict}")
    if version is None:
        raise StoreError(f"{path} is not a backup of a store")


async def _bring_up(engine: AsyncEngine, path: Path) -> None:
    try:
        await migrate(engine)
    except StoreError as exc:
        raise StoreError(f"{path}: {exc}") from exc


@asynccontextmanager
async def _file(path: Path) -> AsyncIterator[AsyncEngine]:
    engine = engine_for(address(None, path.parent).set(database=str(path)), alone=True)
    try:
        yield engine
    finally:
        await engine.dispose()


def _later(now: Rows, found: Rows) -> Rows:
    """Lines that the backup does not know, under numbers that it does not use."""
    ids, users = {row["id"] for row in found}, {(row["provider"], row["line"]) for row in found}
    unknown = (row for row in now if row["id"] not in ids and (row["provider"], row["line"]) not in users)
    return [
        {**row, "presence": Presence.GONE if row["presence"] == Presence.PRESENT else row["presence"]}
        for row in unknown
    ]


async def _raise_counters(connection: AsyncConnection, found: Rows) -> None:
    """A number that was given away after the backup is not given away again. The journal's entries get new ones."""
    for row in found:
        lower = (COUNTERS.c.name == row["name"], COUNTERS.c.value < row["value"])
        if row["name"] != journal.COUNTER:
            await connection.execute(update(COUNTERS).where(*lower).values(value=row["value"]))


async def _merge_journal(connection: AsyncConnection, found: Rows) -> None:
    known = set((await connection.execute(select(JOURNAL.c.id))).scalars())
    missing = sorted((row for row in found if row["id"] not in known), key=lambda row: row["number"])
    await journal.add(connection, missing)


async def _rows(connection: AsyncConnection, table: Table) -> Rows:
    return (await connection.execute(select(table))).mappings().all()


async def _add(connection: AsyncConnection, table: Table, rows: Rows) -> None:
    if rows:
        await connection.execute(insert(table), [dict(row) for row in rows])
