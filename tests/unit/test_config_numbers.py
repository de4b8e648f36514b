"""The table of numbers in the configuration file: mistakes name row and key."""

from __future__ import annotations

import pytest

from ctibridge.numbering.settings import UNCHANGED, NumberSettings, Row
from tests.unit.configured import PROVIDER, SECRET, mistake, read

NUMBERS = f"{PROVIDER}[providers.office.numbers]\n"
KEY = "providers.office.numbers"


@pytest.fixture(autouse=True)
def secret(monkeypatch):
    monkeypatch.setenv("OFFICE", SECRET)


def test_rows_are_read_in_their_order(tmp_path):
    text = (
        NUMBERS
        + """
    country = "DE"
    incoming = [{match = "0", replace = "9"}, {regex = '^\\+49', replace = ""}]
    """
    )
    wanted = NumberSettings(country="DE", incoming=(Row(match="0", replace="9"), Row(regex=r"^\+49", replace="")))
    assert wanted == read(tmp_path, text).providers[0].numbers


def test_rows_may_be_tables_of_their_own(tmp_path):
    text = f'{NUMBERS}[[{KEY}.dialled]]\nmatch = "1"\nreplace = "2"\n[[{KEY}.dialled]]\nmatch = "3"\nreplace = "4"\n'
    assert (Row("1", None, "2"), Row("3", None, "4")) == read(tmp_path, text).providers[0].numbers.dialled


def test_without_the_table_every_number_stays(tmp_path):
    assert read(tmp_path, PROVIDER).providers[0].numbers == UNCHANGED


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("extension = ['1']", "extension: is not known; did you mean extensions?"),
        ("country = 'Germany'", "country: must be a country such as DE, or its calling code such as 49"),
        ("area = '30'", "area: has no use without country"),
        ("country = 'DE'\narea = '0 30'", "area: must be digits alone, not '0 30'"),
        ("country = 'DE'\narea = '030'", "area: must be without the trunk prefix 0, not '030'"),
        ("country = 'DE'\nextensions = ['1-20']", "extensions[0]: must go up, and both ends must have as many digits"),
        ("incoming = [{match = '1', replce = '2'}]", "incoming[0].replce: is not known; did you mean replace?"),
        ("incoming = [{match = '1', replace = '2'}, 5]", "incoming[1]: must be a table"),
        ("incoming = {match = '1', replace = '2'}", "incoming: "),
        ("outgoing = [{match = '1', replace = 2}]", "outgoing[0].replace: "),
        ("outgoing = [{match = '', replace = '2'}]", "outgoing[0].match: "),
        ("dialled = [{regex = '(1+)+', replace = '2'}]", "dialled[0].regex: can take too long on some number"),
        ("dialled = [{regex = '1'}]", 'dialled[0].replace: is missing; "" takes away what is found'),
        ("dialled = [{replace = '1'}]", "dialled[0]: must have either match"),
    ],
)
def test_a_mistake_names_row_and_key(tmp_path, line, said):
    assert mistake(tmp_path, NUMBERS + line).startswith(f"{KEY}.{said}")


def test_there_is_an_end_to_the_rows(tmp_path):
    rows = ", ".join(["{match = '1', replace = '2'}"] * 501)
    assert mistake(tmp_path, f"{NUMBERS}incoming = [{rows}]").startswith(f"{KEY}.incoming: ")
