"""What the guide to numbers says is what happens."""

from __future__ import annotations

import re
import tomllib

import msgspec
import pytest

from ctibridge.numbering.mistakes import mistakes
from ctibridge.numbering.numbers import Numbers
from ctibridge.numbering.settings import Direction, NumberSettings, Row
from ctibridge.numbering.tables import tables_from_csv
from tests.unit.docs.pages import text

PAGE = text("howto/numbers.md")
FIRST = msgspec.convert(
    tomllib.loads(re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0])["providers"]["office"]["numbers"],
    NumberSettings,
)
ROWS = re.findall(r"^\| (`[^|]+) \| ([^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE)


def completed(number: str, direction: Direction) -> str:
    return Numbers(FIRST).explain(number, direction).steps[0].after


def test_the_example_can_be_used():
    assert [] == list(mistakes(FIRST))


@pytest.mark.parametrize(("shown", "result", "_why"), ROWS, ids=[row[0] for row in ROWS])
def test_a_number_in_the_table_becomes_what_stands_beside_it(shown, result, _why):
    direction = Direction.DIALLED if "dialled" in shown else Direction.INCOMING
    for number in re.findall("`([^`]+)`", shown):
        assert (result.strip("`") if result.startswith("`") else number) == completed(number, direction)


def test_the_table_is_read_whole():
    assert len(ROWS) == 10


def test_the_rows_from_elsewhere_can_be_taken_over():
    example = re.search(r"```text\n(category.*?)```", PAGE, re.DOTALL)
    assert example is not None
    tables = tables_from_csv(example[1], "page")
    assert Row(regex=r"^\+49(\d+)$", replace=r"0\g<1>") == tables[Direction.INCOMING][1]
    assert 1 == len(tables[Direction.DIALLED])


def test_what_is_tried_there_shows_what_is_printed_there():
    explanation = Numbers(FIRST).explain("030 / 231 25 900", Direction.INCOMING)
    assert f"  incoming  {explanation.number} -> {explanation.result}\n" in PAGE
    for step in explanation.steps:
        assert step.why in PAGE
