"""Frames: any cutting of the bytes gives the same; what is no frame is told in clear words."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctibridge.errors import LocalProtocolError, RemoteProtocolError
from ctibridge.wire.csta.framing import MAX_PAYLOAD, Frame, FrameSplitter, frame

IDS = st.integers(0, 9999).map("{:04}".format)
PAYLOADS = st.one_of(st.binary(max_size=40), st.just(b"<a>" + b"x" * 700 + b"</a>")).map(
    lambda data: b"<" + data + b">"
)


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:end] for start, end in itertools.pairwise(edges)]


@given(st.lists(st.tuples(IDS, PAYLOADS), max_size=5), st.lists(st.integers(0), max_size=8))
def test_any_cutting_gives_the_same_frames(frames, places):
    splitter = FrameSplitter()
    data = b"".join(frame(*item) for item in frames)
    found = [item for piece in cut(data, places) for item in splitter.receive_data(piece)]
    assert [Frame(*item) for item in frames] == found
    assert splitter.pending == 0


@given(st.lists(st.tuples(IDS, PAYLOADS), max_size=3))
def test_a_byte_at_a_time_gives_the_same_frames(frames):
    splitter = FrameSplitter()
    data = b"".join(frame(*item) for item in frames)
    found = [item for byte in data for item in splitter.receive_data(bytes([byte]))]
    assert [Frame(*item) for item in frames] == found


def test_the_length_counts_bytes_and_includes_the_header():
    assert frame("0001", "<ä/>".encode()) == b"\x00\x00\x00\x0d0001<\xc3\xa4/>"


def test_the_longest_frame_is_full():
    data = frame("9999", b"x" * MAX_PAYLOAD)
    assert data[:4] == b"\x00\x00\xff\xff"
    assert FrameSplitter().receive_data(data) == [Frame("9999", b"x" * MAX_PAYLOAD)]


@pytest.mark.parametrize(
    ("invoke_id", "payload"),
    [("0001", b"x" * (MAX_PAYLOAD + 1)), ("1", b""), ("00001", b""), ("000a", b""), ("\u0660" * 4, b"")],
)
def test_what_a_frame_cannot_say_is_our_fault(invoke_id, payload):
    with pytest.raises(LocalProtocolError):
        frame(invoke_id, payload)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x00\x01\x00\x0c0001<a/>", "SOAP"),
        (b"\x00\x00\x00\x070001<a/>", "cannot have 7 bytes"),
        (b"\x00\x00\x00\x000001<a/>", "cannot have 0 bytes"),
        (b"\x00\x00\x00\x0c00a1<a/>", "not four digits"),
        (b"\x00\x00\x00\x0c\xb2001<a/>", "not four digits"),
        (b"<?xml version='1.0'?>", "without the header"),
        (b"\xef\xbb\xbf<SystemStatus/>", "without the header"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01", "no frame begins here"),
        (b"GET / HTTP/1.1\r\n", "no frame begins here"),
        (frame("0001", "<äöü/>".encode())[:-3] + frame("0002", b"<a/>"), "no frame begins here|cannot have|digits"),
    ],
)
def test_what_is_no_frame_is_told_in_clear_words(data, reason):
    with pytest.raises(RemoteProtocolError, match=reason):
        FrameSplitter().receive_data(data)


def test_a_length_in_characters_is_noticed_at_the_next_frame():
    text = "<a>äöü</a>"
    counted = b"\x00\x00" + (len(text) + 8).to_bytes(2) + b"0001" + text.encode()
    splitter = FrameSplitter()
    assert splitter.receive_data(counted[: len(text) + 8]) == [Frame("0001", text.encode()[: len(text)])]
    with pytest.raises(RemoteProtocolError, match="characters instead of bytes"):
        splitter.receive_data(counted[len(text) + 8 :] + frame("0002", b"<a/>"))


def test_the_excerpt_shows_the_header_only():
    with pytest.raises(RemoteProtocolError) as caught:
        FrameSplitter().receive_data(b"passwords are <secret>")
    assert caught.value.excerpt == "password"


@pytest.mark.parametrize("end", [b"\0", b"\0\0", b"\r\n", b" \n\0"])
def test_a_terminator_that_is_counted_is_no_part_of_the_document(end):
    assert FrameSplitter().receive_data(frame("0001", b"<a/>" + end)) == [Frame("0001", b"<a/>")]


@given(st.sampled_from([b"\0", b"\r\n", b"\n", b" \t", b"\n\0"]), st.lists(st.integers(0), max_size=5))
def test_a_terminator_that_is_not_counted_is_passed_over(end, places):
    data = frame("0001", b"<a/>") + end + frame("0002", b"<b/>") + end
    splitter = FrameSplitter()
    found = [item for piece in cut(data, places) for item in splitter.receive_data(piece)]
    assert [Frame("0001", b"<a/>"), Frame("0002", b"<b/>")] == found


def test_utf_16_keeps_its_zero_bytes():
    payload = "<a/>".encode("utf-16-le")
    assert FrameSplitter().receive_data(frame("0001", payload)) == [Frame("0001", payload)]


def test_an_empty_frame_is_a_frame():
    assert FrameSplitter().receive_data(frame("0001", b"")) == [Frame("0001", b"")]


@given(st.binary(max_size=60))
def test_random_bytes_raise_nothing_but_a_protocol_error(data):
    try:
        found = FrameSplitter().receive_data(data)
    except RemoteProtocolError:
        return
    assert all(item.invoke_id.isdigit() for item in found)
