"""Plain XML: the form in which machines write, read by cutting the text at each `<`.

Plain means UTF-8, attributes in double quotes, and neither DTD nor comment, CDATA section or processing
instruction. What is not plain is well-formed all the same, perhaps: lxml decides, and writes it anew in the plain
form (`normalised`). So there is one reader, and every document that lxml would refuse is refused here too.
Why not walk lxml's tree: measured in ADR 0008. Must not know any vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from lxml import etree

from ctibridge.errors import RemoteProtocolError

T = TypeVar("T")

INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"
SPACE = " \t\r\n"  # XML 1.0 production 3; str.strip() alone would take more
MAX_DEPTH = 64  # published documents nest 8 deep; more is an attack or a bug
MAX_CACHED = 512  # start tags and contexts remembered; documents repeat a few dozen

_DECLARATION = re.compile(r"\ufeff?[ \t\r\n]*(<\?xml[^>]*\?>)?[ \t\r\n]*<")
_UTF8_DECLARATION = re.compile(
    r"""<\?xml\s+version=["']1\.0["'](\s+encoding=["'](?i:utf-8)["'])?(\s+standalone=["']yes["'])?\s*\?>"""
)
_NAME, _ANY_NAME = r"[A-Za-z_][A-Za-z0-9_.\-]*", r"[^\s:=/>\"']+"
_START = {
    trusted: re.compile(rf"""(?:({name}):)?({name})((?:[ \t\n]+(?:{name}:)?{name}="[^"<>\t\n]*")*)[ \t\n]*(/?)""")
    for trusted, name in ((False, _NAME), (True, _ANY_NAME))
}
_ATTRIBUTE = re.compile(r'(?:([^\s:=]+):)?([^\s:=]+)="([^"]*)"')
_REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));|&")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[A-Za-z0-9/][A-Za-z0-9/._~\-]*")  # of the plainest kind
_ENTITY = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ILLEGAL = bytes(code for code in range(32) if code not in (9, 10))  # and CR, which lxml turns into LF


class NotPlain(Exception):
    """This document is not in the plain form."""


class Tag:
    """One start tag as met in one context; made once, used for every document that repeats it."""

    __slots__ = ("attributes", "close", "context", "empty", "kept", "name", "nil", "type", "uri")

    def __init__(  # made by Context.open only
        self, uri: str, local: str, close: str, empty: bool, context: Context, attributes: dict[str, str]
    ) -> None:
        self.uri = uri
        self.name = context.vocabulary.name(uri, local)  # local name, or {namespace}local outside the vocabulary
        self.kept = context.vocabulary.kept(uri, local)  # the same for those who keep the element as it is
        self.close = close  # what stands between < and > of the end tag
        self.empty = empty
        self.context = context
        self.attributes = attributes
        kind = attributes.get(f"{{{INSTANCE}}}type")
        self.type = context.qualified(kind) if kind is not None else None
        self.nil = attributes.get(f"{{{INSTANCE}}}nil") in {"true", "1"}


