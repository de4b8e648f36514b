"""A machine with an installed gateway: what an administrator puts there, and what a CSTA application sees."""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from scripts.packaging.places import OUT

from ctibridge.client import CstaClient
from tests.windows.telephony import TAPI_KEY
from tests.windows.test_programs import KEY as PROVIDERS_KEY
from tests.windows.test_programs import windows_files
from tests.windows.wine import Done, Wine

SLOW = [
    pytest.mark.timeout(900),
    pytest.mark.skipif(
        "CTIBRIDGE_INSTALLER" not in os.environ, reason="builds for minutes: scripts/installer test runs it"
    ),
]
STAGE_OLD = OUT / "stage-old"  # what an older version had
UNINSTALL_KEY = r"HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall"
OWN_KEY = UNINSTALL_KEY + r"\ctibridge"  # of the set-up program
FAILED = 1603 & 0xFF  # Windows Installer's word for all that its log tells, of which Wine keeps a byte


def programs(wine: Wine) -> Path:
    """Where an installation is, if nobody chose another folder."""
    return wine.drive / "Program Files" / "ctibridge"


def elsewhere(wine: Wine) -> Path:
    """Where it is if somebody did."""
    return wine.drive / "telephony"


def libraries(folder: Path) -> Path:
    """Of the Python in an installation."""
    return folder / "python" / "Lib" / "site-packages"


def msi_products(wine: Wine) -> list[str]:
    """The product codes of what MSIs have installed."""
    keys = wine.run("reg", "query", UNINSTALL_KEY).said.splitlines()
    return [key.rpartition("\\")[2] for key in keys if key.endswith("}")]


def clear(wine: Wine) -> None:
    """Takes away what a test that failed has left."""
    for product in msi_products(wine):
        wine.run("msiexec", "/x", product, "/qn")
    for folder in filter(Path.exists, (programs(wine), elsewhere(wine))):
        wine.run(folder / "ctibridge-service.exe", "uninstall")
        wine.run(folder / "tspinst.exe", "remove")
        shutil.rmtree(folder, ignore_errors=True)
    wine.run("sc", "delete", "ctibridge")
    for key in (TAPI_KEY, OWN_KEY, PROVIDERS_KEY):
        wine.run("reg", "delete", key, "/f")
    for file in windows_files(wine):
        file.unlink()
    shutil.rmtree(wine.data, ignore_errors=True)


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
    """How Wine names a file of this machine."""
    return "Z:" + str(path).replace("/", "\\")


def msiexec(wine: Wine, what: str, msi: Path, *words: str) -> Done:
    """Windows Installer, silently."""
    return wine.run("msiexec", what, windows_path(msi), "/qn", *words)


def refusal(wine: Wine, msi: Path, folder: Path) -> str:
    """Why an MSI is not installed: properties in the log of Windows Installer. Wine has no more than those there."""
    log = folder / "msi.log"
    assert FAILED == msiexec(wine, "/i", msi, "/l*", windows_path(log)).code
    return log.read_text(errors="replace")


async def a_call_is_seen(port: int, platform: dict[str, Any]) -> None:
    """Uses the gateway as an application does: watches a line and lets it dial, so that its own telephone rings."""
    caller, called = (user["extension"] for user in platform["users"][:2])
    async with CstaClient.connect("127.0.0.1", port) as client, asyncio.timeout(20):
        monitor = await client.monitor_start(caller)
        connection = await client.make_call(caller, called)
        async for _event in monitor:
            break
        await client.clear_connection(connection)
