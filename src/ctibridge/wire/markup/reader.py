"""Reads XML into structures. See `binding.py` for what a structure is, `plain.py` for how the text is cut."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any, Generic, TypeVar

from ctibridge.errors import RemoteProtocolError
from ctibridge.wire.markup.binding import Bound, Kind, Tree, fields_of
from ctibridge.wire.markup.plain import (
    MAX_CACHED,
    MAX_DEPTH,
    NotPlain,
    Pieces,
    Tag,
    Vocabulary,
    read_document,
    skip,
    unescaped,
)

T = TypeVar("T")
ReadElement = Callable[[Tag, str, Pieces], Any]

_new = object.__new__
_set = object.__setattr__


class Unknown:
    """A document or variant of a name that nobody here knows. It is no error: platforms grow."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"Unknown({self.name!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unknown) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)


# How a start tag is answered. Plain numbers: comparing enumeration members would cost a third of the reading.
TEXT = 0  # a text and its end tag follow
LEAF = 1  # the same, and the text is converted
ONE = 2  # a structure, list, flag, tree
MANY = 3  # one more of a repeated element
SKIP = 4  # unknown, or nil: peers write it for what they could leave out


class Step:
    """What to do at one start tag inside one structure."""

    __slots__ = ("convert", "end", "field", "how", "read", "tag")

    def __init__(self, tag: Tag, how: int, field: str, convert: Callable[[str], Any], read: ReadElement) -> None:
        self.tag, self.how, self.field, self.convert, self.read = tag, how, field, convert, read
        self.end = tag.close + ">"


class StructReader:
    """Reads one structure."""

    def __init__(self, cls: type) -> None:
        self.cls = cls
        bound = fields_of(cls)
        self.value = next((item for item in bound if item.kind is Kind.VALUE), None)
        self.attributes = {item.name: item for item in bound if item.kind is Kind.ATTRIBUTE}
        self.elements = {item.name: item for item in bound if item.kind not in {Kind.VALUE, Kind.ATTRIBUTE}}
        self.required = frozenset(item.field for item in bound if item.required)

    def read(self, tag: Tag, text: str, pieces: Pieces) -> Any:
        """The structure whose start tag was `tag`."""
        values: dict[str, Any] = {}
        if self.attributes and tag.attributes:
            self._read_attributes(tag, values)
        if self.value is not None:
            values[self.value.field] = leaf_text(tag, text, pieces)
        elif not tag.empty:
            self._read_elements(tag, pieces, values)
        if not self.required <= values.keys():
            missing = ", ".join(sorted(self.required - values.keys()))
            raise RemoteProtocolError(f"{self.cls.__name__} lacks {missing}")
        instance: Any = _new(self.cls)
        _set(instance, "__dict__", values)
        return instance

    def _read_elements(self, tag: Tag, pieces: Pieces, values: dict[str, Any]) -> None:  # noqa: C901  hot
        # The innermost loop of the product: one turn for each element of each event.
        plan: Any = tag.context.plans.get(self)
        if plan is None:
            plan = tag.context.plans[self] = {}
        close, known = tag.close, plan.get
        for piece in pieces:
            head, closed, text = piece.partition(">")
            if head == close and closed:
                return
            step = known(head)
            if step is None:
                step = self._plan(plan, tag, head)
            how = step.how
            if how <= LEAF:
                follows = next(pieces, "")
                if (follows != step.end and not follows.startswith(step.end)) or not closed:
                    raise NotPlain  # elements inside a text: let lxml judge, then `leaf_text` skips them
                if "&" in text:
                    text = unescaped(text)
                values[step.field] = step.convert(text.strip()) if how else text.strip()
            elif not closed:
                raise NotPlain
            elif how == ONE:
                values[step.field] = step.read(step.tag, text, pieces)
            elif how == MANY:
                values[step.field] = (*values.get(step.field, ()), step.read(step.tag, text, pieces))
            else:
                skip(step.tag, pieces)
        raise NotPlain  # never closed

    def _read_attributes(self, tag: Tag, values: dict[str, Any]) -> None:
        for name, text in tag.attributes.items():
            bound = self.attributes.get(name)
            if bound is not None:
                values[bound.field] = text

    def _plan(self, plan: dict[str, Step], tag: Tag, head: str) -> Step:
        inner = tag.context.open(head)
        bound = self.elements.get(inner.name)
        if bound is None or (inner.nil and not bound.nillable and bound.kind is not Kind.TREE):
            step = Step(inner, SKIP, "", str, leaf_text)
        else:
            step = Step(inner, _how(bound, inner), bound.field, _CONVERT.get(bound.kind, str), _element(bound))
        if len(plan) >= MAX_CACHED:
            plan.clear()  # attribute values that never repeat
        plan[head] = step
        return step


def _how(bound: Bound, tag: Tag) -> int:
    if bound.repeated:
        return MANY
    # In normalised text a leaf may hold elements, so the careful reader serves it there.
    if bound.kind not in _CONVERT or bound.wrap or tag.empty or tag.context.trusted:
        return ONE
    return TEXT if bound.kind is Kind.TEXT else LEAF


def leaf_text(tag: Tag, text: str, pieces: Pieces) -> str:
    """The text of an element, up to the first element inside it if there is one."""
    if tag.empty:
        return ""
    end = tag.close + ">"
    for piece in pieces:
        if piece.startswith(end):
            return (unescaped(text) if "&" in text else text).strip()
        if not tag.context.trusted:
            raise NotPlain
        skip(tag.context.open(piece.partition(">")[0]), pieces)
    raise NotPlain


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise RemoteProtocolError("a number was expected", text) from None


