"""The libraries of the gateway for Windows: what the lock says, for a platform that is not this one."""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

from scripts.packaging.places import OUT, PYTHON_VERSION, ROOT, call, fresh

from packaging.requirements import Requirement

LOCK = ROOT / "requirements.txt"
ENTRY = re.compile(r"^[A-Za-z0-9].*?(?=^[A-Za-z0-9]|\Z)", re.MULTILINE | re.DOTALL)
PARENT = re.compile(r"^\s*#(?: via)?\s+([a-z0-9][a-z0-9-]*)$", re.MULTILINE)
WINDOWS = {  # what pip --platform does not change: markers would be those of this machine
    "sys_platform": "win32",
    "platform_system": "Windows",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "implementation_name": "cpython",
    "python_version": "3.11",
    "python_full_version": "3.11.9",
}


def windows_lock(text: str) -> str:
    """The entries of a lock that the gateway needs on Windows, with their hashes and without markers."""
    entries = {Requirement(_head(entry)).name.lower(): entry for entry in ENTRY.findall(text)}
    wanted = {
        name: entry for name, entry in entries.items() if _is_for_windows(_head(entry)) and _reaches(name, entries)
    }
    return "".join(_without_marker(entry) for entry in wanted.values())


def _head(entry: str) -> str:
    return entry.split("\\\n")[0].strip()


def _is_for_windows(head: str) -> bool:
    marker = Requirement(head).marker
    return marker is None or marker.evaluate(dict(WINDOWS))


def _reaches(name: str, entries: dict[str, str], seen: frozenset[str] = frozenset()) -> bool:
    """Whether the gateway needs it, not only who builds the gateway; uv tells in comments for whom an entry is."""
    if name == "ctibridge":
        return True
    parents = set(PARENT.findall(entries.get(name, ""))) - seen
    return any(
        _reaches(parent, entries, seen | {name}) and (parent == "ctibridge" or _is_for_windows(_head(entries[parent])))
        for parent in parents
    )


def _without_marker(entry: str) -> str:
    return re.sub(r" ;[^\\\n]*(?=\\?\n)", " ", entry, count=1)


def fetch_wheels() -> Path:
    """A folder with all wheels; fetched anew only when the lock has changed.

    A library without a wheel for Windows ends the build: a set-up without it would not start.
    """
    text = windows_lock(LOCK.read_text())
    folder = OUT / "wheels"
    stamp = folder / "lock.sha256"
    digest = hashlib.sha256(text.encode()).hexdigest()
    if not stamp.exists() or stamp.read_text() != digest:
        fresh(folder)
        lock = OUT / "requirements-windows.txt"
        lock.write_text(text)
        _download(folder, lock, "--no-deps", "--platform", "win_amd64", "--python-version", PYTHON_VERSION,
                  "--implementation", "cp", "--only-binary", ":all:")  # fmt: skip
        stamp.write_text(digest)
    return folder


def _download(folder: Path, lock: Path, *options: str) -> None:
    call(sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes", "-d", folder, "-r", lock, *options)


def own_wheel() -> Path:
    """The gateway itself."""
    folder = fresh(OUT / "own")
    call(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    return next(folder.glob("ctibridge-*.whl"))
