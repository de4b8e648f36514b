"""Whatever stands in an Escape: it is understood, none of ours, or refused with a reason."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ctibridge.errors import CommandError
from ctibridge.model.ids import LineId
from ctibridge.servers.csta.line_services import command_from_wish, wish_of
from ctibridge.wire.csta.editions import Edition
from ctibridge.wire.csta.features import Escape
from ctibridge.wire.csta.line_services import COUNTS, PRIVATE_NAMESPACE, SERVICES
from ctibridge.wire.csta.messages import decode, encode
from ctibridge.wire.csta.types import private_data
from ctibridge.wire.markup.binding import Tree

INSIDE = ("device", "service", "available", "active", "number", "host", "ringCount", "location", "unknown", *COUNTS)
NAMES = st.sampled_from(("getServices", "setService", "services", "tellServices", *INSIDE, *SERVICES)).map(
    lambda name: f"{{{PRIVATE_NAMESPACE}}}{name}"
) | st.just("{urn:v}question")
TEXTS = st.sampled_from(("", "101", "true", "no", "-1", "٣", "+4930", "remoteOffice")) | st.text(
    st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_categories=["C"])
)
LEAVES = st.builds(Tree, NAMES, TEXTS)
TREES = st.recursive(
    LEAVES, lambda inner: st.builds(Tree, NAMES, st.just(""), children=st.lists(inner, max_size=4).map(tuple))
)


@given(st.lists(TREES, max_size=3).map(tuple))
def test_any_private_data_is_a_command_or_a_refusal(trees):
    request = Escape(private_data=private_data(*trees))
    read, _ = decode(encode(request, Edition.ED5))
    assert isinstance(read, Escape)
    try:
        command = command_from_wish(LineId("a"), wish_of(read.private_data))
    except CommandError:
        return
    assert "a" == command.line
