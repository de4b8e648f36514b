"""The way to the database: which one a URL means, and what each needs to keep its word.

SQLite: what was committed is on the disk before anybody is told so, power cut or not. That is `synchronous=FULL`; the
write-ahead log alone would lose the last commits.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from ctibridge.errors import StoreError

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
FILE = "store.db"
SQLITE = "sqlite:///"
BUSY_S = 10.0  # another process writes: a command beside the gateway; each write takes milliseconds
STUCK_S = 60.0  # a server that says nothing for so long is taken for dead
BEGIN = "ctibridge_begin"  # the execution option by which a transaction says how it begins


def address(url: str | None, state: Path) -> URL:
    """Where the store is: the file in the state directory, or what the URL names.

    Raises:
        StoreError: the URL names nothing that can be used.
    """
    if url is None or url.startswith(SQLITE):  # a file may be called anything
        file = str(state / FILE) if url is None else url.removeprefix(SQLITE)
        return URL.create(DRIVERS["sqlite"], database=file)
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # it may have a password in it
        raise StoreError("the store must be sqlite:///FILE or postgresql://USER@HOST/DATABASE") from None
    kind = parsed.drivername
    if kind not in DRIVERS:
        raise StoreError(f"the store can be in SQLite or PostgreSQL, not in {kind}")
    return _as_asyncpg_wants_it(parsed.set(drivername=DRIVERS[kind]))


def _as_asyncpg_wants_it(url: URL) -> URL:
    """Everybody else calls it `sslmode`."""
    mode = url.query.get("sslmode")
    return url if mode is None else url.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})


def engine_for(url: URL, *, alone: bool = False) -> AsyncEngine:
    """An engine; nothing is opened yet.

    Args:
        url: As `address` gives it.
        alone: An SQLite file that nobody else uses: then it has no second file beside it, not even for a moment after.

    Raises:
        StoreError: what it needs is not installed, or the file cannot be made.
    """
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, "DELETE" if alone else "WAL")
    try:
        return create_async_engine(
            url,
            hide_parameters=True,
            pool_size=2,
            pool_pre_ping=True,
            connect_args={"timeout": BUSY_S, "command_timeout": STUCK_S},
        )
    except ModuleNotFoundError as exc:
        raise StoreError(f"PostgreSQL needs the package {exc.name}: pip install 'ctibridge[postgresql]'") from exc


def _sqlite(url: URL, journal: str) -> AsyncEngine:
    file = Path(url.database or "")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))  # SQLite's own would be readable for others
    except OSError as exc:
        raise StoreError(f"{file} cannot be used: {exc.strerror}") from exc
    engine = create_async_engine(url, hide_parameters=True, pool_size=2, connect_args={"timeout": BUSY_S})
    event.listen(engine.sync_engine, "connect", partial(_prepare, journal))
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _prepare(journal: str, connection: Any, _record: object) -> None:
    """Transactions begin when we say so, not at the first statement that the driver takes for one that writes."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (f"journal_mode={journal}", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(BEGIN, "BEGIN"))


@asynccontextmanager
async def reading(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction that sees one moment, whatever others write meanwhile.

    Raises:
        StoreError: the database does not do it.
    """
    options = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    async with _transaction(engine, options) as connection:
        yield connection


@asynccontextmanager
async def writing(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction that is done as a whole, or not at all; done when the context has ended without an error.

    Raises:
        StoreError: the database does not do it.
    """
    async with _transaction(engine, {BEGIN: "BEGIN IMMEDIATE"}) as connection:
        yield connection


@asynccontextmanager
async def _transaction(engine: AsyncEngine, options: dict[str, Any]) -> AsyncIterator[AsyncConnection]:
    try:
        async with engine.connect() as connection:
            await connection.execution_options(**options)
            async with connection.begin():
                yield connection
    except DBAPIError as exc:
        raise StoreError(f"the store: {exc.orig}") from exc
    except (SQLAlchemyError, OSError) as exc:
        raise StoreError(f"the store: {exc}") from exc
