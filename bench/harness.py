"""The Windows provider in the harness that measures, under Wine or built for this machine: orders in, times out."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build"
MISSING = 77  # what scripts/windows says when it lacks its tools
PATIENCE_S = 60.0
GOODBYE_S = 10.0
READ = 65_536
NOWHERE = "/"  # cannot be dialled: the gateway refuses it by itself


class Skipped(Exception):
    """It cannot be measured here; the text says why."""


def under_wine() -> list[str]:
    """The command for x64 under Wine.

    Raises:
        Skipped: compiler or Wine are absent.
    """
    _step("build")
    _step("wine")
    folder = BUILD / "windows" / "x64"
    return ["wine", str(folder / "harness.exe"), str(folder / "ctibridge.tsp")]


def natively() -> list[str]:
    """The command for the same sources, built for this machine without sanitizers.

    Raises:
        Skipped: compiler or headers are absent.
    """
    _step("plain")
    folder = BUILD / "native" / "plain"
    return [str(folder / "harness"), str(folder / "ctibridge.so")]


def _step(name: str) -> None:
    if sys.platform != "linux":
        raise Skipped("what is for Windows is built on Linux")
    done = subprocess.run([ROOT / "scripts" / "windows", name], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode == MISSING:
        raise Skipped(done.stdout.strip().removeprefix("skipped: "))
    assert done.returncode == 0, done.stdout + done.stderr


class Harness:
    """The harness with its provider, as a context.

    Args:
        command: Which one.
        port: The TAPI face.
        token: Its token.

    Attributes:
        lines: How many lines the provider has.
        started_s: From TSPI_providerEnumDevices until the capabilities of each line and address were read.
        grown: By so many bytes the process has grown meanwhile.
    """

    def __init__(self, command: Sequence[str], port: int, token: str) -> None:
        self._command = [*command, "measure"]
        self._environment = {"WINEPREFIX": str(BUILD / "wine"), "WINEDEBUG": "-all"}
        self._environment |= {"CTIBRIDGE_TAPI_PORT": str(port), "CTIBRIDGE_TAPI_TOKEN": token}
        self._rest = b""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(  # noqa: S603  all of it is ours
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ | self._environment
        )
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start(self) -> None:
        self.ask("clock")  # the provider is loaded
        before = self._private_bytes()
        ((_, lines, taken),) = self.ask("start")
        self.lines, self.started_s = int(lines), int(taken) / 1e9
        self.grown = self._private_bytes() - before

    def __exit__(self, *_exc: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(OSError, subprocess.TimeoutExpired):
            self._process.stdin.close()
            self._process.wait(GOODBYE_S)
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()

    def _private_bytes(self) -> int:
        """Memory that the process has for itself."""
        smaps = Path(f"/proc/{self._process.pid}/smaps_rollup").read_text(encoding="ascii")
        return sum(int(line.split()[1]) for line in smaps.splitlines() if line.startswith("Private_Dirty")) * 1024

    def tell(self, order: str) -> None:
        """Gives an order."""
        assert self._process.stdin is not None
        self._process.stdin.write(order.encode() + b"\n")
        self._process.stdin.flush()

    def answer(self, last: str) -> list[list[str]]:
        """The lines up to the one that begins with this word, and without it."""
        lines = []
        while (words := self._line())[0] != last:
            lines.append(words)
        return lines

    def _line(self) -> list[str]:
        assert self._process.stdout is not None
        while b"\n" not in self._rest:
            assert select.select([self._process.stdout], [], [], PATIENCE_S)[0], "the harness says nothing"
            data = os.read(self._process.stdout.fileno(), READ)
            assert data, "the harness ended by itself"
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\n")
        assert not line.startswith(b"VIOLATION"), line.decode()
        return line.decode().split()

    def ask(self, order: str) -> list[list[str]]:
        """Gives an order, and waits until it is carried out."""
        self.tell(order)
        return self.answer(order.split()[0])

    def open(self, lines: int) -> None:
        """Opens the first lines, and waits until the gateway knows: it answers in turn."""
        self.ask(f"open {lines}")
        self.calls(lines - 1, NOWHERE, 1)

    def calls(self, line: int, number: str, count: int) -> list[tuple[float, int]]:
        """Makes calls; of each, seconds from lineMakeCall to its completion, and with what it was completed."""
        return [(int(taken) / 1e9, int(result)) for _, taken, result in self.ask(f"call {line} {number} {count}")]

    def echoes(self, port: int, out: int, back: int, count: int) -> list[float]:
        """Seconds from bytes sent to bytes received, from the same process, without the provider."""
        return [int(taken) / 1e9 for _, taken, _ in self.ask(f"echo {port} {out} {back} {count}")]

    def heard(self) -> list[float]:
        """When each LINE_CALLSTATE came that was listened for, by `clock`."""
        return [int(at) / 1e9 for _, at in self.answer("listen")]

    def check_clock(self) -> None:
        """The performance counter has to be a clock that we can read, too.

        Raises:
            Skipped: it is not.
        """
        before = clock()
        ((_, at),) = self.ask("clock")
        if not before <= int(at) / 1e9 <= clock():
            raise Skipped("the performance counter is not CLOCK_MONOTONIC_RAW")


class Hearing:
    """The harness as the client of a `Rig`: it is told to listen, and answers when each LINE_CALLSTATE came."""

    def __init__(self, harness: Harness) -> None:
        self._harness = harness
        self._ahead = 0.0

    def tell(self, method: str, *arguments: int) -> None:
        """Listens from now on."""
        self._harness.tell(" ".join([method, *map(str, arguments)]))
        self._harness.answer("listening")
        self._ahead = _ahead()

    def answer(self) -> list[float]:
        """When they came, by the clock that everybody else uses."""
        heard = self._harness.heard()
        ahead = (self._ahead + _ahead()) / 2  # the one is corrected by NTP, the other is not
        return [at + ahead for at in heard]


def clock() -> float:
    """What Wine's performance counter counts, in seconds."""
    return time.clock_gettime(time.CLOCK_MONOTONIC_RAW)


def _ahead() -> float:
    """By how much the other clock is ahead."""
    before, now, after = clock(), time.monotonic(), clock()
    return now - (before + after) / 2
