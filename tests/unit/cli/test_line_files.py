"""Lines in CSV files."""

from __future__ import annotations

import pytest

from ctibridge.cli.line_files import exported, imported
from ctibridge.errors import ConfigError
from ctibridge.servers.admin.messages import LineRow, NewLine

ROW = LineRow("office", "anna@x", "Anna@x", "+4930101", "101", 'Anna "A", Adler', None, "Sales", True)


def test_lines_go_out_with_a_heading_and_without_passwords():
    heading, row, end = exported([ROW]).split("\r\n")
    assert "provider,user_id,number,extension,name,group,department" == heading
    assert 'office,Anna@x,+4930101,101,"Anna ""A"", Adler",,Sales' == row
    assert "" == end


def test_what_went_out_can_come_in():
    assert ((NewLine("Anna@x"),), ()) == imported(exported([ROW]), "file")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_lines_come_in_with_their_passwords_whatever_parts_the_columns(separator):
    text = "\n".join(["name;user_id;password", "Anna;anna@x; p w ", "Bert;bert@x;", ";;", ""]).replace(";", separator)
    lines, mistakes = imported(text, "file")
    assert (("anna@x", " p w "), ("bert@x", None)) == tuple((line.user_id, line.password) for line in lines)
    assert () == mistakes


def test_each_bad_row_is_named_and_no_password_told():
    lines, mistakes = imported("user_id,password\nanna@x,s3cret\n,s3cret\nANNA@x,s3cret\nbert@x\n", "file")
    assert ["anna@x", "bert@x"] == [line.user_id for line in lines]
    assert ("row 3: user_id is empty", "row 4: ANNA@x is there already") == mistakes
    assert "s3cret" not in repr(lines)


@pytest.mark.parametrize("text", ["", "anna@x\n", "user,password\nanna,p\n"])
def test_a_file_without_a_heading_is_refused(text):
    with pytest.raises(ConfigError, match="the first row must name the columns"):
        imported(text, "lines.csv")
