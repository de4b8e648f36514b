"""Binds frozen dataclasses to XML elements: one class per structure, its fields in schema order.

    @structure
    class PartyInformation:
        name: str | None = None                 # element `name`: camelCase of the field name, optional
        user_dn: Address | None = xml("userDN") # element with another name, holding another structure
        redirections: tuple[Redirection, ...] = xml(wrap="redirection")   # a list in an element of its own

The annotation says the rest: `str`, `int`, `bool`, another structure, `tuple[...]` for a repeated element; a field
without default must be there. Reading takes any order and passes over what it does not know; writing keeps the
order of the class. `reader.py` and `writer.py` do the two directions. Must not know any vocabulary.

What many fields share is said once, in a type: `Flag`, or `Annotated[frozenset[str], names("voice", "data")]`.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from enum import Enum, StrEnum, auto
from typing import Annotated, Any, TypeVar, dataclass_transform

C = TypeVar("C")
_ACRONYMS = "__xml_acronyms__"
_NOTHING: Any = object()  # not MISSING, which a dataclass takes for no default at all


class Kind(Enum):
    """What a field holds."""

    TEXT = auto()
    NUMBER = auto()
    BOOLEAN = auto()
    FLAG = auto()  # an empty element that means yes by being there
    NAMES = auto()  # an element full of booleans: the names of those that are true
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
    names: tuple[tuple[str, int], ...] | None = None
    empty: bool = False
    since: int = 0
    wrapped_since: int = 0
    absent: Any = _NOTHING


def names(*known: str, since: Mapping[str, int] | None = None, empty: bool = False) -> Markup:
    """Markup of a set of names: an element with a boolean element for each name.

    Args:
        known: All names, in schema order.
        since: The version of the vocabulary from which on a name is allowed, where that is not the first.
        empty: The elements are there or not, instead of holding true or false.
    """
    return Markup(names=tuple((name, (since or {}).get(name, 0)) for name in known), empty=empty)


def xml(
    name: str | None = None,
    *,
    wrap: str | None = None,
    flag: bool = False,
    attribute: bool = False,
    value: bool = False,
    nillable: bool = False,
    variants: Callable[[], Mapping[str, type]] | None = None,
    since: int = 0,
    wrapped_since: int = 0,
    absent: Any = _NOTHING,
    default: Any = dataclasses.MISSING,
    required: bool = False,
) -> Any:
    """A field whose markup is not plain from its name and type.

    A type checker takes a field for mandatory unless `default` is given here.

    Args:
        name: The element's or attribute's name, where it is not the camelCase of the field's.
        wrap: The field is a list inside an element of its own; `wrap` names the list's elements.
        flag: A bool: the empty element is there or not.
        attribute: An attribute of the structure's own element.
        value: The text of the structure's own element.
        nillable: The empty text is written as a nil element, and a nil element read as the empty text.
        variants: `xsi:type` names and the structures they choose.
        since: The version of the vocabulary below which the field is not written.
        wrapped_since: Below this version the one item of a wrapped list stands in the outer element itself.
        absent: The field is mandatory for us to write; where a peer leaves it out, this is read.
        default: The default, where it is not None, False or ().
        required: The field has no default: it must be there.
    """
    markup = Markup(name, wrap, flag, attribute, value, nillable, variants, None, False, since, wrapped_since, absent)
    if required or absent is not _NOTHING:
        return dataclasses.field(metadata={"xml": markup})
    if default is dataclasses.MISSING:
        default = False if flag else () if wrap else None
    return dataclasses.field(default=default, metadata={"xml": markup})


Flag = Annotated[bool, Markup(flag=True)]


@dataclass_transform(frozen_default=True, kw_only_default=True)  # a field with `xml()` counts as one with a default
def structure(cls: type[C]) -> type[C]:
    """Makes `cls` a frozen dataclass that can be read from and written as XML.

    Without slots, on purpose: the reader sets all fields at once through `__dict__`, which takes a tenth of the
    time of a frozen `__init__` with forty fields; a field that is not set shows the class's default.
    """
    return bind(cls, kw_only=True, acronyms=frozenset())


def bind(cls: type[C], *, kw_only: bool, acronyms: frozenset[str]) -> type[C]:
    """`structure` for a vocabulary that writes some words of a name in capitals: `call_id` as callID."""
    made = dataclasses.dataclass(frozen=True, kw_only=kw_only)(cls)
    for field in made.__dataclass_fields__.values():  # type: ignore[attr-defined]  # that is what it was made
        absent = field.metadata.get("xml", Markup()).absent
        if absent is not _NOTHING:
            setattr(made, field.name, absent)  # what an instance shows whose reader did not set the field
    setattr(made, _ACRONYMS, acronyms)
    return made


@dataclasses.dataclass(frozen=True, slots=True)
class Bound:
    """One field of a structure, as reader and writer need it.

    `required`: a peer has to send it. `mandatory`: we have to, if only as an empty list.
    """

    field: str
    name: str
    kind: Kind
    repeated: bool
    wrap: str | None
    nillable: bool
    required: bool
    mandatory: bool
    structure: type
    variants: Mapping[str, type]
    names: Mapping[str, int]
    empty: bool
    since: int
    wrapped_since: int


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
    hints = typing.get_type_hints(cls, include_extras=True)  # each base by its own module
    acronyms: frozenset[str] = getattr(cls, _ACRONYMS, frozenset())
    return tuple(_bound(field, hints[field.name], acronyms) for field in dataclasses.fields(cls))


def _bound(field: dataclasses.Field[Any], hint: Any, acronyms: frozenset[str]) -> Bound:
    inner, repeated = _inner(hint)
    markup: Markup = field.metadata.get("xml", Markup())
    if typing.get_origin(inner) is Annotated:
        inner, shared = typing.get_args(inner)
        markup = dataclasses.replace(shared, name=markup.name, since=markup.since, absent=markup.absent)
    variants = markup.variants() if markup.variants else {}
    kind = _kind(markup, inner)
    return Bound(
        field=field.name,
        name=markup.name or camel(field.name, acronyms),
        kind=kind,
        repeated=repeated and markup.wrap is None,
        wrap=markup.wrap,
        nillable=markup.nillable,
        required=_mandatory(field) and markup.absent is _NOTHING,
        structure=inner if isinstance(inner, type) else object,
        variants=variants,
        mandatory=_mandatory(field),
        names=dict(markup.names or ()),
        empty=markup.empty,
        since=markup.since,
        wrapped_since=markup.wrapped_since,
    )


def _mandatory(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


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
    if markup.names is not None:
        return Kind.NAMES
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


def camel(name: str, acronyms: frozenset[str] = frozenset()) -> str:
    """`call_id` as `callId`, or as `callID` where `id` is an acronym."""
    head, *tail = name.rstrip("_").split("_")
    return head + "".join(part.upper() if part in acronyms else part[:1].upper() + part[1:] for part in tail)
