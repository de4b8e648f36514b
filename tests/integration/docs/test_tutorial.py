"""The tutorial, followed to the letter: its commands, its curl lines and its program, in its order, on loopback."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from tests.integration.docs.fences import Block, blocks

PAGE = "tutorial/first-monitored-call.md"
CTIBRIDGE = (sys.executable, "-m", "ctibridge")
PATIENCE_S = 20
TIME = re.compile(r"^\d\d:\d\d:\d\d ", re.MULTILINE)


@contextmanager
def running(*command: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", **environment},
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def read(process: subprocess.Popen[str], lines: int) -> str:
    assert process.stdout is not None
    return "".join(process.stdout.readline() for _ in range(lines))


class Reader:
    """Does what a reader of the tutorial does, with other ports than the page names."""

    def __init__(self, where: dict[str, Any], directory: Path, open_until_the_end: ExitStack) -> None:
        self._csta, self._control = where["csta"], where["control"]
        self._directory, self._open = directory, open_until_the_end
        self._watching: dict[str, subprocess.Popen[str]] = {}
        self._told: dict[str, str] = {}

    def follow(self, block: Block) -> None:
        match block.role, block.kind:
            case "run", "command":
                self._told["command"] = self._command(block.text)
            case "run", "monitor":
                self._watch("monitor", *CTIBRIDGE, *shlex.split(block.text)[1:])
            case "run", "people":
                for line in block.text.splitlines():
                    self._curl(line)
            case "run", "program":
                self._watch("program", sys.executable, str(self._saved(block.text)))
            case "run", "caller":
                self._call_the_program(*block.text.splitlines())
            case "output", kind:
                self._compare(kind, block.text)

    def ends_well(self) -> None:
        assert 0 == self._watching["program"].wait(PATIENCE_S)

    def _command(self, line: str) -> str:
        name, *arguments = shlex.split(line.replace("127.0.0.1:8800", self._csta))
        assert "ctibridge" == name
        environment = {**os.environ, "PYTHONUTF8": "1", "CTIBRIDGE_SERVER": self._csta}
        done = subprocess.run(
            [*CTIBRIDGE, *arguments],
            check=True,
            timeout=PATIENCE_S,
            env=environment,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())

    def _watch(self, kind: str, *command: str) -> None:
        """Starts what keeps running, and waits for its first line, which says that it works."""
        process = self._open.enter_context(running(*command, CTIBRIDGE_SERVER=self._csta))
        self._watching[kind] = process
        self._told[kind] = read(process, 1)

    def _saved(self, program: str) -> Path:
        host, _, port = self._csta.partition(":")
        file = self._directory / "answer.py"
        file.write_text(program.replace('"127.0.0.1", 8800', f'"{host}", {port}'), encoding="utf-8")
        return file

    def _curl(self, line: str) -> None:
        command, option, method, url = shlex.split(line)
        assert ("curl", "-X", "POST") == (command, option, method)
        url = url.replace("http://127.0.0.1:8090", self._control)
        with urlopen(Request(url, method=method), timeout=PATIENCE_S) as answer:
            json.load(answer)

    def _call_the_program(self, call: str, hangup: str) -> None:
        """A person hangs up after having been answered, and does not race the program."""
        self._curl(call)
        self._told["program"] += read(self._watching["program"], 2)
        self._curl(hangup)

    def _compare(self, kind: str, expected: str) -> None:
        told = self._told.pop(kind, "")
        if kind in self._watching:
            told += read(self._watching[kind], expected.count("\n") - told.count("\n"))
        assert TIME.sub("", expected) == TIME.sub("", told)


def test_the_tutorial_works_and_shows_what_it_says(tmp_path):
    with ExitStack() as open_until_the_end:
        house = open_until_the_end.enter_context(running(*CTIBRIDGE, "demo", "--serve", "--json"))
        reader = Reader(json.loads(read(house, 1)), tmp_path, open_until_the_end)
        for block in blocks(PAGE):
            reader.follow(block)
        reader.ends_well()
