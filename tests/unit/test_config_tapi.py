"""The table of the TAPI face: it is there when the table is, and needs a token."""

from __future__ import annotations

import dataclasses
import re

import pytest

from ctibridge.config import read_configuration
from ctibridge.servers.tapi.settings import TapiSettings
from tests.unit.configured import PROVIDER, SECRET, mistake, read, write
from tests.unit.docs.pages import text

TOKEN = "kW3nXq8vR2mZ5tYb7sLd0pGh4jCf6uAe"
FACE = f"{PROVIDER}[tapi]\ntoken_file = 'tapi.token'\n"


@pytest.fixture(autouse=True)
def secrets_are_there(monkeypatch, tmp_path):
    monkeypatch.setenv("OFFICE", SECRET)
    token(tmp_path, TOKEN)


def token(directory, content, mode=0o600):
    file = directory / "tapi.token"
    file.write_text(content)
    file.chmod(mode)


def test_without_the_table_there_is_no_face(tmp_path):
    assert read(tmp_path, PROVIDER).tapi is None


def test_who_starts_the_gateway_may_want_the_face_without_the_table(tmp_path):
    file = write(tmp_path, PROVIDER)
    wanted = {"token_file": str(tmp_path / "tapi.token"), "port": 7333}
    assert TapiSettings(TOKEN, 7333) == read_configuration(file, tapi=wanted).tapi


def test_what_the_table_says_goes_before_what_is_wanted_without_it(tmp_path):
    file = write(tmp_path, FACE + "outbox = 5\n")
    wanted = {"token_file": "elsewhere", "port": 7333}
    assert TapiSettings(TOKEN, 7333, outbox=5) == read_configuration(file, tapi=wanted).tapi


def test_a_token_is_enough_and_white_space_does_not_belong_to_it(tmp_path):
    token(tmp_path, f" {TOKEN}\r\n")
    assert TapiSettings(TOKEN) == read(tmp_path, FACE).tapi


def test_every_key_arrives(tmp_path):
    table = "port = 0\nlines = ['101', 'bert']\nunpark_code = '*99'\noutbox = 5\n"
    assert TapiSettings(TOKEN, 0, ("101", "bert"), "*99", 5) == read(tmp_path, FACE + table).tapi


def test_the_page_has_the_defaults():
    rows = re.findall(
        r"^\| `(\w+)` \| [^|]+ \| (`[^`]+`|required) \|", text("reference/configuration.md"), re.MULTILINE
    )
    for field in dataclasses.fields(TapiSettings):
        if field.name != "token":
            default = "[]" if field.default == () else str(field.default)
            shown = f'`"{default}"`' if isinstance(field.default, str) else f"`{default}`"
            assert (field.name, shown) in rows


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("[tapi]\n", "tapi.token_file: is missing"),
        ("[tapi]\ntoken_file = 'none'\n", "tapi.token_file: "),
        ("[tapi]\ntoken_file = 5\n", "tapi.token_file: "),
        ("[tapi]\ntoken = 'x'\n", "tapi.token: is not known"),
        ("[tapi]\ntoken_file = 'tapi.token'\nport = 70000\n", "tapi.port: "),
        ("[tapi]\ntoken_file = 'tapi.token'\nunpark_code = 'abc'\n", "tapi.unpark_code: "),
        ("[tapi]\ntoken_file = 'tapi.token'\nprot = 1\n", "tapi.prot: is not known; did you mean port?"),
    ],
)
def test_a_mistake_is_named(tmp_path, table, said):
    assert mistake(tmp_path, PROVIDER + table).startswith(said)


@pytest.mark.parametrize("content", ["short", "x" * 129, "with a blank in the middle of it, which is wrong", "ü" * 40])
def test_a_token_that_cannot_be_is_refused_and_not_shown(tmp_path, content):
    token(tmp_path, content)
    said = mistake(tmp_path, FACE)
    assert "tapi.token_file" in said
    assert content not in said


def test_a_token_that_others_can_read_is_refused(tmp_path):
    token(tmp_path, TOKEN, 0o644)
    assert "chmod 600" in mistake(tmp_path, FACE)


def test_a_token_is_not_shown():
    assert TOKEN not in repr(TapiSettings(TOKEN))
