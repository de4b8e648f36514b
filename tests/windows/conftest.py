"""What the tests of the Windows provider share: building, the service, the harness in one place or another."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.windows.service import TOKEN

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build"
MISSING = 77
LIMIT_S = 240


def prepare(step: str) -> None:
    """Runs a step of scripts/windows; the test is skipped with its reason when the tools for it are absent."""
    if sys.platform != "linux":
        pytest.skip("what is for Windows is built on Linux")
    done = subprocess.run([ROOT / "scripts/windows", step], capture_output=True, text=True, check=False)
    if done.returncode == MISSING:
        pytest.skip(done.stdout.strip())
    assert 0 == done.returncode, done.stdout + done.stderr


@contextmanager
def service(*options: str) -> Iterator[int]:
    """The service of the tests, in a process of its own; its port."""
    command = [sys.executable, "-m", "tests.windows.service", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


def settings(port: int, **more: str) -> dict[str, str]:
    """The environment of a provider."""
    wine = {"WINEPREFIX": str(BUILD / "wine"), "WINEDEBUG": "-all"}
    own = {"CTIBRIDGE_TAPI_PORT": str(port), "CTIBRIDGE_TAPI_TOKEN": TOKEN}
    return os.environ | wine | {"UBSAN_OPTIONS": "print_stacktrace=1"} | own | more


def play(command: list[str | Path], port: int, *scenarios: str, **more: str) -> str:
    """Plays scenarios; what the harness printed. No rule may be broken, and no sanitizer may have a word.

    It prints into a file: what Wine leaves running would hold a pipe open.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
        done = subprocess.run(
            [*command, *scenarios],
            env=settings(port, **more), stdout=out, stderr=subprocess.STDOUT, timeout=LIMIT_S, check=False,
        )  # fmt: skip
        out.seek(0)
        text = out.read()
    assert (0, True) == (done.returncode, "\n0 violations" in text), text
    return text


Harness = Callable[[], list[str | Path]]


def natively(sanitizers: str) -> list[str | Path]:
    prepare("native")
    folder = BUILD / "native" / sanitizers
    return [folder / "harness", folder / "ctibridge.so"]


def under_wine() -> list[str | Path]:
    prepare("build")
    prepare("wine")
    folder = BUILD / "windows" / "x64"
    return ["wine", folder / "harness.exe", folder / "ctibridge.tsp"]


@pytest.fixture(
    params=[lambda: natively("address"), lambda: natively("thread"), under_wine], ids=["address", "thread", "wine"]
)
def harness(request: pytest.FixtureRequest) -> list[str | Path]:
    """The command of the harness with a provider: under AddressSanitizer, under ThreadSanitizer, under Wine."""
    make: Harness = request.param
    return make()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever comes first builds, and compilers for Windows take their time."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(300))