def _boolean(text: str) -> bool:
    if text in {"true", "1"}:
        return True
    if text in {"false", "0"}:
        return False
    raise RemoteProtocolError("true or false was expected", text)


_CONVERT: Mapping[Kind, Callable[[str], Any]] = {Kind.TEXT: str, Kind.NUMBER: _number, Kind.BOOLEAN: _boolean}


def _element(bound: Bound) -> ReadElement:
    """What reads one element of this field."""
    read = _item(bound)
    if bound.wrap is None:
        return read
    read_list = _list(bound.wrap, read)
    return _list_or_item(read_list, read) if bound.wrapped_since else read_list


def _list(wrapped: str, read: ReadElement) -> ReadElement:
    def read_list(tag: Tag, _text: str, pieces: Pieces) -> tuple[Any, ...]:
        items: list[Any] = []
        for inner, text in _children(tag, pieces):
            if inner.name == wrapped:
                items.append(read(inner, text, pieces))
            else:
                skip(inner, pieces)
        return tuple(items)

    return read_list


def _list_or_item(read_list: ReadElement, read: ReadElement) -> ReadElement:
    """What tells by its shape whether a list stands here, or its one item without the elements around it."""

    def read_either(tag: Tag, text: str, pieces: Pieces) -> tuple[Any, ...]:
        if tag.empty:
            return ()
        first = next(pieces, "")
        pieces = chain((first,), pieces)
        if text.strip() and first.startswith(tag.close + ">"):
            return (read(tag, text, pieces),)
        items: tuple[Any, ...] = read_list(tag, text, pieces)
        return items

    return read_either


def _children(tag: Tag, pieces: Pieces) -> Any:
    """Each element inside `tag` as its start tag and the text behind; the caller must consume it."""
    if tag.empty:
        return
    for piece in pieces:
        head, closed, text = piece.partition(">")
        if not closed:
            raise NotPlain
        if head == tag.close:
            return
        yield tag.context.open(head), text
    raise NotPlain


def _item(bound: Bound) -> ReadElement:
    convert = _CONVERT.get(bound.kind)
    if convert is not None:
        return lambda tag, text, pieces: convert(leaf_text(tag, text, pieces))
    match bound.kind:
        case Kind.FLAG:
            return _read_flag
        case Kind.NAMES:
            return _read_names
        case Kind.STRUCT:
            return reader_of(bound.structure).read
        case Kind.VARIANT:
            return _variant(bound)
        case _:
            return read_tree


def _read_flag(tag: Tag, _text: str, pieces: Pieces) -> bool:
    skip(tag, pieces)
    return True


def _read_names(tag: Tag, _text: str, pieces: Pieces) -> frozenset[str]:
    names = set()
    for inner, text in _children(tag, pieces):
        if inner.empty or text.strip() not in {"false", "0"}:
            names.add(inner.name)
        skip(inner, pieces)
    return frozenset(names)


def _variant(bound: Bound) -> ReadElement:
    readers = {name: reader_of(cls) for name, cls in bound.variants.items()}

    def read(tag: Tag, text: str, pieces: Pieces) -> Any:
        reader = readers.get(tag.type or "")
        if reader is None:
            skip(tag, pieces)
            return Unknown(tag.type or "")
        return reader.read(tag, text, pieces)

    return read


def read_tree(tag: Tag, text: str, pieces: Pieces, depth: int = 0) -> Tree:
    """The element as it stands."""
    if depth > MAX_DEPTH:
        raise RemoteProtocolError(f"XML nests deeper than {MAX_DEPTH}", tag.name)
    children = tuple(read_tree(inner, after, pieces, depth + 1) for inner, after in _children(tag, pieces))
    return Tree(tag.kept if depth else tag.name, "" if tag.empty else unescaped(text).strip(), tag.attributes, children)


_readers: dict[type, StructReader] = {}


def reader_of(cls: type) -> StructReader:
    """The one reader of a structure."""
    reader = _readers.get(cls)
    if reader is None:
        reader = _readers[cls] = StructReader(cls)
    return reader


class DocumentReader(Generic[T]):
    """Reads whole documents whose root decides the structure."""

    def __init__(self, vocabulary: Vocabulary, documents: Callable[[], Mapping[str, type[T]]]) -> None:
        self._vocabulary = vocabulary
        self._documents = documents
        self._readers: dict[str, StructReader | None] = {}

    def read(self, data: bytes) -> T | Unknown:
        """The document in `data`; `Unknown` when its root is.

        Raises:
            RemoteProtocolError: not well-formed, has a DTD, or lacks what its structure needs.
        """
        return read_document(data, self._vocabulary, self.read_element)

    def read_element(self, tag: Tag, text: str, pieces: Pieces) -> T | Unknown:
        """The document whose root is `tag`, which may stand inside another document.

        Raises:
            NotPlain: see `plain.py`.
            RemoteProtocolError: it lacks what its structure needs.
        """
        name = tag.type or tag.name
        try:
            reader = self._readers[name]
        except KeyError:
            reader = self._find(tag, name)
        if reader is None:
            skip(tag, pieces)
            return Unknown(name)
        result: T = reader.read(tag, text, pieces)
        return result

    def _find(self, tag: Tag, name: str) -> StructReader | None:
        documents = self._documents()
        cls = documents.get(name) or documents.get(tag.name)
        reader = reader_of(cls) if cls is not None else None
        if len(self._readers) < MAX_CACHED:
            self._readers[name] = reader
        return reader
