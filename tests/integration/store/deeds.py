"""What a store is asked to do in the tests of power cuts, one deed after the other; and what is to be seen in it.

A process that does them tells through a pipe what is done: that must be there afterwards, whatever becomes of it.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from ctibridge.model.ids import LineId
from ctibridge.model.lines import Line
from ctibridge.store.journal import JournalEntry
from ctibridge.store.secrets import FILE, KeyFile
from ctibridge.store.store import Store

ANNA, BERT, CARLA = (Line(LineId(f"{name}@ent1"), f"{name}@ent1") for name in ("anna", "bert", "carla"))
Deed = Callable[[Store, Path], Awaitable[Any]]


def entry(action: str) -> JournalEntry:
    return JournalEntry("root", "test", action, at=0.0)


DEEDS: list[Deed] = [
    lambda store, _: store.keep_lines("office", (ANNA, BERT)),
    lambda store, _: store.set_password("office", "anna@ent1", "first", entry("1")),
    lambda store, folder: store.backup(folder / "backup"),
    lambda store, _: store.add_line("office", "carla@ent1", entry("2")),
    lambda store, _: store.keep_lines("office", (CARLA,), (BERT.id,)),
    lambda store, _: store.add_lines("branch", ("dora@ent1", "emil@ent1"), {"dora@ent1": "second"}, entry("3")),
    lambda store, _: store.remove_line("office", ANNA.id, entry("4")),
    lambda store, _: store.rotate_key(entry("5")),
    lambda store, _: store.set_password("office", "anna@ent1", "third"),
    lambda store, _: store.write_journal(entry("6")),
    lambda store, _: store.forget_passwords(entry("7")),
    lambda store, _: store.set_password("office", "bert@ent1", "fourth"),
]


async def opened(url: str, folder: Path) -> Store:
    return await Store.open(url, folder, [KeyFile(folder / FILE)])


async def seen(store: Store) -> tuple[Any, ...]:
    """Everything that the store knows."""
    providers = ("office", "branch")
    lines = [await store.lines(provider) for provider in providers]
    passwords = [await store.passwords(provider) for provider in providers]
    return lines, passwords, await store.journal(1000)


class Fuse:
    """Kills the process at the n-th statement, commit or write of a key."""

    def __init__(self, after: int) -> None:
        self._left = after

    def burn(self, *_: object, **__: object) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def arm(self) -> None:
        event.listen(Engine, "before_cursor_execute", self.burn)
        event.listen(Engine, "commit", self.burn)
        sync = os.fsync

        def fsync(fd: Any) -> None:
            self.burn()
            sync(fd)

        setattr(os, "fsync", fsync)  # noqa: B010 -- in a process that is about to end


async def do(url: str, folder: Path, fuse: Fuse, told: int) -> None:
    fuse.arm()
    store = await opened(url, folder)
    for deed in DEEDS:
        await deed(store, folder)
        os.write(told, b"done ")
        fuse.burn()
    await store.close()
    os.write(told, b"closed")
