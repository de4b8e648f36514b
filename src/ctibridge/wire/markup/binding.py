"""Binds frozen dataclasses to XML elements: one class per structure, its fields in schema order.

    @structure
    class PartyInformation:
        name: str | None = None                 # element `name`: camelCase of the field name, optional
        user_dn: Address | None = xml("userDN") # element with another name, holding another structure
        redirections: tuple[Redirection, ...] = xml(wrap="redirection")   # a list in an element of its own

The annotation says the rest: `str`, `int`, `bool`, another structure, `tuple[...]` for a repeated element; a field
without default must be there. Reading takes any order and passes over what it does not know; writing keeps the
order of the class. `reader.py` and `writer.py` do the two directions. Must not know any vocabulary.
"""

from __future__ import annotations

import dataclasses
import sys
import types
import typing
from collections.abc import Callable, Mapping
from enum import Enum, StrEnum, auto
from typing import Any, TypeVar, dataclass_transform

C = TypeVar("C")


class Kind(Enum):
    """What a field holds."""

    TEXT = auto()
    NUMBER = auto()
    BOOLEAN = auto()
    FLAG = auto()  # an empty element that means yes by being there
    STRUCT = auto()
    VARIANT = auto()  # a structure chosen by xsi:type
    TREE = auto()  # whatever stands there
    ATTRIBUTE = auto()
    VALUE = auto()  # the text of the element itself


@dataclasses.dataclass(frozen=True)
class Markup:
    """What `xml()` was told about a field."""

    name: str | None = None
    wrap: str | None = None
    flag: bool = False
    attribute: bool = False
    value: bool = False
    nillable: bool = False
    variants: Callable[[], Mapping[str, type]] | None = None


def xml(
    name: str | None = None,
    *,
    wrap: str | None = None,
    flag: bool = False,
    attribute: bool = False,
    value: bool = False,
    nillable: bool = False,
    variants: Callable[[], Mapping[str, type]] | None = None,
    default: Any = dataclasses.MISSING,
    required: bool = False,
) -> Any:
    """A field whose markup is not plain from its name and type.

    Args:
        name: The element's or attribute's name, where it is not the camelCase of the field's.
        wrap: The field is a list inside an element of its own; `wrap` names the list's elements.
        flag: A bool: the empty element is there or not.
        attribute: An attribute of the structure's own element.
        value: The text of the structure's own element.
        nillable: The empty text is written as a nil element, and a nil element read as the empty text.
        variants: `xsi:type` names and the structures they choose.
        default: The default, where it is not None, False or ().
        required: The field has no default: it must be there.
    """
    markup = Markup(name, wrap, flag, attribute, value, nillable, variants)
    if required:
        return dataclasses.field(metadata={"xml": markup})
    if default is dataclasses.MISSING:
        default = False if flag else () if wrap else None
    return dataclasses.field(default=default, metadata={"xml": markup})


@dataclass_transform(frozen_default=True, kw_only_default=True)  # a field with `xml()` counts as one with a default
def structure(cls: type[C]) -> type[C]:
    """Makes `cls` a frozen dataclass that can be read from and written as XML.

    Without slots, on purpose: the reader sets all fields at once through `__dict__`, which takes a tenth of the
    time of a frozen `__init__` with forty fields; a field that is not set shows the class's default.
    """
    return dataclasses.dataclass(frozen=True, kw_only=True)(cls)


@dataclasses.dataclass(frozen=True, slots=True)
class Bound:
    """One field of a structure, as reader and writer need it."""

    field: str
    name: str
    kind: Kind
    repeated: bool
    wrap: str | None
    nillable: bool
    required: bool
    structure: type
    variants: Mapping[str, type]


@dataclasses.dataclass(frozen=True, slots=True)
class Tree:
    """An element kept as it is: `name`, its attributes, its text, the elements inside."""

    name: str
    text: str = ""
    attributes: Mapping[str, str] = dataclasses.field(default_factory=dict)
    children: tuple[Tree, ...] = ()

    def find(self, name: str) -> str | None:
        """The text of the first element with this name at any depth."""
        for child in self.children:
            found = child.text if child.name == name else child.find(name)
            if found is not None:
                return found
        return None


def fields_of(cls: type) -> tuple[Bound, ...]:
    """The bound fields of a structure, in schema order."""
    hints = typing.get_type_hints(cls, vars(sys.modules[cls.__module__]))
    return tuple(_bound(field, hints[field.name]) for field in dataclasses.fields(cls))


def _bound(field: dataclasses.Field[Any], hint: Any) -> Bound:
    markup: Markup = field.metadata.get("xml", Markup())
    inner, repeated = _inner(hint)
    variants = markup.variants() if markup.variants else {}
    kind = _kind(markup, inner)
    return Bound(
        field=field.name,
        name=markup.name or camel(field.name),
        kind=kind,
        repeated=repeated and markup.wrap is None,
        wrap=markup.wrap,
        nillable=markup.nillable,
        required=field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING,
        structure=inner if isinstance(inner, type) else object,
        variants=variants,
    )


_KINDS = {str: Kind.TEXT, int: Kind.NUMBER, bool: Kind.BOOLEAN, Tree: Kind.TREE}


def _kind(markup: Markup, inner: Any) -> Kind:
    if markup.attribute:
        return Kind.ATTRIBUTE
    if markup.value:
        return Kind.VALUE
    if markup.flag:
        return Kind.FLAG
    if markup.variants:
        return Kind.VARIANT
    if inner in _KINDS:
        return _KINDS[inner]
    if isinstance(inner, type) and issubclass(inner, StrEnum):
        return Kind.TEXT
    if dataclasses.is_dataclass(inner):
        return Kind.STRUCT
    raise TypeError(f"cannot bind {inner!r}")


def _inner(hint: Any) -> tuple[Any, bool]:
    """The type that matters in an annotation, and whether there may be several of it."""
    if typing.get_origin(hint) in {typing.Union, types.UnionType}:
        options = [option for option in typing.get_args(hint) if option is not type(None)]
        return (options[0], False) if len(options) == 1 else (hint, False)
    if typing.get_origin(hint) is tuple:
        return typing.get_args(hint)[0], True
    return hint, False


def camel(name: str) -> str:
    """`call_id` as `callId`."""
    head, *tail = name.rstrip("_").split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in tail)
