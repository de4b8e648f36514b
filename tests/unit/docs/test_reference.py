"""Whatever a reader may look up is on its page."""

from __future__ import annotations

import pytest
from scripts.pages import commands, csta, failures, settings, simulator

from ctibridge import errors
from ctibridge.broadworks.check_steps import StepName
from ctibridge.model.services import Service
from ctibridge.servers.csta.translate import FILTER_NAMES
from ctibridge.sim import scenarios
from ctibridge.sim.faces.control import ACTIONS
from ctibridge.sim.knobs import Faults, Knobs
from ctibridge.sim.simulator import Simulator
from tests.private_schema import read
from tests.unit.docs.pages import code_words, text


@pytest.mark.parametrize("table", settings.TABLES)
def test_every_key_of_the_configuration_is_described(table):
    keys = settings.keys_of(settings.TABLES[table])
    assert set() == {*keys, *settings.TOP} - _keys_described()


def _keys_described() -> set[str]:
    tables = {"providers": "[providers.NAME]", "csta": "[csta]", "tapi": "[tapi]", "log": "[log]"}
    words = code_words("reference/configuration.md")
    return words | {key for key, shown in tables.items() if shown in words}


def test_every_command_and_option_is_described():
    page = text("reference/command-line.md")
    assert [] == [name for name in commands.command_names() if f"\n## {name}\n" not in page]
    spelled = {spelling for command in commands.GROUP.commands.values() for spelling in commands.spellings(command)}
    assert set() == spelled - code_words("reference/command-line.md")


def test_every_step_of_the_check_is_described_and_what_its_failure_means():
    command_line, guide = text("reference/command-line.md"), text("howto/connect-to-a-platform.md")
    assert [] == [name for name in StepName if f"\n| {name} |" not in command_line]
    assert [] == [name for name in StepName if name not in {row.split("|")[1].strip() for row in _steps_in(guide)}]


def _steps_in(guide: str) -> list[str]:
    """The rows of the table; one may be about several steps."""
    rows = [line for line in guide.splitlines() if line.startswith("| ")]
    return [f"|{name}" for row in rows for name in row.split("|")[1].split(",")]


def test_every_error_is_described():
    words = code_words("reference/errors.md")
    classes = {errors.CtibridgeError, *failures.subclasses(errors.CtibridgeError)}
    assert set() == {cls.__name__ for cls in classes} - words
    assert set() == {cls.code for cls in classes if issubclass(cls, errors.CommandError)} - {"command-failed"} - words


def test_every_service_is_described_offered_or_not():
    words = code_words("reference/csta.md")
    assert set() == {*csta.carried_out(), *csta.answered_here(), *csta.refused()} - words


def test_every_event_is_described():
    names = csta.event_names()
    assert len(FILTER_NAMES) == len(names)
    assert set() == set(names) - code_words("reference/csta.md")


def test_every_state_says_what_it_permits_and_every_private_element_what_it_tells():
    words = code_words("reference/csta.md")
    assert set() == {service.value for service in Service} - {"directedPickupCall"} - words
    elements = read().findall("{http://www.w3.org/2001/XMLSchema}element")
    assert set() == {element.get("name") for element in elements} - words


def test_every_path_of_the_control_face_is_described():
    described = code_words("reference/control-face.md")
    paths = [
        f"{method} {path.replace('{action}', action)}"
        for method, path in simulator.control_paths()
        for action in (ACTIONS if "{action}" in path else ("",))
    ]
    assert [] == [path for path in paths if path not in described]
    assert len(ACTIONS) + 25 == len(paths)


def test_every_figure_is_described():
    figures = Simulator().figures()
    names = {*figures, *figures["load"]}
    assert set() == names - code_words("reference/control-face.md")


@pytest.mark.parametrize(
    "parameter", ["to", "from", "name", "call", "value", "rate", "talk_s", "record", "ttl", "fault"]
)
def test_every_parameter_of_the_control_face_is_described(parameter):
    assert parameter in code_words("reference/control-face.md")


@pytest.mark.parametrize("knobs", [Knobs, Faults])
def test_every_knob_is_described(knobs):
    assert set() == set(simulator.knob_names(knobs)) - code_words("reference/simulator.md")


def test_every_scenario_is_described():
    words = code_words("reference/simulator.md")
    stories = text("explanation/call-stories.md")
    assert [] == [name for name in scenarios.names() if name not in words or f"\n## {name}\n" not in stories]
