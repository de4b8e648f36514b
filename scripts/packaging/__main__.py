"""The command line: build."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from scripts.packaging.places import TSP, Missing
from scripts.packaging.setups import build_msi, build_setup, stage

SKIPPED = 77  # as test runners understand it


def main() -> None:
    """Says what took how long."""
    parser = argparse.ArgumentParser(prog="scripts/installer")
    parser.add_argument("command", choices=["build"])
    parser.add_argument("--tsp", type=Path, default=TSP, help="folder with x64 and x86 (default: %(default)s)")
    parser.add_argument("--quick", action="store_true", help="compress little: for trying")
    given = parser.parse_args()
    try:
        timed("staged", lambda: stage(given.tsp))
        timed("set-up", lambda: build_setup(quick=given.quick))
        timed("MSI", build_msi)
    except Missing as exc:
        print(f"skipped: {exc}")
        raise SystemExit(SKIPPED) from exc


def timed(what: str, step: Callable[[], Path]) -> None:
    """Prints what a step made."""
    begun = time.monotonic()
    made = step()
    size = sum(path.stat().st_size for path in (made.rglob("*") if made.is_dir() else [made]) if path.is_file())
    print(f"{what:<7} {made}  {size / 1e6:.1f} MB  {time.monotonic() - begun:.1f} s")


main()
