"""The way from a server to one client of a connection that carries messages, and what can go wrong on it."""

from __future__ import annotations

import asyncio
from collections import deque

from ctibridge.sim.knobs import Faults

BACKLOG = 64 * 1024 * 1024  # bytes that a client may leave unread; who reads nothing any more has to go


class Pipe:
    """What is put in goes out in its order, each document by itself, unless a fault is in the way."""

    def __init__(self, transport: asyncio.Transport, faults: Faults) -> None:
        self._transport, self._faults = transport, faults
        self._ready: list[bytes] = []
        self._late: deque[tuple[float, bytes | None]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._written = 0

    def put(self, documents: list[bytes]) -> None:
        """Sends documents."""
        self._ready += documents
        if self._faults.merge_segments:
            asyncio.get_running_loop().call_soon(self._flush)  # what is said until then shares the segment
        else:
            self._flush()

    def close(self) -> None:
        """Closes the connection behind what was put in."""
        self._flush()
        self._send(None)

    def abort(self) -> None:
        """The connection is over; what has not gone out never does."""
        if self._timer is not None:
            self._timer.cancel()
        self._ready.clear()
        self._late.clear()
        self._transport.abort()

    def _flush(self) -> None:
        ready, self._ready = self._ready, []
        if self._faults.merge_segments and ready:
            ready = [b"".join(ready)]
        for data in ready:
            self._send(data)

    def _send(self, data: bytes | None) -> None:
        """Writes, now or late; None closes."""
        if not (self._faults.delay_s or self._late):
            self._write(data)
            return
        due = asyncio.get_running_loop().time() + self._faults.delay_s
        self._late.append((max(due, self._late[-1][0]) if self._late else due, data))
        if self._timer is None:
            self._wait()

    def _wait(self) -> None:
        due = self._late[0][0]
        self._timer = asyncio.get_running_loop().call_at(due, self._go_on, due)

    def _go_on(self, due: float) -> None:
        self._timer = None
        while self._late and self._late[0][0] <= due:
            self._write(self._late.popleft()[1])
        if self._late:
            self._wait()

    def _write(self, data: bytes | None) -> None:
        if self._faults.half_open or self._transport.is_closing():
            return
        if data is None:
            self._transport.close()
            return
        cut = self._faults.cut_after
        if cut is not None:
            data = data[: max(cut - self._written, 0)]
        self._written += len(data)
        step = 1 if self._faults.one_byte_segments else max(len(data), 1)
        for start in range(0, len(data), step):
            self._transport.write(data[start : start + step])
        if cut is not None and self._written >= cut:
            self._transport.close()
        elif self._transport.get_write_buffer_size() > BACKLOG:
            self._transport.abort()
