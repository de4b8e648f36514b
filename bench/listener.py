"""The CSTA client of the bench: monitors lines, and tells when their events were there. Reads nothing but headers."""

from __future__ import annotations

import gc
import select
import socket
import struct
import time
from array import array
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Self

from bench.processes import serve
from ctibridge.wire.csta.framing import EVENT_ID
from ctibridge.wire.csta.monitoring import MonitorObject, MonitorStart, MonitorStartResponse
from ctibridge.wire.csta.protocol import CstaProtocol, Role
from ctibridge.wire.csta.received import ReceivedEvent, ReceivedResponse
from ctibridge.wire.csta.types import DeviceID

READ = 262_144
IN_FLIGHT = 100  # their answers wait in an outbox, which may be small
SILENCE_S = 30.0
_HEADER = struct.Struct(">HH4s")
_EVENT = EVENT_ID.encode()


class Listener:
    """One connection to a gateway; as a context, closed at its end.

    Args:
        port: The gateway's.
        buffer: Bytes that the system keeps for us; None: what it likes.
    """

    def __init__(self, port: int, buffer: int | None = None) -> None:
        self._socket = socket.socket()
        if buffer is not None:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self._socket.settimeout(SILENCE_S)
        self._socket.connect(("127.0.0.1", port))
        self._rest = b""
        self.told = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._socket.close()

    def monitor(self, devices: Sequence[str]) -> int:
        """Starts a monitor on each device; how many there are. `told` counts events that came meanwhile."""
        protocol = CstaProtocol(Role.CLIENT)
        waiting = list(devices)
        started = 0
        while started < len(devices):
            while waiting and protocol.open_requests < IN_FLIGHT:
                wanted = MonitorObject(device_object=DeviceID(waiting.pop()))
                protocol.send_request(MonitorStart(monitor_object=wanted))
            self._socket.sendall(b"".join(protocol.data_to_send()))
            for received in protocol.receive_data(self._socket.recv(READ)):
                started += isinstance(received, ReceivedResponse) and isinstance(received.message, MonitorStartResponse)
                self.told += isinstance(received, ReceivedEvent)
        return started

    def drain(self, calm_s: float) -> int:
        """Reads until nothing has come for so many seconds; how many events there were."""
        found = 0
        while select.select([self._socket], [], [], calm_s)[0]:
            found += self.read_events()
        return found

    def fileno(self) -> int:
        """For a selector."""
        return self._socket.fileno()

    def read_events(self) -> int:
        """Reads what is there; how many events it completes."""
        return self._events_in(self._read())

    def _read(self) -> bytes:
        data = self._socket.recv(READ)
        if not data:
            raise ConnectionError("the gateway closed the connection")
        return data

    def listen(self, events: int) -> array[float]:
        """Waits for so many events; when each of them was there."""
        times = array("d")
        while len(times) < events:
            found = self.read_events()
            times.extend([time.monotonic()] * found)
        return times

    def _events_in(self, data: bytes) -> int:
        data, at, found = self._rest + data, 0, 0
        while at + _HEADER.size <= len(data):
            _, length, invoke_id = _HEADER.unpack_from(data, at)
            if at + length > len(data):
                break
            at += length
            found += invoke_id == _EVENT
        self._rest = data[at:]
        return found


def main(pipe: Connection, port: int) -> None:
    """The process."""
    gc.disable()  # its pauses would count as the gateway's
    serve(pipe, Listener(port))
