"""The guide for people who write scenarios: those on the page can be played, and the errors are those it shows."""

from __future__ import annotations

import re
import runpy

import pytest

from ctibridge.errors import ConfigError
from ctibridge.sim import scenarios
from ctibridge.sim.phones import Phone
from ctibridge.sim.populations import demo
from ctibridge.sim.scenario_files import watched
from ctibridge.sim.truth import truth
from tests.integration.docs.fences import DOCS, only
from tests.unit.sim.platform import Platform

PAGE = "howto/write-a-scenario.md"


@pytest.mark.parametrize("kind", ["scenario", "loop"])
def test_the_scenarios_leave_everything_as_it_was(kind, tmp_path):
    file = tmp_path / "put_through.py"
    file.write_text(only(PAGE, "run", kind), encoding="utf-8")
    platform = Platform(population=demo())
    for _ in range(2):
        scenarios.play_at_once(watched(scenarios.load(str(file)), platform.phones), platform.wait)
        users = truth(platform.switch.x)["users"].values()
        assert not any(user["calls"] for user in users)
        forwarding = [service["active"] for user in users for name, service in user["services"].items() if "F" in name]
        assert not any(forwarding)


def test_the_test_passes(tmp_path):
    file = tmp_path / "test_scenario.py"
    file.write_text(only(PAGE, "run", "test"), encoding="utf-8")
    runpy.run_path(str(file))["test_nobody_is_left_in_a_call"]()


def test_every_action_of_a_telephone_is_on_the_page():
    page = (DOCS / PAGE).read_text(encoding="utf-8")
    actions = [name for name in vars(Phone) if not name.startswith("_") and name != "user"]
    assert [] == [name for name in actions if not re.search(rf"`[^`]*\b{name}\b", page)]


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ('\n\n\n\n\n\n\n    phones["bert"].answer()\n    yield 1, ""', 9),
        ('\n    phones["berta"].dial("1")\n    yield 1, ""', 3),
        ("\n\n\n\n\n    yield 5", 7),
    ],
)
def test_the_errors_are_told_as_the_page_shows(body, line, tmp_path):
    file = tmp_path / "put_through.py"
    file.write_text(f"def story(phones):\n{body}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        list(watched(scenarios.load(str(file)), Platform(population=demo()).phones))
    shown = str(error.value).replace(str(file), "put_through.py")
    assert f"put_through.py:{line}: " in shown
    assert f"ctibridge: {shown}\n" in (DOCS / PAGE).read_text(encoding="utf-8")
