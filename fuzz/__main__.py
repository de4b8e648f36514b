"""Runs the targets, each in a process of its own, one for each core; ends with 1 when one has found something."""

from __future__ import annotations

import argparse
import os
import pkgutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from fuzz import targets

FOUND = Path("build/fuzz")


def main() -> int:
    known = sorted(module.name for module in pkgutil.iter_modules(targets.__path__))
    parser = argparse.ArgumentParser(prog="python -m fuzz", description="Fuzz what comes from a network.")
    parser.add_argument("target", nargs="?", choices=known, help="default: all")
    parser.add_argument("file", nargs="?", type=Path, help="what was found before: played again, once")
    parser.add_argument("--seconds", type=int, default=30, help="for each target; default %(default)s")
    parser.add_argument("--seed", type=int, default=0, help="the same changes in the same order; default 0: others")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="targets side by side; default %(default)s")
    given = parser.parse_args()
    how = [str(given.file)] if given.file else [f"-max_total_time={given.seconds}", f"-seed={given.seed}"]
    with ThreadPoolExecutor(given.jobs) as pool:
        return max(pool.map(partial(_run, how=how), [given.target] if given.target else known))


def _run(target: str, how: list[str]) -> int:
    found = FOUND / target
    found.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "fuzz.run", target, str(found), *how]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    lines = done.stdout.splitlines()
    said = lines[-60:] if done.returncode else [line for line in lines if line.startswith("Done ")]
    print("\n".join([f"== {target}", *said]), flush=True)
    if done.returncode:
        print(f"{target} has found something; files are in {found}", flush=True)
    return min(1, abs(done.returncode))


if __name__ == "__main__":
    sys.exit(main())
