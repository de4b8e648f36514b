"""The guide for people who test their own XSI client: each of its commands works, and answers what the page says."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

import pytest

from ctibridge.sim.knobs import Knobs
from ctibridge.sim.settings import apply
from tests.integration.docs.curl import PATIENCE_S, understood
from tests.integration.docs.fences import DOCS, Block, blocks, only
from tests.integration.docs.test_tutorial import CTIBRIDGE, running

PAGE = "howto/test-your-xsi-client.md"
PORTS = re.compile(r"--(xsi|control)-port \d+")
FAULT = re.compile(r"`(\w+=[^`]*)`|--(?:fault|knob) (\S+)")


def plain(document: str) -> str:
    """A document as the wire has it: the page breaks lines between elements and in tags."""
    return re.sub(r"\s+", " ", document).replace("> <", "><").strip()


class Reader:
    """Types what the page says, at other ports."""

    def __init__(self, where: dict[str, Any]) -> None:
        self._where = where
        self._told = ""
        self._stream: HTTPResponse | None = None

    def follow(self, block: Block) -> None:
        match block.role, block.kind:
            case "run", "curl":
                for line in block.text.splitlines():
                    self._told = self._curl(line)
            case "run", "stream":
                self._stream = self._sent(block.text)
                assert 200 == self._stream.status
            case "output", "curl":
                assert plain(block.text) == plain(self._told)
            case "output", "stream":
                self._compare_stream(plain(block.text))

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()

    def _sent(self, line: str) -> HTTPResponse:
        for port, name in (("8080", "xsi"), ("8090", "control")):
            line = line.replace(f"http://127.0.0.1:{port}", self._where[name])
        return understood(line).send()

    def _curl(self, line: str) -> str:
        with self._sent(line) as answer:
            told = answer.read()
            refused = "bert@ent1.example/profile" in line
            assert (403 if refused else answer.status) == answer.status
            assert refused or answer.status in {200, 201}, f"{line}: {told.decode()}"
        return told.decode()

    def _compare_stream(self, expected: str) -> None:
        assert self._stream is not None
        told = ""
        while len(plain(told)) < len(expected):
            part = self._stream.read1()
            assert part, f"the stream ended behind {told}"
            told += part.decode()
        assert expected == plain(told)


def test_every_request_works_and_is_answered_as_the_page_says():
    name, *arguments = shlex.split(PORTS.sub("", only(PAGE, "run", "start")))
    assert "ctibridge" == name
    with running(*CTIBRIDGE, *arguments, "--json") as simulator:
        assert simulator.stdout is not None
        reader = Reader(json.loads(simulator.stdout.readline()))
        for block in blocks(PAGE):
            reader.follow(block)
        reader.close()


def test_the_request_over_the_cti_interface_is_answered_as_the_page_says():
    with running(*CTIBRIDGE, "sim", "--cti-port", "0", "--json") as simulator:
        assert simulator.stdout is not None
        _, _, port = json.loads(simulator.stdout.readline())["cti"].rpartition(":")
        program = only(PAGE, "run", "cti").replace("8011", port)
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=50, check=True)
    assert plain(only(PAGE, "output", "cti")) == plain(done.stdout)


def test_every_fault_on_the_page_can_be_set():
    text = (DOCS / PAGE).read_text(encoding="utf-8")
    assignments = [first or second for first, second in FAULT.findall(text)]
    assert len(assignments) > 20
    for assignment in assignments:
        apply(Knobs(), [assignment])


def tried(kind: str, directory: Path) -> None:
    """A test of the page, run by a pytest of its own."""
    file = directory / "test_guide.py"
    file.write_text(only(PAGE, "run", kind), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=50, check=False, cwd=directory)
    assert "1 passed" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("kind", ["test", "fixture"])
def test_the_tests_on_the_page_pass(kind, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))
    tried(kind, tmp_path)


@pytest.mark.skipif(not all(map(shutil.which, ("sh", "curl", "python3"))), reason="needs sh, curl and python3")
def test_the_lines_for_a_job_of_ci_work(tmp_path):
    program = tmp_path / "ctibridge"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m ctibridge "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    lines = ["sh", "-eu", "-c", only(PAGE, "run", "shell")]
    subprocess.run(lines, check=True, cwd=tmp_path, env=environment, timeout=PATIENCE_S)
    assert 10 == len(json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))["users"])
