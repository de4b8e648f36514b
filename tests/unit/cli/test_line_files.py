"""Lines as CSV: what comes in, what is wrong with it, and what goes out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from ctibridge.cli.line_files import Import, Mistake, read_csv, write_csv
from ctibridge.servers.admin.messages import KeptLine, NewLine

DESCRIBED = ("Anna@ent1", "+4930100", "100", "Änna", "Ü", "sales", "Berlin; West", "a@example")
ANNA = KeptLine(7, *DESCRIBED, "manual", "present")
BERT = KeptLine(8, "bert@ent1", None, None, "", "", None, None, None, "platform", "gone")


def added(found: Import) -> list[str]:
    return [line.user_id for line in found.lines if line.wanted]


def passwords(found: Import) -> dict[str, str]:
    return {line.user_id: line.password for line in found.lines if line.password is not None}


def test_user_ids_and_passwords_come_in():
    found = read_csv(b"user_id,password\r\nanna@ent1,geheim\r\nbert@ent1,\r\n")
    assert Import((NewLine("anna@ent1", "geheim"), NewLine("bert@ent1"))) == found


@pytest.mark.parametrize(
    "data",
    [
        "\ufeffUser_ID;Password\nanna@ent1;ge,heim\n",
        "password\tuser_id\n ge,heim\tanna@ent1 \n".replace(" ge", "ge"),
        '"user_id","password"\n\n"anna@ent1","ge,heim"\n,\n',
    ],
)
def test_what_spreadsheets_write_is_understood(data):
    assert {"anna@ent1": "ge,heim"} == passwords(read_csv(data.encode()))


def test_a_password_is_taken_as_it_stands():
    assert {"a": ' "ü" '} == passwords(read_csv('user_id,password\na," ""ü"" "\n'.encode()))


@pytest.mark.parametrize(
    ("data", "mistakes"),
    [
        (b"", ["row 1: names no column user_id"]),
        (b"name,password\n", ["row 1: names no column user_id", "row 1: the column 'name' is not known; known are "]),
        (b"user_id,user_id\n", ["row 1: the column user_id is there twice"]),
        (b"user_id,password\na\nb,c,d\n", ["row 2: has 1 cells, not 2", "row 3: has 3 cells, not 2"]),
        (b"user_id,password\n ,geheim\n", ["row 2: has no user id"]),
        (b"user_id\na b\n", ["row 2: has a user id with spaces"]),
        (b"user_id\nanna\nbert\nANNA\n", ["row 4: has the user id of row 2"]),
        (b"user_id\nanna\nM\xfcller\n", ["row 3: is not UTF-8"]),
        (b'user_id\nanna\n"bert\n', ["row 3: cannot be read"]),
    ],
)
def test_each_mistake_is_told_with_its_row_and_nothing_is_imported(data, mistakes):
    found = read_csv(data)
    assert len(mistakes) == len(found.mistakes)
    assert all(str(told).startswith(wanted) for told, wanted in zip(found.mistakes, mistakes, strict=True))
    assert () == found.lines


def test_the_good_rows_alone_are_imported_when_that_is_wanted():
    found = read_csv(b"user_id,password\nanna,x\n,y\n", good_only=True)
    assert ((NewLine("anna", "x"),), 1) == (found.lines, len(found.mistakes))


def test_no_mistake_and_no_line_shows_a_password():
    found = read_csv(b"user_id,password\nanna,geheim\nanna,geheim\n,geheim\n")
    assert 2 == len(found.mistakes)
    assert "geheim" not in repr(found) + "".join(map(str, found.mistakes))


def test_an_export_has_everything_but_passwords_and_can_be_imported_as_it_was():
    heading, anna, bert = write_csv((ANNA, BERT)).decode("utf-8-sig").splitlines()
    assert "password" not in heading
    assert "7,Anna@ent1,+4930100,100,Änna,Ü,sales,Berlin; West,a@example,manual,present" == anna
    assert "8,bert@ent1,,,,,,,,platform,gone" == bert
    found = read_csv(write_csv((ANNA, BERT)))
    assert (["Anna@ent1"], {}, ()) == (added(found), passwords(found), found.mistakes)


def test_an_exported_line_that_was_removed_or_read_is_not_added_but_may_have_a_password():
    data = b"user_id,source,presence,password\na,manual,removed,x\nb,platform,present,y\nc,manual,gone,z\n"
    found = read_csv(data)
    assert (["c"], {"a": "x", "b": "y", "c": "z"}) == (added(found), passwords(found))


def test_a_name_that_is_a_formula_is_none_in_an_export():
    line = structs.replace(BERT, first_name='=HYPERLINK("http://evil.example")', last_name="@SUM(A1)")
    exported = write_csv((line,)).decode()
    assert ",=" not in exported
    assert ",'@SUM" in exported


@given(st.binary(max_size=200))
def test_no_file_is_too_strange(data):
    found = read_csv(data)
    assert found == read_csv(data)


@given(st.dictionaries(st.from_regex(r"[a-z0-9.]{1,20}@[a-z]{1,5}", fullmatch=True), st.text(min_size=1), max_size=5))
def test_whatever_a_password_is_it_comes_in_unchanged(accounts):
    quoted = (f'{user},"{password.replace(chr(34), chr(34) * 2)}"\r\n' for user, password in accounts.items())
    try:
        data = ("user_id,password\r\n" + "".join(quoted)).encode()
    except UnicodeEncodeError:
        return  # half a character
    found = read_csv(data)
    assert () == found.mistakes
    assert accounts == passwords(found)


def test_a_mistake_is_a_sentence():
    assert "row 3: has no user id" == str(Mistake(3, "has no user id"))
