"""The event channel as a stream of documents."""

import pytest

from ctibridge.errors import RemoteProtocolError
from ctibridge.wire.markup.reader import Unknown
from ctibridge.wire.xsi.channels import Channel, ChannelHeartBeat
from ctibridge.wire.xsi.documents import encode
from ctibridge.wire.xsi.stream import Damaged, EventStream
from tests.unit.wire.xsi.test_documents import EVENT

CHANNEL = Channel(channel_id="c-1", expires=3600)
STREAM = encode(CHANNEL) + b"\n" + encode(EVENT) + encode(ChannelHeartBeat()) + b"\r\n " + encode(EVENT)


@pytest.mark.parametrize("size", [1, 2, 7, 100, 10_000])
def test_any_chunks_give_the_same_documents(size):
    stream = EventStream()
    items = [item for at in range(0, len(STREAM), size) for item in stream.receive_data(STREAM[at : at + size])]
    assert [CHANNEL, EVENT, ChannelHeartBeat(), EVENT] == items
    assert 0 == stream.pending


def test_a_truncated_document_stays_pending():
    stream = EventStream()
    assert [] == stream.receive_data(encode(EVENT)[:-3])
    assert stream.pending > 0


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 6, 10_000])
def test_a_damaged_event_is_told_with_its_id_and_the_next_one_is_read(size):
    data = encode(EVENT).replace(b"</xsi:call>", b"") + encode(EVENT)
    stream = EventStream()
    first, second = (item for at in range(0, len(data), size) for item in stream.receive_data(data[at : at + size]))
    assert isinstance(first, Damaged)
    assert "e-1" == first.event_id
    assert EVENT == second


def test_an_event_that_lacks_what_it_needs_is_damaged():
    (item,) = EventStream().receive_data(encode(EVENT).replace(b"xsi:callId>", b"xsi:other>"))
    assert isinstance(item, Damaged)
    assert "lacks call_id" in str(item.error)


def test_unknown_documents_pass():
    assert [Unknown("Surprise")] == EventStream().receive_data(b"<Surprise><y/></Surprise>")


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"HTTP/1.1 502 Bad Gateway", "text where"),
        (b"<!DOCTYPE html><html>", "DTD"),
        (b"<a>" + b"x" * 2000, "exceeds"),
        (b"<a>" + b"x" * 2000 + b"</a>", "exceeds"),  # whole at once
        (b"<!-- --><a><b>" + b"<c>" * 100, "nests deeper"),
        (b"<!-- --><a></b></a>", "not well-formed"),
        (b'<?xml version="1.0" encoding="UTF-9"?><a><!-- --></a>', "unknown encoding"),
        (b'<?xml version="1.0" encoding="utf-7"?><a><!-- --></a>', "multi-byte encodings"),
        (b'<?xml version="1.0" encoding="idna"?><a><!-- --></a>', "idna"),
    ],
)
def test_what_is_no_stream_of_documents_is_refused(data, complaint):
    with pytest.raises(RemoteProtocolError, match=complaint):
        EventStream(max_size=1000).receive_data(data)
