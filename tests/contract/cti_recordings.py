"""The recordings in `recordings/cti`: messages back to back in an XML file, what they mean in the JSON beside it."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ctibridge.wire.cti.messages import (
    Authentication,
    Event,
    EventResponse,
    KeepAlive,
    KeepAliveResponse,
    Message,
    Request,
    Response,
    Tunnelled,
)
from ctibridge.wire.markup.reader import Unknown
from ctibridge.wire.markup.split import DocumentSplitter
from tests.contract import xsi_recordings as xsi

FOLDER = Path(__file__).parents[2] / "recordings" / "cti"
OURS = (Authentication, Event, EventResponse, KeepAlive, KeepAliveResponse, Request, Response, Tunnelled)


@dataclass(frozen=True)
class Recorded:
    """One message: of which recording, what it is called, what it says, and in which bytes."""

    recording: str
    unusual: bool
    sender: str
    name: str
    content: Any
    payload: bytes


def recorded() -> list[Recorded]:
    """All messages, by recording."""
    return [item for path in sorted(FOLDER.glob("*.xml")) for item in _recorded(path)]


def _recorded(path: Path) -> list[Recorded]:
    told = json.loads(path.with_suffix(".json").read_text("utf-8"))
    unusual = told["provenance"].startswith(xsi.UNUSUAL)
    return [
        Recorded(path.stem, unusual, item["from"], item["document"], item["content"], payload)
        for item, payload in zip(told["documents"], DocumentSplitter().receive_data(path.read_bytes()), strict=True)
    ]


def content_of(value: Message | Unknown | Any) -> Any:
    """A message as JSON, with the XSI document in it as the recordings of XSI have it."""
    if isinstance(value, OURS):
        return {field.name: content_of(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if dataclasses.is_dataclass(value):
        return {"type": xsi.name_of(value)} | xsi.content_of(value)
    if isinstance(value, tuple):
        return [content_of(item) for item in value]
    return xsi.content_of(value)
