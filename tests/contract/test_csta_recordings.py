"""The habits of CSTA clients and the course of calls, as transcripts: they mean what the JSON beside them says."""

from __future__ import annotations

import pytest

from ctibridge.wire.csta.editions import Edition
from ctibridge.wire.csta.framing import frame
from ctibridge.wire.csta.messages import MESSAGES, NAMES, Invalid, Message, decode, encode
from ctibridge.wire.csta.protocol import CstaProtocol, Role, State
from ctibridge.wire.csta.received import ReceivedRequest, ReceivedResponse, Unusable
from ctibridge.wire.csta.types import Event, Notice, Request, Response
from ctibridge.wire.markup.reader import Unknown
from tests.contract.csta_recordings import Recorded, Recording, content_of, recordings
from tests.contract.test_csta_schema import validated_as

ALL = recordings()
MESSAGES_IN = [(recording, item) for recording in ALL for item in recording.messages]
BY_NAME = pytest.mark.parametrize("recording", ALL, ids=lambda recording: recording.name)
BY_MESSAGE = pytest.mark.parametrize(
    ("recording", "item"), MESSAGES_IN, ids=[f"{recording.name}-{item.name}" for recording, item in MESSAGES_IN]
)
FROM_SERVER = pytest.mark.parametrize(
    ("recording", "item"),
    [(recording, item) for recording, item in MESSAGES_IN if item.sender == "server"],
    ids=[f"{recording.name}-{item.name}" for recording, item in MESSAGES_IN if item.sender == "server"],
)


def edition_of(recording: Recording, item: Recorded) -> Edition:
    return Edition(item.edition or recording.edition)


def message_of(item: Recorded) -> Message:
    message, _ = decode(item.payload)
    assert not isinstance(message, Invalid | Unknown), message
    return message


@BY_MESSAGE
def test_a_document_means_what_is_written_beside_it(recording, item):
    message = message_of(item)
    assert (item.name, item.edition) == (NAMES[type(message)], decode(item.payload)[1])
    assert item.content == content_of(message)


@FROM_SERVER
def test_what_a_server_sends_is_written_byte_for_byte(recording, item):
    assert item.payload == encode(message_of(item), edition_of(recording, item))


@FROM_SERVER
def test_what_a_server_sends_is_valid(recording, item):
    edition = edition_of(recording, item)
    if edition is Edition.ED2:
        pytest.skip("there is no schema of edition 2")
    for schema, other in validated_as(item.name, edition):
        assert schema.faults(item.payload.replace(edition.namespace.encode(), other.namespace.encode(), 1)) == []


@BY_MESSAGE
def test_what_was_read_can_be_written_and_read_again(recording, item):
    message = message_of(item)
    assert message == decode(encode(message, edition_of(recording, item)))[0]


@BY_NAME
def test_a_server_understands_the_client_and_answers_in_its_edition(recording):
    server = CstaProtocol(Role.SERVER)
    for item in recording.messages:
        message = message_of(item)
        if item.sender == "server":
            send(server, item, message)
        else:
            (received,) = server.receive_data(frame(item.invoke_id, item.payload))
            assert isinstance(received, ReceivedRequest | ReceivedResponse), received
            assert (item.invoke_id, message) == (received.invoke_id, received.message)
    assert recording.edition == server.edition
    assert server.state is State.OPEN
    assert server.open_requests == 0


def send(server: CstaProtocol, item: Recorded, message: Message) -> None:
    """Has the server send this, and expects the recorded bytes."""
    match message:
        case Event():
            server.send_event(message)
        case Response():
            server.send_response(item.invoke_id, message)
        case Notice():
            assert item.invoke_id == server.send_notice(message)
        case Request():
            assert item.invoke_id == server.send_request(message)
    assert [frame(item.invoke_id, item.payload)] == server.data_to_send()


@BY_NAME
def test_a_client_understands_the_server(recording):
    client = CstaProtocol(Role.CLIENT)
    for item in recording.messages:
        if item.sender == "server" and not item.name.endswith(("Response", "ErrorCode")):
            (received,) = client.receive_data(frame(item.invoke_id, item.payload))
            assert not isinstance(received, Unusable), received
            assert message_of(item) == received.message


def test_there_is_no_message_without_a_recording():
    assert set(MESSAGES) == {item.name for _, item in MESSAGES_IN}


def test_all_of_it_is_our_own_text():
    assert {recording.provenance for recording in ALL} == {"own"}
