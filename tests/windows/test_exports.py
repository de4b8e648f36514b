"""What the built provider offers to Windows, and what it wants of it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.windows.conftest import BUILD, ROOT, prepare

LISTS = Path(__file__).parent
WIDTHS = {"x64": "x86_64", "x86": "i686"}
PROTECTED = 0x0140  # DYNAMIC_BASE, NX_COMPAT


def dump(width: str) -> str:
    prepare("build")
    file = BUILD / "windows" / width / "ctibridge.tsp"
    if not file.exists():
        pytest.skip(f"the compiler for {width} is not installed")
    command = [f"{WIDTHS[width]}-w64-mingw32-objdump", "-p", file]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return str(done.stdout)


@pytest.mark.parametrize("width", WIDTHS)
def test_exports_are_those_of_the_list(width: str) -> None:
    names = re.findall(r"^\s*\[ *\d+\] (?:\+base\[ *\d+\] +\w+ )?(T\w+)$", dump(width), re.MULTILINE)
    assert (LISTS / "exports.txt").read_text().split() == sorted(names)


@pytest.mark.parametrize("width", WIDTHS)
def test_needs_no_library_but_those_of_the_system(width: str) -> None:
    wanted = {name.lower() for name in re.findall(r"DLL Name: (\S+)", dump(width))}
    assert set((LISTS / "imports.txt").read_text().split()) == wanted


@pytest.mark.parametrize("width", WIDTHS)
def test_can_be_loaded_anywhere_and_runs_no_data(width: str) -> None:
    found = re.search(r"DllCharacteristics\s+([0-9a-f]+)", dump(width))
    assert found is not None
    assert PROTECTED == int(found[1], 16) & PROTECTED


def test_every_function_of_the_sources_is_exported() -> None:
    sources = "".join(path.read_text() for path in sorted((ROOT / "windows/tsp").glob("*.c")))
    assert (LISTS / "exports.txt").read_text().split() == sorted(re.findall(r"^LONG TSPIAPI (\w+)\(", sources, re.M))
