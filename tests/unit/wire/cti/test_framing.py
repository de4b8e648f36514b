"""What is read is recognised by its first bytes, and what is no CTI interface is told as what it is."""

from dataclasses import replace

import pytest

from ctibridge.errors import LocalProtocolError, RemoteProtocolError
from ctibridge.wire.cti.framing import NOT_THE_PORT, SPLITTERS, StreamSplitter, framed
from ctibridge.wire.cti.profile import DEFAULT, Framing
from ctibridge.wire.markup.split import MAX_SIZE

DOCUMENT = b"<a>1</a>"


def profile(framing, **more):
    return replace(DEFAULT, framing=framing, **more)


@pytest.mark.parametrize(
    ("expected", "how"),
    [
        (b"<a>1</a>\n", DEFAULT),
        (b"<a>1</a>\0", profile(Framing.XML_ROOT, tx_suffix="\0")),
        (b'<?xml version="1.0" encoding="UTF-8"?><a>1</a>\n', profile(Framing.XML_ROOT, xml_decl=True)),
        (b"<a>1</a>\0", profile(Framing.NUL)),
        (b"<a>1</a>\n", profile(Framing.LF)),
        (b"\0\0\0\x08<a>1</a>", profile(Framing.LEN32BE)),
    ],
)
def test_a_document_is_framed_as_the_profile_says(expected, how):
    assert expected == framed(DOCUMENT, how)


def test_http_tells_the_client_from_the_server():
    how = profile(Framing.HTTP)
    assert framed(DOCUMENT, how).startswith(b"POST / HTTP/1.1\r\n")
    assert framed(DOCUMENT, how, answering=True).startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize(("framing", "end"), [(Framing.NUL, b"\0"), (Framing.LF, b"\n")])
def test_a_document_that_holds_its_own_end_is_not_sent(framing, end):
    with pytest.raises(LocalProtocolError):
        framed(b"<a>" + end + b"</a>", profile(framing))


@pytest.mark.parametrize("framing", Framing)
@pytest.mark.parametrize("answering", [False, True])
def test_what_is_framed_is_split(framing, answering):
    data = framed(DOCUMENT, profile(framing), answering=answering) * 3
    splitter = SPLITTERS[framing](MAX_SIZE)
    assert [DOCUMENT] * 3 == splitter.receive_data(data)
    assert 0 == splitter.pending


@pytest.mark.parametrize(
    ("framing", "data"),
    [
        (Framing.XML_ROOT, DOCUMENT),
        (Framing.XML_ROOT, b"\xef\xbb\xbf" + DOCUMENT),
        (Framing.XML_ROOT, b" \t\r\n" + DOCUMENT),
        (Framing.XML_ROOT, b"\0" + DOCUMENT),
        (Framing.LEN32BE, b"\0\0\0\x08" + DOCUMENT),
        (Framing.LEN32BE, b"\0\x01\0\0<"),
        (Framing.HTTP, b"POST / HTTP/1.1\r\n"),
        (Framing.HTTP, b"HTTP/1.1 200 OK\r\n"),
        (None, b"HTT"),
        (None, b"\0"),
        (None, b" "),
    ],
)
def test_the_first_bytes_tell_the_framing(framing, data):
    splitter = StreamSplitter()
    splitter.receive_data(data)
    assert framing is splitter.framing


HTTP_PAGE = b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html>"


@pytest.mark.parametrize("http", [False, True])
def test_a_web_server_is_told_as_what_it_is(http):
    with pytest.raises(RemoteProtocolError, match=NOT_THE_PORT):
        StreamSplitter(http=http).receive_data(HTTP_PAGE)


@pytest.mark.parametrize("first", [b"\x16\x03\x01\x02", b"\x15\x03\x03\0"])
def test_tls_on_the_plain_port_is_told(first):
    with pytest.raises(RemoteProtocolError, match="TLS record on the plain port"):
        StreamSplitter().receive_data(first + bytes(range(256)))


@pytest.mark.parametrize("data", [b"SSH-2.0-x", b"\xff\xfe<\0", b"220 smtp\r\n"])
def test_what_is_not_recognised_is_shown_as_numbers(data):
    with pytest.raises(RemoteProtocolError) as refused:
        StreamSplitter().receive_data(data)
    assert data.hex(" ") in str(refused.value)


BIG = b"<a>" + b"x" * 100
HEAD = b"POST / HTTP/1.1\r\nContent-Length: "


@pytest.mark.parametrize(
    ("framing", "data"),
    [
        (Framing.XML_ROOT, BIG),
        (Framing.NUL, BIG),
        (Framing.LF, BIG),
        (Framing.LF, BIG + b"</a>\n"),
        (Framing.LEN32BE, b"\xff\xff\xff\xff"),
        (Framing.HTTP, HEAD + b"101\r\n\r\n"),
        (Framing.HTTP, b"POST " + b"x" * 9000),
        (Framing.HTTP, b"POST / HTTP/1.1\r\n\r\n"),
        (Framing.HTTP, HEAD + b"many\r\n\r\n"),
    ],
)
def test_a_peer_that_would_fill_the_memory_is_refused(framing, data):
    with pytest.raises(RemoteProtocolError):
        SPLITTERS[framing](100).receive_data(data)


def test_a_document_of_the_full_size_is_taken():
    document = b"<a>" + b"x" * 93 + b"</a>"
    assert 100 == len(document)
    for framing in Framing:
        splitter = SPLITTERS[framing](100)
        assert [document] == splitter.receive_data(framed(document, profile(framing)))


def test_what_has_not_ended_is_pending():
    splitter = StreamSplitter()
    splitter.receive_data(b"HT")
    assert 2 == splitter.pending
    splitter = StreamSplitter()
    splitter.receive_data(b"<a>1")
    assert 4 == splitter.pending
