"""The set-up under Wine: installed, used, brought up to date, removed.

Takes minutes, most of them for compressing and downloading: only `scripts/installer test` asks for it.
"""

from __future__ import annotations

import shutil

import pytest
from scripts.packaging.runtime import check_signatures
from scripts.packaging.setups import STAGE

from tests.windows.installer.machine import (
    OWN_KEY,
    SLOW,
    a_call_is_seen,
    configure,
    elsewhere,
    libraries,
    programs,
    refusal,
    windows_path,
)
from tests.windows.telephony import a_windows_application_calls, choose_port, link_port
from tests.windows.test_programs import free_port, is_served, journal, windows_files
from tests.windows.wine import until

pytestmark = SLOW
NOT_THERE = 4
NEWER_THERE = 5


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


async def test_a_silent_installation_serves_is_brought_up_to_date_where_it_is_and_leaves_the_data(
    machine, setups, platform, tmp_path
):
    port, folder = free_port(), elsewhere(machine)
    file = configure(machine, tmp_path, platform, port)
    choose_port(machine, free_port())
    done = machine.run(setups.setup, "/S", f"/CONFIG={windows_path(file)}", r"/D=C:\telephony")
    assert 0 == done.code, done.said
    command = ("cmd", "/c", r"C:\telephony\ctibridge.cmd")
    assert 2 == len(windows_files(machine))
    assert "ctibridge.tsp\t<- ctibridge" in machine.run(folder / "tspinst.exe", "list").said
    assert machine.run(*command, "--version").said.startswith("ctibridge ")
    until(lambda: "lines.known" in journal(machine))
    assert "8 lines" in machine.run(*command, "lines").said
    await a_call_is_seen(port, platform)
    await a_windows_application_calls(machine, platform)

    token = (machine.data / "tapi-token.txt").read_text()
    stale = libraries(folder) / "stale.py"
    stale.write_text("of the version before")
    changed = (machine.data / "ctibridge.toml").read_text() + "# by hand\n"
    (machine.data / "ctibridge.toml").write_text(changed)
    assert 0 == machine.run(setups.setup, "/S", f"/CONFIG={windows_path(file)}").code
    assert not stale.exists()
    assert not programs(machine).exists()
    assert changed == (machine.data / "ctibridge.toml").read_text()
    assert token == (machine.data / "tapi-token.txt").read_text()
    assert 1 == machine.run(folder / "tspinst.exe", "list").said.count("<- ctibridge")
    until(lambda: 2 == journal(machine).count("lines.known"))
    await a_call_is_seen(port, platform)
    await a_windows_application_calls(machine, platform)

    assert "SETUP = " in refusal(machine, setups.msi, tmp_path)
    assert is_served(port)

    machine.run(folder / "uninstall.exe", "/S")
    until(lambda: not folder.exists())
    assert not is_served(port)
    assert [] == windows_files(machine)
    assert changed == (machine.data / "ctibridge.toml").read_text()
    assert 0 != machine.run("reg", "query", r"HKLM\SOFTWARE\ctibridge\TAPI").code


def test_an_installation_without_configuration_waits_for_one(machine, setups):
    assert 0 == machine.run(setups.setup, "/S", "/NOTAPI").code
    assert "not running\n" == machine.run(programs(machine) / "ctibridge-service.exe", "status").said
    assert [] == windows_files(machine)
    assert "" == link_port(machine)
    machine.run(programs(machine) / "uninstall.exe", "/S", "/PURGE")
    until(lambda: not programs(machine).exists())
    until(lambda: not machine.data.exists())


def test_a_newer_version_is_not_replaced_by_an_older_one(machine, setups):
    machine.run("reg", "add", OWN_KEY, "/v", "DisplayVersion", "/d", "10.0.0", "/f")
    refused = machine.run(setups.setup, "/S", "/NOTAPI")
    machine.run("reg", "delete", OWN_KEY, "/f")
    assert NEWER_THERE == refused.code
    assert not programs(machine).exists()


def test_a_windows_that_refuses_the_provider_has_the_gateway_and_an_exit_code(machine, setups):
    assert 3 == machine.run(setups.setup, "/S", FAKE_TAPI="refuse-add").code
    assert "not running\n" == machine.run(programs(machine) / "ctibridge-service.exe", "status").said
    assert NOT_THERE == machine.run(programs(machine) / "tspinst.exe", "list").code
