"""The CTI interface: bytes of a server to the client's end, and bytes of a client to the server's.

However they are cut, the same messages must come out and the same answers be owed; what is decoded can be written and
read again, and a request can be taken apart or is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bench.events import Source

from ctibridge.errors import RemoteProtocolError
from ctibridge.sim import scenarios
from ctibridge.sim.populations import demo
from ctibridge.wire.cti.catalogue import expanded, tunnelled
from ctibridge.wire.cti.envelopes import decode, encode
from ctibridge.wire.cti.framing import StreamSplitter, framed
from ctibridge.wire.cti.messages import Event, KeepAlive, KeepAliveResponse, Message, Request, Response, login
from ctibridge.wire.cti.profile import probes
from ctibridge.wire.cti.protocol import ClientReceived, CtiClientProtocol, CtiServerProtocol, ServerReceived
from ctibridge.wire.cti.requests import REQUESTS

STEPS = (1, 7, 64, 8192)
_PLACEHOLDER = re.compile("%[A-Za-z0-9]+%")


def seeds() -> Iterator[bytes]:
    """The events of each scenario and all requests, in each framing."""
    messages: list[Message] = [KeepAlive("1"), KeepAliveResponse("1"), Response("1", "s", 404, "Not Found")]
    for name in scenarios.names():
        source = Source(demo())
        source.subscribe()
        scenarios.play_at_once(scenarios.load(name)(source.phones), source.wait)
        messages += [Event(str(at), event) for at, event in enumerate(source.take()[:3])]
    for row in REQUESTS:
        request = tunnelled(row.application, row.method, _PLACEHOLDER.sub("a@x", row.uri.partition("?")[0]))
        if request is not None:
            messages.append(Request("2", "s", login("a@x", "b"), request))
    for at in range(0, len(messages), 3):
        for profile in probes():
            yield b"\x03" + b"".join(framed(encode(message), profile) for message in messages[at : at + 3])


def one(data: bytes) -> None:
    """The first byte says how the others are cut."""
    step, body = STEPS[data[0] % len(STEPS)] if data else 1, data[1:]
    pieces = [body[at : at + step] for at in range(0, len(body), step)]
    for role in (client, server):
        whole, parts = received(role(), [body]), received(role(), pieces)
        assert whole == parts, "another cut, another end"
    for document in documents(body):
        again(document)


def client() -> CtiClientProtocol:
    """The gateway's end, which waits for an answer."""
    end = CtiClientProtocol("s", probes()[-1])  # the profile that takes HTTP too
    end.start_probe()
    return end


def server() -> CtiServerProtocol:
    """The simulator's end."""
    return CtiServerProtocol()


def received(end: CtiClientProtocol | CtiServerProtocol, parts: list[bytes]) -> tuple[list[str], bytes] | None:
    """What comes out and what is owed; None: the connection has to be closed."""
    items: list[ClientReceived | ServerReceived] = []
    try:
        for part in parts:
            items += end.receive_data(part)
    except RemoteProtocolError:
        return None
    # the text of an error may tell a place; what is left can be compared
    return [type(item).__name__ for item in items], b"".join(end.data_to_send())


def documents(body: bytes) -> list[bytes]:
    """The documents in a stream, as far as it is one."""
    try:
        return StreamSplitter().receive_data(body)
    except RemoteProtocolError:
        return []


def again(document: bytes) -> None:
    """What was read can be written and read again."""
    try:
        message = decode(document)
    except RemoteProtocolError:
        return
    if isinstance(message, Request):
        taken_apart(message)
    if "Unknown(" not in repr(message):
        assert message == decode(encode(message)), "written and read, it is another"  # type: ignore[arg-type]  # known


def taken_apart(request: Request) -> None:
    """Either a request that XSI could be asked, or a refusal."""
    try:
        told = expanded(request.tunnelled)
    except RemoteProtocolError:
        return
    assert all(isinstance(segment, str) for segment in told.segments)
