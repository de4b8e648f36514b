"""The rebuilt schemas of CSTA as tables, and values that they allow. Must not know what our classes mean."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import strategies as st
from lxml import etree

from ctibridge.wire.markup.binding import Bound, Kind, Tree, fields_of
from tests.conftest import shared
from tests.unit.wire.csta.strategies import texts, trees

_X = "{http://www.w3.org/2001/XMLSchema}"
_WORDS = {"xs:string": texts(), "xs:hexBinary": st.binary(max_size=8).map(lambda data: data.hex().upper())}
_NUMBERS = {
    "xs:long": st.integers(-(2**63), 2**63 - 1),
    "xs:short": st.integers(-(2**15), 2**15 - 1),
    "xs:integer": st.integers(-(2**70), 2**70),
    "xs:nonNegativeInteger": st.integers(0, 2**70),
}


@dataclass(frozen=True)
class Item:
    """An element or attribute of a type."""

    name: str
    type: str  # without prefix for types of the schema, `xs:...` for others
    optional: bool
    repeated: bool
    choice: bool
    wrapped: str | None  # the name of the elements inside, where the element has no type of its own


class Schema:
    """One schema file."""

    def __init__(self, name: str) -> None:
        tree = etree.parse(shared("schemas", "csta", name))
        root = tree.getroot()
        self.validator = etree.XMLSchema(tree)
        self._types = {node.get("name"): node for node in root if node.tag != _X + "element"}
        self.elements = {node.get("name"): _local(node.get("type", "")) for node in root if node.tag == _X + "element"}

    def faults(self, payload: bytes) -> list[str]:
        """What is wrong with a document; nothing if it is valid."""
        self.validator.validate(etree.fromstring(payload))
        log: Any = self.validator.error_log  # the stubs do not know that it is a list
        return [str(error.message) for error in log]

    def enumeration(self, name: str) -> list[str]:
        """The values of an enumeration; none if the type is not one."""
        node = self._types.get(name)
        return [] if node is None else [str(value.get("value")) for value in node.iter(_X + "enumeration")]

    @cache  # noqa: B019  a handful of schemas live as long as the tests
    def items(self, name: str) -> tuple[Item, ...]:
        """The attributes and elements of a type in their order."""
        return tuple(self._content(self._types[name]))

    def _content(self, node: Any) -> list[Item]:
        found: list[Item] = []
        for child in node:
            match child.tag.removeprefix(_X):
                case "complexContent" | "simpleContent":
                    found += self._content(child)
                case "extension":
                    base = _local(child.get("base"))
                    found += list(self.items(base)) if base in self._types else [_value(base)]
                    found += self._content(child)
                case "sequence" | "choice":
                    found += self._group(child, choice=False, repeated=False)
                case "attribute":
                    found.append(Item(f"@{child.get('name')}", _local(child.get("type", "")), True, False, False, None))
        return found

    def _group(self, node: Any, *, choice: bool, repeated: bool) -> list[Item]:
        choice = choice or node.tag == _X + "choice"
        repeated = repeated or node.get("maxOccurs", "1") != "1"
        found: list[Item] = []
        for child in node:
            if child.tag == _X + "element":
                found.append(self._element(child, choice=choice, repeated=repeated))
            elif child.tag == _X + "any":
                found.append(Item("*", "", True, True, False, None))
            else:
                found += self._group(child, choice=choice, repeated=repeated)
        return found

    def _element(self, node: Any, *, choice: bool, repeated: bool) -> Item:
        optional = node.get("minOccurs") == "0"
        repeated = repeated or node.get("maxOccurs", "1") != "1"
        if node.get("type"):
            return Item(node.get("name"), _local(node.get("type")), optional, repeated, choice, None)
        (inner,) = self._content(node.find(_X + "complexType"))
        return Item(node.get("name"), inner.type, optional, repeated, choice, inner.name)

    def exclusive(self, name: str) -> bool:
        """Whether exactly one of the type's elements may be there."""
        items = self.items(name)
        return bool(items) and all(item.choice and not item.repeated for item in items)


def _local(name: str) -> str:
    return name.removeprefix("t:")


def _value(base: str) -> Item:
    return Item("", base, False, False, False, None)


@cache
def schema(name: str) -> Schema:
    """The schema in a file of the shared folder; the test is skipped where it is absent."""
    return Schema(name)


@st.composite
def valid(draw: st.DrawFn, cls: type, schema: Schema, type_: str, edition: int) -> Any:
    """An instance of a class with which a document of this type is valid."""
    items = {item.name: item for item in schema.items(type_)}
    bound = [field for field in fields_of(cls) if field.since <= edition]
    if schema.exclusive(type_):
        field = draw(st.sampled_from([field for field in bound if _key(field) in items]))
        return cls(**{field.field: draw(_content_of(field, items[_key(field)], schema, edition))})
    fields = {}
    for field in bound:
        item = items[_key(field)]
        if field.mandatory or not item.optional or draw(st.integers(0, 2)) == 0:
            fields[field.field] = draw(_content_of(field, item, schema, edition))
    return cls(**fields)


def _key(field: Bound) -> str:
    match field.kind:
        case Kind.ATTRIBUTE:
            return f"@{field.name}"
        case Kind.VALUE:
            return ""
        case _:
            return field.name


def _content_of(field: Bound, item: Item, schema: Schema, edition: int) -> st.SearchStrategy[Any]:
    one = _one_of(field, item, schema, edition)
    if field.wrapped_since:
        return one.filter(lambda value: value.value).map(lambda value: (value,))
    if field.repeated or field.wrap:
        return st.lists(one, max_size=2).map(tuple)
    return one


def _one_of(field: Bound, item: Item, schema: Schema, edition: int) -> st.SearchStrategy[Any]:
    match field.kind:
        case Kind.TEXT | Kind.ATTRIBUTE | Kind.VALUE:
            values = schema.enumeration(item.type)
            return st.sampled_from(values) if values else _WORDS[item.type]
        case Kind.NUMBER:
            return _NUMBERS[item.type]
        case Kind.BOOLEAN:
            return st.booleans()
        case Kind.FLAG:
            return st.just(True)
        case Kind.NAMES:
            known = [name for name, since in field.names.items() if since <= edition]
            return st.lists(st.sampled_from(known), max_size=5).map(frozenset)
        case Kind.TREE:
            return trees(field.name).map(lambda tree: Tree(tree.name, "", {}, tree.children))
        case _:
            return valid(field.structure, schema, item.type, edition)
