"""Elements that are nil: left out by other means, or the empty text where a field says so."""

from __future__ import annotations

import pytest

from ctibridge.errors import RemoteProtocolError
from ctibridge.wire.markup.binding import Tree, structure, xml
from ctibridge.wire.markup.plain import INSTANCE, Vocabulary, read_document
from ctibridge.wire.markup.reader import reader_of
from ctibridge.wire.markup.writer import Style, document

OURS = "urn:ours"
STYLE = Style("", f' xmlns="{OURS}"', "i:", f' xmlns:i="{INSTANCE}"')


@structure
class Address:
    value: str = xml(value=True, default="")


@structure
class Message:
    text: str | None = None
    number: int | None = None
    yes: bool = xml(flag=True)
    address: Address | None = None
    addresses: tuple[Address, ...] = xml(wrap="one")
    private: Tree | None = None
    link: str | None = xml(nillable=True)
    target: Address | None = xml(nillable=True)


@structure
class Strict:
    text: str


def read(cls, inside):
    text = f'<m xmlns="{OURS}" xmlns:i="{INSTANCE}">{inside}</m>'
    return read_document(text.encode(), Vocabulary(OURS), reader_of(cls).read)


@pytest.mark.parametrize("name", ["text", "number", "yes", "address", "addresses"])
@pytest.mark.parametrize("form", ['<{0} i:nil="true"/>', '<{0} i:nil="1"></{0}>', "<{0} i:nil='true'/>"])
def test_what_is_nil_is_not_there(name, form):
    assert Message() == read(Message, form.format(name))


def test_what_is_not_nil_is_there_although_it_says_so():
    assert Message(text="x", number=3) == read(Message, '<text i:nil="false">x</text><number i:nil="0">3</number>')


def test_what_must_be_there_may_not_be_nil():
    with pytest.raises(RemoteProtocolError, match="lacks text"):
        read(Strict, '<text i:nil="true"/>')


def test_a_nil_element_that_is_kept_as_it_is_keeps_its_mark():
    tree = Tree("private", attributes={f"{{{INSTANCE}}}nil": "true"})
    assert Message(private=tree) == read(Message, '<private i:nil="true"/>')


def test_where_nil_means_the_empty_text_it_is_read_and_written_as_such():
    message = read(Message, '<link i:nil="true"/><target i:nil="true"/>')
    assert Message(link="", target=Address(value="")) == message
    nil = f'xmlns:i="{INSTANCE}" i:nil="true"/>'
    assert f'<m xmlns="{OURS}"><link {nil}<target {nil}</m>' == document("m", message, STYLE).decode()


def test_a_text_that_could_be_nil_is_written_plainly():
    assert f'<m xmlns="{OURS}"><link>a</link></m>' == document("m", Message(link="a"), STYLE).decode()
