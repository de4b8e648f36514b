"""The TCP or TLS connection to a server of CSTA, and the requests that wait on it."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from typing import TypeVar, cast

from ctibridge.client.errors import refusal_from_response
from ctibridge.client.inbox import Inbox
from ctibridge.errors import (
    ConnectFailed,
    CtibridgeError,
    LinkLost,
    OutcomeUnknown,
    RemoteProtocolError,
    TlsFailed,
)
from ctibridge.wire.csta import sessions
from ctibridge.wire.csta.editions import Edition
from ctibridge.wire.csta.protocol import CstaProtocol, Role, Trace
from ctibridge.wire.csta.received import Received, ReceivedNotice, ReceivedRequest, ReceivedResponse, Unusable
from ctibridge.wire.csta.types import Request, Response

R = TypeVar("R", bound=Response)

_CHUNK = 65536  # a frame is no longer than that
_CLOSE_S = 2.0  # for the farewell of TLS
_MAX_UNSENT = 1_000_000  # bytes of answers for a server that does not read them


class CstaLink:
    """One connection.

    Args:
        host: The server, for error texts.
        reader: Its bytes.
        writer: Our bytes.
        edition: What we speak.
        inbox: Is given every message, in their order, before those who wait for a response are told.
        trace: Is told every document.
    """

    def __init__(
        self,
        host: str,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        edition: Edition,
        inbox: Inbox,
        trace: Trace | None,
    ) -> None:
        self.host, self._reader, self._writer, self._inbox = host, reader, writer, inbox
        self._protocol = CstaProtocol(Role.CLIENT, edition=edition, trace=trace)
        self._waiting: dict[str, asyncio.Future[Response]] = {}
        self._lost: CtibridgeError | None = None

    @property
    def edition(self) -> Edition:
        """The edition that is spoken."""
        return self._protocol.edition

    async def run(self) -> None:
        """Reads until the link is lost."""
        try:
            while self._lost is None and (data := await self._reader.read(_CHUNK)):
                for item in self._protocol.receive_data(data):
                    self._received(item)
                self.write()
        except RemoteProtocolError as error:
            self.end(error)
        except OSError as error:
            self.end(LinkLost(self.host, str(error)))
        else:
            self.end(LinkLost(self.host, "the server closed the connection"))
        finally:
            self.end(LinkLost(self.host, "the client stopped reading"))  # a bug of ours, or of a trace

    def write(self) -> None:
        """Writes what waits in the protocol, without waiting for the server to read it."""
        for data in self._protocol.data_to_send():
            self._writer.write(data)
        if self._writer.transport.get_write_buffer_size() > _MAX_UNSENT:
            self.end(LinkLost(self.host, "the server does not read"))

    async def request(self, message: Request[R], timeout_s: float) -> R:
        """The response to a request.

        Raises:
            CstaRefused: the server says no.
            OutcomeUnknown: no response within `timeout_s`.
            LinkLost: the connection broke before the response.
        """
        if self._lost is not None:
            raise self._lost
        name = type(message).__name__
        invoke_id = self._protocol.send_request(message)
        waiting = self._waiting[invoke_id] = asyncio.get_running_loop().create_future()
        try:
            self.write()
            async with asyncio.timeout(timeout_s):
                response = await waiting
        except TimeoutError as error:
            raise OutcomeUnknown(f"{name}: no response within {timeout_s:g} s") from error
        finally:
            self._protocol.forget(invoke_id)
            del self._waiting[invoke_id]
        refusal = refusal_from_response(name, response)
        if refusal is not None:
            raise refusal
        return cast("R", response)  # the protocol hands out a response to its own request only

    def end(self, reason: CtibridgeError) -> None:
        """Makes the link unusable and tells all who wait."""
        if self._lost is not None:
            return
        self._lost = reason
        for invoke_id in self._waiting:
            self._tell(invoke_id, reason)
        self._inbox.end(reason)

    async def close(self) -> None:
        """Closes the connection, and with it all that waits."""
        self._inbox.close()
        self.end(LinkLost(self.host, "the client is closed"))
        self._writer.close()
        with contextlib.suppress(OSError, TimeoutError):  # it was broken before; closed it is all the same
            async with asyncio.timeout(_CLOSE_S):
                await self._writer.wait_closed()

    def _received(self, item: Received) -> None:
        answer = self._inbox.received(item)
        match item:
            case ReceivedRequest() | Unusable() if answer is not None:
                self._protocol.send_response(item.invoke_id, answer)
            case ReceivedNotice(message=sessions.ApplicationSessionTerminated() as message):
                self.end(LinkLost(self.host, f"the server ended the session: {message.reason}"))
            case ReceivedResponse():
                self._tell(item.invoke_id, item.message)
            case Unusable() if item.request is not None:
                self._tell(item.invoke_id, RemoteProtocolError(item.reason))
            case _:
                pass

    def _tell(self, invoke_id: str, outcome: Response | CtibridgeError) -> None:
        waiting = self._waiting.get(invoke_id)
        if waiting is None or waiting.done():
            return
        if isinstance(outcome, CtibridgeError):
            waiting.set_exception(outcome)
            waiting.exception()  # taken note of here, as who waited may just have given up
        else:
            waiting.set_result(outcome)


async def opened(
    host: str, port: int, tls: ssl.SSLContext | None, timeout_s: float
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """The streams of a new connection.

    Raises:
        ConnectFailed: nobody answers there.
        TlsFailed: somebody does, but is not to be trusted.
    """
    try:
        async with asyncio.timeout(timeout_s):
            return await asyncio.open_connection(host, port, ssl=tls)
    except TimeoutError as error:
        raise ConnectFailed(host, f"no answer from port {port} within {timeout_s:g} s") from error
    except ssl.SSLError as error:
        raise TlsFailed(host, str(error)) from error
    except ConnectionResetError as error:
        reason = "the server hung up on the TLS handshake; its port may be one without TLS" if tls else "hung up"
        raise (TlsFailed if tls else ConnectFailed)(host, reason) from error
    except OSError as error:
        raise ConnectFailed(host, str(error) or type(error).__name__) from error
