"""A real PostgreSQL server for the tests: its own folder, its own port, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

PLACES = ("/usr/local/bin", *(str(each) for each in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)))
OWNERS = ("postgres", "nobody")  # the server refuses to run as root
LIMIT_S = 60


@dataclass(frozen=True)
class Server:
    """A server that runs; `url` is without a database."""

    url: str
    start: Callable[[], None]
    stop: Callable[[], None]  # as if its power was cut


@contextmanager
def server() -> Iterator[Server]:
    """A fresh server; skips with the reason when there can be none."""
    pg_ctl, initdb = _program("pg_ctl"), _program("initdb")
    folder = Path(tempfile.mkdtemp(prefix="ctibridge-pg-"))
    as_owner = _owner_of(folder)
    data, port = folder / "data", _free_port()
    try:
        _run([initdb, "-D", data, "-U", "test", "-A", "trust", "-E", "UTF8", "--no-sync"], as_owner)
        options = f"-p {port} -k '' -c listen_addresses=127.0.0.1 -F"  # a test's data need not survive the machine
        start = [pg_ctl, "-D", data, "-w", "-l", folder / "log", "-o", options, "start"]
        stop = [pg_ctl, "-D", data, "-m", "immediate", "-w", "stop"]
        url = f"postgresql://test@127.0.0.1:{port}"
        made = Server(url, partial(_run, start, as_owner), partial(_run, stop, as_owner))
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder)


def _program(name: str) -> str:
    found = shutil.which(name, path=os.pathsep.join((*PLACES, os.environ.get("PATH", ""))))
    if found is None:
        pytest.skip(f"no PostgreSQL server here: {name} is neither in the path nor in /usr/lib/postgresql")
    return found


def _owner_of(folder: Path) -> dict[str, Any]:
    """Gives the folder to somebody who may run a server; how a process is run as him."""
    if os.name != "posix" or os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    owner = next((names[name] for name in OWNERS if name in names), None)
    if owner is None:
        pytest.skip("PostgreSQL refuses to run as root, and there is no user postgres or nobody")
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def _run(command: list[Any], as_owner: dict[str, Any]) -> None:
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, cwd="/", timeout=LIMIT_S, check=False, **as_owner
    )
    assert 0 == done.returncode, done.stdout + done.stderr


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
