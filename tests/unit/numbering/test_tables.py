"""Tables of rules from CSV, and as the configuration has them."""

from __future__ import annotations

import tomllib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctibridge.errors import ConfigError
from ctibridge.numbering.settings import Direction, NumberSettings, Row
from ctibridge.numbering.tables import tables_from_csv, toml_of

HEADING = "category,type,search,replace\n"
GERMANY = Row(regex=r"^\+49", replace="0")
IN, OUT, DIALLED = Direction.INCOMING, Direction.OUTGOING, Direction.DIALLED


def read(text: str) -> dict[Direction, list[Row]]:
    return tables_from_csv(text, "rules.csv")


def mistake(text: str) -> str:
    with pytest.raises(ConfigError) as raised:
        read(text)
    return str(raised.value)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_rows_come_into_their_tables_in_their_order(mark):
    text = HEADING + "incoming,regex,^\\+49,0\noutgoing,text,1,2\nincoming,text,0,9\nPC dialling,Text,3,\n"
    wanted = {
        IN: [GERMANY, Row(match="0", replace="9")],
        OUT: [Row(match="1", replace="2")],
        DIALLED: [Row(match="3", replace="")],
    }
    assert wanted == read(text.replace(",", mark))


def test_columns_may_stand_in_any_order_among_others_and_values_in_quotes():
    text = 'Note,Replace,Search,Type,Category\n"a, b",0, "^\\+49" ,REGEX,Incoming\n\n'
    assert [GERMANY] == read(text)[IN]


@pytest.mark.parametrize(
    ("replace", "wanted"), [("0$1", r"0\g<1>"), ("$&9", r"\g<0>9"), (r"0\1", r"0\1"), ("$1$2", r"\g<1>\g<2>")]
)
def test_groups_in_the_words_of_other_programs_become_those_of_python(replace, wanted):
    assert [Row(regex=r"(\d)(\d)", replace=wanted)] == read(f"{HEADING}incoming,regex,(\\d)(\\d),{replace}")[IN]


def test_a_dollar_in_plain_text_is_one():
    assert [Row(match="1", replace="$1")] == read(f"{HEADING}incoming,text,1,$1")[IN]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: must have the columns category, type, search, replace; missing: category,"),
        ("category,type,search\n", "line 1: must have the columns category, type, search, replace; missing: replace"),
        (HEADING, "has no rows behind its heading"),
        (f"{HEADING}incoming,text,1,2\nabroad,text,1,2", "line 3: category must be one of incoming, "),
        (f"{HEADING}incoming,glob,1,2", "line 2: type must be text or regex, not 'glob'"),
        (f"{HEADING}incoming,text,,2", "line 2: search is empty"),
        (f"{HEADING}incoming", "line 2: type must be text or regex, not ''"),
        (f"{HEADING}incoming,regex,(,2", "line 2: search is not a regular expression"),
        (f"{HEADING}incoming,regex,(1+)+,2", "line 2: search can take too long"),
        (f"{HEADING}incoming,regex,1,$1", "line 2: replace cannot be put in"),
    ],
)
def test_a_mistake_names_file_and_line(text, said):
    assert mistake(text).startswith(f"rules.csv: {said}")


def test_the_configuration_has_a_list_for_each_table_that_has_rows():
    lines = toml_of({IN: [GERMANY], OUT: [], DIALLED: [Row(match="it's", replace='"')]}, "office")
    assert [
        "[providers.office.numbers]",
        "incoming = [",
        r"  {regex = '^\+49', replace = '0'},",
        "]",
        "dialled = [",
        r"""  {match = "it's", replace = '"'},""",
        "]",
    ] == list(lines)


texts = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=8)
rows = st.one_of(st.builds(Row, match=texts, replace=texts), st.builds(Row, regex=texts, replace=texts))


@given(st.fixed_dictionaries({direction: st.lists(rows, max_size=3) for direction in Direction}), texts)
def test_what_is_written_for_the_configuration_is_read_there(tables, provider):
    read_back = tomllib.loads("\n".join(toml_of(tables, provider)))["providers"][provider]["numbers"]
    wanted = NumberSettings(**{str(direction): tuple(each) for direction, each in tables.items()})
    assert wanted == msgspec.convert(read_back, NumberSettings)
