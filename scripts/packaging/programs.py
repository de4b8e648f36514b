"""Our own programs for Windows, in C: the service wrapper and the registration of the TAPI service provider."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from scripts.packaging.places import INST, call, tool

SIGN = "CTIBRIDGE_SIGN"
PROGRAMS = {
    "ctibridge-service.exe": (
        "svc",
        "service",
        "manage",
        "prepare",
        "keeper",
        "child",
        "journal",
        "link",
        "folders",
        "say",
    ),
    "tspinst.exe": ("tspinst", "telephony", "placing", "link", "folders", "say"),
}
# 0x0602: Windows 8 and Server 2012, the oldest there is to be served
FLAGS = (
    *("-std=gnu11", "-O2", "-s", "-static-libgcc", "-municode", "-DUNICODE", "-D_UNICODE", "-D_WIN32_WINNT=0x0602"),
    *("-Wall", "-Wextra", "-Werror"),
    "-Wl,--dynamicbase,--nxcompat,--high-entropy-va,--no-insert-timestamp",
)


def build_programs(target: Path) -> None:
    """Makes both in `target`."""
    compiler = tool("x86_64-w64-mingw32-gcc", "gcc-mingw-w64-x86-64-win32")
    for name, sources in PROGRAMS.items():
        call(compiler, *FLAGS, "-o", target / name, *(INST / f"{source}.c" for source in sources))
        sign(target / name)


def sign(file: Path) -> None:
    """Has the releaser's own command sign a file, if there is one: CTIBRIDGE_SIGN, with the file as last argument."""
    command = os.environ.get(SIGN)
    if command:
        call(*shlex.split(command), file)
