"""The MSI under Wine: installed, used, brought up to date, removed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from scripts.packaging.places import SETUP
from scripts.packaging.setups import build_msi

from tests.windows.installer.machine import (
    SLOW,
    STAGE_OLD,
    a_call_is_seen,
    configure,
    libraries,
    msi_products,
    msiexec,
    programs,
    refusal,
)
from tests.windows.telephony import a_windows_application_calls, choose_port, link_port
from tests.windows.test_programs import free_port, is_served, journal, windows_files
from tests.windows.wine import until

pytestmark = SLOW
MSI_THERE = 4
FAILED_IN_THE_MIDDLE = 1627 & 0xFF
NEWER_COMES = "UPGRADINGPRODUCTCODE={00000000-0000-0000-0000-000000000000}"


async def test_an_old_version_goes_for_a_newer_one_that_serves_and_leaves_the_data(machine, setups, platform, tmp_path):
    """The two halves of an upgrade, one by one: Windows tells the old version for what it goes, and Wine does not."""
    port, link = free_port(), free_port()
    shutil.copy(configure(machine, tmp_path, platform, port), machine.data)
    choose_port(machine, link)
    assert 0 == msiexec(machine, "/i", setups.old_msi).code
    token = (machine.data / "tapi-token.txt").read_text()
    assert 0 == msiexec(machine, "/x", setups.old_msi, NEWER_COMES).code
    assert not programs(machine).exists()
    assert 2 == len(windows_files(machine))
    assert str(link) == link_port(machine)

    assert 0 == msiexec(machine, "/i", setups.msi).code
    assert token == (machine.data / "tapi-token.txt").read_text()
    assert 1 == machine.run(programs(machine) / "tspinst.exe", "list").said.count("<- ctibridge")
    until(lambda: "lines.known" in journal(machine))
    await a_call_is_seen(port, platform)
    await a_windows_application_calls(machine, platform)

    assert MSI_THERE == machine.run(setups.setup, "/S").code
    assert "NEWER = " in refusal(machine, setups.old_msi, tmp_path)
    assert is_served(port)

    assert 0 == msiexec(machine, "/x", setups.msi).code
    assert not is_served(port)
    assert [] == windows_files(machine)
    assert not programs(machine).exists()
    assert (machine.data / "ctibridge.toml").exists()


async def test_a_newer_msi_takes_the_place_of_an_older_one(machine, setups, platform, tmp_path):
    """As Wine does it: the old version is removed for good, with the settings in the registry."""
    link = free_port()
    file = configure(machine, tmp_path, platform, free_port())
    (machine.data / "ctibridge.toml").write_text(f"{file.read_text()}[tapi]\nport = {link}\n")
    assert 0 == msiexec(machine, "/i", setups.old_msi).code
    token = (machine.data / "tapi-token.txt").read_text()
    assert 0 == msiexec(machine, "/i", setups.msi).code
    assert 1 == len(msi_products(machine))
    assert not (libraries(programs(machine)) / "stale.py").exists()
    assert token == (machine.data / "tapi-token.txt").read_text()
    assert 1 == machine.run(programs(machine) / "tspinst.exe", "list").said.count("<- ctibridge")

    assert "7222" == link_port(machine)
    choose_port(machine, link)  # as the configuration has it: somebody here may have the usual one
    until(lambda: "lines.known" in journal(machine))
    await a_windows_application_calls(machine, platform)
    assert 0 == msiexec(machine, "/x", setups.msi).code
    assert not programs(machine).exists()


def test_an_installation_that_fails_takes_back_what_it_began(machine, setups, tmp_path, monkeypatch):
    """But for the provider: Wine takes files back first, also the program that would remove it."""
    failing = msi_that_fails(tmp_path, monkeypatch)
    machine.data.mkdir(parents=True)
    (machine.data / "ctibridge.toml").write_text("crash")
    assert FAILED_IN_THE_MIDDLE == msiexec(machine, "/i", failing).code
    assert 0 != machine.run("sc", "query", "ctibridge").code
    assert not programs(machine).exists()
    assert [] == msi_products(machine)


def msi_that_fails(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small one whose last step is a wrong use of `tspinst`."""
    text = (SETUP / "ctibridge.wxs").read_text()
    fails = '<CustomAction Id="Fail" FileKey="Tspinst" ExeCommand="wrong" Execute="deferred" Impersonate="no"/>'
    text = text.replace("<InstallExecuteSequence>", f"{fails}<InstallExecuteSequence>")
    last = '<Custom Action="Fail" After="StartService">NOT REMOVE</Custom></InstallExecuteSequence>'
    (folder / "ctibridge.wxs").write_text(text.replace("</InstallExecuteSequence>", last))
    monkeypatch.setattr("scripts.packaging.setups.SETUP", folder)
    return build_msi(STAGE_OLD, "0.0.10")
