"""One TSP: reads what it asks for, has it done, writes answers and what happens, in the order that TAPI demands.

As in the CSTA face: requests for one line are carried out one after the other, and what happens to the line
meanwhile is told behind the answer. What a change means for TAPI is decided when it is written.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import count

import structlog

from ctibridge.errors import CommandError, CtibridgeError, RemoteProtocolError, SlowClient, UnknownLine
from ctibridge.hub.directory import LinesChanged
from ctibridge.hub.hub import Hub, News
from ctibridge.hub.outbox import Outbox
from ctibridge.model.changes import Change
from ctibridge.model.ids import LineId, MonitorId
from ctibridge.servers.tapi import constants as t
from ctibridge.servers.tapi.catalogue import Catalogue
from ctibridge.servers.tapi.consultations import CONSULTATIONS
from ctibridge.servers.tapi.desk import Desk, Plan
from ctibridge.servers.tapi.errors import error_from_exception
from ctibridge.servers.tapi.items import Begin, Changed, Done, Item, Opening
from ctibridge.servers.tapi.line_services import LINE_OPERATIONS
from ctibridge.servers.tapi.requests import OPERATIONS
from ctibridge.servers.tapi.settings import TapiSettings
from ctibridge.servers.tapi.speaker import Speaker
from ctibridge.servers.tapi.teller import FIRST_OF_OURS
from ctibridge.servers.tapi.watch import Watch
from ctibridge.wire.tapi import messages as m
from ctibridge.wire.tapi.protocol import ServiceSide, State

HANDSHAKE_S = 5.0
PING_S = 5.0
SILENCE_S = 15.0
GOODBYE_S = 2.0
READ_SIZE = 65_536
MOST_REQUESTS = 2_000  # at a time; each is a task
ALL_OPERATIONS = OPERATIONS | CONSULTATIONS | LINE_OPERATIONS
log = structlog.get_logger()


class SessionOver(Exception):
    """The session has ended, and nothing is wrong."""


class TapiSession:
    """One connection.

    Args:
        reader: From the TSP.
        writer: To the TSP.
        hub: Lines, calls, commands.
        catalogue: Which lines it sees.
        settings: Of the face.
        side: The protocol.
        name: Identifies the session in the log.
        has_room: Whether one more TSP may come in.
    """

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        hub: Hub,
        catalogue: Catalogue,
        settings: TapiSettings,
        side: ServiceSide,
        name: str,
        has_room: Callable[[], bool],
    ) -> None:
        self._reader, self._writer, self._hub = reader, writer, hub
        self._catalogue, self._settings, self._protocol = catalogue, settings, side
        self._outbox: Outbox[Item] = Outbox(settings.outbox)
        self._now = asyncio.get_running_loop().time
        self._heard = self._now()
        self._numbers = count(FIRST_OF_OURS)
        self._watches: dict[int, Watch] = {}
        self._speaker = Speaker(catalogue, side.send, self._watches, self._unwatch)
        self._turns: dict[LineId, asyncio.Lock] = {}
        self._requests = 0
        self._opened = asyncio.Event()
        self._has_room = has_room
        self._log = log.bind(session=name)

    @property
    def is_known(self) -> bool:
        """Whether the TSP has proved who it is."""
        return self._opened.is_set()

    async def run(self) -> None:
        """Serves the TSP until it goes, or does wrong."""
        reason, fault = "stopped", m.Fault.STOPPED
        stop_listening = self._hub.listen(self._on_news)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._read(tasks))
                tasks.create_task(self._write())
                tasks.create_task(self._outbox.overflow())
                tasks.create_task(self._keep_time())
        except* (CtibridgeError, OSError, SessionOver) as group:
            reason, fault = _reason(group), self._fault(group)
        finally:
            stop_listening()
            for watch in self._watches.values():
                self._unwatch(watch)
            self._close(fault, reason)
            tell = self._log.warning if fault is m.Fault.TOKEN else self._log.info
            tell("session.ended", reason=reason)

    def _fault(self, group: BaseExceptionGroup[BaseException]) -> m.Fault:
        return m.Fault.SLOW if group.subgroup(SlowClient) is not None else self._protocol.fault

    def _close(self, fault: m.Fault, reason: str) -> None:
        """Says why, and closes; a TSP that does not read is not waited for."""
        if not self._writer.is_closing():
            self._protocol.send(m.Bye(code=fault, text=reason))
            self._flush()
        self._writer.close()
        if self._writer.transport.get_write_buffer_size():
            asyncio.get_running_loop().call_later(GOODBYE_S, self._writer.transport.abort)

    # Reading

    async def _read(self, tasks: asyncio.TaskGroup) -> None:
        while data := await self._reader.read(READ_SIZE):
            self._heard = self._now()
            for message in self._protocol.receive_data(data):
                self._on_message(message, tasks)
            if self._protocol.state is State.OPEN:
                self._begin()
            else:
                self._flush()
        raise SessionOver("the TSP closed the connection")

    def _begin(self) -> None:
        if not self.is_known:
            if not self._has_room():
                self._protocol.fault = m.Fault.TOO_MANY
                raise RemoteProtocolError("there are enough connections already")
            self._opened.set()
            self._flush()
            hello = self._protocol.hello or m.Hello()
            self._log.info("session.begun", bits=hello.bits, pid=hello.pid, version=hello.version)
            self._outbox.put(Begin())

    def _on_message(self, message: m.Message, tasks: asyncio.TaskGroup) -> None:
        match message:
            case m.Req() if self._requests >= MOST_REQUESTS:
                self._outbox.put(m.Res(id=message.id, rc=t.LINEERR_RESOURCEUNAVAIL))
            case m.Req():
                self._requests += 1
                tasks.create_task(self._request(message))
            case m.Open():
                self._open(message.line)
            case m.Close():
                self._drop(message.line)
            case m.Forget():
                if message.line in self._watches:
                    self._watches[message.line].calls.forget(message.call)
            case m.Pong():
                pass
            case _:
                raise RemoteProtocolError(f"{message.type} behind the handshake")

    def _open(self, number: int) -> None:
        line = self._speaker.line(number)
        self._drop(number)
        if line is None or self._hub.lines.get(line.id) is None:
            self._outbox.put(m.Opened(line=number, rc=t.LINEERR_NODEVICE))
            return
        state = self._catalogue.state(number, line)
        watch = self._watches[number] = Watch(state, self._catalogue.people, lambda: next(self._numbers))
        self._outbox.put(Opening(watch, self._hub.snapshot(line.id)), line.id)

        def deliver(_monitor: MonitorId, change: Change) -> None:
            self._outbox.put(Changed(watch, change), line.id)

        watch.monitor = self._hub.monitor(line.id, deliver).id

    def _drop(self, number: int) -> None:
        """Nobody has the line open."""
        watch = self._watches.pop(number, None)
        if watch is not None:
            self._unwatch(watch)

    def _unwatch(self, watch: Watch) -> None:
        watch.is_closed = True
        if watch.monitor is not None:
            self._hub.stop_monitor(watch.monitor)

    # Requests

    async def _request(self, req: m.Req) -> None:
        """Carries a request out when its turn comes; only then it is decided what it means."""
        try:
            watch = self._watches.get(req.line)
            if watch is None:
                raise UnknownLine(f"line {req.line} is not open")
            line = watch.state.line.id
            async with self._turns.setdefault(line, asyncio.Lock()):
                await self._carry_out(req, watch, line)
        except CommandError as exc:
            self._refuse(req, exc)
        finally:
            self._requests -= 1

    async def _carry_out(self, req: m.Req, watch: Watch, line: LineId) -> None:
        self._outbox.hold(line)
        try:
            plan, result = self._plan(req, watch), None
            for command in plan.commands:
                result = await self._hub.execute(command)
            done = Done(req, watch, plan, result)
            self._outbox.put(done)
        finally:
            self._outbox.release(line)
        await done.written.wait()  # the next request may be about a call that this one made

    def _plan(self, req: m.Req, watch: Watch) -> Plan:
        operation = ALL_OPERATIONS.get(req.op)
        if operation is None:
            self._log.warning("request.unknown", op=req.op)
            return Plan(answer=lambda _: m.Res(rc=t.LINEERR_OPERATIONUNAVAIL))
        desk = Desk(self._hub, self._catalogue.people, watch.state.line, watch.calls, self._settings.unpark_code)
        return operation.plan(desk, req)

    def _refuse(self, req: m.Req, exc: CommandError) -> None:
        self._log.info("request.refused", op=req.op, line=req.line, code=exc.code, reason=str(exc))
        self._outbox.put(m.Res(id=req.id, rc=error_from_exception(exc, req.op)))

    # Writing

    async def _write(self) -> None:
        while True:
            self._speaker.say(await self._outbox.take())
            self._flush()
            await self._writer.drain()

    def _flush(self) -> None:
        data = b"".join(self._protocol.data_to_send())
        if data:
            self._writer.write(data)

    def _on_news(self, news: News) -> None:
        if isinstance(news, LinesChanged) and self.is_known:
            self._outbox.put(news)

    # Time

    async def _keep_time(self) -> None:
        """Ends what does not come to an end by itself, and pings."""
        try:
            async with asyncio.timeout(HANDSHAKE_S):
                await self._opened.wait()
        except TimeoutError:
            raise RemoteProtocolError(f"no handshake within {HANDSHAKE_S:g} s") from None
        for n in count(1):
            self._outbox.put(m.Ping(n=n))
            await asyncio.sleep(PING_S)
            if self._now() - self._heard > SILENCE_S:
                raise SessionOver(f"nothing was heard for {SILENCE_S:g} s")
            for watch in self._watches.values():
                if watch.calls.unheard:
                    watch.calls.look(self._hub.snapshot(watch.state.line.id).connections)


def _reason(group: BaseExceptionGroup[BaseException]) -> str:
    """Why it ended, in one line."""
    return "; ".join(
        _reason(exc) if isinstance(exc, BaseExceptionGroup) else str(exc) or type(exc).__name__
        for exc in group.exceptions
    )
