"""Nothing is lost that was reported as done, whenever the power goes; and what was not done is not there by half.

The process that writes is killed at every statement, every commit and every write of a key in turn. What a killed
process handed to the operating system survives it, but not a power cut: that SQLite waits for the disk is looked at.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from ctibridge.errors import StoreError
from ctibridge.store.engine import reading
from ctibridge.store.store import Store
from tests.integration.store import deeds, postgresql
from tests.integration.store.conftest import fresh_database
from tests.integration.store.deeds import DEEDS, Fuse, opened, seen

FreshUrl = Callable[[Path], Awaitable[str]]
pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are copied by fork, which this system does not have"),
    pytest.mark.filterwarnings("ignore:This process:DeprecationWarning"),  # the copy has one thread, and ends itself
    pytest.mark.timeout(300),
]


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_url(request: pytest.FixtureRequest) -> FreshUrl:
    server = request.getfixturevalue("postgresql_server") if request.param == "postgresql" else None

    async def make(folder: Path) -> str:
        return await fresh_database(server) if server is not None else f"sqlite:///{folder / 'store.db'}"

    return make


async def uncut(url: str, folder: Path) -> list[Any]:
    """What is seen before the first deed and after each."""
    store = await opened(url, folder)
    states = [await seen(store)]
    for deed in DEEDS:
        await deed(store, folder)
        states.append(await seen(store))
    await store.close()
    return states


def done_before_the_cut(url: str, folder: Path, after: int) -> tuple[int, bool]:
    """Does the deeds in a copy of this process; how many were told to be done, and whether it came through."""
    read, write = os.pipe()
    if (pid := os.fork()) == 0:
        asyncio.run(deeds.do(url, folder, Fuse(after), write))
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as told:
        said = told.read().split()
    os.waitpid(pid, 0)
    return said.count("done"), "closed" in said


async def cut_at_every(step: int, fresh_url: FreshUrl, tmp_path: Path) -> None:
    states = await uncut(await fresh_url(tmp_path), tmp_path)
    after, through = 0, False
    while not through:
        after += step
        folder = tmp_path / f"cut{after}"
        folder.mkdir()
        url = await fresh_url(folder)
        done, through = done_before_the_cut(url, folder, after)
        store = await opened(url, folder)
        found = await seen(store)
        await DEEDS[0](store, folder)
        await store.close()
        assert found in states[done : done + 2], f"killed at {after}, after {done} deeds"
    assert after > 100, "so many places there are to be killed at, at least"


async def test_what_was_done_before_the_cut_is_there_after_it(fresh_url, tmp_path):
    await cut_at_every(7, fresh_url, tmp_path)


async def test_what_was_done_is_there_wherever_the_cut_was(fresh_url, tmp_path, all_faults):
    await cut_at_every(1, fresh_url, tmp_path)


async def test_sqlite_waits_for_the_disk_before_anything_is_done(tmp_path):
    store = await opened(f"sqlite:///{tmp_path / 'store.db'}", tmp_path)
    async with reading(store._engine) as connection:
        found = [
            (await connection.execute(text(f"PRAGMA {name}"))).scalar_one() for name in ("journal_mode", "synchronous")
        ]
    await store.close()
    assert ["wal", 2] == found, "2 is FULL: each commit is followed by a sync"


class Interruptions:
    """Ends an SQLite statement with an error after so many steps of its machine, once."""

    def __init__(self, store: Store) -> None:
        self.left = 0
        event.listen(store._engine.sync_engine, "checkout", self._watch)

    def _watch(self, connection: Any, *_: object) -> None:
        connection.run_async(lambda driver: driver.set_progress_handler(self._step, 1))

    def _step(self) -> int:
        self.left -= 1
        return self.left == 0


@pytest.mark.parametrize("number", range(len(DEEDS)))
async def test_a_deed_that_fails_in_the_middle_changes_nothing_and_can_be_done_again(tmp_path, number):
    url = f"sqlite:///{tmp_path / 'store.db'}"
    store = await opened(url, tmp_path)
    for deed in DEEDS[:number]:
        await deed(store, tmp_path)
    before, said, after = await seen(store), [], 1
    interruptions = Interruptions(store)
    while True:
        interruptions.left = after
        try:
            await DEEDS[number](store, tmp_path)
        except StoreError as exc:
            said.append(str(exc))
        else:
            break
        interruptions.left = 0
        assert before == await seen(store)
        after += 1 + after // 4  # denser where it begins
    interruptions.left = 0
    for deed in DEEDS[number + 1 :]:
        await deed(store, tmp_path)
    found = await seen(store)
    await store.close()
    assert len(said) > 3
    assert {"the store: interrupted"} == set(said)
    (tmp_path / "uncut").mkdir()
    assert found == (await uncut(f"sqlite:///{tmp_path / 'uncut' / 'store.db'}", tmp_path / "uncut"))[-1]


async def test_a_full_disk_is_told_and_changes_nothing(tmp_path):
    store = await opened(f"sqlite:///{tmp_path / 'store.db'}", tmp_path)
    await DEEDS[0](store, tmp_path)
    before = await seen(store)
    event.listen(store._engine.sync_engine, "begin", lambda each: each.exec_driver_sql("PRAGMA max_page_count=1"))
    with pytest.raises(StoreError, match="full"):
        await store.add_lines("office", [f"u{number}@ent1" for number in range(2000)], {})
    assert before == await seen(store)
    await store.close()


async def test_a_server_that_goes_and_comes_back_has_everything_that_was_done(tmp_path):
    with postgresql.server() as server:
        store = await opened(await fresh_database(server.url), tmp_path)
        (tmp_path / "uncut").mkdir()
        expected = await uncut(await fresh_database(server.url), tmp_path / "uncut")
        for number, deed in enumerate(DEEDS):
            server.stop()
            with pytest.raises(StoreError):
                await deed(store, tmp_path)
            server.start()
            assert expected[number] == await seen(store)
            await deed(store, tmp_path)
            server.stop()
            server.start()
            assert expected[number + 1] == await seen(store)
        await store.close()
