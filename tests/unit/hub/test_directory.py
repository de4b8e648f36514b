"""Lines are found by whatever people call them."""

from dataclasses import replace

import pytest

from ctibridge.hub.directory import LineDirectory, LinesChanged
from ctibridge.model.ids import LineId
from ctibridge.model.lines import Line


def line(name, number=None, extension=None):
    return Line(LineId(name.lower()), name, number, extension)


ANNA = line("Anna@Ent1.example", "+493023125011", "1011")
BERT = line("bert@ent1.example", "+493023125012", "1012")
CARLA = line("carla@ent1.example", "+493023126012", "1012")
DORA = line("dora@ent1.example")


@pytest.fixture
def directory():
    directory = LineDirectory()
    directory.replace("p", (ANNA, BERT, CARLA, DORA))
    return directory


@pytest.mark.parametrize(
    "name",
    ["anna@ent1.example", "ANNA@ent1.example", "+493023125011", "493023125011", "00493023125011",
     "+49 (30) 23125-011", "1011", " 1011 "],
)  # fmt: skip
def test_any_spelling_finds_the_line(directory, name):
    assert ANNA == directory.find(name)


@pytest.mark.parametrize("name", ["1012", "", "9999", "+49", "emil@ent1.example"])
def test_what_names_no_line_or_two_finds_none(directory, name):
    assert directory.find(name) is None


def test_an_extension_is_unique_or_not(directory):
    assert [True, False, False] == [directory.has_unique_extension(item) for item in (ANNA, BERT, DORA)]


def test_a_provider_replaces_only_its_own_lines(directory):
    other = line("emil@other.example", extension="1011")
    assert LinesChanged(added=frozenset({other.id})) == directory.replace("q", (other,))
    assert directory.find("1011") is None
    assert LinesChanged(removed=frozenset({CARLA.id, DORA.id})) == directory.replace("p", (ANNA, BERT))
    assert {ANNA, BERT, other} == set(directory)
    assert BERT == directory.find("1012")
    assert not directory.replace("p", (ANNA, BERT))
    assert LinesChanged(changed=frozenset({BERT.id})) == directory.replace("p", (ANNA, replace(BERT, extension="9")))
