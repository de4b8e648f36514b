"""Scenarios that people wrote: what is wrong with one is told with file and line."""

import textwrap
from pathlib import Path

import pytest

from ctibridge.errors import ConfigError
from ctibridge.sim import scenarios
from ctibridge.sim.populations import demo
from ctibridge.sim.scenario_files import watched
from tests.unit.sim.platform import Platform

GOOD = '''
    def story(phones):
        """A customer calls.

        And more.
        """
        phones.outside("+493023125900").call(phones["anna"])
        yield 1, "it rings"
        phones["anna"].answer()
        yield 2.5, "they talk"
        phones["anna"].hangup()
'''


@pytest.fixture
def written(tmp_path):
    """Writes a scenario and returns its file's name."""

    def write(text):
        file = tmp_path / "mine.py"
        file.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
        return str(file)

    return write


def steps(name):
    platform = Platform(population=demo())
    played = []
    for seconds, what in watched(scenarios.load(name), platform.phones):
        played.append((seconds, what))
        platform.wait(seconds)
    return played


def test_a_file_is_played_and_summed_up_by_its_first_line(written):
    name = written(GOOD)
    assert [(1, "it rings"), (2.5, "they talk")] == steps(name)
    assert "A customer calls." == scenarios.summary(scenarios.load(name))


def test_a_story_may_use_functions_and_constants_of_its_file(written):
    name = written(
        """
        RINGS = 3
        def ring(times):
            return times * 6
        def story(phones):
            yield ring(RINGS), "it rings"
        """
    )
    assert [(18, "it rings")] == steps(name)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("def story(phones)\n    pass\n", 1, "expected ':'"),
        ("import no_such_module\n", 1, "ModuleNotFoundError: No module named 'no_such_module'"),
        ("\nVALUE = 1 / 0\n", 2, "ZeroDivisionError: division by zero"),
    ],
)
def test_a_file_that_cannot_be_run_is_told_before_anything_is_played(written, text, line, said):
    name = written("")
    Path(name).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        scenarios.load(name)
    assert f"{name}:{line}: {said}" == str(error.value)


def test_a_file_without_a_story_or_none_at_all(written, tmp_path):
    name = written("storey = 1")
    with pytest.raises(ConfigError, match=r"mine\.py: story: the file defines no function of this name"):
        scenarios.load(name)
    with pytest.raises(ConfigError, match=r"other\.py: there is no such file"):
        scenarios.load(str(tmp_path / "other.py"))


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ('phones["anna"].answer()\nyield 1, "never"', 2, "no call rings at anna@ent1.example"),
        ('yield 1, "first"\nphones["nobody"].dial("101")', 3, "there is no user nobody"),
        ('yield 1, "first"\nphones["anna"].sing()', 3, "AttributeError: 'Phone' object has no attribute 'sing'"),
        ('yield 1, "first"\n\nyield 5', 4, "yields 5; how many seconds pass, and what is going on, are wanted"),
        ('yield "first", 1', 2, "yields ('first', 1); how many"),
        ('yield -1, "back"', 2, "yields (-1, 'back'); how many"),
        ('yield float("nan"), "when"', 2, "yields (nan, 'when'); how many"),
        ("pass", 1, "the story yields nothing"),
        ('phones["anna"].forward("often", "102")\nyield 1, "never"', 2, "KeyError: 'often'"),
    ],
)
def test_a_story_that_fails_is_told_with_the_line_that_failed(written, body, line, said):
    name = written("def story(phones):\n" + textwrap.indent(body, "    ") + "\n")
    with pytest.raises(ConfigError) as error:
        steps(name)
    assert str(error.value).startswith(f"{name}:{line}: {said}")


def test_the_line_is_that_of_the_file_even_when_a_helper_of_it_failed(written):
    name = written(
        """
        def call(phones):
            phones["anna"].dial("")
        def story(phones):
            call(phones)
            yield 1, "never"
        """
    )
    with pytest.raises(ConfigError, match=r"mine\.py:2: no address was dialled"):
        steps(name)


def test_a_directory_is_no_scenario(tmp_path):
    (tmp_path / "folder.py").mkdir()
    with pytest.raises(ConfigError, match=r"folder\.py: cannot be read: Is a directory"):
        scenarios.load(str(tmp_path / "folder.py"))


def test_a_name_that_is_not_there_is_told_with_the_one_that_may_be_meant():
    with pytest.raises(ConfigError, match="busyy: no such scenario; is busy meant"):
        scenarios.load("busyy")


@pytest.mark.parametrize("name", scenarios.names())
def test_every_scenario_says_in_one_line_what_happens(name):
    assert scenarios.summary(scenarios.load(name)).endswith(".")
