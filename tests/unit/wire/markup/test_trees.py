"""Elements that are kept as they are, whoever's they are."""

from __future__ import annotations

import pytest

from ctibridge.wire.markup.binding import Tree, structure
from ctibridge.wire.markup.plain import XML, Vocabulary, read_document
from ctibridge.wire.markup.reader import reader_of
from ctibridge.wire.markup.writer import Style, document

OURS = "urn:ours"
KEPT = Vocabulary(OURS, "", lenient=True)


@structure
class Message:
    private: Tree | None = None


def read(text):
    return read_document(text.encode(), KEPT, reader_of(Message).read)


def written(tree):
    return document("m", Message(private=tree), Style("", f' xmlns="{OURS}"', "")).decode()


TREES = [
    Tree("private"),
    Tree("private", text="a & b", attributes={"k": "\"<'"}),
    Tree("private", attributes={"{urn:v}a": "1", "{urn:w}a": "2", "a": "3", f"{{{XML}}}lang": "de"}),
    Tree("private", children=(Tree("name", text="x"), Tree("{urn:v}name", text="y"))),
    Tree("private", children=(Tree("{urn:v}a", children=(Tree("{urn:v}b"), Tree("{urn:w}c"), Tree("d"))),)),
    Tree("private", children=(Tree("{urn:v}a", children=(Tree("d", children=(Tree("e"), Tree("{urn:v}f"))),)),)),
]


@pytest.mark.parametrize("tree", TREES)
def test_a_tree_survives_the_way_there_and_back(tree):
    assert Message(private=tree) == read(written(tree))


def test_a_namespace_is_declared_once_for_the_elements_inside():
    tree = Tree("private", children=(Tree("{urn:v}a", children=(Tree("{urn:v}b"),)),))
    expected = f'<m xmlns="{OURS}"><private><a xmlns="urn:v"><b></b></a></private></m>'
    assert expected == written(tree)


def test_a_lenient_vocabulary_knows_a_misspelt_namespace_s_elements_and_keeps_their_children_apart():
    tree = Tree("private", children=(Tree("{urn:typo}name", text="x"),))
    assert Message(private=tree) == read('<m xmlns="urn:typo"><private><name>x</name></private></m>')


def test_a_strict_vocabulary_passes_over_other_namespaces():
    message = read_document(
        b'<m xmlns="urn:ours"><private xmlns="urn:typo"/></m>', Vocabulary(OURS), reader_of(Message).read
    )
    assert message == Message()
