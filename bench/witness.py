"""A CSTA client that writes down what it is told of each line, and when."""

from __future__ import annotations

import gc
import select
import socket
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection

from bench.failing_platform import Key, key_of
from bench.listener import IN_FLIGHT, READ, SILENCE_S
from bench.processes import serve
from ctibridge.client.picture import LinePicture
from ctibridge.wire.csta.monitoring import MonitorObject, MonitorStart, MonitorStartResponse
from ctibridge.wire.csta.protocol import CstaProtocol, Role
from ctibridge.wire.csta.received import Received, ReceivedEvent, ReceivedResponse
from ctibridge.wire.csta.types import DeviceID


class Witness:
    """One connection to a gateway.

    Args:
        pipe: While nothing comes on it, `watch` goes on.
        port: The gateway's.
    """

    def __init__(self, pipe: Connection, port: int) -> None:
        self._pipe, self._protocol = pipe, CstaProtocol(Role.CLIENT)
        self._socket = socket.create_connection(("127.0.0.1", port), SILENCE_S)
        self._users: dict[str, str] = {}
        self._pictures: dict[str, LinePicture] = {}
        self._told: list[tuple[float, Key]] = []

    def monitor(self, users: Sequence[str]) -> int:
        """Starts a monitor on each line; how many there are."""
        waiting = list(users)
        while len(self._users) < len(users):
            while waiting and self._protocol.open_requests < IN_FLIGHT:
                wanted = MonitorObject(device_object=DeviceID(waiting.pop()))
                self._protocol.send_request(MonitorStart(monitor_object=wanted))
            self._socket.sendall(b"".join(self._protocol.data_to_send()))
            self._read()
        return len(self._users)

    def watch(self) -> None:
        """Reads until there is another question."""
        while not self._pipe.poll():
            ready, _, _ = select.select([self._socket.fileno(), self._pipe.fileno()], [], [])
            if self._socket.fileno() in ready:
                self._read()

    def told(self) -> list[tuple[float, Key]]:
        """What was told so far, and when."""
        return self._told

    def calls(self) -> dict[str, int]:
        """Who has how many calls, by what was told."""
        return {user: len(picture.calls) for user, picture in self._pictures.items() if picture.calls}

    def _read(self) -> None:
        data = self._socket.recv(READ)
        if not data:
            raise ConnectionError("the gateway closed the connection")
        now = time.monotonic()
        for received in self._protocol.receive_data(data):
            self._take(received, now)

    def _take(self, received: Received, now: float) -> None:
        match received:
            case ReceivedResponse(_, MonitorStartResponse() as started, MonitorStart() as request):
                watched = request.monitor_object.device_object
                assert watched is not None
                user = watched.value
                self._users[started.monitor_cross_ref_id] = user
                self._pictures[user] = LinePicture(user)
            case ReceivedEvent(event):
                user = self._users[event.monitor_cross_ref_id]
                self._pictures[user].apply(event)
                self._told.append((now, key_of(user, event)))


def main(pipe: Connection, port: int) -> None:
    """The process."""
    gc.disable()  # its pauses would count as the gateway's
    serve(pipe, Witness(pipe, port))
