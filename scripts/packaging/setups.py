"""One folder with everything, and from it the NSIS set-up and the MSI."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from scripts.packaging.places import OUT, ROOT, SETUP, TSP, Missing, call, fresh, tool, version
from scripts.packaging.programs import PROGRAMS, SIGN, build_programs, sign
from scripts.packaging.runtime import build_runtime

WIDTHS = ("x64", "x86")
STAGE = OUT / "stage"
# wixl makes of Execute="rollback" what runs at once: 0x100 and 0x400 are msidbCustomActionTypeRollback and ...InScript
ROLLBACK = "UPDATE `CustomAction` SET `Type` = 3410 WHERE `Type` = 2130"


def stage(tsp: Path = TSP) -> Path:
    """The installation as it will be on the disk.

    Args:
        tsp: Has x64/ctibridge.tsp and x86/ctibridge.tsp.

    Raises:
        Missing: a tool, or one of these files.
    """
    for name in ("makensis", "wixl", "wixl-heat", "msibuild"):  # before the long work
        tool(name, "nsis wixl msitools")
    for width in WIDTHS:
        if not (tsp / width / "ctibridge.tsp").exists():
            raise Missing(f"{tsp / width}/ctibridge.tsp is not there: scripts/windows build")
    fresh(STAGE)
    build_programs(STAGE)
    build_runtime(STAGE / "python")
    for width in WIDTHS:
        target = STAGE / "tapi" / width
        target.mkdir(parents=True)
        shutil.copy(tsp / width / "ctibridge.tsp", target)
        sign(target / "ctibridge.tsp")
    for text in ("LICENSE", "README.md", "CHANGELOG.md"):
        _as_windows_text(ROOT / text, STAGE / f"{Path(text).stem}.txt")
    for text in ("ctibridge.cmd", "ctibridge.example.toml"):
        _as_windows_text(SETUP / text, STAGE / text)
    return STAGE


def _as_windows_text(source: Path, target: Path) -> None:
    target.write_text(source.read_text(), newline="\r\n")


def build_setup(*, quick: bool = False) -> Path:
    """The NSIS set-up from what is staged; `quick` makes a bigger one sooner."""
    made = OUT / f"ctibridge-{version()}-setup.exe"
    values: dict[str, object] = {"STAGE": STAGE, "OUT": made, "VERSION": version()}
    if quick:
        values["QUICK"] = "yes"
    if SIGN in os.environ:
        values["SIGN"] = os.environ[SIGN]  # for the uninstaller, which makensis makes itself
    call(tool("makensis", "nsis"), "-V2", "-INPUTCHARSET", "UTF8",
         *(f"-D{name}={value}" for name, value in values.items()), SETUP / "ctibridge.nsi")  # fmt: skip
    sign(made)
    return made


def build_msi(staged: Path = STAGE, number: str | None = None) -> Path:
    """The MSI from what is staged.

    Args:
        staged: A folder in `OUT`.
        number: Its version; None: the project's.
    """
    number = number or version()
    made = OUT / f"ctibridge-{number}.msi"
    wixl = tool("wixl", "wixl")
    (OUT / "files.wxs").write_text(_files(staged, tool("wixl-heat", "wixl")))
    shutil.copy(SETUP / "ctibridge.wxs", OUT)
    call(
        wixl,
        "-a",
        "x64",
        "-D",
        "Win64=yes",
        "-D",
        f"STAGE={staged.name}",
        "-D",
        f"VERSION={number}",
        "-D",
        f"NEXT={_behind(number)}",
        "-o",
        made,
        "ctibridge.wxs",
        "files.wxs",
        cwd=OUT,
    )  # fmt: skip -- wixl takes no absolute paths
    call(tool("msibuild", "msitools"), made, "-q", ROLLBACK)
    sign(made)
    return made


def _behind(number: str) -> str:
    """The version that comes next, as Windows Installer compares: by three numbers."""
    major, minor, patch = number.split(".")
    return f"{major}.{minor}.{int(patch) + 1}"


def _files(staged: Path, heat: str) -> str:
    """Every file as a component of its own; the programs are in ctibridge.wxs, which names them."""
    paths = "".join(
        f"{path.relative_to(staged)}\n"
        for path in sorted(staged.rglob("*"))
        if path.is_file() and path.name not in PROGRAMS
    )
    done = subprocess.run(
        [heat, "--directory-ref=PROGRAM", "--component-group=Files", "--var=var.STAGE", "--prefix=", "--win64"],
        input=paths, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout
