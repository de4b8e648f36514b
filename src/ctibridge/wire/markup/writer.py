"""Writes structures as XML: no tree, only strings, one writer per structure and style.

The output is on one line and byte for byte the same for the same values: other people's clients cut it with
regular expressions, and our tests compare it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ctibridge.errors import LocalProtocolError
from ctibridge.wire.markup.binding import Bound, Kind, Tree, fields_of
from ctibridge.wire.markup.plain import MAX_CACHED, XML

Write = Callable[[Any, list[str]], None]

_SPECIAL = re.compile(r"[&<>]|[^\t\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENTITY = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}


@dataclass(frozen=True, slots=True)
class Style:
    """How names are written: the prefix of the vocabulary and that of XML Schema instance.

    Args:
        prefix: Before each element, with its colon, or "" for a default namespace.
        declarations: What the root element carries, with a space in front.
        instance: The prefix for `type` and `nil`, with its colon.
        declare_instance: The declaration to put on the element that needs `instance`, if the root has none.
        version: The version of the vocabulary: what came later is left out.
        variant: What the start tag of a variant carries, with `{}` for its name, where that is written otherwise.
    """

    prefix: str
    declarations: str
    instance: str
    declare_instance: str = ""
    version: int = 0
    variant: str = ""


def escaped(text: str) -> str:
    """`text` as element content. Characters that XML 1.0 cannot carry become U+FFFD."""
    if text.isprintable() and "&" not in text and "<" not in text and ">" not in text:
        return text  # nearly always; asking the pattern would take twice as long
    return _SPECIAL.sub(_reference, text)


def quoted(text: str) -> str:
    """`text` as the value of an attribute in double quotes."""
    safe = escaped(text)
    for character in '"\t':
        safe = safe.replace(character, _ENTITY[character])
    return safe


def _reference(match: re.Match[str]) -> str:
    return _ENTITY.get(match[0], "\N{REPLACEMENT CHARACTER}")


def document(name: str, value: Any, style: Style, kind: str | None = None) -> bytes:
    """`value` as a whole document with the root element `name`; `kind` is its `xsi:type`, if it needs one."""
    out: list[str] = []
    typed = f' {style.instance}type="{style.prefix}{kind}"' if kind else ""
    writer_of(type(value), style).element(name, style.declarations + typed)(value, out)
    return "".join(out).encode()


class StructWriter:
    """Writes one structure in one style."""

    def __init__(self, cls: type, style: Style) -> None:
        self._style = style
        bound = [item for item in fields_of(cls) if item.since <= style.version]
        self._attributes = [item for item in bound if item.kind is Kind.ATTRIBUTE]
        self._value = next((item.field for item in bound if item.kind is Kind.VALUE), None)
        self._fields = [
            (item.field, self._field(item)) for item in bound if item.kind not in {Kind.ATTRIBUTE, Kind.VALUE}
        ]

    def element(self, name: str, extra: str = "") -> Write:
        """What writes a value as an element of this name; `extra` goes into its start tag."""
        opening, closing = f"<{self._style.prefix}{name}{extra}", f"</{self._style.prefix}{name}>"
        fields, attributes, value_field = self._fields, self._attributes, self._value

        def write(value: Any, out: list[str]) -> None:
            start = opening
            for item in attributes:
                text = getattr(value, item.field)
                if text is not None:
                    start += f' {item.name}="{quoted(str(text))}"'
            out.append(start + ">")
            if value_field is not None:
                out.append(escaped(getattr(value, value_field)))
            for field, write_field in fields:
                content = getattr(value, field)
                if content is not None:
                    write_field(content, out)
            out.append(closing)

        return write

    def _field(self, item: Bound) -> Write:
        if item.wrapped_since > self._style.version:
            return _alone(item.name, self._item(item, item.name))
        write = self._item(item, item.wrap or item.name)
        if item.wrap is not None:
            return _wrapped(self._style.prefix + item.name, write, item.mandatory)
        if item.repeated:
            return _repeated(write)
        return write

    def _item(self, item: Bound, name: str) -> Write:
        opening, closing = f"<{self._style.prefix}{name}>", f"</{self._style.prefix}{name}>"
        match item.kind:
            case Kind.TEXT if item.nillable:
                return self._nillable(name, lambda value, out: out.append(f"{opening}{escaped(value)}{closing}"))
            case Kind.TEXT:
                return lambda value, out: out.append(f"{opening}{escaped(value)}{closing}")
            case Kind.NUMBER:
                return lambda value, out: out.append(f"{opening}{value}{closing}")
            case Kind.BOOLEAN:
                return lambda value, out: out.append(f"{opening}{'true' if value else 'false'}{closing}")
            case Kind.FLAG:
                empty = f"<{self._style.prefix}{name}/>"
                return lambda value, out: out.append(empty) if value else None
            case Kind.NAMES:
                return self._names(item, opening, closing)
            case Kind.STRUCT:
                return self._struct(item, name)
            case Kind.VARIANT:
                return self._variant(item, name)
            case _:
                return lambda value, out: write_tree(value, self._style.prefix, out)

    def _names(self, item: Bound, opening: str, closing: str) -> Write:
        prefix, filling = self._style.prefix, "/>" if item.empty else ">true</{}>"
        elements = {
            name: f"<{prefix}{name}{filling.format(prefix + name)}"
            for name, since in item.names.items()
            if since <= self._style.version
        }
        written: dict[frozenset[str], str] = {}  # few sets are in use at a time: what is allowed in some state

        def write(value: frozenset[str], out: list[str]) -> None:
            text = written.get(value)
            if text is None:
                inside = "".join(element for name, element in elements.items() if name in value)
                text = f"{opening}{inside}{closing}"
                if len(written) < MAX_CACHED:
                    written[value] = text
            out.append(text)

        return write

    def _struct(self, item: Bound, name: str) -> Write:
        write = writer_of(item.structure, self._style).element(name)
        return self._nillable(name, write) if item.nillable else write

    def _nillable(self, name: str, write: Write) -> Write:
        style = self._style
        nil = f'<{style.prefix}{name}{style.declare_instance} {style.instance}nil="true"/>'

        def write_nillable(value: Any, out: list[str]) -> None:
            if getattr(value, "value", value) == "":
                out.append(nil)
            else:
                write(value, out)

        return write_nillable

    def _variant(self, item: Bound, name: str) -> Write:
        style = self._style
        writers: dict[type, Write] = {}
        marked = style.variant or f'{style.declare_instance} {style.instance}type="{style.prefix}{{}}"'
        for kind, cls in item.variants.items():
            writers.setdefault(cls, writer_of(cls, style).element(name, marked.format(kind)))  # later names: spellings
        return lambda value, out: writers[type(value)](value, out)


def _wrapped(name: str, write: Write, mandatory: bool) -> Write:
    def write_list(items: Any, out: list[str]) -> None:
        if items or mandatory:
            out.append(f"<{name}>")
            for item in items:
                write(item, out)
            out.append(f"</{name}>")

    return write_list


def _alone(name: str, write: Write) -> Write:
    def write_one(items: Any, out: list[str]) -> None:
        if len(items) != 1:
            raise LocalProtocolError(f"{name} holds exactly one item in this version, not {len(items)}")
        write(items[0], out)

    return write_one


def _repeated(write: Write) -> Write:
    def write_all(items: Any, out: list[str]) -> None:
        for item in items:
            write(item, out)

    return write_all


def write_tree(tree: Tree, prefix: str, out: list[str], outer: str = "") -> None:
    """Writes an element as it was given; `{namespace}local` names declare their namespace.

    Args:
        tree: The element.
        prefix: The prefix of the vocabulary, for names without namespace.
        out: Takes the text.
        outer: The namespace that the element around has declared.
    """
    space, _, local = tree.name.rpartition("}")
    uri = space[1:]
    name = local if uri else prefix + local
    declaration = f' xmlns="{quoted(uri)}"' if uri != outer and not (prefix and not uri) else ""
    attributes = "".join(_attribute(at, *item) for at, item in enumerate(tree.attributes.items()))
    out.append(f"<{name}{declaration}{attributes}>{escaped(tree.text)}")
    for child in tree.children:
        write_tree(child, prefix, out, uri)
    out.append(f"</{name}>")


def _attribute(at: int, key: str, value: str) -> str:
    space, _, local = key.rpartition("}")
    if not space:
        return f' {key}="{quoted(value)}"'
    if space[1:] == XML:
        return f' xml:{local}="{quoted(value)}"'
    return f' xmlns:n{at}="{quoted(space[1:])}" n{at}:{local}="{quoted(value)}"'


_writers: dict[tuple[type, Style], StructWriter] = {}


def writer_of(cls: type, style: Style) -> StructWriter:
    """The one writer of a structure in a style."""
    writer = _writers.get((cls, style))
    if writer is None:
        writer = _writers[cls, style] = StructWriter(cls, style)
    return writer
