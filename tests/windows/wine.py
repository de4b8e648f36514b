"""A Windows of our own under Wine, with stand-ins for what Wine lacks."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from scripts.packaging.places import INST, OUT, Missing, call, tool

COMPILER = "x86_64-w64-mingw32-gcc"
LIMIT_S = 120
# name in the build folder: sources in windows/inst/test and further words for the compiler
STAND_INS = {
    "tapi32.dll": ("fake_tapi32.c", "-shared", "-DUNICODE", "-D_UNICODE"),
    "bcryptprimitives.dll": ("bcryptprimitives.c", "-shared", "-ladvapi32"),
    "python.exe": ("child.c", "-lws2_32"),
}


class Done(NamedTuple):
    """What a program answered."""

    code: int
    said: str


class Wine:
    """One prefix; its drive C is `drive`."""

    def __init__(self, folder: Path) -> None:
        self.drive = folder / "drive_c"
        self._user: subprocess.Popen[bytes] | None = None  # Wine ends all services when nobody is there any more
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("CTIBRIDGE_TAPI_")},
            "WINEPREFIX": str(folder),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=;tapi32=n,b",
        }

    @property
    def data(self) -> Path:
        """The data folder of the installation."""
        return self.drive / "ProgramData" / "ctibridge"

    def run(self, *words: str | Path, **environment: str) -> Done:
        """Runs a program to its end.

        Its output goes to a pipe, as Python under Wine dies with a file. What it starts may keep that pipe open, so it
        is read until the program ends, and not until its own end.
        """
        reader, writer = os.pipe()
        os.set_blocking(reader, False)
        with subprocess.Popen(
            [tool("wine", "wine"), *map(str, words)],
            stdin=subprocess.PIPE,
            stdout=writer,
            stderr=subprocess.STDOUT,
            env=self.environment | environment,
        ) as process:
            os.close(writer)
            said = bytearray()
            until(lambda: _has_ended(process, reader, said), LIMIT_S)
        os.close(reader)
        return Done(process.returncode, said.decode(errors="replace").replace("\r\n", "\n"))

    def start(self) -> None:
        """Makes what is missing. The server is started apart: whoever starts it shares his pipes with it."""
        self._quietly(_server(), "-p120")
        if not self.drive.exists():
            self._quietly("wine", "wineboot", "-i")
            self._quietly(_server(), "-k")  # else what was started for making it ends later, with services that are new
            self._quietly(_server(), "-w")
            self._quietly(_server(), "-p120")
        self._quietly("wine", "wineboot")
        for name in ("tapi32.dll", "bcryptprimitives.dll"):
            shutil.copy(stand_in(name), self.drive / "windows" / "system32" / name)
        self._user = self._begin("wine", str(stand_in("python.exe")), "own", "0")

    def end(self) -> None:
        """Ends everything that runs in this prefix."""
        self._quietly(_server(), "-k")
        if self._user is not None:
            self._user.wait(LIMIT_S)

    def _quietly(self, *words: str) -> None:
        self._begin(*words).wait(LIMIT_S)

    def _begin(self, *words: str) -> subprocess.Popen[bytes]:
        quiet = subprocess.DEVNULL
        return subprocess.Popen(words, env=self.environment, stdin=quiet, stdout=quiet, stderr=quiet)


def _has_ended(process: subprocess.Popen[bytes], reader: int, said: bytearray) -> bool:
    """Takes what has been said; the order matters: the last words are there when the program has ended."""
    ended = process.poll() is not None
    with contextlib.suppress(BlockingIOError):
        while part := os.read(reader, 65_536):
            said += part
    return ended


def _server() -> str:
    return shutil.which("wineserver") or "/usr/lib/wine/wineserver64"


def stand_in(name: str) -> Path:
    """The file, built when it is older than its source."""
    source, *words = STAND_INS[name]
    made, origin = OUT / "stand-ins" / name, INST / "test" / source
    made.parent.mkdir(parents=True, exist_ok=True)
    if not made.exists() or made.stat().st_mtime < origin.stat().st_mtime:
        own = made.with_name(f"{os.getpid()}-{name}")  # another process may build, too
        call(COMPILER, "-std=gnu11", "-O2", "-s", "-Wall", "-Wextra", "-static-libgcc", "-o", own, origin, *words)
        own.replace(made)
    return made


@contextmanager
def running_wine(name: str) -> Iterator[Wine]:
    """A prefix of this name, kept for the next run; skips the test where tools are missing.

    Each process of a parallel run has its own: two services of one name would meet.
    """
    try:
        tool("wine", "wine wine64")
        tool(COMPILER, "gcc-mingw-w64-x86-64-win32")
    except Missing as exc:
        pytest.skip(f"{exc} (scripts/installer packages)")
    OUT.mkdir(parents=True, exist_ok=True)
    wine = Wine(OUT / (name + os.environ.get("PYTEST_XDIST_WORKER", "")))
    wine.start()
    try:
        yield wine
    finally:
        wine.end()


def until(condition: Callable[[], object], limit_s: float = 60) -> None:
    """Waits for what another process does."""
    end = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < end, "it does not happen"
        time.sleep(0.05)
