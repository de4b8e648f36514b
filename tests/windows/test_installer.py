"""Set-up and MSI under Wine: installed, used, brought up to date, removed.

Takes minutes, most of them for compressing and downloading: only `scripts/installer test` asks for it.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scripts.packaging.places import TSP, Missing
from scripts.packaging.runtime import check_signatures
from scripts.packaging.setups import STAGE, build_msi, build_setup, stage

from ctibridge.client import CstaClient
from tests.windows.conftest import prepare
from tests.windows.telephony import a_windows_application_calls, choose_port, link_port
from tests.windows.test_programs import free_port, is_served, journal, windows_files
from tests.windows.wine import Wine, running_wine, until

pytestmark = [
    pytest.mark.timeout(900),
    pytest.mark.skipif(
        "CTIBRIDGE_INSTALLER" not in os.environ, reason="builds for minutes: scripts/installer test runs it"
    ),
]
SERVICE = r"C:\Program Files\ctibridge\ctibridge-service.exe"
UNINSTALL = r"C:\Program Files\ctibridge\uninstall.exe"
COMMAND = r"C:\Program Files\ctibridge\ctibridge.cmd"
TSPINST = r"C:\Program Files\ctibridge\tspinst.exe"
NOT_THERE = 4


@pytest.fixture(scope="module")
def wine() -> Iterator[Wine]:
    with running_wine("wine-setup") as wine:
        yield wine


@pytest.fixture(scope="module")
def setups(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Both programs. Where there is no compiler for x86 a file stands for that provider: Wine does not load it."""
    prepare("build")
    tsp = shutil.copytree(TSP, tmp_path_factory.mktemp("tsp"), dirs_exist_ok=True)
    if not (tsp / "x86" / "ctibridge.tsp").exists():
        (tsp / "x86").mkdir()
        (tsp / "x86" / "ctibridge.tsp").write_text("x86")
    try:
        stage(tsp)
        return build_setup(quick=True), build_msi()
    except Missing as exc:
        pytest.skip(f"{exc} (scripts/installer packages)")


