"""Whatever comes as JSON becomes XML that can be read or is refused, and nothing else happens."""

from __future__ import annotations

import json
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from ctibridge.errors import RemoteProtocolError
from ctibridge.sim.badgerfish import json_from_xml, xml_from_json
from ctibridge.wire.xsi.calls import CallInfo, Calls
from ctibridge.wire.xsi.documents import decode, encode

TEXTS = st.text() | st.sampled_from(["$", "@xmlns", "@a", "a:b", "a b", "<", "a><b", "\ud800", "\0", "\x85"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=2) | VALUES)
def test_json_is_a_document_or_refused(value):
    with suppress(RemoteProtocolError):
        decode(xml_from_json(json.dumps(value).encode()))


@given(st.binary() | st.text().map(str.encode))
def test_bytes_are_a_document_or_refused(body):
    with suppress(RemoteProtocolError):
        decode(xml_from_json(body))


@given(st.lists(st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1), max_size=4))
def test_documents_come_back_whole(names):
    before = Calls(call=tuple(CallInfo(call_id=name.strip() or "x") for name in names))
    assert before == decode(xml_from_json(json_from_xml(encode(before))))
