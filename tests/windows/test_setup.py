"""The set-up, under Wine: installed without asking, used, installed again, removed.

Wine cannot register a provider; a tapi32.dll of the tests keeps the list in a file instead. It lacks
bcryptprimitives.dll, which a library of the gateway's command line wants; there is one of the tests.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.windows.conftest import BUILD, ROOT, prepare

SETUP = BUILD / "ctibridge-setup.exe"
PROGRAM = "C:\\Program Files\\ctibridge"
LIMIT_S = 120
WINE = shutil.which("wine") or "wine"
pytestmark = pytest.mark.timeout(900)


class Machine:
    """A Windows of Wine's, of its own."""

    def __init__(self, folder: Path) -> None:
        self.drive = folder / "drive_c"
        self.list = self.drive / "providers.txt"
        self.program = self.drive / "Program Files/ctibridge"
        self.data = self.drive / "ProgramData/ctibridge"
        self.provider = self.drive / "windows/system32/ctibridge.tsp"
        overrides = "mscoree,mshtml=;tapi32=n"
        own = {"WINEPREFIX": str(folder), "WINEDEBUG": "-all", "WINEDLLOVERRIDES": overrides}
        self._environment = os.environ | own | {"TAPI32_LIST": "C:\\providers.txt"}

    def run(self, *command: str | Path, check: bool = True) -> subprocess.CompletedProcess[bytes]:
        with (self.drive / "output.txt").open("wb") as out:
            done = subprocess.run(
                [WINE, *command],
                env=self._environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out, timeout=LIMIT_S, check=False,
            )  # fmt: skip
        text = (self.drive / "output.txt").read_bytes()
        assert not check or done.returncode == 0, text
        return subprocess.CompletedProcess(command, done.returncode, text)

    def is_state(self, name: str) -> bool:
        return name.encode() in self.run("sc", "query", "ctibridge", check=False).stdout

    def harness(self) -> subprocess.CompletedProcess[bytes]:
        """The lines, through the installed provider, which finds its token in the registry."""
        return self.run(BUILD / "windows/x64/harness.exe", "C:\\windows\\system32\\ctibridge.tsp", "watch", check=False)

    def log(self) -> str:
        return (self.data / "log/service.log").read_text(errors="replace")[-3000:]

    def registered(self) -> str:
        return self.list.read_text() if self.list.exists() else ""


def soon(holds: object, explain: object) -> None:
    """Waits until `holds()`: services of Wine tell nobody when they are done."""
    assert callable(holds)
    end = time.monotonic() + LIMIT_S
    while not holds():
        assert time.monotonic() < end, explain() if callable(explain) else explain
        time.sleep(0.5)


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    if not SETUP.exists():
        pytest.skip("build/ctibridge-setup.exe is not built (scripts/windows installer)")
    prepare("build")
    prepare("wine")
    folder = BUILD / "wine-setup"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(BUILD / "wine", folder, symlinks=True)
    for name in ("tapi32.dll", "bcryptprimitives.dll"):
        shutil.copy(BUILD / "windows/x64" / name, folder / "drive_c/windows/system32" / name)
    machine = Machine(folder)
    yield machine
    machine.run("net", "stop", "ctibridge", check=False)
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def platform() -> Iterator[dict[str, object]]:
    """The simulator, in a process of its own."""
    command = [sys.executable, "-m", "ctibridge", "sim", "--json"]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


def configuration(platform: dict[str, object]) -> str:
    return f"""
state = 'C:\\ProgramData\\ctibridge\\state'
[csta]
port = 0
[tapi]
token_file = 'C:\\ProgramData\\ctibridge\\tapi.token'
[providers.office]
url = "{platform["xsi"]}"
user = "admin@ent1.example"
password_file = 'C:\\ProgramData\\ctibridge\\password.txt'
enterprise = "ent1"
directory_user = "anna@ent1.example"
"""


def test_installs_serves_upgrades_and_goes(machine: Machine) -> None:
    """One story, as installing takes its time."""
    machine.run(SETUP, "/S")
    assert machine.provider.exists()
    assert "ctibridge.tsp" in machine.registered()
    assert b"ctibridge.tsp" in machine.run(f"{PROGRAM}\\tspinst.exe", "list").stdout
    token = (machine.data / "tapi.token").read_text()
    assert 48 == len(token)
    assert token.encode() in machine.run("reg", "query", "HKLM\\SOFTWARE\\ctibridge\\TAPI").stdout
    assert machine.is_state("RUNNING")

    with platform() as simulated:
        own = configuration(simulated)
        (machine.data / "ctibridge.toml").write_text(own)
        (machine.data / "password.txt").write_text("demo")
        machine.run("net", "stop", "ctibridge")
        soon(lambda: machine.is_state("STOPPED"), machine.log)
        machine.run("net", "start", "ctibridge")
        soon(lambda: b"line 0 101" in machine.harness().stdout, machine.log)

    machine.run(SETUP, "/S")
    assert (own, token) == ((machine.data / "ctibridge.toml").read_text(), (machine.data / "tapi.token").read_text())
    assert 1 == machine.registered().count("ctibridge.tsp")

    machine.run(f"{PROGRAM}\\uninstall.exe", "/S")
    soon(lambda: not machine.program.exists(), lambda: sorted(machine.program.rglob("*"))[:5])
    assert not machine.provider.exists()
    assert "ctibridge.tsp" not in machine.registered()
    assert not machine.is_state("RUNNING")
    assert own == (machine.data / "ctibridge.toml").read_text()


def test_the_msi_does_the_same(machine: Machine) -> None:
    package = BUILD / "ctibridge.msi"
    if not package.exists():
        pytest.skip("build/ctibridge.msi is not built (scripts/windows installer)")
    machine.run("msiexec", "/i", package, "/qn")
    assert machine.provider.exists()
    assert "ctibridge.tsp" in machine.registered()
    assert (machine.data / "tapi.token").exists()
    assert machine.is_state("RUNNING")

    machine.run("msiexec", "/x", package, "/qn")
    assert not machine.provider.exists()
    assert "ctibridge.tsp" not in machine.registered()
    assert not machine.is_state("RUNNING")
    assert (machine.data / "ctibridge.toml").exists()
