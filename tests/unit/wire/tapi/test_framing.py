"""Lines of flat JSON."""

import pytest

from ctibridge.errors import LocalProtocolError, RemoteProtocolError
from ctibridge.wire.tapi import messages as m
from ctibridge.wire.tapi.codec import encode, slots
from ctibridge.wire.tapi.framing import MAX_KEYS, MAX_LINE, LineSplitter, cut, fields_from_line, line_from_fields


def test_a_line_says_what_was_put_into_it():
    fields = {"type": "call", "call": 0xFFFF_FFFF, "caller": 'Smith & "Söhne" \\ 😀\t', "zero": 0}
    assert fields == fields_from_line(line_from_fields(fields).rstrip(b"\n"))


def test_only_quotes_backslashes_and_control_characters_are_escaped():
    assert '{"a":"é😀/\\"\\\\\\n\\u0001"}\n'.encode() == line_from_fields({"a": 'é😀/"\\\n\x01'})


@pytest.mark.parametrize(
    "line",
    [
        '{"a":1,"a":2}', '{"a":-1}', '{"a":01}', '{"a":1.0}', '{"a":1e3}', '{"a":4294967296}', '{"a":null}',
        '{"a":true}', '{"a":[1]}', '{"a":{}}', '{"A":1}', '{"":1}', '{"a":"\\ud800"}', '{"a":"\\u0000"}', "[1]", '"a"',
        "1", "", "{", '{"a":1} {"b":2}', '{"a":NaN}', '{"a":Infinity}', "[" * 9000, '{"a":' + "9" * 9000 + "}",
        '{"' + "a" * 33 + '":1}', '{"a":"' + "x" * 257 + '"}', '{"a":"\n"}', "\ufeff{}",
    ],
)  # fmt: skip
def test_what_is_more_than_flat_is_refused(line):
    with pytest.raises(RemoteProtocolError):
        fields_from_line(line.encode())


def test_bytes_that_are_no_utf8_are_refused():
    with pytest.raises(RemoteProtocolError):
        fields_from_line(b'{"a":"\xff"}')


def test_too_many_keys_are_refused_on_both_sides():
    many = {f"k{number}": number for number in range(MAX_KEYS + 1)}
    with pytest.raises(LocalProtocolError):
        line_from_fields(many)
    with pytest.raises(RemoteProtocolError):
        fields_from_line(str(many).replace("'", '"').encode())


@pytest.mark.parametrize("value", [-1, 0x1_0000_0000])
def test_a_number_that_no_line_can_carry_is_a_mistake_of_ours(value):
    with pytest.raises(LocalProtocolError):
        line_from_fields({"a": value})


def test_escapes_and_spaces_of_json_are_understood():
    assert {"a": "é😀/", "b": 7} == fields_from_line(b' {"a" : "\\u00e9\\ud83d\\ude00\\/",\t"b":7}\r')


def test_a_long_text_is_cut_between_characters():
    assert ["x" * 256, "😀" * 128, "x" + "😀" * 127] == [cut("x" * 300), cut("😀" * 300), cut("x" + "😀" * 300)]


def test_what_no_line_can_carry_is_replaced():
    assert "a\ufffdb\ufffd" == cut("a\0b\ud800")


def test_any_cutting_gives_the_same_lines():
    data = b"one\ntwo\n\nthree\n"
    splitter = LineSplitter()
    lines = [line for byte in data for line in splitter.receive_data(bytes([byte]))]
    assert [b"one", b"two", b"", b"three"] == lines == LineSplitter().receive_data(data)


@pytest.mark.parametrize("tail", [b"", b"\n", b"\nshort\n"])
def test_a_line_that_is_too_long_is_refused_before_it_ends(tail):
    with pytest.raises(RemoteProtocolError):
        LineSplitter().receive_data(b"x" * MAX_LINE + tail)


def test_the_longest_line_is_taken():
    line = b"x" * (MAX_LINE - 1)
    assert [line] == LineSplitter().receive_data(line + b"\n")


def test_the_longest_call_fits_into_a_line():
    fields = slots(m.NewCall)
    longest = m.NewCall(**{slot.name: "\x01" * 300 if slot.is_text else 0xFFFF_FFFF for slot in fields})
    assert MAX_LINE >= len(encode(longest))
