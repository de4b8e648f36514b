"""Values for every bound class, derived from its fields: well-formed, hostile."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ctibridge.wire.csta.editions import Edition
from ctibridge.wire.markup.binding import Bound, Kind, Tree, fields_of

HOSTILE = (
    "&", "<", ">", '"', "'", "&amp;", "]]>", "<a/>", "<!-- -->", "&#0;", "a\nb", "a\tb", "a\rb", "a  b",
    "\U0001f4de", "\ufffd", "é\u0301", "\u200f+49", "x" * 5000, "&" * 700, "0", "null", "-1",
)  # fmt: skip
# What XML 1.0 can carry. White space at the ends is no part of a value, so none is made there.
_FREE = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=12
)
_INDEX = st.integers(0, len(HOSTILE) - 1)
_NUMBERS = st.integers(-(2**63), 2**63 - 1)
_LOCAL = st.from_regex(r"[A-Za-wyz_][A-Za-z0-9_.\-]{0,8}", fullmatch=True)
_SPACES = st.sampled_from(["", "", "{urn:v}", "{http://v/?a=1&b='2'}"])


@st.composite
def texts(draw: st.DrawFn) -> str:
    parts = [HOSTILE[draw(_INDEX)] if draw(st.booleans()) else draw(_FREE) for _ in range(draw(st.integers(1, 2)))]
    return "".join(parts).strip()


@st.composite
def trees(draw: st.DrawFn, name: str, depth: int = 3) -> Tree:
    children = range(draw(st.integers(0, 2)) if depth else 0)
    return Tree(
        name,
        draw(texts()),
        {draw(_SPACES) + draw(_LOCAL): draw(texts())} if depth < 3 and draw(st.booleans()) else {},
        tuple(draw(trees(draw(_SPACES) + draw(_LOCAL), depth - 1)) for _ in children),
    )


@st.composite
def values(draw: st.DrawFn, cls: type, edition: Edition) -> Any:
    """An instance of a class with fields that this edition has."""
    fields = {}
    for bound in fields_of(cls):
        if bound.since <= edition and (bound.mandatory or draw(st.integers(0, 2)) == 0):
            fields[bound.field] = _field(draw, bound, edition)
    return cls(**fields)


def _field(draw: st.DrawFn, bound: Bound, edition: Edition) -> Any:
    if bound.wrapped_since > edition:
        return (draw(values(bound.structure, edition).filter(lambda item: item.value)),)
    if bound.repeated or bound.wrap:
        return tuple(_item(draw, bound, edition) for _ in range(draw(st.integers(0, 2))))
    return _item(draw, bound, edition)


def _item(draw: st.DrawFn, bound: Bound, edition: Edition) -> Any:
    match bound.kind:
        case Kind.TEXT | Kind.VALUE | Kind.ATTRIBUTE:
            return draw(texts())
        case Kind.NUMBER:
            return draw(_NUMBERS)
        case Kind.BOOLEAN | Kind.FLAG:
            return draw(st.booleans())
        case Kind.NAMES:
            known = [name for name, since in bound.names.items() if since <= edition]
            return frozenset(draw(st.lists(st.sampled_from(known), max_size=4)))
        case Kind.TREE:
            return draw(trees(bound.name))
        case _:
            return draw(values(bound.structure, edition))
