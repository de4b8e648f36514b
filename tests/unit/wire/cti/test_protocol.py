"""Two ends talk to each other, and each to a peer that errs."""

from dataclasses import replace

import pytest

from ctibridge.errors import LocalProtocolError, RemoteProtocolError
from ctibridge.wire.cti.connection import State, Unusable
from ctibridge.wire.cti.envelopes import decode, encode
from ctibridge.wire.cti.framing import NOT_THE_PORT
from ctibridge.wire.cti.messages import (
    Damaged,
    Event,
    EventResponse,
    KeepAlive,
    KeepAliveResponse,
    Request,
    Response,
    Tunnelled,
    login,
)
from ctibridge.wire.cti.profile import DEFAULT, Framing, probes
from ctibridge.wire.cti.protocol import CtiClientProtocol, CtiServerProtocol, ReceivedEvent, ReceivedResponse
from ctibridge.wire.markup.reader import Unknown
from ctibridge.wire.xsi import channels, events
from ctibridge.wire.xsi.stream import Damaged as DamagedEvent

WHO = login("a@x", "geheim")
ASKED = Tunnelled("TalkRequest", "/com.broadsoft.xsi-actions/v2.0/user/%u%/calls/%c%/talk", "PUT",
                  (("u", "a@x"), ("c", "c1")))  # fmt: skip
EVENT = events.SubscriptionEvent(
    event_id="e<1>",
    sequence_number=1,
    user_id="cti@x",
    external_application_id="app",
    subscription_id="s1",
    channel_id="c1",
    event_data=events.CallSubscriptionEvent(hook_status="On-Hook"),
)
TERMINATED = events.ChannelTerminatedEvent(channel_id="c1", reason="Expired")


def ends(profile=DEFAULT):
    return CtiClientProtocol("s", profile), CtiServerProtocol(profile)


def carry(sender, receiver):
    return receiver.receive_data(b"".join(sender.data_to_send()))


def sent(end):
    """What an end with the default profile has queued."""
    return [decode(data) for data in end.data_to_send()]


@pytest.mark.parametrize("profile", probes(), ids=lambda profile: repr((profile.framing, profile.tx_suffix)))
def test_a_request_is_answered(profile):
    client, server = ends(profile)
    request_id = client.send_request(ASKED, WHO)
    (request,) = carry(client, server)
    assert Request(request_id, "s", WHO, ASKED) == request
    assert 1 == client.open_requests
    server.send_response(request, 200, "OK")
    assert [ReceivedResponse(Response(request_id, "s", 200, "OK"), ASKED)] == carry(server, client)
    assert 0 == client.open_requests
    assert [] == client.data_to_send()


@pytest.mark.parametrize("profile", probes(), ids=lambda profile: repr((profile.framing, profile.tx_suffix)))
def test_a_probe_is_recognised_by_its_answer(profile):
    client, server = ends(profile)
    client.start_probe()
    assert State.PROBING is client.state
    assert [KeepAlive("1", 10)] == carry(client, server)
    carry(server, client)
    assert State.RECOGNISED is client.state
    assert client.framing is not None


def test_an_event_is_acknowledged_before_it_is_returned():
    client, server = ends()
    event_id = server.send_event(EVENT)
    assert [ReceivedEvent(EVENT)] == carry(server, client)
    expected = EventResponse(event_id, channels.EventResponse(event_id="e<1>", status_code=200, reason="OK"))
    assert [expected] == carry(client, server)


def test_every_event_of_a_segment_has_its_own_acknowledgement_in_order():
    client, server = ends()
    ids = [server.send_event(EVENT) for _ in range(3)]
    assert 3 == len(carry(server, client))
    assert ids == [message.request_id for message in sent(client)]


def test_the_end_of_a_channel_is_not_acknowledged():
    client, server = ends()
    server.send_event(TERMINATED)
    assert [ReceivedEvent(TERMINATED)] == carry(server, client)
    assert [] == client.data_to_send()


def acknowledged(document):
    client = CtiClientProtocol("s")
    received = client.receive_data(document)
    return received, [(answer.request_id, answer.document.status_code) for answer in sent(client)]


WRITTEN = encode(Event("7", EVENT))


def test_an_event_of_a_later_release_is_acknowledged_and_told_as_unknown():
    received, answers = acknowledged(WRITTEN.replace(b"CallSubscriptionEvent", b"NewEvent"))
    assert isinstance(received[0].document.event_data, Unknown)
    assert [("7", 200)] == answers
    received, answers = acknowledged(WRITTEN.replace(b"xsi:SubscriptionEvent", b"xsi:NewKindOfEvent"))
    assert [ReceivedEvent(Unknown("NewKindOfEvent"))] == received
    assert [("7", 200)] == answers


def test_a_damaged_event_is_refused_and_the_next_is_read():
    damaged = WRITTEN.replace(b">1</xsi:sequenceNumber>", b">one</xsi:sequenceNumber>")
    received, answers = acknowledged(damaged + WRITTEN)
    assert isinstance(received[0].document, DamagedEvent)
    assert ReceivedEvent(EVENT) == received[1]
    assert [("7", 400), ("7", 200)] == answers


