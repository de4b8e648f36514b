"""The set-up programs, a machine for them, and a platform."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from scripts.packaging.places import TSP, Missing, fresh
from scripts.packaging.programs import PROGRAMS
from scripts.packaging.setups import STAGE, build_msi, build_setup, stage

from tests.windows.conftest import prepare
from tests.windows.installer.machine import STAGE_OLD, clear, libraries
from tests.windows.wine import Wine, running_wine

OLD = "0.0.9"  # a version before this one


class Setups(NamedTuple):
    """What is built once."""

    setup: Path
    msi: Path
    old_msi: Path  # a small one: its service has no Python, and it has a file that the new one lacks


@pytest.fixture(scope="session")
def wine() -> Iterator[Wine]:
    with running_wine("wine-setup") as wine:
        yield wine


@pytest.fixture(scope="session")
def setups(tmp_path_factory: pytest.TempPathFactory) -> Setups:
    """Where there is no compiler for x86 a file stands for that provider: Wine does not load it."""
    prepare("build")
    tsp = shutil.copytree(TSP, tmp_path_factory.mktemp("tsp"), dirs_exist_ok=True)
    if not (tsp / "x86" / "ctibridge.tsp").exists():
        (tsp / "x86").mkdir()
        (tsp / "x86" / "ctibridge.tsp").write_text("x86")
    try:
        stage(tsp)
        setup, msi = build_setup(quick=True), build_msi()
        old_msi = build_msi(_stage_old(), OLD)
    except Missing as exc:
        pytest.skip(f"{exc} (scripts/installer packages)")
    return Setups(setup, msi, old_msi)


def _stage_old() -> Path:
    folder = fresh(STAGE_OLD)
    for name in PROGRAMS:
        shutil.copy(STAGE / name, folder)
    shutil.copytree(STAGE / "tapi", folder / "tapi")
    libraries(folder).mkdir(parents=True)
    (libraries(folder) / "stale.py").write_text("of the version before")
    return folder


@pytest.fixture(scope="session")
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
    clear(wine)
    yield wine
    clear(wine)
