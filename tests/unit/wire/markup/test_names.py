"""Sets of names: an element full of booleans, or of empty elements."""

from __future__ import annotations

from typing import Annotated

import pytest

from ctibridge.wire.markup.binding import names, structure, xml
from ctibridge.wire.markup.plain import Vocabulary, read_document
from ctibridge.wire.markup.reader import reader_of
from ctibridge.wire.markup.writer import Style, document

Media = Annotated[frozenset[str], names("voice", "data", "image", since={"image": 6})]
Services = Annotated[frozenset[str], names("makeCall", "holdCall", empty=True)]


@structure
class Caps:
    media: Media | None = None
    services: Services | None = None
    renamed: Media | None = xml("mediaClass", default=None)


def read(text):
    return read_document(text.encode(), Vocabulary(), reader_of(Caps).read)


def written(value, version=6):
    return document("Caps", value, Style("", "", "", version=version)).decode()


def test_names_are_written_in_schema_order_whatever_the_set_s_order():
    expected = "<Caps><media><voice>true</voice><data>true</data><image>true</image></media></Caps>"
    assert expected == written(Caps(media=frozenset({"image", "data", "voice"})))


def test_an_empty_set_is_an_empty_element_and_none_is_no_element():
    assert written(Caps(media=frozenset())) == "<Caps><media></media></Caps>"
    assert written(Caps()) == "<Caps></Caps>"


def test_a_later_name_is_left_out_of_an_earlier_version():
    assert written(Caps(media=frozenset({"image"})), 5) == "<Caps><media></media></Caps>"


def test_a_name_that_the_schema_does_not_have_is_not_written():
    assert written(Caps(media=frozenset({"voice", "smell"}))) == "<Caps><media><voice>true</voice></media></Caps>"


def test_presence_alone_counts_where_the_elements_are_empty():
    assert written(Caps(services=frozenset({"holdCall"}))) == "<Caps><services><holdCall/></services></Caps>"


def test_a_prefix_goes_before_each_name():
    value = Caps(media=frozenset({"voice"}))
    expected = "<p:Caps><p:media><p:voice>true</p:voice></p:media></p:Caps>"
    assert expected == document("Caps", value, Style("p:", "", "")).decode()


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<voice>true</voice><data>1</data>", {"voice", "data"}),
        ("<voice>false</voice><data> 0 </data>", set()),
        ("<data/><voice></voice>", {"data", "voice"}),
        ("<smell>true</smell>", {"smell"}),
        ("<voice><privateData>true</privateData></voice>", {"voice"}),
        ("<voice>true</voice><voice>false</voice>", {"voice"}),
        ("", set()),
    ],
)
def test_what_is_there_and_not_false_is_in_the_set(inside, expected):
    assert Caps(media=frozenset(expected)) == read(f"<Caps><media>{inside}</media></Caps>")


def test_a_field_may_have_another_name_than_its_type():
    assert Caps(renamed=frozenset({"voice"})) == read("<Caps><mediaClass><voice>true</voice></mediaClass></Caps>")