def test_a_damaged_event_that_does_not_say_which_it_is_has_no_answer():
    received, answers = acknowledged(WRITTEN.replace(b"eventID", b"other"))
    assert isinstance(received[0].document, DamagedEvent)
    assert [] == answers


def test_both_sides_may_count_from_one():
    client, server = ends()
    request_id, event_id = client.send_request(ASKED, WHO), server.send_event(EVENT)
    assert request_id == event_id
    (request,) = carry(client, server)
    server.send_response(request, 200, "OK")
    event, answer = carry(server, client)
    assert (ReceivedEvent, ReceivedResponse) == (type(event), type(answer))


def test_a_response_that_answers_nothing_is_counted():
    client, server = ends()
    client.forget(client.send_request(ASKED, WHO))
    (request,) = carry(client, server)
    server.send_response(request, 200, "OK")
    assert [Unusable] == [type(item) for item in carry(server, client)]
    assert 1 == client.strays


def test_a_damaged_response_ends_the_wait_for_it():
    client = CtiClientProtocol("s")
    request_id = client.send_request(ASKED, WHO)
    (received,) = client.receive_data(encode(Response(request_id, "s", 200, "OK")).replace(b">200<", b">fine<"))
    assert (request_id, ASKED) == (received.request_id, received.request)
    assert 0 == client.open_requests


def test_no_more_requests_wait_than_may():
    client = CtiClientProtocol("s", max_open=1)
    client.send_request(ASKED, WHO)
    with pytest.raises(LocalProtocolError):
        client.send_request(ASKED, WHO)


def test_keep_alives_are_answered_from_both_sides():
    client, server = ends()
    server.send_keep_alive()
    assert [KeepAlive("1", 10)] == carry(server, client)
    assert [KeepAliveResponse("1")] == carry(client, server)
    assert 0 == server.unanswered


def test_keep_alives_without_an_answer_are_counted_until_one_is_answered():
    client, server = ends()
    server.answers_keep_alives = False
    client.send_keep_alive()
    client.send_keep_alive()
    carry(client, server)
    assert ([], 2) == (carry(server, client), client.unanswered)
    server.answers_keep_alives = True
    client.send_keep_alive()
    carry(client, server)
    assert [KeepAliveResponse("3")] == carry(server, client)
    assert 0 == client.unanswered


def test_an_answer_to_no_keep_alive_is_no_sign_of_life():
    client = CtiClientProtocol("s")
    client.start_probe()
    assert [Unusable] == [type(item) for item in client.receive_data(encode(KeepAliveResponse("x")))]
    assert State.PROBING is client.state


def test_the_profile_may_fix_the_session():
    client, server = ends(replace(DEFAULT, session_id="fixed"))
    client.send_request(ASKED, WHO)
    assert ["fixed"] == [request.session_id for request in carry(client, server)]


@pytest.mark.parametrize("message", [Response("1", "s", 200, "OK"), Event("1", EVENT)])
def test_a_client_that_speaks_as_a_server_is_told(message):
    assert [Unusable] == [type(item) for item in CtiServerProtocol().receive_data(encode(message))]


@pytest.mark.parametrize("message", [Request("1", "s", WHO, ASKED), EventResponse("1", None)])
def test_a_server_that_speaks_as_a_client_is_told(message):
    assert [Unusable] == [type(item) for item in CtiClientProtocol("s").receive_data(encode(message))]


def test_a_server_message_of_a_later_release_is_passed_over():
    assert [Unusable("goodbye is not known here")] == CtiClientProtocol("s").receive_data(b"<goodbye/>")


def test_a_request_that_cannot_be_read_is_refused_by_its_id():
    server = CtiServerProtocol()
    data = encode(Request("9", "s", WHO, ASKED)).replace(b"<uri>", b"<url>").replace(b"</uri>", b"</url>")
    assert [Damaged] == [type(item) for item in server.receive_data(data)]
    assert [Response("9", "s", 400, "Bad Request")] == sent(server)


@pytest.mark.parametrize("data", [b"<request></request>", b"<html></html>", b"<a><b></a>", b"<!DOCTYPE a><a/>"])
def test_a_client_that_cannot_be_answered_is_left(data):
    server = CtiServerProtocol()
    with pytest.raises(RemoteProtocolError):
        server.receive_data(data)
    assert State.BROKEN is server.state


def test_a_web_server_is_told_as_what_it_is_unless_http_is_tried():
    with pytest.raises(RemoteProtocolError, match=NOT_THE_PORT):
        CtiClientProtocol("s").receive_data(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<a/>\n")
    client = CtiClientProtocol("s", replace(DEFAULT, framing=Framing.HTTP))
    assert 1 == len(client.receive_data(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<a/>\n"))


def test_a_connection_that_is_broken_stays_so():
    client = CtiClientProtocol("s")
    for data in (b"\x16\x03\x01", WRITTEN):
        with pytest.raises(RemoteProtocolError):
            client.receive_data(data)
    assert State.BROKEN is client.state
