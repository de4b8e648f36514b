"""Any cutting of a stream gives the same documents."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ctibridge.wire.markup.split import DocumentSplitter

DOCUMENTS = st.sampled_from(
    [
        b'<?xml version="1.0" encoding="UTF-8"?>\n<xsi:Event xmlns:xsi="x"><xsi:a>1</xsi:a></xsi:Event>',
        b'<ChannelHeartBeat xmlns="http://schema.broadsoft.com/xsi"/>',
        b"<e><![CDATA[</e>]]></e>",
        b"<e><e>inner</e></e>",
        b"<e><!-- </e> --></e>",
        b'<!-- before --><e a="/>"/>',
        b'<?xml version="1.0"?><?pi <e> ?><e/>',
        b"<ab><a>1</a></ab>",
        b"<a><ab>1</ab></a >",
        "<e>Grüße 😀</e>".encode(),
        b"<e a='>'>1</e>",
    ]
)
SEPARATORS = st.sampled_from([b"", b"\n", b"\r\n", b"\0", b" ", b"\0\n", b"\xef\xbb\xbf"])


@given(st.lists(st.tuples(DOCUMENTS, SEPARATORS), max_size=8), st.data())
@settings(max_examples=400, deadline=None)
def test_any_cutting_gives_the_same_documents(parts, data):
    stream = b"".join(document + separator for document, separator in parts)
    splitter, found, at = DocumentSplitter(), [], 0
    while at < len(stream):
        size = data.draw(st.integers(1, 40))
        found += splitter.receive_data(stream[at : at + size])
        at += size
    assert [document for document, _ in parts] == found


@given(st.lists(DOCUMENTS, min_size=1, max_size=3))
def test_byte_by_byte_is_the_same_as_all_at_once(documents):
    stream = b"".join(documents)
    splitter = DocumentSplitter()
    found = [document for at in range(len(stream)) for document in splitter.receive_data(stream[at : at + 1])]
    assert documents == found
