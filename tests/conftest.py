"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.sim.faults.table import table_of

SHARED = Path(os.environ.get("CTIBRIDGE_SHARED", Path(__file__).parents[2] / "shared"))


# A run says something about the change, not about chance. `--hypothesis-profile=default` looks for new examples.
settings.register_profile("steady", derandomize=True)
settings.load_profile("steady")


def shared(*parts: str) -> Path:
    """A file of other people's that stands beside the project; the test is skipped where it does not."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{'/'.join(parts)} is not there: published schemas stand beside the project, not in it")
    return path


FAULTS = "faults"


def pytest_addoption(parser: pytest.Parser) -> None:
    """How many trials of faults there are."""
    group = parser.getgroup(FAULTS)
    group.addoption("--all-faults", action="store_true", help="at every place of every story, too: takes half an hour")
    group.addoption(
        "--seeds", type=int, default=50, help="random trials; default 50, and -k seed17 is one of them again"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes a `trial` runs once for each seed."""
    if "trial" in metafunc.fixturenames:
        seeds = range(metafunc.config.getoption("--seeds"))
        metafunc.parametrize("trial", seeds, ids=[f"seed{seed}" for seed in seeds])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what takes long, unless it is asked for."""
    if not config.getoption("--all-faults"):
        long = [item for item in items if "all_faults" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


@pytest.fixture
def all_faults() -> None:
    """Marks a test that takes long."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The counts of all trials of faults, which tests put down as a property."""
    sums: dict[str, list[int]] = {}
    for report in [*terminalreporter.stats.get("passed", ()), *terminalreporter.stats.get("failed", ())]:
        for kind, *counts in (found for name, found in report.user_properties if name == FAULTS):
            sums[kind] = [sum(pair) for pair in zip(sums.get(kind, [0] * len(counts)), counts, strict=True)]
    if sums:
        terminalreporter.section(FAULTS)
        terminalreporter.write_line(table_of(sums))
