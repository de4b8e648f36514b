"""A TLS server that ends a handshake as web servers do: it says why, and waits until that was read.

A server of asyncio hangs up without a word; so this one has a thread. It answers nothing.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ctibridge.broadworks.places import Place

LIMIT_S = 5.0  # for a peer that says nothing


class AlertingServer:
    """The server. `read` is what was sent to it inside of TLS, `handshakes` how many of them came to their end."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context, self._listener = context, socket.create_server(("127.0.0.1", 0))
        self.place = Place("127.0.0.1", self._listener.getsockname()[1])
        self.read, self.handshakes = b"", 0

    def run(self) -> None:
        """Serves one after the other until the listener is closed."""
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.settimeout(LIMIT_S)
            self._serve(self._context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False))

    def _serve(self, connection: ssl.SSLSocket) -> None:
        with connection:
            try:
                connection.do_handshake()
                self.handshakes += 1
                self.read += connection.recv(65_536)
            except OSError:
                _await_end(socket.socket(fileno=connection.detach()))

    def close(self) -> None:
        """Lets `run` end."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


def _await_end(connection: socket.socket) -> None:
    """Without it the alert would be lost behind a reset."""
    with connection:
        try:
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65_536):
                pass
        except OSError:
            return


@contextmanager
def alerting(context: ssl.SSLContext) -> Iterator[AlertingServer]:
    """One at work."""
    server = AlertingServer(context)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join()
