"""The transcripts in `recordings/csta`: documents back to back in an XML file, what they mean in the JSON beside it."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ctibridge.wire.markup.binding import Tree
from ctibridge.wire.markup.split import DocumentSplitter

FOLDER = Path(__file__).parents[2] / "recordings" / "csta"


@dataclass(frozen=True)
class Recorded:
    """One message of a transcript."""

    sender: str
    invoke_id: str
    edition: int | None
    name: str
    content: Any
    payload: bytes


@dataclass(frozen=True)
class Recording:
    """One transcript. `edition` is that of the session when it is over."""

    name: str
    provenance: str
    edition: int
    messages: tuple[Recorded, ...]


def recordings() -> list[Recording]:
    """All transcripts, by name."""
    return [_read(path) for path in sorted(FOLDER.glob("*.xml"))]


def _read(path: Path) -> Recording:
    told = json.loads(path.with_suffix(".json").read_text("utf-8"))
    documents = DocumentSplitter().receive_data(path.read_bytes())
    messages = tuple(
        Recorded(item["from"], item["invoke_id"], item["edition"], item["message"], item["content"], document)
        for item, document in zip(told["messages"], documents, strict=True)
    )
    return Recording(path.stem, told["provenance"], told["session_edition"], messages)


def content_of(value: Any) -> Any:
    """A message as JSON: only what was read of it."""
    if isinstance(value, Tree):
        fields = {"text": value.text, "attributes": dict(value.attributes), "children": content_of(value.children)}
        return {"name": value.name} | {name: field for name, field in fields.items() if field}
    if dataclasses.is_dataclass(value):
        return {name: content_of(field) for name, field in vars(value).items()}  # the reader sets what was there
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [content_of(item) for item in value]
    return value
