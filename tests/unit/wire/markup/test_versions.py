"""What a vocabulary of several versions needs: later fields, lists that were single once, absent mandatory fields."""

from __future__ import annotations

import pytest

from ctibridge.errors import LocalProtocolError, RemoteProtocolError
from ctibridge.wire.markup.binding import bind, structure, xml
from ctibridge.wire.markup.plain import Vocabulary, read_document
from ctibridge.wire.markup.reader import reader_of
from ctibridge.wire.markup.writer import Style, document


@structure
class Device:
    value: str = xml(value=True, required=True)
    kind: str | None = xml("kind", attribute=True, default=None)


@structure
class Deflect:
    targets: tuple[Device, ...] = xml("to", wrap="device", wrapped_since=6, required=True)
    reason: str | None = xml(since=6, default=None)


@structure
class Report:
    items: tuple[Device, ...] = xml(wrap="item", absent=())
    cause: str = xml(absent="normal")


def read(cls, text):
    return read_document(text.encode(), Vocabulary(), reader_of(cls).read)


def written(value, version):
    return document("x", value, Style("", "", "", version=version)).decode()


def test_a_later_field_is_left_out_of_an_earlier_version():
    deflect = Deflect(targets=(Device(value="1"),), reason="busy")
    assert "<reason>busy</reason>" in written(deflect, 6)
    assert "reason" not in written(deflect, 5)


def test_one_item_stands_alone_in_an_earlier_version():
    deflect = Deflect(targets=(Device(value="1", kind="k"),))
    assert written(deflect, 5) == '<x><to kind="k">1</to></x>'
    assert written(deflect, 6) == '<x><to><device kind="k">1</device></to></x>'


@pytest.mark.parametrize("targets", [(), (Device(value="1"), Device(value="2"))])
def test_an_earlier_version_cannot_say_none_or_several(targets):
    with pytest.raises(LocalProtocolError, match="exactly one"):
        written(Deflect(targets=targets), 5)


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ('<to kind="k">1</to>', [Device(value="1", kind="k")]),
        ("<to> 1 </to>", [Device(value="1")]),
        ("<to>&lt;1&gt;</to>", [Device(value="<1>")]),
        ("<to><![CDATA[1]]></to>", [Device(value="1")]),
        ("<to><device>1</device></to>", [Device(value="1")]),
        ("<to>\n  <device>1</device><other/><device>2</device></to>", [Device(value="1"), Device(value="2")]),
        ("<to/>", []),
        ("<to></to>", []),
        ("<to> </to>", []),
    ],
)
def test_both_forms_are_read_by_their_shape(inside, expected):
    assert Deflect(targets=tuple(expected)) == read(Deflect, f"<x>{inside}</x>")
    assert Deflect(targets=tuple(expected), reason="r") == read(Deflect, f"<x>{inside}<reason>r</reason></x>")


def test_a_mandatory_field_that_a_peer_leaves_out_has_its_value_for_absent():
    report = read(Report, "<x/>")
    assert report.items == ()
    assert report.cause == "normal"
    assert report == Report(items=(), cause="normal")


def test_a_mandatory_list_is_written_even_when_it_is_empty():
    assert written(Report(items=(), cause="c"), 0) == "<x><items></items><cause>c</cause></x>"


def test_a_mandatory_field_without_such_a_value_must_be_there():
    with pytest.raises(RemoteProtocolError, match="lacks targets"):
        read(Deflect, "<x/>")


def test_a_vocabulary_may_write_words_in_capitals():
    connection = type("Connection", (), {"__annotations__": {"call_id": str, "id_of_dn": str}})
    made: type = bind(connection, kw_only=False, acronyms=frozenset({"id", "dn"}))
    assert written(made("7", "8"), 0) == "<x><callID>7</callID><idOfDN>8</idOfDN></x>"
