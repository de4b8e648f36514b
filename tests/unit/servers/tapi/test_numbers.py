"""Permanent numbers of lines."""

import json

import pytest

from ctibridge.errors import ConfigError
from ctibridge.model.ids import LineId
from ctibridge.servers.tapi.numbers import LineNumberFile

A, B, C = (LineId(name) for name in "abc")


def test_a_line_keeps_its_number_over_restarts_and_other_lines(tmp_path):
    assert {A: 1, B: 2} == LineNumberFile(tmp_path).numbers([B, A])
    assert {C: 3} == LineNumberFile(tmp_path).numbers([C])
    assert {A: 1, C: 3} == LineNumberFile(tmp_path).numbers([C, A])


def test_the_number_of_a_line_that_is_gone_is_not_given_again(tmp_path):
    numbers = LineNumberFile(tmp_path)
    numbers.numbers([A, B])
    numbers.numbers([A])
    assert {C: 3} == LineNumberFile(tmp_path).numbers([C])


def test_without_a_folder_numbers_last_as_long_as_the_process():
    numbers = LineNumberFile()
    assert {A: 1} == numbers.numbers([A]) == numbers.numbers([A])


@pytest.mark.parametrize("text", ["", "[]", '{"a":"1"}', '{"a":1,"b":1}', '{"a":0}', '{"a":2147483648}'])
def test_a_damaged_file_is_not_used(tmp_path, text):
    (tmp_path / "line-numbers.json").write_text(text)
    with pytest.raises(ConfigError, match=r"line-numbers\.json"):
        LineNumberFile(tmp_path)


def test_the_file_is_plain_json(tmp_path):
    LineNumberFile(tmp_path).numbers([A])
    assert {"a": 1} == json.loads((tmp_path / "line-numbers.json").read_text())