class Context:
    """The namespace prefixes in force at some place, and what was learnt there.

    `trusted`: the text was written by `normalised`, so it is known to be well-formed.
    """

    __slots__ = ("plans", "prefixes", "trusted", "vocabulary")

    def __init__(self, vocabulary: Vocabulary, prefixes: dict[str, str], *, trusted: bool) -> None:
        self.vocabulary, self.prefixes, self.trusted = vocabulary, prefixes, trusted
        self.plans: dict[object, dict[str, object]] = {}

    def open(self, head: str) -> Tag:
        """The tag whose text between < and > is `head`.

        Raises:
            NotPlain: it is written in a form that lxml has to judge.
        """
        match = _START[self.trusted].fullmatch(head)
        if match is None:
            raise NotPlain
        prefix, local, written, slash = match.groups()
        declared: dict[str, str] = {}
        attributes: list[tuple[str, str, str]] = []
        for space, name, value in _ATTRIBUTE.findall(written):
            text = unescaped(value) if "&" in value else value
            if space == "xmlns" or (not space and name == "xmlns"):
                _declare(declared, name if space else "", text, trusted=self.trusted)
            else:
                attributes.append((space, name, text))
        prefixes = self.prefixes | declared
        context = self if prefixes == self.prefixes else self.vocabulary.context(prefixes, trusted=self.trusted)
        named = {context.attribute(space, name): text for space, name, text in attributes}
        if len(named) != len(attributes):
            raise NotPlain  # an attribute twice
        close = f"/{prefix}:{local}" if prefix else f"/{local}"
        return Tag(context.namespace(prefix or ""), local, close, bool(slash), context, named)

    def namespace(self, prefix: str) -> str:
        """The namespace of an element with this prefix."""
        uri = self.prefixes.get(prefix)
        if uri is None:
            if prefix:
                raise NotPlain  # undeclared: lxml refuses
            uri = ""
        return uri

    def attribute(self, prefix: str, local: str) -> str:
        """The name of an attribute: plain, or {namespace}local when it has a prefix."""
        if not prefix:
            return local
        uri = self.prefixes.get(prefix)
        if uri is None:
            raise NotPlain
        return f"{{{uri}}}{local}"

    def qualified(self, name: str) -> str:
        """The element name that a QName in content (`xsi:type`) means here."""
        prefix, _, local = name.strip(SPACE).rpartition(":")
        return self.vocabulary.name(self.prefixes.get(prefix, ""), local)


def _declare(declared: dict[str, str], prefix: str, uri: str, *, trusted: bool) -> None:
    if (
        prefix in declared
        or prefix in {"xml", "xmlns"}
        or not (_URI.fullmatch(uri) or (trusted and (uri or not prefix)))
    ):
        raise NotPlain  # lxml knows what is allowed (Namespaces in XML 1.0, sections 2 and 3)
    declared[prefix] = uri


class Vocabulary:
    """The namespaces whose elements are known by their local name. None given: all of them.

    Args:
        lenient: Elements of other namespaces are known by their local name too, for peers that misspell it. Only
            what is kept as it is, a `Tree`, shows the difference.
    """

    def __init__(self, *namespaces: str, lenient: bool = False) -> None:
        self._namespaces = frozenset(namespaces)
        self._lenient = lenient
        self._contexts: dict[tuple[bool, tuple[tuple[str, str], ...]], Context] = {}
        self._roots: dict[tuple[bool, str], Tag] = {}

    def name(self, uri: str, local: str) -> str:
        """`local` for an element that is known by its local name, else `{uri}local`."""
        return local if self._lenient else self.kept(uri, local)

    def kept(self, uri: str, local: str) -> str:
        """`local` for an element of the vocabulary, else `{uri}local`."""
        return local if not self._namespaces or uri in self._namespaces else f"{{{uri}}}{local}"

    def context(self, prefixes: dict[str, str], *, trusted: bool) -> Context:
        """The one context object for these prefixes."""
        key = (trusted, tuple(sorted(prefixes.items())))
        context = self._contexts.get(key)
        if context is None:
            if len(self._contexts) >= MAX_CACHED:
                self._contexts.clear()
                self._roots.clear()
            context = self._contexts[key] = Context(self, prefixes, trusted=trusted)
        return context

    def root(self, head: str, *, trusted: bool) -> Tag:
        """The tag of a root element; remembered, since a peer writes the same one each time."""
        tag = self._roots.get((trusted, head))
        if tag is None:
            tag = self.context({"xml": XML}, trusted=trusted).open(head)
            if len(self._roots) >= MAX_CACHED:
                self._roots.clear()
            self._roots[trusted, head] = tag
        return tag


Pieces = Iterator[str]
Read = Callable[[Tag, str, Pieces], T]


def read_document(data: bytes, vocabulary: Vocabulary, read: Read[T]) -> T:
    """What `read(tag, text, pieces)` makes of a document's root.

    `text` follows the start tag, `pieces` are the rest, each from behind a `<` to before the next one.

    Raises:
        RemoteProtocolError: not well-formed, has a DTD, or `read` found a fault.
    """
    try:
        return _read(data, vocabulary, read, trusted=False)
    except NotPlain:
        clean = normalised(data)
    try:
        return _read(clean, vocabulary, read, trusted=True)
    except NotPlain:
        raise RemoteProtocolError("XML that cannot be read", data) from None


