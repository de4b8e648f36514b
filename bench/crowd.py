"""Many CSTA clients in one process, some of which do not read: each tells when its events were there."""

from __future__ import annotations

import gc
import selectors
import time
from array import array
from collections.abc import Sequence
from contextlib import ExitStack
from multiprocessing.connection import Connection

from bench.listener import SILENCE_S, Listener
from bench.processes import serve

SMALL = 4_096  # bytes that the system keeps for a client that does not read


class Crowd:
    """Clients of one gateway."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._clients: list[Listener] = []
        self._silent: list[Listener] = []

    def join(self, watched: Sequence[Sequence[str]]) -> int:
        """One client for each of these lists of devices, which it monitors; how many monitors there are."""
        clients = [Listener(self._port) for _ in watched]
        self._clients += clients
        return sum(client.monitor(devices) for client, devices in zip(clients, watched, strict=True))

    def join_silent(self, watched: Sequence[Sequence[str]]) -> int:
        """The same, and from then on they read nothing."""
        clients = [Listener(self._port, buffer=SMALL) for _ in watched]
        self._silent += clients
        return sum(client.monitor(devices) for client, devices in zip(clients, watched, strict=True))

    def leave_silent(self) -> None:
        """Those that read nothing go."""
        with ExitStack() as stack:
            for client in self._silent:
                stack.enter_context(client)
        self._silent.clear()

    def listen(self, events: Sequence[int]) -> list[array[float]]:
        """Waits for so many events at each client that reads; when each of them was there.

        Raises:
            TimeoutError: nothing came for a while, and not all was there.
        """
        times = [array("d") for _ in self._clients]
        with selectors.DefaultSelector() as selector:
            for number, client in enumerate(self._clients):
                selector.register(client, selectors.EVENT_READ, number)
            left = sum(events)
            while left > 0:
                ready = selector.select(SILENCE_S)
                if not ready:
                    raise TimeoutError(f"{left} of {sum(events)} events did not come")
                for key, _ in ready:
                    found = self._clients[key.data].read_events()
                    times[key.data].extend([time.monotonic()] * found)
                    left -= found
        return times


def main(pipe: Connection, port: int) -> None:
    """The process."""
    gc.disable()  # its pauses would count as the gateway's
    serve(pipe, Crowd(port))
