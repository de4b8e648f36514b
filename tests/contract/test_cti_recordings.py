"""The CTI interface as others write it: our recordings, the samples beside the project, and its schemas."""

from __future__ import annotations

import csv
import re
from collections import Counter
from typing import Any

import pytest
from lxml import etree

from ctibridge.errors import RemoteProtocolError
from ctibridge.wire.cti.catalogue import expanded, tunnelled
from ctibridge.wire.cti.envelopes import decode, encode
from ctibridge.wire.cti.messages import Event, EventResponse, KeepAlive, KeepAliveResponse, Request, Response, login
from ctibridge.wire.cti.protocol import CtiClientProtocol, CtiServerProtocol
from ctibridge.wire.cti.requests import REQUESTS
from ctibridge.wire.markup.reader import Unknown
from ctibridge.wire.xsi import calls, channels, services
from tests.conftest import shared
from tests.contract.cti_recordings import content_of, recorded
from tests.contract.cti_schema import cti_validator

ALL = recorded()
NAMES = [f"{item.recording}-{at}" for at, item in enumerate(ALL)]
BY_MESSAGE = pytest.mark.parametrize("item", ALL, ids=NAMES)
KNOWN = [item for item in ALL if item.name != "Unknown" and "'unknown':" not in str(item.content)]


@BY_MESSAGE
def test_a_message_means_what_is_written_beside_it(item):
    message = decode(item.payload)
    assert (item.name, item.content) == (type(message).__name__, content_of(message))


@pytest.mark.parametrize("item", KNOWN, ids=lambda item: f"{item.recording}-{item.name}")
def test_nothing_that_a_message_says_is_lost(item):
    """Asks another parser, so that a wrong expectation is found out too."""
    assert Counter() == texts_in(item.payload) - texts_of(item.content)


def texts_in(payload: bytes) -> Counter[str]:
    root = etree.fromstring(payload)
    leaves = [node for node in root.iter("{*}*") if not len(node) and node.tag != "still"]
    return Counter(text for node in leaves if (text := (node.text or "").strip()))


def texts_of(content: Any) -> Counter[str]:
    if isinstance(content, dict):
        return sum((texts_of(value) for value in content.values()), Counter())
    if isinstance(content, list):
        return sum(map(texts_of, content), Counter())
    return Counter([{True: "true", False: "false"}[content] if isinstance(content, bool) else str(content)])


@BY_MESSAGE
def test_a_message_is_valid_unless_it_is_unusual_on_purpose(item):
    complaint = cti_validator()(item.payload)
    assert item.unusual is (complaint is not None), complaint


@pytest.mark.parametrize("item", KNOWN, ids=lambda item: f"{item.recording}-{item.name}")
def test_what_was_read_is_written_as_the_schemas_want_it(item):
    message = decode(item.payload)
    assert not isinstance(message, Unknown)
    written = encode(message)
    assert message == decode(written)
    assert item.unusual or cti_validator()(written) is None


def test_there_is_no_envelope_without_a_recording():
    every = {Request, Response, Event, EventResponse, KeepAlive, KeepAliveResponse}
    assert set() == every - {type(decode(item.payload)) for item in ALL}


@pytest.mark.parametrize("end", [lambda: CtiClientProtocol("s"), CtiServerProtocol], ids=["client", "server"])
@pytest.mark.parametrize("size", [1, 100, 1_000_000])
def test_an_end_takes_what_is_meant_for_it_however_it_is_cut(end, size):
    sender = "platform" if isinstance(protocol := end(), CtiClientProtocol) else "client"
    stream = b"\n".join(item.payload for item in ALL if item.sender == sender)
    found = [item for at in range(0, len(stream), size) for item in protocol.receive_data(stream[at : at + size])]
    assert sum(item.sender == sender for item in ALL) == len(found)
    assert 0 == protocol.pending


def samples() -> list[bytes]:
    return [path.read_bytes() for path in sorted(shared("samples", "cti-own").glob("*.xml"))]


def test_every_sample_is_understood_and_can_be_written_again():
    found = samples()
    assert 35 == len(found)
    for document in found:
        message = decode(document)
        assert not isinstance(message, Unknown)
        assert cti_validator()(document) is None
        if "Unknown(" not in repr(message):
            assert message == decode(encode(message))
            assert cti_validator()(encode(message)) is None


def test_every_request_among_the_samples_can_be_expanded_and_tunnelled_again():
    requests = [message for message in map(decode, samples()) if isinstance(message, Request)]
    for request in requests:
        told = expanded(request.tunnelled)
        again = tunnelled(told.application, told.method, "/".join(told.segments), told.query)
        assert again is not None
        assert (request.tunnelled.name, request.tunnelled.params) == (again.name, again.params)
    assert len(requests) > 20


def catalogue() -> list[dict[str, str]]:
    with shared("schemas", "broadworks", "cti_requests.tsv").open(encoding="utf-8") as rows:
        return list(csv.DictReader(rows, delimiter="\t"))


def test_the_table_of_requests_is_the_catalogue_row_by_row():
    expected = [(row["request"], row["app"], row["method"], row["uri_template"]) for row in catalogue()]
    assert 138 == len(expected)
    assert expected == [(row.name, f"xsi-{row.application}", row.method, f"{{ctx}}/v2.0/{row.uri}") for row in REQUESTS]


BODIES = {
    "xsi:Channel": channels.Channel(channel_set_id="s", priority=1, weight=50, expires=3600),
    "xsi:Subscription": channels.Subscription(event="Basic Call", expires=3600, channel_set_id="s", application_id="a"),
    "xsi:DoNotDisturb": services.DoNotDisturb(active=True),
    "xsi:CallForwardingAlways": services.CallForwardingAlways(active=False),
    "xsi:CallForwardingBusy": services.CallForwardingBusy(active=False),
    "xsi:CallForwardingNoAnswer": services.CallForwardingNoAnswer(active=False),
    "xsi:Conference": calls.Conference(participants=(calls.ConferenceParticipant(call_id="c"),) * 2),
}
# Their values have another name in `params` than in the uri, or the schema wants one of a closed list.
SLIPS = {"RecordRequest", "PlayMusicOnHoldRequest", "CollaborateRoomMuteCallRequest"}


def test_each_request_that_needs_no_foreign_document_is_written_as_the_schemas_want_it():
    validate, tried = cti_validator(), 0
    for row in catalogue():
        body = BODIES.get(row["request_payload"])
        if row["request"] in SLIPS or (body is None and row["request_payload"] != "xsp:EmptyPayload"):
            continue
        required = [part for part in row["params(?=optional)"].split(";") if part and "?:" not in part]
        names = {part.partition(":")[0] for part in required}
        uri = row["uri_template"].removeprefix("{ctx}/v2.0/")
        path, _, query = uri.replace("outgoingdial%", "outgoingdial?%").partition("?")
        if row["request"] == "AddUserSubIdSubscriptionRequest":
            path += "/subId/x"
        asked = tuple((name, "5") for name in re.findall("%([A-Za-z]+)%", query) if name in names)
        request = tunnelled(
            row["app"].removeprefix("xsi-"), row["method"], re.sub("%[A-Za-z0-9]+%", "5", path), asked, body
        )
        assert request is not None
        complaint = validate(encode(Request("1", "s", login("a@x", "b"), request)))
        assert complaint is None, f"{row['request']}: {complaint}"
        tried += 1
    assert tried > 110


def test_a_half_message_is_never_half_understood():
    whole = [item.payload for item in KNOWN]
    for document in whole:
        for at in range(0, len(document) - 1, 7):
            with pytest.raises(RemoteProtocolError):
                decode(document[:at])
