"""The plain reader and lxml agree: on what is well-formed, and on what it says."""

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ctibridge.errors import RemoteProtocolError
from ctibridge.wire.markup.binding import Tree
from ctibridge.wire.markup.plain import Vocabulary, read_document
from ctibridge.wire.markup.reader import read_tree

ANY = Vocabulary()
NAMES = st.sampled_from(["a", "b", "call", "a-b", "a.b", "é", "_x"])
TEXTS = st.text(
    st.characters(min_codepoint=9, max_codepoint=0x1FFFF, blacklist_categories=("Cs",)), max_size=12
) | st.sampled_from(["", " ", "\n ", "&amp;", "]]>", "tel:+49", "<x>", "x > y", '"', "'", "\u00a0", "\r\n"])
PREFIXES = st.sampled_from(["", "p", "q"])
SPACES = {"": "urn:d", "p": "urn:p", "q": "urn:p"}


def escape(text, entities):
    text = "".join(char for char in text if char in "\t\n\r" or (ord(char) >= 32 and char not in "\ufffe\uffff"))
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "]]&gt;")
    return text.replace("'", entities)


def attribute_text(value):
    return escape(value, "&apos;").replace('"', "&quot;")


@st.composite
def elements(draw, depth=0):
    prefix, local = draw(PREFIXES), draw(NAMES)
    name = f"{prefix}:{local}" if prefix else local
    quote = draw(st.sampled_from(['"', "'"]))
    values = draw(st.dictionaries(NAMES | st.just("p:t"), TEXTS, max_size=2))
    attributes = "".join(f" {key}={quote}{attribute_text(value)}{quote}" for key, value in values.items())
    if depth == 0:
        attributes += "".join(f' xmlns{":" + p if p else ""}="{uri}"' for p, uri in SPACES.items())
    elif draw(st.booleans()) and draw(st.booleans()):
        attributes += draw(st.sampled_from([' xmlns:p="urn:other"', ' xmlns=""', ' xmlns="urn:else"']))
    entity = draw(st.sampled_from(["&apos;", "&#39;", "&#x27;"]))
    text = escape(draw(TEXTS), entity)
    inner = draw(st.lists(elements(depth + 1), max_size=3)) if depth < 3 else []
    oddity = draw(st.sampled_from(["", "", "", "<!-- c -->", "<![CDATA[<z>&]]>", "<?pi x?>"]))
    if not (text or inner or oddity) and draw(st.booleans()):
        return f"<{name}{attributes}/>"
    space = draw(st.sampled_from(["", "\n", " "]))
    return f"<{name}{attributes}{space.strip(' ')}>{text}{oddity}{''.join(inner)}</{name}{space}>"


DECLARATIONS = st.sampled_from(["", '<?xml version="1.0" encoding="UTF-8"?>\n', "<?xml version='1.0'?>", "\ufeff"])


def ours(data):
    return read_document(data, ANY, read_tree)


def theirs(data):
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(data.lstrip(), parser)
    if root.getroottree().docinfo.doctype:
        raise etree.XMLSyntaxError("doctype", 0, 0, 0)
    return tree(root)


def tree(element):
    return Tree(
        etree.QName(element).localname,
        (element.text or "").strip(),
        dict(element.attrib),
        tuple(tree(child) for child in element if isinstance(child.tag, str)),
    )


@given(DECLARATIONS, elements())
@settings(max_examples=200, deadline=None)
def test_well_formed_documents_are_read_as_lxml_reads_them(declaration, element):
    data = (declaration + element).encode()
    assert theirs(data) == ours(data)


@given(DECLARATIONS, elements(), st.data())
@settings(max_examples=300, deadline=None)
def test_damaged_documents_are_refused_when_lxml_refuses_them(declaration, element, data):
    raw = bytearray((declaration + element).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(raw) - 1))
        damage = data.draw(st.sampled_from(["drop", "swap", "insert"]))
        if damage == "drop":
            del raw[at : at + data.draw(st.integers(1, 4))]
        elif damage == "swap":
            raw[at] = data.draw(st.sampled_from(b"<>&\"'=/ :\x00\xffax"))
        else:
            raw[at:at] = data.draw(st.sampled_from([b"<", b">", b"&", b"<x>", b"</a>", b"<!DOCTYPE a>", b"]]>", b'"']))
        if not raw:
            return
    expected = actual = None
    with contextlib.suppress(etree.XMLSyntaxError, ValueError):
        expected = theirs(bytes(raw))
    with contextlib.suppress(RemoteProtocolError):
        actual = ours(bytes(raw))
    assert expected == actual
