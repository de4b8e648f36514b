"""The codec of the provider, under sanitizers."""

from __future__ import annotations

import subprocess

from tests.windows.conftest import BUILD, prepare


def test_survives_hostile_lines_and_reads_what_it_wrote() -> None:
    prepare("native")
    done = subprocess.run(
        [BUILD / "native/address/codec", "1", "200000"], capture_output=True, text=True, check=False, timeout=120
    )
    assert 0 == done.returncode, done.stdout + done.stderr
