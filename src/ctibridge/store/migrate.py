"""Brings a store to this version: the steps of `migrations`, all in one transaction, one process at a time."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from ctibridge.errors import StoreError
from ctibridge.store.engine import reading, writing

LOCK = 0x63746962  # "ctib": any number that nobody else takes in this database
SCRIPTS = "ctibridge.store:migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", SCRIPTS)
    config.set_main_option("path_separator", "os")
    return config


def newest() -> str:
    """The version of this code."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise LookupError("the package lacks its migrations")
    return head


def known() -> frozenset[str]:
    """All versions that this code can read."""
    return frozenset(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def version_of(connection: Connection) -> str | None:
    """The version of the store; None: there are no tables yet."""
    return MigrationContext.configure(connection).get_current_revision()


async def migrate(engine: AsyncEngine, to: str | None = None) -> None:
    """Brings the store to the newest version, or to the one named; a store that is there already is only looked at.

    Raises:
        StoreError: a newer ctibridge made it, or the database does not do it.
    """
    wanted = to or newest()
    async with reading(engine) as connection:
        if await connection.run_sync(version_of) == wanted:
            return
    async with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        await connection.run_sync(_upgrade, wanted)


def _upgrade(connection: Connection, wanted: str) -> None:
    version = version_of(connection)
    if version is not None and version not in known():
        raise StoreError(f"the store is of version {version}, which a newer ctibridge made: install that one")
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, wanted)  # nothing to do when another process was first
