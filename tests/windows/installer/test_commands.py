"""The command line as an administrator uses it on Windows: with the Python of the set-up, under Wine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from scripts.packaging.setups import STAGE

from tests.windows.installer.machine import SLOW, configure, windows_path
from tests.windows.test_programs import free_port
from tests.windows.wine import Wine

pytestmark = SLOW
MISCONFIGURED = 2


@pytest.fixture
def ctibridge(wine, setups):
    """Runs `ctibridge.cmd` to its end."""
    return lambda *words: wine.run("cmd", "/c", windows_path(STAGE / "ctibridge.cmd"), *words)


@contextmanager
def started(wine: Wine, *words: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A command that runs until it is stopped, and its first line. Of SIGINT Wine makes Ctrl-C."""
    reader, writer = os.pipe()  # not one of Popen's, which would wait for whoever else has it
    command = ["wine", str(STAGE / "python" / "python.exe"), "-I", "-X", "utf8", "-m", "ctibridge", *words]
    quiet = subprocess.DEVNULL  # Python under Wine dies with a file
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=writer, stderr=quiet, env=wine.environment) as process:
        os.close(writer)
        try:
            with os.fdopen(reader, encoding="utf-8") as said:
                yield process, said.readline()
        finally:
            process.kill()


def test_the_demo_plays_to_its_end(ctibridge):
    done = ctibridge("demo", "--pace", "0")
    assert (0, 4) == (done.code, done.said.count("as it should be")), done.said


@pytest.mark.parametrize("words", [("sim", "--json"), ("demo", "--serve", "--json")], ids=["sim", "demo"])
def test_what_runs_until_it_is_stopped_answers_http_and_ends_at_ctrl_c(wine, setups, words):
    with started(wine, *words) as (process, line):
        with urlopen(json.loads(line)["control"] + "/phones/anna", timeout=20) as answer:
            assert "On-Hook" == json.load(answer)["hookStatus"]
        process.send_signal(signal.SIGINT)
        assert 0 == process.wait(30)


def test_a_check_goes_the_way_to_the_platform(ctibridge, wine, tmp_path, platform: dict[str, Any]):
    file = configure(wine, tmp_path, platform, free_port())
    (tmp_path / "password.txt").write_text(platform["admin"]["password"])
    done = ctibridge("check", "-c", windows_path(file))
    assert (0, True) == (done.code, "ok " in done.said), done.said


def test_a_mistake_in_the_configuration_is_told(ctibridge, tmp_path: Path):
    done = ctibridge("check", "-c", windows_path(tmp_path / "nowhere.toml"))
    assert (MISCONFIGURED, True) == (done.code, "there is no such file" in done.said), done.said
