"""The programs in the guides run, and print what the guides say."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from ctibridge.testing import run_gateway, simulated
from tests.integration.docs.fences import only

CSTA_GUIDE, XSI_GUIDE = "howto/write-a-csta-client.md", "howto/test-your-xsi-client.md"
PATIENCE_S = 30


async def output(program: str, directory: Path) -> str:
    """What a program prints; it must end well, and in time."""
    file = directory / "program.py"
    file.write_text(program, encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(file),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            told, errors = await process.communicate()
    except TimeoutError:
        process.kill()
        raise
    assert 0 == process.returncode, errors.decode()
    return told.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("kind", ["frames", "client"])
async def test_the_programs_for_csta_print_what_the_guide_says(kind, tmp_path):
    async with simulated() as simulator, run_gateway(simulator) as gateway:
        program = only(CSTA_GUIDE, "run", kind).replace("8800", str(gateway.csta.port))
        assert only(CSTA_GUIDE, "output", kind) == await output(program, tmp_path)


async def test_the_program_that_turns_knobs_runs(tmp_path):
    program = only(XSI_GUIDE, "run", "knobs").replace("xsi_port=8080, control_port=8090", "")
    assert "['http://127.0.0.1:" in await output(program, tmp_path)