@pytest.fixture(scope="module")
def platform() -> Iterator[dict[str, Any]]:
    """A simulated platform, outside of Wine."""
    command = [sys.executable, "-m", "ctibridge", "sim", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
        process.terminate()


@pytest.fixture
def machine(wine: Wine) -> Iterator[Wine]:
    """A machine that never had ctibridge."""
    _clear(wine)
    yield wine
    _clear(wine)


def _clear(wine: Wine) -> None:
    if (wine.drive / "Program Files" / "ctibridge").exists():
        wine.run(SERVICE, "uninstall")
        wine.run(TSPINST, "remove")
    for folder in (wine.data, wine.drive / "Program Files" / "ctibridge"):
        shutil.rmtree(folder, ignore_errors=True)


def configure(wine: Wine, folder: Path, platform: dict[str, Any], port: int) -> Path:
    """A configuration that a distribution would bring; the password is where the service may read it."""
    wine.data.mkdir(parents=True, exist_ok=True)
    (wine.data / "password.txt").write_text(platform["admin"]["password"])
    file = folder / "ctibridge.toml"
    file.write_text(
        f"[providers.office]\nurl = '{platform['xsi']}'\nuser = '{platform['admin']['userId']}'\n"
        f"password_file = 'password.txt'\ndirectory_user = '{platform['users'][0]['userId']}'\n"
        f"[csta]\nport = {port}\n[log]\nformat = 'json'\n"
    )
    return file


def windows_path(path: Path) -> str:
    return "Z:" + str(path).replace("/", "\\")


async def a_call_is_seen(port: int, platform: dict[str, Any]) -> None:
    """Uses the gateway as an application does: watches a line and lets it dial, so that its own telephone rings."""
    caller, called = (user["extension"] for user in platform["users"][:2])
    async with CstaClient.connect("127.0.0.1", port) as client, asyncio.timeout(20):
        monitor = await client.monitor_start(caller)
        connection = await client.make_call(caller, called)
        async for _event in monitor:
            break
        await client.clear_connection(connection)


@pytest.mark.skipif(shutil.which("osslsigncode") is None, reason="osslsigncode is not installed")
def test_a_python_that_is_not_as_its_signer_left_it_is_refused(setups, tmp_path):
    python = STAGE / "python"
    changed = bytearray((python / "python.exe").read_bytes())
    check_signatures(python)
    changed[2000] ^= 1
    (tmp_path / "python.exe").write_bytes(changed)
    with pytest.raises(SystemExit, match=r"python.exe: the signature does not fit the file"):
        check_signatures(tmp_path)
    shutil.copy(STAGE / "tspinst.exe", tmp_path / "python.exe")
    with pytest.raises(SystemExit, match=r"python.exe: .*"):
        check_signatures(tmp_path)


async def test_a_silent_installation_serves_is_brought_up_to_date_and_leaves_the_data(
    machine, setups, platform, tmp_path
):
    setup, _ = setups
    port = free_port()
    file = configure(machine, tmp_path, platform, port)
    choose_port(machine, free_port())
    done = machine.run(setup, "/S", f"/CONFIG={windows_path(file)}")
    assert 0 == done.code, done.said
    assert 2 == len(windows_files(machine))
    assert "ctibridge.tsp\t<- ctibridge" in machine.run(TSPINST, "list").said
    assert machine.run("cmd", "/c", COMMAND, "--version").said.startswith("ctibridge ")
    until(lambda: "lines.known" in journal(machine))
    await a_call_is_seen(port, platform)
    await a_windows_application_calls(machine, platform)

    token = (machine.data / "tapi-token.txt").read_text()
    stale = machine.drive / "Program Files" / "ctibridge" / "python" / "Lib" / "site-packages" / "stale.py"
    stale.write_text("of the version before")
    changed = (machine.data / "ctibridge.toml").read_text() + "# by hand\n"
    (machine.data / "ctibridge.toml").write_text(changed)
    assert 0 == machine.run(setup, "/S", f"/CONFIG={windows_path(file)}").code
    assert not stale.exists()
    assert changed == (machine.data / "ctibridge.toml").read_text()
    assert token == (machine.data / "tapi-token.txt").read_text()
    assert 1 == machine.run(TSPINST, "list").said.count("<- ctibridge")
    until(lambda: 2 == journal(machine).count("lines.known"))
    await a_call_is_seen(port, platform)
    await a_windows_application_calls(machine, platform)

    machine.run(UNINSTALL, "/S")
    until(lambda: not (machine.drive / "Program Files" / "ctibridge").exists())
    assert not is_served(port)
    assert [] == windows_files(machine)
    assert changed == (machine.data / "ctibridge.toml").read_text()
    assert 0 != machine.run("reg", "query", r"HKLM\SOFTWARE\ctibridge\TAPI").code


def test_an_installation_without_configuration_waits_for_one(machine, setups):
    setup, _ = setups
    assert 0 == machine.run(setup, "/S", "/NOTAPI").code
    assert "not running\n" == machine.run(SERVICE, "status").said
    assert [] == windows_files(machine)
    assert "" == link_port(machine)
    machine.run(UNINSTALL, "/S", "/PURGE")
    until(lambda: not (machine.drive / "Program Files" / "ctibridge").exists())
    until(lambda: not machine.data.exists())


def test_a_windows_that_refuses_the_provider_has_the_gateway_and_an_exit_code(machine, setups):
    setup, _ = setups
    assert 3 == machine.run(setup, "/S", FAKE_TAPI="refuse-add").code
    assert "not running\n" == machine.run(SERVICE, "status").said
    assert NOT_THERE == machine.run(TSPINST, "list").code


async def test_the_msi_installs_serves_and_removes(machine, setups, platform, tmp_path):
    _, msi = setups
    port = free_port()
    file = configure(machine, tmp_path, platform, port)
    shutil.copy(file, machine.data)
    choose_port(machine, free_port())
    assert 0 == machine.run("msiexec", "/i", windows_path(msi), "/qn").code
    assert 2 == len(windows_files(machine))
    until(lambda: "lines.known" in journal(machine))
    await a_call_is_seen(port, platform)
    await a_windows_application_calls(machine, platform)
    assert 0 == machine.run("msiexec", "/x", windows_path(msi), "/qn").code
    assert not is_served(port)
    assert [] == windows_files(machine)
    assert not (machine.drive / "Program Files" / "ctibridge").exists()
    assert (machine.data / "ctibridge.toml").exists()
