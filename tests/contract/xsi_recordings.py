"""The recordings in `recordings/xsi`: documents back to back in an XML file, what they mean in the JSON beside it."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from ctibridge.wire.markup.binding import Kind, fields_of
from ctibridge.wire.markup.reader import Unknown
from ctibridge.wire.markup.split import DocumentSplitter

FOLDER = Path(__file__).parents[2] / "recordings" / "xsi"
UNUSUAL = "own, deliberately unusual: "
_ITEM = {"event_package_list": "event"}
_BOOLEAN = {True: ("true", "1"), False: ("false", "0")}


@dataclass(frozen=True)
class Recorded:
    """One document: what it is called, what it says, and in which bytes."""

    sender: str
    name: str
    content: Any
    payload: bytes


@dataclass(frozen=True)
class Recording:
    """The documents of one file. `passed_over`: elements, and @attributes, that we do not read."""

    name: str
    provenance: str
    passed_over: frozenset[str]
    documents: tuple[Recorded, ...]

    @property
    def unusual(self) -> bool:
        """Whether the schema refuses it, on purpose."""
        return self.provenance.startswith(UNUSUAL)


def recordings() -> list[Recording]:
    """All recordings, by name."""
    return [_recording(path) for path in sorted(FOLDER.glob("*.xml"))]


def _recording(path: Path) -> Recording:
    told = json.loads(path.with_suffix(".json").read_text("utf-8"))
    payloads = DocumentSplitter().receive_data(path.read_bytes())
    documents = tuple(
        Recorded(item["from"], item["document"], item["content"], payload)
        for item, payload in zip(told["documents"], payloads, strict=True)
    )
    return Recording(path.stem, told["provenance"], frozenset(told.get("passed_over", ())), documents)


def name_of(document: Any) -> str:
    """How the JSON calls a document."""
    return "Unknown" if isinstance(document, Unknown) else type(document).__name__


def content_of(value: Any) -> Any:
    """A document as JSON: only what was read of it; where there is a choice of structures, with its `type`."""
    if isinstance(value, Unknown):
        return {"unknown": value.name}
    if dataclasses.is_dataclass(value):
        # the reader sets what was there
        return {name: _typed(value, name) | content_of(field) if _chosen(value, name) else content_of(field)
                for name, field in vars(value).items()}  # fmt: skip
    if isinstance(value, tuple):
        return [content_of(item) for item in value]
    return value


def _chosen(value: Any, name: str) -> bool:
    return any(bound.field == name and bound.kind is Kind.VARIANT for bound in fields_of(type(value)))


def _typed(value: Any, name: str) -> dict[str, str]:
    field = getattr(value, name)
    return {} if isinstance(field, Unknown) else {"type": type(field).__name__}


def structures_in(value: Any) -> list[tuple[type, str | None]]:
    """Every structure in a document, once alone and once with each field that was read."""
    if isinstance(value, tuple):
        return [found for item in value for found in structures_in(item)]
    if not dataclasses.is_dataclass(value):
        return []
    own = [(type(value), None), *((type(value), name) for name in vars(value))]
    return own + [found for field in vars(value).values() for found in structures_in(field)]


def said_in(payload: bytes, passed_over: frozenset[str]) -> Counter[tuple[str, str]]:
    """What a document says: names in small letters with their texts, by another parser than ours.

    Elements without text, attributes that belong to XML, and what is passed over are left out.
    """
    root = etree.fromstring(payload.strip(), etree.XMLParser(remove_comments=True))
    for node in [node for node in root.iter() if _name(node) in passed_over]:
        node.clear()
    texts = [(etree.QName(node).localname, node.text or "") for node in root.iter() if not len(node)]
    values = [(str(name), str(value)) for node in root.iter() for name, value in node.items()]
    mine = [(name, value) for name, value in values if not name.startswith("{") and f"@{name}" not in passed_over]
    return Counter((name.lower(), " ".join(text.split())) for name, text in texts + mine if text.strip())


def _name(node: etree._Element) -> str:
    """The local name, with its prefix before it in a foreign namespace."""
    name = etree.QName(node)
    return f"{node.prefix}:{name.localname}" if (name.namespace or "").startswith("urn:") else name.localname


def told_in(content: Any, name: str = "") -> Counter[tuple[str, str]]:
    """What the JSON of a document says, in the same form; what is true may have been said in two ways."""
    if isinstance(content, dict):
        fields = ((field, name if key == "value" else key) for key, field in content.items() if key != "type")
        return sum((told_in(field, key) for field, key in fields), Counter())
    if isinstance(content, list):
        return sum((told_in(item, _ITEM.get(name, name)) for item in content), Counter())
    texts = _BOOLEAN[content] if isinstance(content, bool) else (str(content),)
    return Counter((name.replace("_", ""), text) for text in texts)
