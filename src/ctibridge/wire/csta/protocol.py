"""One association of CSTA over TCP, either side of it: bytes to messages and back, without input or output.

Knows which response belongs to which of our requests, and which edition the peer speaks. Does not know what a
session, a monitor or a call is. A message that cannot be used is reported with the answer that is due; only lost
framing ends the association.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, StrEnum, auto
from typing import Any, assert_never

from ctibridge.errors import LocalProtocolError, RemoteProtocolError
from ctibridge.wire.csta import sessions
from ctibridge.wire.csta.editions import DEFAULT, Edition, chosen_edition, edition_of_version
from ctibridge.wire.csta.error_values import OperationErrors
from ctibridge.wire.csta.errors import CSTAErrorCode, error
from ctibridge.wire.csta.framing import EVENT_ID, Frame, FrameSplitter, frame
from ctibridge.wire.csta.messages import RESPONSE_TO, Invalid, Message, decode, encode
from ctibridge.wire.csta.received import (
    Received,
    ReceivedEvent,
    ReceivedNotice,
    ReceivedRequest,
    ReceivedResponse,
    Unusable,
)
from ctibridge.wire.csta.types import Event, Notice, Request, Response
from ctibridge.wire.markup.reader import Unknown

MAX_OPEN = 1000  # of ours; a peer that answers nothing must not make us remember all we ever asked
_IDS = int(EVENT_ID)

Trace = Callable[[str, str, bytes], None]


class Role(Enum):
    """Which side we are."""

    SERVER = auto()
    CLIENT = auto()


class State(StrEnum):
    """Whether there is still a way to read the peer."""

    OPEN = "open"
    BROKEN = "broken"  # the framing is lost: close the connection


class CstaProtocol:
    """Both directions of one connection.

    Args:
        role: Which side we are.
        edition: What we write until the peer shows its own edition.
        max_open: Requests of ours that may wait for a response.
        trace: Is told "received" or "sent", the invoke id and the document of every message, before anything is
            made of it.
    """

    def __init__(
        self,
        role: Role,
        *,
        edition: Edition = DEFAULT,
        max_open: int = MAX_OPEN,
        trace: Trace | None = None,
    ) -> None:
        self._role, self._edition, self._max_open, self._trace = role, edition, max_open, trace
        self._edition_settled = role is Role.CLIENT
        self._splitter = FrameSplitter()
        self._state = State.OPEN
        self._out: list[bytes] = []
        self._open: dict[str, Request[Any]] = {}
        self._last_id = 0

    @property
    def state(self) -> State:
        """Whether the peer can still be read."""
        return self._state

    @property
    def edition(self) -> Edition:
        """The edition in which we write."""
        return self._edition

    @property
    def open_requests(self) -> int:
        """How many requests of ours wait for a response."""
        return len(self._open)

    @property
    def pending(self) -> int:
        """Bytes of a message that has not ended yet."""
        return self._splitter.pending

    def receive_data(self, data: bytes) -> list[Received]:
        """What the messages are that `data` completes, in their order.

        Raises:
            RemoteProtocolError: the framing is lost; the connection has to be closed.
        """
        if self._state is State.BROKEN:
            raise RemoteProtocolError("the framing of this connection was lost before")
        try:
            frames = self._splitter.receive_data(data)
        except RemoteProtocolError:
            self._state = State.BROKEN
            raise
        return [self._received(item) for item in frames]

    def data_to_send(self) -> list[bytes]:
        """The frames to write, each once."""
        out, self._out = self._out, []
        return out

    def send_request(self, message: Request[Any]) -> str:
        """Queues a request; gives the invoke id under which its response will be received.

        Raises:
            LocalProtocolError: too many requests wait already, or the message does not fit into a frame.
        """
        invoke_id = self._free_id()
        self._send(invoke_id, message)
        self._open[invoke_id] = message
        return invoke_id

    def send_notice(self, message: Notice) -> str:
        """Queues a message that has no response; gives its invoke id."""
        invoke_id = self._free_id()
        self._send(invoke_id, message)
        return invoke_id

    def send_response(self, invoke_id: str, message: Response) -> None:
        """Queues the response to the request that came with this invoke id."""
        self._send(invoke_id, message)

    def send_event(self, message: Event) -> None:
        """Queues an event."""
        self._send(EVENT_ID, message)

    def send_event_document(self, document: bytes) -> None:
        """Queues an event that was encoded before, in our `edition`."""
        self._queue(EVENT_ID, document)

    def forget(self, invoke_id: str) -> None:
        """Waits no longer for this response. One that still comes will be unusable."""
        self._open.pop(invoke_id, None)

    def _send(self, invoke_id: str, message: Message) -> None:
        self._queue(invoke_id, encode(message, self._edition))

    def _queue(self, invoke_id: str, payload: bytes) -> None:
        self._out.append(frame(invoke_id, payload))
        if self._trace is not None:
            self._trace("sent", invoke_id, payload)

    def _free_id(self) -> str:
        if len(self._open) >= self._max_open:
            raise LocalProtocolError(f"{self._max_open} requests of CSTA wait for a response already")
        while True:
            self._last_id = (self._last_id + 1) % _IDS
            invoke_id = f"{self._last_id:04}"
            if invoke_id not in self._open:
                return invoke_id

    def _received(self, item: Frame) -> Received:
        if self._trace is not None:
            self._trace("received", item.invoke_id, item.payload)
        try:
            message, edition = decode(item.payload)
        except RemoteProtocolError as fault:
            return self._unreadable(item.invoke_id, str(fault))
        self._learn(message, edition)
        match message:
            case Request():
                return ReceivedRequest(item.invoke_id, message)
            case Response():
                return self._answered(item.invoke_id, message)
            case Event():
                return ReceivedEvent(message)
            case Notice():
                return ReceivedNotice(item.invoke_id, message)
            case Invalid():
                return self._invalid(item.invoke_id, message)
            case Unknown():
                return self._unknown(item.invoke_id, message.name)
            case _:
                assert_never(message)

    def _learn(self, message: Message | Invalid | Unknown, edition: Edition | None) -> None:
        """Keeps to the edition that was agreed, or else to that of the first message that shows one."""
        agreed = None
        if isinstance(message, sessions.StartApplicationSession):
            agreed = chosen_edition(message.requested_protocol_versions)
        elif isinstance(message, sessions.StartApplicationSessionPosResponse) and self._role is Role.CLIENT:
            agreed = edition_of_version(message.actual_protocol_version or "")
        if agreed is None and not self._edition_settled:
            agreed = edition
        if agreed is not None:
            self._edition, self._edition_settled = agreed, True

    def _answered(self, invoke_id: str, message: Response) -> Received:
        request = self._open.get(invoke_id)
        if request is None:
            return Unusable(invoke_id, f"{type(message).__name__} answers nothing that was asked")
        refused = isinstance(message, CSTAErrorCode | sessions.NegativeResponse)
        if not refused and not isinstance(message, RESPONSE_TO[type(request)]):
            return Unusable(invoke_id, f"{type(message).__name__} does not answer {type(request).__name__}")
        del self._open[invoke_id]
        return ReceivedResponse(invoke_id, message, request)

    def _unreadable(self, invoke_id: str, reason: str) -> Unusable:
        if invoke_id == EVENT_ID:
            return Unusable(invoke_id, reason)
        if self._role is Role.CLIENT:  # servers mostly answer, clients mostly ask
            return Unusable(invoke_id, reason, request=self._open.pop(invoke_id, None))
        return Unusable(invoke_id, reason, error(OperationErrors.GENERIC))

    def _unknown(self, invoke_id: str, name: str) -> Unusable:
        reason = f"{name} is not known here"
        if name.endswith("Response"):
            return Unusable(invoke_id, reason, request=self._open.pop(invoke_id, None))
        if name.endswith("Event") or invoke_id == EVENT_ID:
            return Unusable(invoke_id, reason)
        return Unusable(invoke_id, reason, error(OperationErrors.SERVICE_NOT_SUPPORTED))

    def _invalid(self, invoke_id: str, message: Invalid) -> Unusable:
        reason = f"{message.cls.__name__}: {message.error}"
        if issubclass(message.cls, Response):
            return Unusable(invoke_id, reason, request=self._open.pop(invoke_id, None))
        if issubclass(message.cls, Request):
            refusal = _REFUSALS.get(message.cls) or error(OperationErrors.INVALID_PARAMETER_VALUE)
            return Unusable(invoke_id, reason, refusal)
        return Unusable(invoke_id, reason)


def _code(value: sessions.SessionError) -> sessions.ErrorCode:
    return sessions.ErrorCode(defined_error=value)


# A request about a session is refused by a response of its own (ECMA-354).
_REFUSALS: dict[type[Message], Response] = {
    sessions.StartApplicationSession: sessions.StartApplicationSessionNegResponse(
        error_code=_code(sessions.SessionError.INVALID_APPLICATION_INFO)
    ),
    sessions.ResetApplicationSessionTimer: sessions.ResetApplicationSessionTimerNegResponse(
        error_code=_code(sessions.SessionError.SERVER_CANNOT_RESET_SESSION_TIMER)
    ),
    sessions.StopApplicationSession: sessions.StopApplicationSessionNegResponse(
        error_code=_code(sessions.SessionError.INVALID_SESSION_ID)
    ),
}
