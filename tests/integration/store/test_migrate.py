"""A store is brought to this version when it is opened, whoever else opens it at the same time."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from ctibridge.errors import StoreError
from ctibridge.model.ids import LineId
from ctibridge.model.kept_lines import KeptLine
from ctibridge.model.lines import Line
from ctibridge.store.engine import address, engine_for, reading
from ctibridge.store.migrate import migrate, newest, version_of
from ctibridge.store.store import Store
from ctibridge.store.tables import METADATA

OPEN = """
import asyncio, sys
from pathlib import Path
from ctibridge.store.store import Store

async def main():
    store = await Store.open(sys.argv[1], Path(sys.argv[2]), [])
    print(len(await store.lines("office")))
    await store.close()

asyncio.run(main())
"""


@pytest.fixture
async def engine(url, tmp_path):
    made = engine_for(address(url, tmp_path))
    yield made
    await made.dispose()


async def version(engine):
    async with reading(engine) as connection:
        return await connection.run_sync(version_of)


async def test_a_store_of_the_first_version_is_brought_to_this_one_with_all_that_is_in_it(engine, url, tmp_path):
    await migrate(engine, "0001")
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE counters SET value = 5"))
        await connection.execute(
            text(
                "INSERT INTO lines (id, provider, line, user_id, first_name, last_name, source, presence) "
                "VALUES (5, 'office', 'anna@ent1', 'Anna@ent1', '', '', 'platform', 'present')"
            )
        )
    store = await Store.open(url, tmp_path, [])
    try:
        assert newest() == await version(engine) != "0001"
        assert (KeptLine(5, Line(LineId("anna@ent1"), "Anna@ent1")),) == await store.lines("office")
        assert 6 == (await store.add_line("office", "bert@ent1")).id
    finally:
        await store.close()


async def test_the_steps_lead_to_the_tables_of_the_code(engine):
    await migrate(engine)
    async with reading(engine) as connection:
        found = await connection.run_sync(lambda each: compare_metadata(MigrationContext.configure(each), METADATA))
    assert [] == found


async def test_a_store_that_a_newer_version_made_is_left_alone(engine, url, tmp_path):
    await migrate(engine)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="9999, which a newer ctibridge made"):
        await Store.open(url, tmp_path, [])
    assert "9999" == await version(engine)


async def test_several_processes_that_open_a_fresh_store_at_once_make_it_once(url, tmp_path, engine):
    command = (sys.executable, "-W", "error", "-c", OPEN, url, str(tmp_path))
    opened = [await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=PIPE) for _ in range(4)]
    said = await asyncio.gather(*(each.communicate() for each in opened))
    assert [(b"0\n", b"")] * 4 == said
    assert newest() == await version(engine)


async def test_a_step_that_fails_leaves_the_store_as_it_was(engine, monkeypatch):
    await migrate(engine, "0001")
    monkeypatch.setattr("ctibridge.store.migrate.command.upgrade", half_an_upgrade)
    with pytest.raises(RuntimeError, match="half"):
        await migrate(engine)
    assert "0001" == await version(engine)
    async with reading(engine) as connection:
        assert not await connection.run_sync(lambda each: each.dialect.has_table(each, "halfway"))


def half_an_upgrade(config, wanted):
    config.attributes["connection"].execute(text("CREATE TABLE halfway (id INTEGER)"))
    raise RuntimeError("half")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://db/x", "not in mysql"),
        ("no url", "sqlite:///FILE or postgresql"),
        ("postgresql://u:s3cret@127.0.0.1:port/x", "sqlite:///FILE or postgresql"),
        ("postgresql+psycopg://u:s3cret@127.0.0.1/x", "not in postgresql.psycopg"),
        ("postgresql://u:s3cret@127.0.0.1:1/x", "store"),
        ("sqlite:////proc/none/store.db", "/proc/none/store.db cannot be used"),
    ],
)
async def test_a_place_that_cannot_be_used_is_told_without_the_password(tmp_path, url, said):
    with pytest.raises(StoreError, match=said) as raised:
        await Store.open(url, tmp_path, [])
    assert "s3cret" not in str(raised.value)


async def test_the_file_and_its_directory_are_for_their_owner_only(tmp_path):
    state = tmp_path / "new" / "state"
    store = await Store.open(None, state, [])
    modes = {each.name: each.stat().st_mode & 0o777 for each in state.iterdir()}
    await store.close()
    assert {"store.db"} <= modes.keys()
    assert {0o600} == set(modes.values())
    assert 0o700 == state.stat().st_mode & 0o777


async def test_a_database_that_is_not_there_is_told(postgresql_server, tmp_path):
    with pytest.raises(StoreError, match='database "nowhere" does not exist'):
        await Store.open(f"{postgresql_server}/nowhere", tmp_path, [])


async def test_a_server_that_has_no_tls_is_refused_when_tls_is_demanded(postgresql_server, tmp_path):
    with pytest.raises(StoreError, match="SSL"):
        await Store.open(f"{postgresql_server}/postgres?sslmode=require", tmp_path, [])


async def test_a_file_may_be_called_anything(tmp_path):
    state = tmp_path / "50% sure? #1 café"
    for url in (None, f"sqlite:///{state / 'other?.db'}"):
        store = await Store.open(url, state, [])
        await store.add_line("office", "anna@ent1")
        await store.close()
    assert {"store.db", "other?.db"} == {each.name for each in state.iterdir()}
