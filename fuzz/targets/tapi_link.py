"""The link to the TAPI service provider: bytes for either side, before and behind the handshake.

However they are cut, the same messages come out; what is read can be written and read again.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctibridge.errors import AuthFailed, RemoteProtocolError
from ctibridge.servers.tapi.caps import CAPS
from ctibridge.wire.tapi import messages as m
from ctibridge.wire.tapi.codec import decode, encode
from ctibridge.wire.tapi.framing import LineSplitter
from ctibridge.wire.tapi.protocol import ServiceSide, TspSide

TOKEN, NONCE = "x" * 32, "0123456789abcdef" * 4
ALL = {**m.FROM_TSP, **m.FROM_SERVICE}
STEPS = (1, 7, 64, 20_000)
Side = ServiceSide | TspSide


def seeds() -> Iterator[bytes]:
    """One of each message, and some with everything in them."""
    forwards = (m.Forward(1, "102"), m.Forward(0x100, "+4930"))
    full = [
        m.Hello(nonce=NONCE, bits=64, pid=7, version="1.0"),
        m.Req(id=1, op="forward", line=7, forwards=forwards, rings=4),
        m.Req(id=2, op="makecall", line=7, new=1, dest="+49 (30) 1234"),
        m.Line(line=7, caps=1, name="Anna, Büro 😀", addr="101", status=5, forwards=forwards),
        m.Call(line=7, call=0x8000_0000, state=2, event=1, caller="+4930", callername='"Smith" \\ & Söhne\n'),
        CAPS,
    ]
    for kind in range(len(STEPS)):
        yield bytes([kind]) + b"".join(map(encode, full))
    for number, made in enumerate(ALL.values()):
        yield bytes([number % 16]) + encode(made())


def one(data: bytes) -> None:
    """The first byte says how the others are cut, and for whom they are."""
    first, body = (data[0], data[1:]) if data else (0, b"")
    step, opened = STEPS[first % len(STEPS)], bool(first & 8)
    pieces = [body[at : at + step] for at in range(0, len(body), step)]
    for which in (0, 1):
        assert received(sides(opened)[which], [body]) == received(sides(opened)[which], pieces), "another cut"
    for line in lines(body):
        again(line)


def sides(opened: bool) -> tuple[ServiceSide, TspSide]:
    """Both, if need be with the handshake behind them."""
    service, tsp = ServiceSide(TOKEN, 1, NONCE, m.Welcome()), TspSide(TOKEN, 1, NONCE)
    if opened:
        for sender, receiver in ((tsp, service), (service, tsp), (tsp, service), (service, tsp)):
            receiver.receive_data(b"".join(sender.data_to_send()))
    return service, tsp


def received(side: Side, parts: list[bytes]) -> tuple[list[m.Message], bytes] | None:
    """What comes out and what is answered; None: the connection has to be closed."""
    items: list[m.Message] = []
    try:
        for part in parts:
            items += side.receive_data(part)
    except (RemoteProtocolError, AuthFailed):
        return None
    return items, b"".join(side.data_to_send())


def lines(body: bytes) -> list[bytes]:
    """The lines in it, as far as there are any."""
    try:
        return LineSplitter().receive_data(body)
    except RemoteProtocolError:
        return []


def again(line: bytes) -> None:
    """What was read can be written and read again."""
    try:
        message = decode(line, ALL)
    except RemoteProtocolError:
        return
    if message is not None:
        assert message == decode(encode(message).rstrip(b"\n"), ALL), "written and read, it is another"
