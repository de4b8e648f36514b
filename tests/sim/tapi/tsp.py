"""A TSP in Python: what windows/tsp does with the link, and the rules of TAPI that it may rely on, checked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from ctibridge.app import Gateway
from ctibridge.servers.tapi import constants as t
from ctibridge.servers.tapi.settings import TapiSettings
from ctibridge.wire.tapi import messages as m
from ctibridge.wire.tapi.protocol import TspSide

TOKEN = "kW3nXq8vR2mZ5tYb7sLd0pGh4jCf6uAe"
FACE = TapiSettings(token=TOKEN, port=0)
FIRST_OF_SERVICE = 0x8000_0000
STATES = {
    value: name.removeprefix("LINECALLSTATE_") for name, value in vars(t).items() if name.startswith("LINECALLSTATE_")
}
ENDED = (t.LINECALLSTATE_DISCONNECTED, t.LINECALLSTATE_IDLE)


@dataclass
class Tsp:
    """One connection, and what it was told."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    side: TspSide
    lines: dict[int, m.Line] = field(default_factory=dict)
    calls: dict[int, m.Call] = field(default_factory=dict)
    over: set[int] = field(default_factory=set)
    opened: set[int] = field(default_factory=set)
    said: list[m.Message] = field(default_factory=list)
    waiting: dict[int, tuple[m.Req, asyncio.Future[m.Res]]] = field(default_factory=dict)
    awaited: set[int] = field(default_factory=set)
    given: set[int] = field(default_factory=set)
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    bye: m.Bye | None = None
    last: int = 0
    is_mute: bool = False
    is_careless: bool = False  # breaks the rules itself, and so does not mind them

    async def read(self) -> None:
        self.flush()
        while data := await self.reader.read(65_536):
            for message in self.side.receive_data(data):
                self.said.append(message)
                self.take(message)
            self.flush()

    def flush(self) -> None:
        self.writer.writelines(self.side.data_to_send())

    def send(self, message: m.Message) -> None:
        self.side.send(message)
        self.flush()

    def take(self, message: m.Message) -> None:
        match message:
            case m.Ping() if self.is_mute:
                pass
            case m.Ping():
                self.send(m.Pong(n=message.n))
            case m.Line():
                assert message.line not in self.opened or self.ready.is_set()
                self.lines[message.line] = message
            case m.Ready():
                assert message.lines == len(self.lines)
                self.ready.set()
            case m.Remove():
                assert not [call for call in self.calls.values() if call.line == message.line]
                del self.lines[message.line]
            case m.Opened():
                self.opened.add(message.line)
            case m.Res():
                self.answered(message)
            case m.Call() if self.is_careless:
                pass
            case m.NewCall():
                self.new(message)
            case m.Call():
                self.changed(message)
            case m.Bye():
                self.bye = message
            case _:
                pass

    def answered(self, res: m.Res) -> None:
        req, future = self.waiting.pop(res.id)
        numbers = {number for number in (req.new, req.new2) if number}
        self.awaited -= numbers
        if res.rc == 0:
            self.given |= numbers
        future.set_result(res)

    def new(self, call: m.NewCall) -> None:
        assert call.line in self.opened, "a call before its line was opened"
        assert call.call >= FIRST_OF_SERVICE
        assert call.call not in self.calls.keys() | self.over, "a number that was used before"
        assert call.state not in ENDED
        self.check(call)
        self.calls[call.call] = call

    def changed(self, call: m.Call) -> None:
        number = call.call
        assert number not in self.awaited, f"a call before the answer to its request: {call}"
        assert number not in self.over, f"something about a call that is over: {call}"
        before = self.calls.get(number)
        assert before is not None or number in self.given, f"a call that nobody knows: {call}"
        if before is not None:
            changed = (before.state, before.mode, before.parent) != (call.state, call.mode, call.parent)
            assert changed == bool(call.event), f"an event without a change, or the other way round: {call}"
            assert call.state != t.LINECALLSTATE_IDLE or before.state == t.LINECALLSTATE_DISCONNECTED
        self.check(call)
        self.calls[number] = call
        if call.state == t.LINECALLSTATE_IDLE:
            self.over.add(number)
            del self.calls[number]

    def check(self, call: m.Call) -> None:
        if call.state == t.LINECALLSTATE_CONFERENCED:
            parent = self.calls.get(call.parent)
            assert parent is not None
            assert parent.state != t.LINECALLSTATE_CONFERENCED
        else:
            assert call.parent == 0
        assert call.state not in ENDED or (call.features, call.features2) == (0, 0) or call.state == ENDED[0]

    async def request(self, op: str, line: int, **fields: object) -> m.Res:
        self.last += 1
        req = m.Req(id=self.last, op=op, line=line, **fields)  # type: ignore[arg-type]  # the caller knows which
        future: asyncio.Future[m.Res] = asyncio.get_running_loop().create_future()
        self.waiting[req.id] = req, future
        self.awaited |= {number for number in (req.new, req.new2) if number}
        self.send(req)
        return await future

    def number(self, addr: str) -> int:
        return next(number for number, line in self.lines.items() if line.addr == addr)

    def open(self, *addrs: str) -> None:
        for addr in addrs or [line.addr for line in self.lines.values()]:
            self.send(m.Open(line=self.number(addr)))

    def on(self, addr: str) -> list[m.Call]:
        number = self.number(addr)
        return [call for call in self.calls.values() if call.line == number]

    def states(self, addr: str) -> list[str]:
        return sorted(STATES[call.state] for call in self.on(addr))


@asynccontextmanager
async def tsp_at(gateway: Gateway, token: str = TOKEN) -> AsyncIterator[Tsp]:
    """A TSP on a gateway that knows all lines; it has opened none."""
    assert gateway.tapi is not None
    port = gateway.tapi.port or 0
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    tsp = Tsp(reader, writer, TspSide(token, port, "0123456789abcdef" * 4))
    try:
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(tsp.read())
            await tsp.ready.wait()
            yield tsp
            reading.cancel()
    finally:
        writer.close()
        await asyncio.sleep(0.1)
