"""A service for the Windows provider's tests, `python -m tests.windows.service`: it misbehaves when it is told to.

Orders come as numbers that are dialled, `#cut` and the like, so that the same program of tests runs natively, under
Wine, and wherever else.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import hashlib
import hmac
import json
import secrets
import socket

from tests.windows.operations import Operations
from tests.windows.switch import Line, Message, Switch

TOKEN = "kW3nXq8vR2mZ5tYb7sLd0pGh4jCf6uAe"
LONG_NAME = "😀" * 128
CAPS: Message = {
    "type": "caps", "class": 1, "dev_bearermodes": 1, "dev_mediamodes": 4, "dev_linefeatures": 8,
    "dev_linestates": 0x1FFFFFF, "addr_callstates": 0x7FFF, "addr_callfeatures": 0x3FFFFF, "addr_forwardmodes": 0x1B4,
    "addr_availablemediamodes": 4, "addr_maxnumactivecalls": 1000,
}  # fmt: skip
GARBAGE: tuple[bytes, ...] = (
    b"\n", b"{\n", b"}\n", b"[]\n", b"null\n", b'{"type":"call"}\n', b'{"type":"line","line":1}\n',
    b'{"type":"line","line":0,"class":1}\n', b'{"type":"line","line":9,"class":16}\n', b'{"type":"caps","class":17}\n',
    b'{"type":"caps","class":0}\n',
    b'{"type":"ping","n":-1}\n', b'{"type":"ping","n":01}\n', b'{"type":"ping","n":1e5}\n',
    b'{"type":"ping","n":4294967296}\n', b'{"type":"ping","n":"x}\n', b'{"type":"ping","n":true}\n',
    b'{"type":"ping","n":{}}\n', b'{"type":"ping","n":1,"n":2}\n', b'{"type":"ping","N":1}\n', b'{"type":"ready"}\n',
    b'{"type":"x","y":"\\ud800"}\n', b'{"type":"x","y":"\\u0000"}\n', b'{"type":"x","y":"\xff\xfe"}\n',
    b'{"type":"x","y":"\x00"}\n', b'{"type":"challenge","proto":1,"nonce":"","proof":""}\n', b"x" * 20000,
    b'{"type":"x","y":"' + b"z" * 257 + b'"}\n',
    b'{"type":"x",' + b",".join(b'"k%d":1' % n for n in range(64)) + b"}\n",
    b'{"type":"newcall","line":1,"call":7,"state":2}\n', bytes(range(256)),
)  # fmt: skip
# What is odd, and still no reason to give up: the connection must go on.
ODD: tuple[Message, ...] = (
    {"type": "res", "id": 4294967295}, {"type": "call", "line": 1, "call": 4294967295, "state": 2, "event": 1},
    {"type": "call", "line": 77, "call": 1, "state": 2}, {"type": "opened", "line": 1}, {"type": "opened", "line": 99},
    {"type": "remove", "line": 12345}, {"type": "unheard_of", "line": 1}, {"type": "feature", "line": 1, "feature": 5},
    {"type": "newcall", "line": 55, "call": 0x80001234, "state": 2, "event": 1},
)  # fmt: skip


def proof(who: str, port: int, theirs: str, ours: str) -> str:
    text = f"ctibridge-tapi/1 {who}\n{port}\n{theirs}\n{ours}"
    return hmac.new(TOKEN.encode(), text.encode(), hashlib.sha256).hexdigest()


def encode(message: Message) -> bytes:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class Cut(Exception):
    """The connection is to end here."""


class Cutter:
    """Counts messages in both directions, over all connections, and says when to end one; once."""

    def __init__(self) -> None:
        self._left = 0
        self._half = False

    def arm(self, after: int, how: str) -> None:
        """Ends the connection after so many messages; `half`: of what is sent, in the middle of the last."""
        self._left, self._half = after, how == "half"

    def disarm(self) -> bool:
        """Whether there was nothing left to disarm."""
        done, self._left = self._left == 0, 0
        return done

    def _is_due(self) -> bool:
        self._left -= self._left > 0
        return self._left == 0

    def cut_sent(self, data: bytes) -> bytes | None:
        """What is sent instead, before the end; None: nothing is cut."""
        if self._left == 0 or not self._is_due():
            return None
        return data[: len(data) // 2] if self._half else data

    def cut_heard(self) -> bool:
        """Whether this ends before it is answered. What is heard has no half: nobody would know the difference."""
        return self._left > 0 and not self._half and self._is_due()


class Connection:
    """One provider."""

    def __init__(
        self, options: argparse.Namespace, lines: list[Line], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._options = options
        self._reader = reader
        self._writer = writer
        self._cutter = options.cutter
        self.switch = Switch(lines, self.send)
        self._operations = Operations(self.switch)
        for line in lines:
            line.open = False

    def send(self, message: Message) -> None:
        data = encode(message)
        rest = self._cutter.cut_sent(data)
        self._writer.write(data if rest is None else rest)
        if rest is not None:
            raise Cut

    async def hear(self) -> Message:
        text = await self._reader.readline()
        if not text or self._cutter.cut_heard():
            raise Cut
        message: Message = json.loads(text)
        return message

    async def run(self) -> None:
        with contextlib.suppress(Cut, OSError):
            await self.greet()
            while True:
                message = await self.hear()
                getattr(self, f"on_{message['type']}")(message)
                await self._writer.drain()
        self._writer.close()

    async def greet(self) -> None:
        hello = await self.hear()
        nonce = secrets.token_hex(32)
        port = self._options.port
        answer = proof("service", port, hello["nonce"], nonce)
        if self._options.impostor:
            answer = "0" * 64
        self.send({"type": "challenge", "proto": 1, "nonce": nonce, "proof": answer})
        if (await self.hear())["proof"] != proof("tsp", port, hello["nonce"], nonce):
            self.send({"type": "bye", "code": 1, "text": "wrong proof"})
            raise Cut
        self.send({"type": "welcome", "proto": 1, "provider": "test", "switch": "tests", "tracking": 3, "wait_s": 2})
        self.send(CAPS)
        for line in self.switch.lines.values():
            self.send(self.switch.line_message(line))
        self.send({"type": "ready", "lines": len(self.switch.lines)})

    def on_pong(self, message: Message) -> None:
        pass

    def on_open(self, message: Message) -> None:
        line = self.switch.lines.get(message["line"])
        if line is None:
            self.send({"type": "opened", "line": message["line"], "rc": 0x8000002B})
            return
        line.open = True
        self.send(self.switch.line_message(line))
        self.send({"type": "opened", "line": line.number})

    def on_close(self, message: Message) -> None:
        if message["line"] in self.switch.lines:
            self.switch.lines[message["line"]].open = False
        self.switch.forget_line(message["line"])

    def on_forget(self, message: Message) -> None:
        self.switch.legs.pop((message["line"], message["call"]), None)

    def on_req(self, message: Message) -> None:
        order = str(message.get("dest", ""))
        if order.startswith("#"):
            name, _, value = order[1:].partition(" ")
            getattr(self, f"order_{name}")(message, value)
        else:
            self._operations.perform(message, lambda rc, **more: self.answer(message, rc, **more))

    def answer(self, request: Message, rc: int, **more: object) -> None:
        self.send({"type": "res", "id": request["id"], "rc": rc, **more})

    def order_cut(self, request: Message, value: str) -> None:
        raise Cut

    def order_cut_after(self, request: Message, value: str) -> None:
        self.answer(request, 0x80000048)
        count, how = value.split()
        self._cutter.arm(int(count), how)

    def order_uncut(self, request: Message, value: str) -> None:
        self.answer(request, 0x8000004B if self._cutter.disarm() else 0x80000049)

    def order_silent(self, request: Message, value: str) -> None:
        """Does not answer."""

    def order_early(self, request: Message, value: str) -> None:
        """Tells of the call before the completion, as it must not."""
        leg = self._operations.new(request)
        self.switch.tell(leg, 0x10)
        self.switch.tell(leg, 0x100, 1)
        self.answer(request, 0)

    def order_twice(self, request: Message, value: str) -> None:
        self.answer(request, 0x80000048)
        self.answer(request, 0)
        self.answer(request, 5)

    def order_flood(self, request: Message, value: str) -> None:
        self.answer(request, 0x80000048)
        for number in range(int(value)):
            self.switch.offer(request["line"], f"+4930{number}", "101", name=LONG_NAME)

    def order_end_all(self, request: Message, value: str) -> None:
        self.answer(request, 0x80000048)
        for leg in list(self.switch.legs.values()):
            self.switch.end(leg)

    def order_long(self, request: Message, value: str) -> None:
        self.answer(request, 0x80000048)
        self.switch.offer(request["line"], "9" * 256, "8" * 256, name=LONG_NAME)

    def order_add(self, request: Message, value: str) -> None:
        self.answer(request, 0x80000048)
        number = int(value)
        self.switch.lines.setdefault(number, Line(number, str(100 + number), f"Later {number}"))
        self.send(self.switch.line_message(self.switch.lines[number]))

    def order_remove(self, request: Message, value: str) -> None:
        self.answer(request, 0x80000048)
        for leg in [leg for leg in self.switch.legs.values() if leg.line == int(value)]:
            self.switch.end(leg)
        self.switch.lines.pop(int(value), None)
        self.send({"type": "remove", "line": int(value)})

    def order_garbage(self, request: Message, value: str) -> None:
        self._writer.write(GARBAGE[int(value) % len(GARBAGE)])

    def order_odd(self, request: Message, value: str) -> None:
        for message in ODD:
            self.send(message)
        self.answer(request, 0x80000048)


async def serve(options: argparse.Namespace) -> None:
    lines = [
        Line(number, str(100 + number), f"Anna {number} \N{EN DASH} Büro") for number in range(1, options.lines + 1)
    ]

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await Connection(options, lines, reader, writer).run()

    server = await asyncio.start_server(connected, "127.0.0.1", options.port)
    options.port = server.sockets[0].getsockname()[1]
    print(options.port, flush=True)  # noqa: T201 whoever starts it reads the port there
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--lines", type=int, default=2)
    parser.add_argument("--impostor", action="store_true", help="does not know the token")
    asyncio.run(serve(parser.parse_args(namespace=argparse.Namespace(cutter=Cutter()))))


if __name__ == "__main__":
    main()
