"""One connection of the link, either side: the handshake first, then messages. No sockets, no clock, no chance."""

from __future__ import annotations

from enum import Enum, auto

from ctibridge.errors import AuthFailed, LocalProtocolError, RemoteProtocolError
from ctibridge.wire.tapi import messages as m
from ctibridge.wire.tapi.codec import decode, encode
from ctibridge.wire.tapi.framing import LineSplitter
from ctibridge.wire.tapi.handshake import NONCE, Handshake, Who


class State(Enum):
    """How far the connection has come."""

    NEW = auto()
    CHALLENGED = auto()  # the other side has yet to prove that it knows the token, or to believe us
    OPEN = auto()


class _Side:
    """What both sides do."""

    known: dict[str, type[m.Message]]

    def __init__(self, token: str, port: int, nonce: str) -> None:
        self._token, self._port, self._nonce = token, port, nonce
        self._splitter = LineSplitter()
        self._handshake: Handshake | None = None
        self._out: list[bytes] = []
        self.state = State.NEW

    @property
    def pending(self) -> int:
        """Bytes of a line that has not ended yet."""
        return self._splitter.pending

    def data_to_send(self) -> list[bytes]:
        """What has to be written, in order."""
        out, self._out = self._out, []
        return out

    def send(self, message: m.Message) -> None:
        """One more message.

        Raises:
            LocalProtocolError: the other side is not known yet.
        """
        if self.state is not State.OPEN and not isinstance(message, m.Bye):
            raise LocalProtocolError(f"{message.type} before the other side has proved who it is")
        self._write(message)

    def receive_data(self, data: bytes) -> list[m.Message]:
        """The messages that `data` completes; those of the handshake are answered here and not among them.

        Raises:
            RemoteProtocolError: the peer broke the protocol.
            AuthFailed: it does not know the token.
        """
        received: list[m.Message] = []
        for line in self._splitter.receive_data(data):
            message = decode(line, self.known)
            if message is None:
                continue
            if self.state is State.OPEN:
                received.append(message)
            else:
                received += self._shake(message)
        return received

    def _shake(self, message: m.Message) -> list[m.Message]:
        raise NotImplementedError

    def _write(self, message: m.Message) -> None:
        self._out.append(encode(message))

    def _agree(self, tsp_nonce: str, service_nonce: str) -> Handshake:
        return Handshake(self._token, self._port, tsp_nonce, service_nonce)

    def _check(self, handshake: Handshake, who: Who, proof: str) -> None:
        if not handshake.is_right(who, proof):
            raise AuthFailed(f"the {who} on port {self._port}", "does not know the token")


class ServiceSide(_Side):
    """The service's side.

    Args:
        token: The secret that both sides know.
        port: The port that it listens on.
        nonce: 64 hexadecimal digits that were never used before.
        welcome: What is said to who knows the token.
    """

    known = m.FROM_TSP

    def __init__(self, token: str, port: int, nonce: str, welcome: m.Welcome) -> None:
        super().__init__(token, port, nonce)
        self._welcome = welcome
        self.fault = m.Fault.PROTOCOL  # what it is when the connection has to end now
        self.hello: m.Hello | None = None

    def _shake(self, message: m.Message) -> list[m.Message]:
        match self.state, message:
            case State.NEW, m.Hello():
                self._challenge(message)
            case State.CHALLENGED, m.Proof() if self._handshake is not None:
                self.fault = m.Fault.TOKEN
                self._check(self._handshake, Who.TSP, message.proof)
                self.fault = m.Fault.PROTOCOL
                self.state = State.OPEN
                self._write(self._welcome)
            case _:
                raise RemoteProtocolError(f"{message.type} inside the handshake")
        return []

    def _challenge(self, hello: m.Hello) -> None:
        if hello.proto < m.VERSION:
            self.fault = m.Fault.VERSION
            raise RemoteProtocolError(f"version {hello.proto} of the link is not spoken here")
        if not NONCE.fullmatch(hello.nonce):
            raise RemoteProtocolError("a nonce is 64 hexadecimal digits")
        self.hello, self.state = hello, State.CHALLENGED
        self._handshake = handshake = self._agree(hello.nonce, self._nonce)
        self._write(m.Challenge(nonce=self._nonce, proof=handshake.proof(Who.SERVICE)))


class TspSide(_Side):
    """The TSP's side, for tests: the real one is written in C.

    Args:
        token: The secret that both sides know.
        port: The port that it connected to.
        nonce: 64 hexadecimal digits that were never used before.
    """

    known = m.FROM_SERVICE

    def __init__(self, token: str, port: int, nonce: str) -> None:
        super().__init__(token, port, nonce)
        self._write(m.Hello(nonce=nonce))

    def _shake(self, message: m.Message) -> list[m.Message]:
        match self.state, message:
            case State.NEW, m.Challenge():
                handshake = self._agree(self._nonce, message.nonce)
                self._check(handshake, Who.SERVICE, message.proof)
                self.state = State.CHALLENGED
                self._write(m.Proof(proof=handshake.proof(Who.TSP)))
                return []
            case State.CHALLENGED, m.Welcome():
                self.state = State.OPEN
                return [message]
            case _, m.Bye():
                return [message]
            case _:
                raise RemoteProtocolError(f"{message.type} inside the handshake")
