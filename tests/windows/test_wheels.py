"""Which libraries a set-up for Windows has."""

from __future__ import annotations

import tomllib

import pytest
from packaging.requirements import Requirement
from scripts.packaging.places import ROOT
from scripts.packaging.wheels import LOCK, windows_lock

HASH = "    --hash=sha256:00\n"
ENTRIES = f"""# Written by a tool
libone==1.0 \\
{HASH}    # via ctibridge
onlylinux==1.0 ; sys_platform == 'linux' \\
{HASH}    # via libone
below-linux==1.0 \\
{HASH}    # via onlylinux
onlywindows==1.0 ; sys_platform == 'win32' \\
{HASH}    # via libone
shared==1.0 \\
{HASH}    # via
    #   builder
    #   onlywindows
builder==1.0 \\
{HASH}"""


def names(lock: str) -> list[str]:
    return [line.split("==")[0] for line in lock.splitlines() if "==" in line]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("onlywindows", True), ("shared", True), ("onlylinux", False), ("below-linux", False), ("builder", False)],
)
def test_a_library_is_taken_when_the_gateway_needs_it_on_windows(name, wanted):
    assert wanted == (name in names(windows_lock(ENTRIES)))


def test_hashes_stay_and_markers_go():
    lock = windows_lock(ENTRIES)
    assert ["libone", "onlywindows", "shared"] == names(lock)
    assert 3 == lock.count("--hash=sha256:00")
    assert ";" not in lock


def test_everything_that_the_gateway_names_is_taken_from_the_real_lock():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert {Requirement(text).name for text in project["dependencies"]} <= {*names(windows_lock(LOCK.read_text()))}