def _read(data: bytes, vocabulary: Vocabulary, read: Read[T], *, trusted: bool) -> T:
    text = _plain_text(data)
    start = _DECLARATION.match(text)
    if start is None or not (start[1] is None or _UTF8_DECLARATION.fullmatch(start[1])):
        raise NotPlain
    pieces = iter(text[start.end() :].split("<"))
    head, closed, after = next(pieces).partition(">")
    if not closed:
        raise NotPlain
    value = read(vocabulary.root(head, trusted=trusted), after, pieces)
    if next(pieces, None) is not None:
        raise NotPlain  # something after the root
    return value


def _plain_text(data: bytes) -> str:
    if len(data.translate(None, _ILLEGAL)) != len(data):
        raise NotPlain
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise NotPlain from None
    if not text.rstrip(SPACE).endswith(">") or ("]" in text and "]]>" in text):
        raise NotPlain
    if not text.isascii() and ("\uffff" in text or "\ufffe" in text):
        raise NotPlain
    return text


def skip(tag: Tag, pieces: Pieces) -> None:
    """Passes over everything inside the element that `tag` opened.

    Raises:
        NotPlain: it is not well-formed, or only lxml can tell.
        RemoteProtocolError: it nests deeper than any honest document.
    """
    if tag.empty:
        return
    open_tags = [tag]
    for piece in pieces:
        head, closed, _ = piece.partition(">")
        if not closed:
            raise NotPlain
        if head == open_tags[-1].close:
            open_tags.pop()
            if not open_tags:
                return
            continue
        inner = open_tags[-1].context.open(head)
        if not inner.empty:
            open_tags.append(inner)
            if len(open_tags) > MAX_DEPTH:
                raise RemoteProtocolError(f"XML nests deeper than {MAX_DEPTH}", head)
    raise NotPlain


def unescaped(text: str) -> str:
    """`text` with its references resolved.

    Raises:
        NotPlain: a reference that only lxml may judge.
    """
    return _REFERENCE.sub(_resolved, text)


def _resolved(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name:
        return _ENTITY[name]
    if not hexadecimal and not decimal:
        raise NotPlain
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    legal = code in {9, 10, 13} or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
    if not legal:
        raise NotPlain
    return chr(code)


def normalised(data: bytes) -> bytes:
    """The same document in the plain form.

    Raises:
        RemoteProtocolError: lxml refuses it, or it has a DTD.
    """
    # A parser for each call: lxml's keep an error log and are not for sharing.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data.lstrip(), parser)  # peers put line breaks before the declaration
    except (etree.XMLSyntaxError, ValueError) as exc:
        raise RemoteProtocolError(f"XML is not well-formed ({exc})", data) from exc
    if str(getattr(root.getroottree().docinfo, "doctype", "")):
        raise RemoteProtocolError("XML with a DTD is refused", data)
    out: list[str] = []
    _write(root, {}, out)
    return "".join(out).encode()


def _write(node: etree._Element, outer: dict[str | None, str], out: list[str]) -> None:
    name = _written(str(node.tag), node.prefix)
    out.append(f"<{name}")
    for prefix, uri in node.nsmap.items():
        if outer.get(prefix) != uri:
            out.append(f' xmlns{":" + prefix if prefix else ""}="{_attribute(uri)}"')
    if None in outer and None not in node.nsmap:
        out.append(' xmlns=""')
    prefixes = {uri: prefix for prefix, uri in node.nsmap.items() if prefix} | {XML: "xml"}
    for key, value in node.attrib.items():
        uri, qualified, local = str(key)[1:].partition("}")
        attribute = f"{prefixes[uri]}:{local}" if qualified else str(key)
        out.append(f' {attribute}="{_attribute(str(value))}"')
    out.append(f">{_escaped(node.text)}")
    for child in node:
        if isinstance(child.tag, str):  # else an entity reference that was left unresolved
            _write(child, node.nsmap, out)
        out.append(_escaped(child.tail))
    out.append(f"</{name}>")


def _written(tag: str, prefix: str | None) -> str:
    local = tag.rpartition("}")[2]
    return f"{prefix}:{local}" if prefix else local


def _escaped(text: str | None) -> str:
    if not text:
        return ""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _attribute(value: str) -> str:
    return _escaped(value).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;")
