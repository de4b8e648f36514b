"""The DNS face: the simulator's names over UDP and TCP, at one port.

Needs an event loop with datagrams: not the one with virtual time.
"""

from __future__ import annotations

import asyncio
import struct
from typing import cast

import dns.exception
import dns.flags
import dns.message

from ctibridge.sim.zone import Zone

PLAIN_UDP = 512  # without EDNS (RFC 1035 section 4.2.1)
TRIES = 20  # for a port that is free for both
IDLE_S = 10.0  # a TCP client that asks nothing
_LENGTH = struct.Struct("!H")


class DnsFace:
    """A name server for one table."""

    def __init__(self, zone: Zone) -> None:
        self._zone = zone
        self._server: asyncio.Server | None = None
        self._datagrams: asyncio.DatagramTransport | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def open(self, host: str, port: int) -> int:
        """Listens at a port; 0: a free one. Returns it.

        Raises:
            OSError: it is taken.
        """
        for last in range(TRIES, 0, -1):
            try:
                return await self._open_both(host, port)
            except OSError:
                await self.close()
                if port or last == 1:  # else the free port of one kind was not free of the other
                    raise
        raise AssertionError("the last try raises")

    async def _open_both(self, host: str, port: int) -> int:
        self._server = await asyncio.start_server(self._serve, host, port)
        taken: int = self._server.sockets[0].getsockname()[1]
        loop = asyncio.get_running_loop()
        self._datagrams, _ = await loop.create_datagram_endpoint(
            lambda: _Datagrams(self._zone), local_addr=(host, taken)
        )
        return taken

    async def close(self) -> None:
        """Gives the port back."""
        if self._datagrams is not None:
            self._datagrams.close()
        if self._server is not None:
            self._server.close()
        self._server = self._datagrams = None
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers one TCP connection's queries, one after the other."""
        task = cast("asyncio.Task[None]", asyncio.current_task())
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)
        try:
            async with asyncio.timeout(IDLE_S):
                while True:
                    (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
                    wire = answer(self._zone, await reader.readexactly(length), udp=False)
                    if wire is not None:
                        writer.write(_LENGTH.pack(len(wire)) + wire)
                        await writer.drain()
        except (asyncio.IncompleteReadError, TimeoutError, OSError):
            pass  # the client is done, or gone
        finally:
            writer.close()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, zone: Zone) -> None:
        self._zone = zone
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The port is open."""
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """A query."""
        wire = answer(self._zone, data, udp=True)
        if wire is not None and self._transport is not None:
            self._transport.sendto(wire, addr)


def answer(zone: Zone, data: bytes, *, udp: bool) -> bytes | None:
    """The answer to a query as it came; None: there is none, because nobody can read it or the zone is silent."""
    try:
        query = dns.message.from_wire(data)
    except dns.exception.DNSException:
        return None
    if query.flags & dns.flags.QR or len(query.question) != 1:
        return None
    response = zone.answer(query, udp=udp)
    if response is None:
        return None
    room = max(query.payload, PLAIN_UDP) if udp else 65_535
    try:
        return response.to_wire(max_size=room)
    except dns.exception.TooBig:
        return _truncated(response).to_wire(max_size=room)


def _truncated(response: dns.message.Message) -> dns.message.Message:
    """Nothing but the note that there is more."""
    response.answer.clear()
    response.authority.clear()
    response.flags |= dns.flags.TC
    return response
