"""One client: reads its requests, carries them out, writes answers and events, in an order that it can rely on.

Two tasks, reader and writer, and one for each request that the platform has to carry out; the first failure ends all.
Requests for one line are carried out one after the other, those for its services beside those for its calls: these may
take long. The line's events are held back until the answer is out, but for questions, which cause none.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Any

import structlog

from ctibridge.errors import CommandError, CtibridgeError, RemoteProtocolError
from ctibridge.hub.directory import LinesChanged
from ctibridge.hub.hub import Hub, News, ProviderStatus
from ctibridge.hub.outbox import Outbox
from ctibridge.model.ids import LineId
from ctibridge.servers.csta.association import Association, State
from ctibridge.servers.csta.copies import EventCopies
from ctibridge.servers.csta.errors import NOT_ASSOCIATED, error_from_exception
from ctibridge.servers.csta.monitors import MonitorEvent, SessionMonitors
from ctibridge.servers.csta.requests import (
    COMMANDS,
    SERVICES,
    Desk,
    command_from_request,
    is_question,
    response_from_result,
    subject_line,
)
from ctibridge.servers.csta.services import Services, system_status
from ctibridge.servers.csta.settings import CstaSettings, Greeting
from ctibridge.wire.csta.monitoring import MonitorStop
from ctibridge.wire.csta.protocol import CstaProtocol, Role, Trace
from ctibridge.wire.csta.received import Received, ReceivedRequest, Unusable
from ctibridge.wire.csta.sessions import StartApplicationSession, StartApplicationSessionNegResponse
from ctibridge.wire.csta.system import SwFunctionDevicesChanged, SystemStatus
from ctibridge.wire.csta.types import Notice, Request, Response

GREETING_AFTER_S = 0.5  # silent for so long: it waits for us to speak first
READ_SIZE = 65_536
GOODBYE_S = 5.0
HALF_A_MESSAGE_S = 30.0  # else whoever sends half a message holds a session for ever
MAX_UNANSWERED = 100  # of our own requests; some clients answer none of them
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Answer:
    """The response to a request."""

    invoke_id: str
    message: Response


Item = MonitorEvent | Answer | Request[Any] | Notice


class SessionOver(Exception):
    """The session has ended, and nothing is wrong."""


class CstaSession:
    """One connection.

    Args:
        reader: From the client.
        writer: To the client.
        hub: Lines, calls, commands.
        copies: Makes events.
        settings: Of the face.
        name: Identifies the session, in the log and for the client.
        trace: Is told of every message.
    """

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        hub: Hub,
        copies: EventCopies,
        settings: CstaSettings,
        name: str,
        trace: Trace | None = None,
    ) -> None:
        self._reader, self._writer, self._hub = reader, writer, hub
        self._copies, self._greeting = copies, settings.greeting
        self._protocol = CstaProtocol(Role.SERVER, trace=trace)
        self._outbox: Outbox[Item] = Outbox(settings.outbox)
        self._desk = Desk(hub, copies.translator.devices, names=settings.names)
        self._monitors = SessionMonitors(self._desk, self._outbox.put, self._outbox.drop_held)
        self._association = Association(settings, session_id=name)
        self._now = asyncio.get_running_loop().time
        self._services = Services(
            self._desk, self._monitors, self._association, lambda: self._protocol.edition, self._now
        )
        self._turns: dict[tuple[LineId, bool], asyncio.Lock] = {}  # calls and services apart
        self._told: deque[str] = deque()
        self._has_spoken = False
        self._timer_set = asyncio.Event()
        self._end_reason = "the client ended the session"
        self._log = log.bind(session=name, peer=_peer(writer))

    async def run(self) -> None:
        """Serves the client until it goes, or does wrong."""
        stop_listening = self._hub.listen(self._on_news)
        self._log.info("session.begun")
        reason = "stopped"
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._read(tasks))
                tasks.create_task(self._write())
                tasks.create_task(self._outbox.overflow())
                tasks.create_task(self._greet())
                tasks.create_task(self._watch_timer())
        except* (CtibridgeError, OSError, SessionOver) as group:
            reason = _reason(group)
        finally:
            stop_listening()
            self._monitors.stop_all()
            self._close()
            self._log.info("session.ended", reason=reason, application=self._association.application)

    def _close(self) -> None:
        """Closes the connection; a client that does not read what is left is not waited for."""
        self._writer.close()
        if self._writer.transport.get_write_buffer_size():
            asyncio.get_running_loop().call_later(GOODBYE_S, self._writer.transport.abort)

    async def _read(self, tasks: asyncio.TaskGroup) -> None:
        while True:
            data = await self._more()
            for received in self._protocol.receive_data(data):
                self._has_spoken = True
                self._on_received(received, tasks)

    async def _more(self) -> bytes:
        pending = self._protocol.pending
        try:
            async with asyncio.timeout(HALF_A_MESSAGE_S if pending else None):
                data = await self._reader.read(READ_SIZE)
        except TimeoutError:
            reason = f"half a message ({pending} bytes), and nothing more for {HALF_A_MESSAGE_S:g} s"
            raise RemoteProtocolError(reason) from None
        if not data:
            inside = f" inside a message ({pending} bytes)" if pending else ""
            raise SessionOver(f"the client closed the connection{inside}")
        return data

    def _on_received(self, received: Received, tasks: asyncio.TaskGroup) -> None:
        match received:
            case ReceivedRequest(message=message) if type(message) in COMMANDS:
                tasks.create_task(self._command(received.invoke_id, message))
            case ReceivedRequest():
                self._answer(received.invoke_id, received.message)
            case Unusable():
                self._log.warning("message.unusable", invoke_id=received.invoke_id, reason=received.reason)
                if received.answer is not None:
                    self._outbox.put(Answer(received.invoke_id, received.answer))
            case _:
                pass  # the answers to what we tell by ourselves say nothing

    def _answer(self, invoke_id: str, request: Request[Any]) -> None:
        for item in self._services.answers(request):
            if isinstance(item, StartApplicationSessionNegResponse) and isinstance(request, StartApplicationSession):
                self._log.warning("login.refused", user=request.user, reason=item.value)
            self._outbox.put(Answer(invoke_id, item) if isinstance(item, Response) else item)
        self._timer_set.set()

    async def _command(self, invoke_id: str, request: Request[Any]) -> None:
        """Carries a request out when its turn comes; only then it is decided what it means."""
        if not self._association.admit():
            self._outbox.put(Answer(invoke_id, NOT_ASSOCIATED))
            return
        try:
            line = subject_line(self._desk, request)
        except CommandError as exc:
            self._refuse(invoke_id, request, exc)
            return
        async with self._turns.setdefault((line, type(request) in SERVICES), asyncio.Lock()):
            if is_question(request):
                await self._carry_out(invoke_id, request)
                return
            self._outbox.hold(line)
            try:
                await self._carry_out(invoke_id, request)
            finally:
                self._outbox.release(line)

    async def _carry_out(self, invoke_id: str, request: Request[Any]) -> None:
        try:
            command = command_from_request(self._desk, request)
            result = await self._hub.execute(command)
            self._outbox.put(Answer(invoke_id, response_from_result(self._desk, request, command, result)))
        except CommandError as exc:
            self._refuse(invoke_id, request, exc)

    def _refuse(self, invoke_id: str, request: Request[Any], exc: CommandError) -> None:
        self._log.info("request.refused", request=type(request).__name__, code=exc.code, reason=str(exc))
        self._outbox.put(Answer(invoke_id, error_from_exception(exc, request)))

    async def _write(self) -> None:
        while True:
            for item in await self._outbox.take():
                self._send(item)
            self._writer.write(b"".join(self._protocol.data_to_send()))
            await self._writer.drain()
            if self._association.state is State.ENDED and not len(self._outbox):
                raise SessionOver(self._end_reason)

    def _send(self, item: Item) -> None:
        match item:
            case MonitorEvent():
                edition = self._protocol.edition
                document = self._copies.document(item.change, item.cross_ref, edition, of_call=item.of_call)
                if document is not None:
                    self._protocol.send_event_document(document)
            case Answer():
                self._protocol.send_response(item.invoke_id, item.message)
            case Request():
                self._tell(item)
            case Notice():
                self._protocol.send_notice(item)

    def _tell(self, request: Request[Any]) -> None:
        """Sends a request whose answer says nothing; a client that never answers does not fill the memory."""
        self._told.append(self._protocol.send_request(request))
        if len(self._told) > MAX_UNANSWERED:
            self._protocol.forget(self._told.popleft())

    async def _greet(self) -> None:
        if self._greeting is Greeting.AUTO:
            await asyncio.sleep(GREETING_AFTER_S)
        if self._greeting is Greeting.ALWAYS or (self._greeting is Greeting.AUTO and not self._has_spoken):
            self._outbox.put(SystemStatus(system_status=system_status(self._hub)))

    async def _watch_timer(self) -> None:
        while True:
            self._timer_set.clear()
            try:
                async with asyncio.timeout_at(self._association.ends_at):
                    await self._timer_set.wait()
            except TimeoutError:
                break
        self._end_reason = "the session's timer ran out"
        self._outbox.put(self._association.expired())
        await asyncio.sleep(GOODBYE_S)  # in which the client is told, if it reads
        raise SessionOver(self._end_reason)

    def _on_news(self, news: News) -> None:
        registrations = self._services.registrations
        match news:
            case ProviderStatus():
                self._tell_status()
            case LinesChanged():
                for watch in self._monitors.on_lines(news.removed):
                    self._monitors.stop(watch.cross_ref)
                    self._outbox.put(MonitorStop(monitor_cross_ref_id=watch.cross_ref))
                for registration in registrations.for_type("switchingFunctionDevicesChanged"):
                    self._outbox.put(SwFunctionDevicesChanged(sys_stat_register_id=registration))

    def _tell_status(self) -> None:
        status, registrations = system_status(self._hub), self._services.registrations
        for registration in registrations.for_status(status):
            self._outbox.put(SystemStatus(sys_stat_register_id=registration, system_status=status))
        if self._association.state is State.EXPLICIT and not len(registrations):
            self._outbox.put(SystemStatus(system_status=status))


def _reason(group: BaseExceptionGroup[BaseException]) -> str:
    """Why it ended, in one line."""
    return "; ".join(
        _reason(exc) if isinstance(exc, BaseExceptionGroup) else str(exc) or type(exc).__name__
        for exc in group.exceptions
    )


def _peer(writer: asyncio.StreamWriter) -> str:
    peer = writer.get_extra_info("peername")
    return f"{peer[0]}:{peer[1]}" if peer else "unknown"
