"""What XSI clients send to the simulator: documents, in XML and in JSON, to every address that takes one."""

from __future__ import annotations

from collections.abc import Iterator

from tests.unit.sim.platform import Platform

from ctibridge.errors import RemoteProtocolError
from ctibridge.sim.badgerfish import json_from_xml, xml_from_json
from ctibridge.sim.requests import Body, Unreadable
from ctibridge.wire.xsi import channels as c
from ctibridge.wire.xsi import services as s
from ctibridge.wire.xsi.documents import decode, encode

DOCUMENTS = (
    c.Channel(channel_set_id="set", priority=1, weight=50, expires=3600),
    c.Subscription(event="Advanced Call", expires=3600, channel_set_id="set", application_id="app"),
    c.EventResponse(event_id="e", status_code=200, reason="OK"),
    s.DoNotDisturb(active=True),
    s.CallForwardingAlways(active=True),
    s.CallForwardingNoAnswer(active=True, number_of_rings=4),
)
PATHS = (
    ("POST", "channel"),
    ("POST", "user/anna@ent1"),
    ("POST", "channel/eventresponse"),
    ("PUT", "user/anna@ent1/services/DoNotDisturb"),
    ("PUT", "user/anna@ent1/services/CallForwardingAlways"),
    ("PUT", "user/anna@ent1/services/CallForwardingNoAnswer"),
    ("POST", "user/anna@ent1/calls/Conference"),
)


def seeds() -> Iterator[bytes]:
    """Each document at its address, in both forms."""
    for number, document in enumerate(DOCUMENTS):
        yield bytes([number]) + encode(document)
        yield bytes([number + 128]) + json_from_xml(encode(document))


def one(data: bytes) -> None:
    """The first byte: the address; from 128 on, the body is JSON."""
    if not data:
        return
    method, path = PATHS[data[0] % 128 % len(PATHS)]
    reply = Platform().ask(method, path, _body(data[1:], json=data[0] >= 128))
    assert 200 <= reply.status < 500, reply


def _body(text: bytes, *, json: bool) -> Body:
    try:
        return decode(xml_from_json(text) if json else text)
    except RemoteProtocolError as error:
        return Unreadable(str(error))
