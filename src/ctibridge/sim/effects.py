"""What the switch wants done outside: documents to send, streams to end. The faces do it, in this order."""

from __future__ import annotations

from dataclasses import dataclass

from ctibridge.wire.xsi.documents import Document


@dataclass(frozen=True, slots=True)
class Send:
    """A document for the stream of a channel, which the server `instance` holds."""

    instance: str
    channel_id: str
    document: Document


@dataclass(frozen=True, slots=True)
class End:
    """The stream of a channel ends, without a word."""

    instance: str
    channel_id: str


@dataclass(frozen=True, slots=True)
class Post:
    """An event for somebody who takes events by HTTP contact."""

    uri: str
    document: Document


Effect = Send | End | Post
