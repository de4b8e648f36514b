"""What both ends of a connection do alike: split, read, write, count ids, answer each keep-alive."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ctibridge.errors import RemoteProtocolError
from ctibridge.wire.cti.envelopes import damaged, decode, encode, redacted
from ctibridge.wire.cti.framing import StreamSplitter, framed
from ctibridge.wire.cti.messages import Damaged, KeepAlive, KeepAliveResponse, Message, Tunnelled
from ctibridge.wire.cti.profile import Framing, ServerProfile
from ctibridge.wire.markup.reader import Unknown


class State(StrEnum):
    """What is known about the peer."""

    OPEN = "open"
    PROBING = "probing"  # a keep-alive was sent to learn whether the profile fits
    RECOGNISED = "recognised"  # it was answered
    BROKEN = "broken"  # the framing is lost: close the connection


@dataclass(frozen=True, slots=True)
class Unusable:
    """A message that means nothing here. Where it should have answered a request, `request` will have no other."""

    reason: str
    request_id: str | None = None
    request: Tunnelled | None = None


Item = tuple[Message | Unknown | Damaged, bytes]


class Connection:
    """One end, without what tells the two apart."""

    def __init__(self, profile: ServerProfile, max_size: int, *, server: bool) -> None:
        self.profile = profile
        self._server = server
        self._splitter = StreamSplitter(max_size, http=server or profile.framing is Framing.HTTP)
        self._state = State.OPEN
        self._out: list[bytes] = []
        self._last_id = 0
        self._keep_alives: set[str] = set()

    @property
    def state(self) -> State:
        """What is known about the peer."""
        return self._state

    @property
    def framing(self) -> Framing | None:
        """The framing in which the peer writes; None until it has written."""
        return self._splitter.framing

    @property
    def pending(self) -> int:
        """Bytes of a message that has not ended yet."""
        return self._splitter.pending

    @property
    def unanswered(self) -> int:
        """How often a keep-alive of ours was not answered since one last was."""
        return len(self._keep_alives)

    def data_to_send(self) -> list[bytes]:
        """What is to be written, each once."""
        out, self._out = self._out, []
        return out

    def send_keep_alive(self) -> str:
        """Queues a keep-alive; gives its id."""
        request_id = self._next_id()
        self._keep_alives.add(request_id)
        self._send(KeepAlive(request_id, self.profile.ka_interval))
        return request_id

    def _next_id(self) -> str:
        self._last_id += 1
        return str(self._last_id)

    def _send(self, message: Message) -> None:
        self._out.append(framed(encode(message, self.profile), self.profile, answering=self._server))

    def _messages(self, data: bytes) -> list[Item]:
        if self._state is State.BROKEN:
            raise RemoteProtocolError("the framing of this connection was lost before")
        try:
            return [(_decoded(document), document) for document in self._splitter.receive_data(data)]
        except RemoteProtocolError as error:
            self._state = State.BROKEN
            raise RemoteProtocolError(error.reason, redacted(error.excerpt)) from None

    def _alive(self, message: KeepAliveResponse) -> KeepAliveResponse | Unusable:
        """Takes an answer; one to any earlier keep-alive does not matter any more."""
        if message.request_id not in self._keep_alives:
            return Unusable("keepaliveResponse answers nothing that was asked", message.request_id)
        self._keep_alives.clear()
        if self._state is State.PROBING:
            self._state = State.RECOGNISED
        return message


def _decoded(document: bytes) -> Message | Unknown | Damaged:
    try:
        return decode(document)
    except RemoteProtocolError as error:
        return damaged(document, error)
