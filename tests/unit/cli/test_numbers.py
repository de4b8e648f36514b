"""`ctibridge numbers`: what a person is shown."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from ctibridge.cli import app
from tests.unit.configured import PROVIDER, SECRET, write

RULES = """
[providers.office.numbers]
country = "DE"
incoming = [{match = "110", replace = "112"}, {regex = '^\\+49', replace = "0"}]
"""
OTHER = "[providers.branch]\nurl = 'https://xsi.example'\nuser = 'u'\npassword_env = 'OFFICE'\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("OFFICE", SECRET)
    file = write(tmp_path, PROVIDER + RULES + OTHER)

    def run(*arguments, config=True):
        result = CliRunner().invoke(app, ["numbers", *arguments, *(["-c", str(file)] if config else [])])
        return result.exit_code, result.stdout, result.stderr

    return run


def test_every_step_and_the_row_that_matched_are_shown(run):
    code, out, _ = run("test", "030 23125900", "--provider", "office", "--direction", "incoming")
    assert (0, ["office",
        "  incoming  030 23125900 -> 03023125900",
        "    location  030 23125900 -> +493023125900: is national",
        r"    rules     +493023125900 -> 03023125900: incoming[1], regex '^\+49' -> '0'",
    ]) == (code, out.splitlines())  # fmt: skip


def test_without_a_choice_all_providers_and_tables_are_shown(run):
    _, out, _ = run("test", "110")
    assert ["office", "branch: no rules, every number stays"] == [
        line for line in out.splitlines() if not line.startswith(" ")
    ]
    assert 2 * ["incoming", "outgoing", "dialled"] == [
        line.split()[0] for line in out.splitlines() if line.startswith("  ") and line[2] != " "
    ]


def test_json_has_an_object_for_each_provider_and_table(run):
    _, out, _ = run("test", "110", "--provider", "office", "--json")
    first, *others = map(json.loads, out.splitlines())
    assert {
        "provider": "office",
        "direction": "incoming",
        "number": "110",
        "result": "112",
        "steps": [
            {"part": "location", "before": "110", "after": "110", "why": "is an emergency number", "row": None},
            {"part": "rules", "before": "110", "after": "112", "why": "match '110' -> '112'", "row": 0},
        ],
    } == first
    assert ["outgoing", "dialled"] == [each["direction"] for each in others]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--direction", "sideways"], "--direction: must be one of incoming, outgoing, dialled, not 'sideways'"),
        (["--provider", "hq"], "providers.hq: is not there; there are office, branch"),
    ],
)
def test_a_choice_that_is_not_there_is_refused(run, arguments, said):
    code, out, err = run("test", "110", *arguments)
    assert (2, "") == (code, out)
    assert err.endswith(f"{said}\n")


def test_a_file_of_rules_is_printed_for_the_configuration(run, tmp_path):
    file = tmp_path / "rules.csv"
    file.write_bytes(b"\xef\xbb\xbfcategory;type;search;replace\r\nincoming;regex;^\\+49;0\r\n")
    wanted = "[providers.office.numbers]\nincoming = [\n  {regex = '^\\+49', replace = '0'},\n]\n"
    assert (0, wanted, "") == run("import", str(file), "--provider", "office", config=False)


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "cannot be read: No such file or directory"), (b"\xff", "is not UTF-8"), (b"x", "line 1: must have")],
)
def test_a_file_that_cannot_be_used_is_refused(run, tmp_path, content, said):
    file = tmp_path / "rules.csv"
    if content is not None:
        file.write_bytes(content)
    code, out, err = run("import", str(file), config=False)
    assert (2, "") == (code, out)
    assert err.startswith(f"ctibridge: {file}: {said}")
