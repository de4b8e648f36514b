"""Both ends of a connection of the CTI interface: bytes in, messages out; messages in, bytes out.

An event is acknowledged before anybody has seen it: its answer is queued in the call that returns it, so that a link
can write first and think afterwards. Ids of our requests and ids of the peer's are never compared: both sides may
begin with 1. Must not know a clock: who asks whether the peer lives, and when, is the link's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from ctibridge.errors import LocalProtocolError, RemoteProtocolError
from ctibridge.wire.cti.connection import Connection, State, Unusable
from ctibridge.wire.cti.envelopes import event_id_in
from ctibridge.wire.cti.messages import (
    Authentication,
    Content,
    Damaged,
    Event,
    EventResponse,
    KeepAlive,
    KeepAliveResponse,
    Message,
    Request,
    Response,
    Tunnelled,
)
from ctibridge.wire.cti.profile import DEFAULT, ServerProfile
from ctibridge.wire.markup.reader import Unknown
from ctibridge.wire.markup.split import MAX_SIZE
from ctibridge.wire.xsi.channels import EventResponse as Acknowledgement
from ctibridge.wire.xsi.channels import EventStatus
from ctibridge.wire.xsi.documents import Document
from ctibridge.wire.xsi.events import SubscriptionEvent
from ctibridge.wire.xsi.stream import Damaged as DamagedEvent

MAX_OPEN = 1000  # of ours; a peer that answers nothing must not make us remember all we ever asked

_REASONS = {EventStatus.TAKEN: "OK", EventStatus.DROPPED: "Bad Request"}


@dataclass(frozen=True, slots=True)
class ReceivedResponse:
    """The answer to a request of ours."""

    response: Response
    request: Tunnelled


@dataclass(frozen=True, slots=True)
class ReceivedEvent:
    """An event, perhaps one that cannot be read; its acknowledgement, if one is owed, is in `data_to_send` already."""

    document: Content | DamagedEvent


ClientReceived = ReceivedResponse | ReceivedEvent | KeepAlive | KeepAliveResponse | Unusable
ServerReceived = Request | EventResponse | KeepAlive | KeepAliveResponse | Damaged | Unusable


class CtiClientProtocol(Connection):
    """The gateway's end.

    Args:
        session_id: What each request carries; one for each connection and user.
        max_open: Requests that may wait for a response.
        max_size: Bytes that one document may have.
    """

    def __init__(
        self,
        session_id: str,
        profile: ServerProfile = DEFAULT,
        *,
        max_open: int = MAX_OPEN,
        max_size: int = MAX_SIZE,
    ) -> None:
        super().__init__(profile, max_size, server=False)
        self._session_id, self._max_open = profile.session_id or session_id, max_open
        self._open: dict[str, Tunnelled] = {}
        self.strays = 0
        """Responses that answered nothing."""

    @property
    def open_requests(self) -> int:
        """How many requests wait for a response."""
        return len(self._open)

    def start_probe(self) -> str:
        """Queues a keep-alive, which needs no credentials: when it is answered the state is `recognised`."""
        self._state = State.PROBING
        return self.send_keep_alive()

    def send_request(self, tunnelled: Tunnelled, authentication: Authentication) -> str:
        """Queues a request; gives the id under which its response will be received.

        Raises:
            LocalProtocolError: too many requests wait already.
        """
        if len(self._open) >= self._max_open:
            raise LocalProtocolError(f"{self._max_open} requests of the CTI interface wait for a response already")
        request_id = self._next_id()
        self._send(Request(request_id, self._session_id, authentication, tunnelled))
        self._open[request_id] = tunnelled
        return request_id

    def forget(self, request_id: str) -> None:
        """Waits no longer for this response. One that still comes is a stray."""
        self._open.pop(request_id, None)

    def receive_data(self, data: bytes) -> list[ClientReceived]:
        """What the messages are that `data` completes, in their order. What is owed for them is queued.

        Raises:
            RemoteProtocolError: the framing is lost; the connection has to be closed.
        """
        return [self._received(message, document) for message, document in self._messages(data)]

    def _received(self, message: Message | Unknown | Damaged, document: bytes) -> ClientReceived:
        match message:
            case Event():
                self._acknowledge(message, document)
                return ReceivedEvent(message.document)
            case Response():
                return self._answered(message)
            case KeepAlive():
                self._send(KeepAliveResponse(message.request_id))
                return message
            case KeepAliveResponse():
                return self._alive(message)
            case Damaged():
                return self._unreadable(message)
            case Request() | EventResponse():
                return Unusable(f"a server does not send {type(message).__name__}", message.request_id)
            case Unknown():
                return Unusable(f"{message.name} is not known here")
            case _:
                assert_never(message)

    def _acknowledge(self, event: Event, document: bytes) -> None:
        # XSI 4.6.3.2: the end of a channel has no eventID and is not acknowledged.
        content = event.document
        if isinstance(content, SubscriptionEvent):
            self._acknowledged(event.request_id, content.event_id, EventStatus.TAKEN)
        elif isinstance(content, Unknown) and (event_id := event_id_in(document)) is not None:
            self._acknowledged(event.request_id, event_id, EventStatus.TAKEN)

    def _acknowledged(self, request_id: str, event_id: str, status: EventStatus) -> None:
        answer = Acknowledgement(event_id=event_id, status_code=int(status), reason=_REASONS[status])
        self._send(EventResponse(request_id, answer))

    def _answered(self, response: Response) -> ClientReceived:
        request = self._open.pop(response.request_id, None)
        if request is None:
            self.strays += 1
            return Unusable("response answers nothing that was asked", response.request_id)
        return ReceivedResponse(response, request)

    def _unreadable(self, message: Damaged) -> ClientReceived:
        reason = f"{message.name} cannot be read: {message.error}"
        if message.name == "event":
            if message.request_id is not None and message.event_id is not None:
                self._acknowledged(message.request_id, message.event_id, EventStatus.DROPPED)
            return ReceivedEvent(DamagedEvent(message.error, message.event_id))
        if message.name == "response" and message.request_id is not None:
            return Unusable(reason, message.request_id, self._open.pop(message.request_id, None))
        return Unusable(reason, message.request_id)


class CtiServerProtocol(Connection):
    """The simulator's end.

    Args:
        answers_keep_alives: False plays a server that has gone dumb.
        max_size: Bytes that one document may have.
    """

    def __init__(
        self, profile: ServerProfile = DEFAULT, *, answers_keep_alives: bool = True, max_size: int = MAX_SIZE
    ) -> None:
        super().__init__(profile, max_size, server=True)
        self.answers_keep_alives = answers_keep_alives

    def send_response(self, request: Request, status: int, reason: str, document: Document | None = None) -> None:
        """Queues the response to a request."""
        self._send(Response(request.request_id, request.session_id, status, reason, document))

    def send_event(self, document: Document) -> str:
        """Queues an event; gives the id under which its acknowledgement will be received."""
        request_id = self._next_id()
        self._send(Event(request_id, document))
        return request_id

    def receive_data(self, data: bytes) -> list[ServerReceived]:
        """The messages that `data` completes, in their order.

        Raises:
            RemoteProtocolError: the framing is lost, or nobody can be told what is wrong: close the connection.
        """
        messages = self._messages(data)
        try:
            return [self._received(message) for message, _ in messages]
        except RemoteProtocolError:
            self._state = State.BROKEN
            raise

    def _received(self, message: Message | Unknown | Damaged) -> ServerReceived:
        match message:
            case Request() | EventResponse():
                return message
            case KeepAlive():
                if self.answers_keep_alives:
                    self._send(KeepAliveResponse(message.request_id))
                return message
            case KeepAliveResponse():
                return self._alive(message)
            case Damaged():
                return self._refused(message)
            case Response() | Event():
                return Unusable(f"a client does not send {type(message).__name__}", message.request_id)
            case Unknown():
                raise RemoteProtocolError("no message of the CTI interface", message.name)
            case _:
                assert_never(message)

    def _refused(self, message: Damaged) -> Damaged:
        """Answers a request that cannot be read, if its id can."""
        if message.request_id is None:
            raise message.error
        if message.name == "request":
            self._send(Response(message.request_id, message.session_id or "", 400, "Bad Request"))
        return message
