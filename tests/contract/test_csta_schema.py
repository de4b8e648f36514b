"""The classes of CSTA against the rebuilt schemas: same names, same order, and whatever is sent is valid.

The schemas of editions 4 and 5 are not to be had. What is sent in them has to be valid in 3 and in 6, namespace aside.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from enum import StrEnum

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctibridge.wire.csta import sessions, system, transfers
from ctibridge.wire.csta.editions import Edition
from ctibridge.wire.csta.messages import MESSAGES, encode
from ctibridge.wire.markup.binding import Bound, Kind, fields_of
from tests.contract.csta_schema import Item, Schema, schema, valid

SESSIONS = [name for name, cls in MESSAGES.items() if cls.__module__ == sessions.__name__]
SERVICES = [name for name in MESSAGES if name not in SESSIONS]

# A segment without its serviceCrossRefID could not be told from another's: edition 3 has it, 6 (as rebuilt) has not.
NOT_IN_6 = {"SnapshotCallData"}
# The schema demands a value; clients that leave it out are why ours is optional.
VALUE_OPTIONAL = {system.SystemStatus: "system_status"}


def told(name: str, edition: int) -> tuple[Schema, str]:
    """The schema and type for a message."""
    if name in SESSIONS:
        found = schema("appl-session.xsd")
    else:
        found = schema("csta-ed3.xsd" if edition < 6 or name in NOT_IN_6 else "csta-ed6.xsd")
    return found, found.elements[name]


def validated_as(name: str, edition: Edition) -> list[tuple[Schema, Edition]]:
    """The schemas in which a message of this edition has to be valid."""
    if name in SESSIONS:
        return [(schema("appl-session.xsd"), edition)]
    third, sixth = (schema("csta-ed3.xsd"), Edition.ED3), (schema("csta-ed6.xsd"), Edition.ED6)
    if edition is Edition.ED3:
        return [third]
    if edition is Edition.ED6:
        return [] if name in NOT_IN_6 else [sixth]
    return [third] if name in {*NOT_IN_6, "DeflectCall"} else [third, sixth]


@pytest.mark.parametrize("name", MESSAGES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=st.data(), edition=st.sampled_from([Edition.ED3, Edition.ED4, Edition.ED5, Edition.ED6]))
def test_what_is_sent_is_valid_in_its_edition(name, data, edition):
    found, type_ = told(name, edition)
    message = data.draw(valid(MESSAGES[name], found, type_, edition))
    if any(getattr(message, field) is None for cls, field in VALUE_OPTIONAL.items() if isinstance(message, cls)):
        return
    payload = encode(message, edition)
    for other, namespace_of in validated_as(name, edition):
        moved = payload.replace(edition.namespace.encode(), namespace_of.namespace.encode(), 1)
        assert other.faults(moved) == []


def pairs(cls: type, type_: str, found: Schema, seen: set[tuple[type, str]]) -> Iterator[tuple[type, str]]:
    """Each class reached from here with the schema type that it stands for."""
    if (cls, type_) in seen:
        return
    seen.add((cls, type_))
    yield cls, type_
    items = {item.name: item for item in found.items(type_)}
    for bound in fields_of(cls):
        item = items.get(bound.name)
        if bound.kind is Kind.STRUCT and item is not None:
            yield from pairs(bound.structure, item.type, found, seen)


def all_pairs(edition: int, names: list[str]) -> list[tuple[Schema, type, str]]:
    seen: set[tuple[type, str]] = set()
    result = []
    for name in names:
        found, type_ = told(name, edition)
        result += [(found, cls, reached) for cls, reached in pairs(MESSAGES[name], type_, found, seen)]
    return result


def plain(bound: Bound) -> str:
    return {Kind.ATTRIBUTE: "@"}.get(bound.kind, "") + bound.name


@pytest.mark.parametrize("edition", [3, 6])
def test_fields_have_the_schema_s_names_and_order(edition):
    names = [name for name in MESSAGES if not (edition == 6 and name in NOT_IN_6)]
    for found, cls, type_ in all_pairs(edition, names):
        ours = [plain(bound) for bound in fields_of(cls) if bound.kind is not Kind.VALUE and bound.since <= edition]
        theirs = [item.name for item in found.items(type_)]
        assert set(ours) <= set(theirs), (cls.__name__, type_)
        if not found.exclusive(type_):
            assert ours == [name for name in theirs if name in ours], (cls.__name__, type_)


def test_a_field_is_later_exactly_if_edition_3_lacks_it():
    reached = {(cls, type_) for _, cls, type_ in all_pairs(3, SERVICES)}
    third = schema("csta-ed3.xsd")
    for cls, type_ in reached:
        there = {item.name for item in third.items(type_)}
        for bound in fields_of(cls):
            if bound.kind is not Kind.VALUE:
                assert (bound.since > 3) == (plain(bound) not in there), (cls.__name__, bound.name)


def matches(bound: Bound, item: Item, found: Schema) -> bool:
    match bound.kind:
        case Kind.TEXT | Kind.ATTRIBUTE:
            return item.type in {"xs:string", "xs:hexBinary"} or bool(found.enumeration(item.type))
        case Kind.NUMBER:
            return item.type in {"xs:long", "xs:short", "xs:integer", "xs:nonNegativeInteger"}
        case Kind.BOOLEAN:
            return item.type == "xs:boolean"
        case Kind.FLAG:
            return item.type == "Empty"
        case Kind.TREE:
            return [inner.name for inner in found.items(item.type)] == ["*"]
        case _:
            return not item.type.startswith("xs:")


@pytest.mark.parametrize("edition", [3, 6])
def test_fields_hold_what_the_schema_says(edition):
    names = [name for name in MESSAGES if not (edition == 6 and name in NOT_IN_6)]
    for found, cls, type_ in all_pairs(edition, names):
        items = {item.name: item for item in found.items(type_)}
        for bound in fields_of(cls):
            item = items.get(plain(bound))
            if item is None or bound.wrapped_since > edition:
                continue
            assert matches(bound, item, found), (cls.__name__, bound.name)
            assert (bound.wrap or None) == item.wrapped, (cls.__name__, bound.name)
            assert bound.repeated == (item.repeated and not item.choice), (cls.__name__, bound.name)


def test_sets_of_names_are_the_schema_s_in_its_order():
    third, sixth = schema("csta-ed3.xsd"), schema("csta-ed6.xsd")
    for found, cls, type_ in all_pairs(6, [name for name in SERVICES if name not in NOT_IN_6]):
        items = {item.name: item for item in found.items(type_)}
        for bound in fields_of(cls):
            if bound.kind is not Kind.NAMES:
                continue
            name = items[bound.name].type
            theirs = [inner.name for inner in sixth.items(name)]
            assert list(bound.names) == [inner for inner in theirs if inner in bound.names], name
            early = {inner.name for inner in third.items(name)}
            assert {inner for inner, since in bound.names.items() if since < 6} <= early, name
            if name != "Profiles":  # those of uaCSTA are left out
                assert list(bound.names) == theirs, name


def enumerations() -> dict[str, type[StrEnum]]:
    modules = {cls.__module__ for cls in MESSAGES.values()} | {
        "ctibridge.wire.csta.causes",
        "ctibridge.wire.csta.error_values",
    }
    return {
        name: value
        for module in modules
        for name, value in vars(sys.modules[module]).items()
        if isinstance(value, type) and issubclass(value, StrEnum) and value is not StrEnum
    }


@pytest.mark.parametrize("name", sorted(set(enumerations()) - {"SessionError", "EndReason", "TerminationReason"}))
def test_enumerations_have_the_schema_s_values(name):
    assert schema("csta-ed6.xsd").enumeration(name) == [member.value for member in enumerations()[name]]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (sessions.SessionError, {
            "StartApplicationSessionNegResponseErrorCodeDefinedError",
            "StopApplicationSessionNegResponseErrorCodeDefinedError",
            "ResetApplicationSessionTimerNegResponseErrorCodeDefinedError",
        }),
        (sessions.EndReason, {"StopApplicationSessionSessionEndReasonDefinedEndReason"}),
        (sessions.TerminationReason, {"ApplicationSessionTerminatedSessionTermReasonDefinedTermReason"}),
    ],
)  # fmt: skip
def test_session_enumerations_have_the_schema_s_values(ours, theirs):
    found = schema("appl-session.xsd")
    assert {value for name in theirs for value in found.enumeration(name)} == set(ours)


def test_deflect_call_is_the_one_message_whose_form_changed():
    changed = {cls for cls in MESSAGES.values() for bound in fields_of(cls) if bound.wrapped_since}
    assert changed == {transfers.DeflectCall}
