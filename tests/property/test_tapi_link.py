"""The link to the TAPI service provider: any cutting gives the same, what is written is read, damage has one name."""

import dataclasses
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ctibridge.errors import RemoteProtocolError
from ctibridge.wire.tapi import messages as m
from ctibridge.wire.tapi.codec import decode, encode, slots
from ctibridge.wire.tapi.framing import LineSplitter, cut

NUMBERS = st.integers(0, 0xFFFF_FFFF)
TEXTS = st.one_of(
    st.text(max_size=300).map(cut),
    st.sampled_from(["", '"', "\\", "\\u0000", "\n", "{}", "😀" * 128, "\x7f", "\u2028", "</>", "x" * 256]),
)
FORWARDS = st.lists(st.builds(m.Forward, NUMBERS, TEXTS), max_size=m.MAX_FORWARDS).map(tuple)
ALL = {**m.FROM_TSP, **m.FROM_SERVICE}


def values_of(kind):
    """A strategy for each field; what may be left out is None at times."""
    found = {}
    for slot in slots(kind):
        plain = TEXTS if slot.is_text else NUMBERS
        value = FORWARDS if slot.numbered else plain
        found[slot.name] = st.none() | value if slot.default is None else value
    if kind is m.Caps:
        found["members"] = st.dictionaries(st.sampled_from(["dev_linestates", "addr_callstates"]), NUMBERS)
    return found


def message_of(kind):
    return st.builds(kind, **values_of(kind))


MESSAGES = st.one_of(*(message_of(kind) for kind in ALL.values()))


@given(MESSAGES)
def test_what_is_written_is_read(message):
    assert message == decode(encode(message).rstrip(b"\n"), ALL)


@given(st.lists(MESSAGES, max_size=4), st.lists(st.integers(0, 500), max_size=8))
def test_any_cutting_gives_the_same(messages, cuts):
    data = b"".join(map(encode, messages))
    places = sorted({0, len(data), *(place for place in cuts if place < len(data))})
    splitter = LineSplitter()
    pieces = [data[begin:end] for begin, end in pairwise(places)]
    lines = [line for piece in pieces for line in splitter.receive_data(piece)]
    assert [*messages] == [decode(line, ALL) for line in lines]


@given(MESSAGES, st.integers(0, 3000), st.binary(max_size=3))
def test_damage_has_one_name(message, place, damage):
    line = encode(message).rstrip(b"\n")
    broken = line[: place % len(line)] + damage + line[place % len(line) + 1 :]
    try:
        decoded = decode(broken, ALL)
    except RemoteProtocolError:
        return
    assert decoded is None or dataclasses.is_dataclass(decoded)


@given(st.binary(max_size=200))
def test_garbage_has_one_name(data):
    try:
        for line in LineSplitter().receive_data(data):
            assert decode(line, ALL) is None
    except RemoteProtocolError:
        pass
