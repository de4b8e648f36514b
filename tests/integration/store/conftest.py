"""The same tests on both databases."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from ctibridge.store.engine import address, engine_for
from ctibridge.store.secrets import FILE, KeyFile
from ctibridge.store.store import Store
from tests.integration.store import postgresql

Open = Callable[[], Awaitable[Store]]


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    with postgresql.server() as server:
        yield server.url


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of a database with nothing in it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    return await fresh_database(request.getfixturevalue("postgresql_server"))


async def fresh_database(server: str) -> str:
    name = f"test_{uuid.uuid4().hex}"
    engine = engine_for(address(f"{server}/postgres", Path()))
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text(f"CREATE DATABASE {name}"))
    await engine.dispose()
    return f"{server}/{name}"


@pytest.fixture
async def open_store(url: str, tmp_path: Path) -> AsyncIterator[Open]:
    """Opens the store, again and again if wanted; the key is in the key file."""
    opened: list[Store] = []

    async def open_one() -> Store:
        opened.append(await Store.open(url, tmp_path, [KeyFile(tmp_path / FILE)]))
        return opened[-1]

    yield open_one
    for store in opened:
        await store.close()


@pytest.fixture
async def store(open_store: Open) -> Store:
    return await open_store()
