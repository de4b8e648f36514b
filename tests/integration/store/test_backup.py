"""Backups: made while others write, restored into either database, refused when they do not fit."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3

import pytest

from ctibridge.errors import KeyMissing, StoreError
from ctibridge.model.ids import LineId
from ctibridge.model.kept_lines import KeptLine, Presence, Source
from ctibridge.model.lines import Line
from ctibridge.store.engine import address, engine_for
from ctibridge.store.journal import JournalEntry
from ctibridge.store.migrate import migrate
from ctibridge.store.secrets import FILE, KeyFile
from ctibridge.store.store import Store
from tests.integration.store.conftest import fresh_database

ANNA, BERT, CARLA = (Line(LineId(f"{name}@ent1"), f"{name}@ent1") for name in ("anna", "bert", "carla"))
MADE, LATER, DONE = (JournalEntry("root", "test", action) for action in ("made", "later", "restored"))


async def filled(store: Store) -> None:
    await store.keep_lines("office", (ANNA, BERT))
    await store.remove_line("office", BERT.id, MADE)
    await store.set_password("office", "anna@ent1", "geheim")


async def test_a_restore_puts_everything_back(store, tmp_path):
    await filled(store)
    before = await store.lines("office")
    await store.backup(tmp_path / "backup")
    await store.add_line("office", "bert@ent1")
    await store.set_password("office", "anna@ent1", "wrong")
    await store.restore(tmp_path / "backup")
    assert before == await store.lines("office")
    assert {"anna@ent1": "geheim"} == await store.passwords("office")


async def test_numbers_given_away_after_the_backup_stay_their_users(store, tmp_path):
    await filled(store)
    await store.backup(tmp_path / "backup")
    await store.keep_lines("office", (CARLA,))
    await store.restore(tmp_path / "backup")
    assert KeptLine(3, CARLA, presence=Presence.GONE) == (await store.lines("office"))[-1]
    new = await store.add_line("office", "dora@ent1")
    assert 4 == new.id


async def test_the_journal_is_only_added_to_by_a_restore_too(store, tmp_path):
    await filled(store)
    await store.backup(tmp_path / "backup")
    await store.write_journal(LATER)
    await store.restore(tmp_path / "backup", DONE)
    assert (DONE, LATER, MADE) == await store.journal()


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
async def test_a_backup_of_one_database_goes_into_the_other(store, tmp_path, target, request):
    await filled(store)
    await store.backup(tmp_path / "backup")
    state = tmp_path / "other"
    state.mkdir()
    shutil.copy(tmp_path / FILE, state)
    url = None if target == "sqlite" else await fresh_database(request.getfixturevalue("postgresql_server"))
    other = await Store.open(url, state, [KeyFile(state / FILE)])
    try:
        await other.restore(tmp_path / "backup")
        assert await store.lines("office") == await other.lines("office")
        assert await store.passwords("office") == await other.passwords("office")
        assert await store.journal() == await other.journal()
        assert 3 == (await other.add_line("office", "carla@ent1")).id
    finally:
        await other.close()


async def test_a_backup_shows_one_moment_while_others_write(store, tmp_path):
    async def write() -> None:
        for number in range(20):
            await store.add_line(
                "office", f"u{number}@ent1", JournalEntry("root", "test", "added", subject=f"{number}")
            )

    async def back_up(name: int) -> tuple[int, int]:
        await store.backup(tmp_path / f"backup{name}")
        with sqlite3.connect(tmp_path / f"backup{name}") as copy:
            counted = copy.execute("SELECT (SELECT count(*) FROM lines), (SELECT count(*) FROM journal)").fetchone()
        copy.close()
        lines, entries = counted
        return lines, entries

    async with asyncio.TaskGroup() as tasks:
        writer = tasks.create_task(write())
        copies = [await back_up(0)]
        while not writer.done():
            copies.append(await back_up(len(copies)))
    assert all(lines == entries for lines, entries in copies)
    assert (20, 20) == await back_up(len(copies))


async def test_a_backup_is_one_file_for_its_owner_without_passwords_in_clear(store, tmp_path):
    await filled(store)
    folder = tmp_path / "backups"
    folder.mkdir()
    await store.backup(folder / "backup")
    assert [folder / "backup"] == list(folder.iterdir())
    assert 0o600 == (folder / "backup").stat().st_mode & 0o777
    assert b"geheim" not in (folder / "backup").read_bytes()


async def test_a_backup_that_cannot_be_written_leaves_the_one_before(store, tmp_path):
    with pytest.raises(StoreError, match="missing"):
        await store.backup(tmp_path / "missing" / "backup")
    (tmp_path / "backup").mkdir()
    with pytest.raises(StoreError, match="cannot be written"):
        await store.backup(tmp_path / "backup")
    assert [] == [each for each in tmp_path.iterdir() if each.name.startswith(".backup-")]


@pytest.mark.parametrize("what", ["text", "other", "damaged", "newer", "missing"])
async def test_what_does_not_fit_is_refused_and_changes_nothing(store, tmp_path, what):
    await filled(store)
    before = await store.lines("office"), await store.passwords("office"), await store.journal()
    path = tmp_path / "backup"
    await store.backup(path)
    damage(path, what)
    with pytest.raises(StoreError, match=str(path)) as raised:
        await store.restore(path)
    assert (what == "newer") == ("newer ctibridge" in str(raised.value))
    assert before == (await store.lines("office"), await store.passwords("office"), await store.journal())


def damage(path, what):
    match what:
        case "text":
            path.write_text("user,password\n")
        case "missing":
            path.unlink()
        case "damaged":
            content = bytearray(path.read_bytes())
            content[4096:12288] = bytes(8192)
            path.write_bytes(content)
        case _:
            statement = (
                "DROP TABLE alembic_version" if what == "other" else "UPDATE alembic_version SET version_num = '9'"
            )
            copy = sqlite3.connect(path)
            copy.execute(statement)
            copy.commit()
            copy.close()


async def test_passwords_whose_key_is_elsewhere_are_refused(store, tmp_path):
    await filled(store)
    await store.backup(tmp_path / "backup")
    other = await Store.open(None, tmp_path / "other", [KeyFile(tmp_path / "other" / FILE)])
    try:
        with pytest.raises(KeyMissing, match="put its key file into the state directory"):
            await other.restore(tmp_path / "backup")
        assert () == await other.lines("office")
    finally:
        await other.close()


async def test_a_backup_of_the_version_before_is_understood(store, tmp_path):
    old = engine_for(address(f"sqlite:///{tmp_path / 'backup'}", tmp_path))
    await migrate(old, "0001")
    async with old.begin() as connection:
        await connection.exec_driver_sql("UPDATE counters SET value = 7")
        await connection.exec_driver_sql(
            "INSERT INTO lines (id, provider, line, user_id, first_name, last_name, source, presence) "
            "VALUES (7, 'office', 'anna@ent1', 'anna@ent1', '', '', 'manual', 'present')"
        )
    await old.dispose()
    content = (tmp_path / "backup").read_bytes()
    await store.restore(tmp_path / "backup")
    assert (KeptLine(7, ANNA, Source.MANUAL),) == await store.lines("office")
    assert content == (tmp_path / "backup").read_bytes()
