"""Where the parts of a set-up come from and go to, and how other programs are called."""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
INST = ROOT / "windows" / "inst"
SETUP = ROOT / "windows" / "setup"
OUT = ROOT / "build" / "installer"
TSP = ROOT / "build" / "windows"  # where `scripts/windows build` leaves the service provider
PYTHON_VERSION = "311"  # of the runtime that is shipped; what Wine can run, and what the lock has wheels for


class Missing(Exception):
    """What this step needs is not there."""


def tool(name: str, package: str) -> str:
    """Raises Missing: with the Debian package that has it."""
    found = shutil.which(name)
    if found is None:
        raise Missing(f"{name} is not installed; apt-get install {package}")
    return found


def call(*words: str | Path, cwd: Path | None = None) -> None:
    """Runs a program; what it says is shown only when it fails."""
    done = subprocess.run([str(word) for word in words], cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{words[0]} failed ({done.returncode}):\n{done.stdout}{done.stderr}")


def fresh(folder: Path) -> Path:
    """The folder, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def version() -> str:
    """The project's."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])
