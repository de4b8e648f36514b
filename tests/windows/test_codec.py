"""The codec of the provider, and sessions with it, under sanitizers."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.windows import corpus
from tests.windows.conftest import BUILD, prepare

FOUND = Path(__file__).parent / "found"


def test_survives_hostile_lines_and_reads_what_it_wrote() -> None:
    prepare("native")
    done = subprocess.run(
        [BUILD / "native/address/codec", "1", "200000"], capture_output=True, text=True, check=False, timeout=120
    )
    assert 0 == done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("target", ["codec", "session"])
def test_what_fuzzers_begin_with_and_what_they_found_breaks_nothing(target: str, tmp_path: Path) -> None:
    """A session that breaks a rule of the telephony service, or a line that changes, ends the program."""
    prepare("native")
    corpus.write(tmp_path)
    files = sorted([*(tmp_path / target).iterdir(), *(FOUND / target).glob("*")])
    done = subprocess.run(
        [BUILD / f"native/address/replay_{target}", *files], capture_output=True, text=True, check=False, timeout=120
    )
    assert (0, f"{len(files)} played") == (done.returncode, done.stdout.splitlines()[-1]), done.stdout + done.stderr
