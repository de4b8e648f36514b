"""Passwords in the store: encrypted in its bytes, under keys that change and can be lost."""

from __future__ import annotations

import asyncio
import logging

import pytest
from structlog.testing import capture_logs

from ctibridge.errors import KeyMissing, StoreError
from ctibridge.store.journal import JournalEntry
from ctibridge.store.secrets import FILE, KeyFile
from ctibridge.store.store import Store

SECRET = "Geheim-0815-Passwort"
ENTRY = JournalEntry("root", "test", "key changed")
IMPOSSIBLE = JournalEntry("root", "test", None)  # type: ignore[arg-type]  # the database refuses it


async def test_no_password_is_in_any_file_nor_in_a_log(store, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    with capture_logs() as logs:
        for name in ("anna", "bert"):
            await store.set_password("office", f"{name}@ent1", SECRET)
        await store.rotate_key()
        await store.backup(tmp_path / "backup")
    assert {SECRET} == set((await store.passwords("office")).values())
    files = [each for each in tmp_path.rglob("*") if each.is_file()]
    assert tmp_path / "backup" in files
    assert [] == [each for each in files if SECRET.encode() in each.read_bytes()]
    assert SECRET not in caplog.text + str(logs) + repr(store) + str(vars(store))


async def test_a_password_that_cannot_be_written_is_not_in_the_message(store):
    with pytest.raises(StoreError) as raised:
        await store.set_password("office", "anna@ent1", SECRET, IMPOSSIBLE)
    causes = [raised.value, raised.value.__cause__, raised.value.__context__]
    assert SECRET not in " ".join(map(repr, causes)) + " ".join(map(str, causes))


async def test_after_a_rotation_the_old_key_is_gone_and_everything_can_be_read(open_store, tmp_path):
    store = await open_store()
    await store.set_password("office", "anna@ent1", SECRET)
    old = (tmp_path / FILE).read_text().split()
    await store.rotate_key(ENTRY)
    new = (tmp_path / FILE).read_text().split()
    assert (2, 2) == (len(old), len(new))
    assert set(old).isdisjoint(new)
    assert {"anna@ent1": SECRET} == await (await open_store()).passwords("office")
    assert (ENTRY,) == await store.journal()


async def test_a_rotation_that_fails_leaves_what_was(store, tmp_path):
    await store.set_password("office", "anna@ent1", SECRET)
    with pytest.raises(StoreError):
        await store.rotate_key(IMPOSSIBLE)
    assert {"anna@ent1": SECRET} == await store.passwords("office")


async def test_without_its_key_a_store_opens_and_says_what_is_missing(open_store, tmp_path):
    await (await open_store()).set_password("office", "anna@ent1", SECRET)
    kept = (tmp_path / FILE).rename(tmp_path / "elsewhere")
    store = await open_store()
    assert () == await store.lines("office")
    for asked in (store.passwords("office"), store.set_password("office", "bert@ent1", "x"), store.rotate_key()):
        with pytest.raises(KeyMissing, match=FILE):
            await asked
    kept.rename(tmp_path / FILE)
    assert {"anna@ent1": SECRET} == await store.passwords("office")


async def test_when_the_key_is_lost_for_good_passwords_are_forgotten_and_set_anew(open_store, tmp_path):
    await (await open_store()).set_password("office", "anna@ent1", SECRET)
    (tmp_path / FILE).unlink()
    store = await open_store()
    assert {"office": ["anna@ent1"]} == await store.forget_passwords(ENTRY)
    assert {} == await store.forget_passwords()
    await store.set_password("office", "anna@ent1", "new")
    assert {"anna@ent1": "new"} == await (await open_store()).passwords("office")


async def test_the_last_password_of_a_lost_key_may_be_replaced_at_once(open_store, tmp_path):
    await (await open_store()).set_password("office", "anna@ent1", SECRET)
    (tmp_path / FILE).unlink()
    store = await open_store()
    await store.set_password("office", "anna@ent1", "new")
    assert {"anna@ent1": "new"} == await store.passwords("office")


async def test_two_who_set_the_first_passwords_at_once_use_one_key(open_store, tmp_path):
    stores = [await open_store() for _ in range(2)]
    await asyncio.gather(*(store.set_password("office", f"u{n}@ent1", SECRET) for n, store in enumerate(stores * 3)))
    assert 1 == len((tmp_path / FILE).read_text().splitlines())
    assert 6 == len(await stores[0].passwords("office"))


async def test_the_key_file_of_another_gateway_does_not_fit(store, tmp_path, url):
    await store.set_password("office", "anna@ent1", SECRET)
    other = await Store.open(url, tmp_path, [KeyFile(tmp_path / "other.key")])
    try:
        with pytest.raises(KeyMissing, match=r"other\.key"):
            await other.set_password("office", "bert@ent1", SECRET)
        assert {"anna@ent1": SECRET} == await store.passwords("office")
    finally:
        await other.close()
