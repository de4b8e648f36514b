"""What a peer has sent, told apart by what it is owed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ctibridge.wire.csta.types import Event, Notice, Request, Response


@dataclass(frozen=True, slots=True)
class ReceivedRequest:
    """The peer asks; it is owed a response with this invoke id."""

    invoke_id: str
    message: Request[Any]


@dataclass(frozen=True, slots=True)
class ReceivedNotice:
    """The peer tells something that has no response."""

    invoke_id: str
    message: Notice


@dataclass(frozen=True, slots=True)
class ReceivedResponse:
    """The peer answers `request`: with its response, or with CSTAErrorCode or a negative response."""

    invoke_id: str
    message: Response
    request: Request[Any]


@dataclass(frozen=True, slots=True)
class ReceivedEvent:
    """A monitor reports."""

    message: Event


@dataclass(frozen=True, slots=True)
class Unusable:
    """A message that is unknown, damaged, or answers nothing. The association goes on.

    `answer` is owed to the peer, if it asked something. `request` is the one of ours that gets no other answer.
    """

    invoke_id: str
    reason: str
    answer: Response | None = None
    request: Request[Any] | None = None


Received = ReceivedRequest | ReceivedNotice | ReceivedResponse | ReceivedEvent | Unusable
