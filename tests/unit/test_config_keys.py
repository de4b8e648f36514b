"""Every key that the reference page has in a table is accepted there, with the type and the default it names.

The rows are read from the page itself: a key that is only in the code, or only on the page, fails here.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ctibridge.config import Configuration
from ctibridge.numbering.mistakes import NEED_COUNTRY
from tests.unit.configured import PROVIDER, SECRET, mistake, read
from tests.unit.docs.pages import text

PAGE = text("reference/configuration.md")
TABLES = {  # the name of the generated part -> how the table is reached in a file
    "top-keys": "",
    "provider-keys": "providers.office",
    "context-keys": "providers.office.contexts",
    "dns-keys": "providers.office.dns",
    "line-keys": "providers.office.lines",
    "cti-keys": "providers.office.cti",
    "numbers-keys": "providers.office.numbers",
    "timing-keys": "providers.office.timing",
    "csta-keys": "csta",
    "log-keys": "log",
    "admin-keys": "admin",
}
SAMPLES = {  # type as the page names it -> something that is of this type, and something that is not
    "text": ('"x"', "5"),
    "whole number": ("77", '"77"'),
    "number": ("7.5", '"7.5"'),
    "path": ('"file.pem"', "5"),
    "list of texts": ('["anna", "bert"]', '"anna"'),
    "`true`, `false`": ("false", '"false"'),
    "table": ("{}", "5"),
    "list of tables": ("[]", "5"),
}
SECRETS = ("password", "password_env", "password_file")
OTHERS = {  # a sample of the type alone would not do
    "providers.office.url": '"https://other.example/prefix"',
    "state": '"elsewhere"',
    "store": '"postgresql://ctibridge@db.example/ctibridge"',
    "csta.host": '"::1"',
    "providers.office.dns.servers": '["192.0.2.1", "[::1]:5353"]',
    "providers.office.cti.tx_suffix": '""',
    "csta.plain": "false",
    "providers.office.fingerprints": f'["{"ab" * 32}"]',
    "providers.office.numbers.country": '"DE"',
    "providers.office.numbers.area": '"30"',
    "providers.office.numbers.trunk_prefix": '""',
    "providers.office.numbers.international_prefix": '"00"',
    "providers.office.numbers.access_code": '"0"',
    "providers.office.numbers.main_number": '"+49 30 23125"',
    "providers.office.numbers.extensions": '["100-199", "8000"]',
}
NEEDED = {  # beside a key, lest something else be wrong
    "csta.plain": "tls_port = 1\n",
    "providers.office.client_key": "client_certificate = 'own.pem'\n",
    "csta.user": "password_env = 'OFFICE'\n",
    **{f"providers.office.numbers.{key}": "country = 'DE'\n" for key in NEED_COUNTRY},
    "providers.office.numbers.main_number": "country = 'DE'\nextensions = ['100-199']\n",
}


WAITING = {
    "providers.office.side_url",  # only beside a url of the CTI interface: test_config_connections.py
    "providers.office.accounts",  # these two only together: test_config_accounts.py
    "providers.office.passwords_file",
}


class Row(NamedTuple):
    """A row of a table on the page."""

    table: str
    key: str
    type: str
    default: str

    @property
    def path(self) -> str:
        return f"{self.table}.{self.key}".lstrip(".")


def rows() -> list[Row]:
    found = []
    for part, table in TABLES.items():
        lines = re.search(rf"<!-- generated: {part} -->\n(.*?)<!-- end", PAGE, re.DOTALL)
        assert lines is not None, part
        for line in lines[1].splitlines()[2:]:
            key, kind, default, _ = (cell.strip() for cell in line.strip("|").split(" | "))
            found.append(Row(table, key.strip("`"), kind, default))
    return found


KEYS = [row for row in rows() if not row.key.startswith("[")]
PLAIN = [row for row in KEYS if row.key not in SECRETS]
OPTIONAL = [row for row in PLAIN if not row.default.startswith(("required", "made"))]


@pytest.fixture(autouse=True)
def secrets_are_there(monkeypatch, tmp_path):
    monkeypatch.setenv("OFFICE", SECRET)
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "secret"
    file.write_text(SECRET)
    file.chmod(0o600)


def file_with(row: Row, value: str) -> str:
    """A file that sets this key, and what is needed besides."""
    line = f"{row.key} = {value}\n{NEEDED.get(row.path, '')}"
    if row.table == "":
        return line + PROVIDER
    if row.table == "providers.office":
        return re.sub(rf"(?m)^{row.key} = .*\n", "", PROVIDER) + line
    return f"{PROVIDER}[{row.table}]\n{line}"


def found(configuration: Configuration, row: Row) -> Any:
    value: Any = configuration
    for name in row.path.split("."):
        value = value[0] if isinstance(value, tuple) and name == "office" else getattr(value, name)
    return value


def sample(row: Row) -> str:
    return OTHERS.get(row.path) or (SAMPLES[row.type][0] if row.type in SAMPLES else choices(row)[-1])


def choices(row: Row) -> list[str]:
    return re.findall(r'`("[^`]+")`', row.type)


def plain(value: Any) -> Any:
    """As it would stand in the file."""
    return list(value) if isinstance(value, tuple) else str(value) if isinstance(value, Path) else value


def test_the_tables_are_read_whole():
    assert len(KEYS) == len({row.path for row in KEYS}) > 45
    # The TAPI face is there only with a token of its own: test_config_tapi.py.
    assert {*TABLES, "tapi-keys"} == set(re.findall(r"<!-- generated: (\S+-keys) -->", PAGE))


@pytest.mark.parametrize("row", [row for row in PLAIN if row.path not in WAITING], ids=lambda row: row.path)
def test_a_key_of_the_page_is_accepted_and_arrives(tmp_path, row):
    arrived = found(read(tmp_path, file_with(row, sample(row))), row)
    if row.type == "table":
        return
    wanted = json.loads(sample(row))
    assert (str(tmp_path / wanted) if row.type == "path" else wanted) == plain(arrived)


@pytest.mark.parametrize("row", OPTIONAL, ids=lambda row: row.path)
def test_a_key_that_is_left_out_has_the_default_of_the_page(tmp_path, row):
    value = found(read(tmp_path, PROVIDER), row)
    if row.default == "see there":
        assert row.type == "table"
    elif row.default == "none":
        assert value is None
    elif row.path == "state":
        assert tmp_path / json.loads(row.default.strip("`")) == value
    else:
        wanted = json.loads(row.default.strip("`"))
        assert json.dumps(wanted) == json.dumps(plain(value)), "50 is not 50.0, and true not 1"


@pytest.mark.parametrize("row", [row for row in PLAIN if row.default == "required"], ids=lambda row: row.path)
def test_a_key_that_is_required_is_missed(tmp_path, row):
    text_without = re.sub(rf"(?m)^{row.key} = .*\n", "", PROVIDER)
    assert f"{row.path}: is missing" == mistake(tmp_path, text_without)


@pytest.mark.parametrize("row", [row for row in PLAIN if row.default.startswith("made once")], ids=lambda row: row.path)
def test_an_identifier_that_is_left_out_is_made_once_and_kept(tmp_path, row):
    first, again = (found(read(tmp_path, PROVIDER), row) for _ in range(2))
    assert first == again != found(read(tmp_path, "state = 'other'\n" + PROVIDER), row)


@pytest.mark.parametrize("row", [row for row in PLAIN if row.type in SAMPLES], ids=lambda row: row.path)
def test_a_value_of_another_type_is_refused_under_the_name_of_the_key(tmp_path, row):
    assert mistake(tmp_path, file_with(row, SAMPLES[row.type][1])).startswith(f"{row.path}: ")


CHOICES = [row for row in PLAIN if row.path not in WAITING and choices(row)]


@pytest.mark.parametrize("row", CHOICES, ids=lambda row: row.path)
def test_every_choice_of_the_page_can_be_made_and_no_other(tmp_path, row):
    for choice in choices(row):
        assert json.loads(choice) == found(read(tmp_path, file_with(row, choice)), row)
    said = mistake(tmp_path, file_with(row, '"something else"'))
    assert said.startswith(f"{row.path}: ")
    assert said.endswith(", ".join(json.loads(choice) for choice in choices(row)))


@pytest.mark.parametrize("table", ["providers.office", "csta"])
@pytest.mark.parametrize("key", SECRETS)
def test_each_way_to_give_a_password_is_on_the_page_and_accepted(tmp_path, table, key):
    assert [key] == [row.key for row in KEYS if (row.table, row.key) == (table, key)]
    value = {"password": SECRET, "password_env": "OFFICE", "password_file": "secret"}[key]
    before = PROVIDER.replace("password_env = 'OFFICE'\n", "") if table == "providers.office" else PROVIDER
    start = before if table == "providers.office" else f"{before}[csta]\nuser = 'crm'\n"
    configuration = read(tmp_path, f"{start}{key} = '{value}'\n")
    settings = configuration.csta if table == "csta" else configuration.providers[0]
    assert SECRET == settings.password
