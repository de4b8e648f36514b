"""One association as bytes in and bytes out."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctibridge.errors import LocalProtocolError, RemoteProtocolError
from ctibridge.wire.csta import calls, errors, events, monitoring, sessions, system
from ctibridge.wire.csta.capabilities import SwitchingFunctionDevices
from ctibridge.wire.csta.editions import SESSION_NAMESPACE, Edition
from ctibridge.wire.csta.error_values import OperationErrors
from ctibridge.wire.csta.framing import frame
from ctibridge.wire.csta.protocol import CstaProtocol, Role, State
from ctibridge.wire.csta.received import (
    ReceivedEvent,
    ReceivedNotice,
    ReceivedRequest,
    ReceivedResponse,
    Unusable,
)
from ctibridge.wire.csta.types import ConnectionID, DeviceID

HEAD = b'<?xml version="1.0" encoding="UTF-8"?>'
ED = "http://www.ecma-international.org/standards/ecma-323/csta/ed"


@pytest.fixture
def server():
    return CstaProtocol(Role.SERVER)


@pytest.fixture
def client():
    return CstaProtocol(Role.CLIENT)


def sent(protocol: CstaProtocol) -> bytes:
    return b"".join(protocol.data_to_send())


def test_an_answer_call_goes_across_as_these_bytes(server, client):
    request = calls.AnswerCall(call_to_be_answered=ConnectionID("1", DeviceID("100")))
    assert client.send_request(request) == "0001"
    payload = (
        HEAD + b'<AnswerCall xmlns="' + ED.encode() + b'5"><callToBeAnswered><callID>1</callID>'
        b"<deviceID>100</deviceID></callToBeAnswered></AnswerCall>"
    )
    data = sent(client)
    assert data == b"\x00\x00" + (len(payload) + 8).to_bytes(2) + b"0001" + payload
    assert server.receive_data(data) == [ReceivedRequest("0001", request)]
    server.send_response("0001", calls.AnswerCallResponse())
    payload = HEAD + b'<AnswerCallResponse xmlns="' + ED.encode() + b'5"></AnswerCallResponse>'
    data = sent(server)
    assert data == b"\x00\x00" + (len(payload) + 8).to_bytes(2) + b"0001" + payload
    assert client.receive_data(data) == [ReceivedResponse("0001", calls.AnswerCallResponse(), request)]
    assert client.open_requests == 0


def test_frames_to_send_are_given_once(server):
    server.send_event(events.CallClearedEvent(monitor_cross_ref_id="1", cleared_call=ConnectionID("1"), cause="normal"))
    (data,) = server.data_to_send()
    assert data[4:8] == b"9999"
    assert server.data_to_send() == []


def test_an_event_is_received_as_one_whatever_its_id(client, server):
    event = events.CallClearedEvent(monitor_cross_ref_id="1", cleared_call=ConnectionID("1"), cause="normal")
    server.send_event(event)
    data = sent(server)
    assert client.receive_data(data + data.replace(b"9999", b"0003")) == [ReceivedEvent(event)] * 2


def test_a_notice_waits_for_nothing(server, client):
    notice = SwitchingFunctionDevices(service_cross_ref_id="1", last_segment=True, device_list=())
    assert server.send_notice(notice) == "0001"
    assert server.open_requests == 0
    assert client.receive_data(sent(server)) == [ReceivedNotice("0001", notice)]


def test_a_client_may_number_all_its_requests_alike(server):
    payload = b"<SystemStatus/>"
    received = server.receive_data(frame("0001", payload) * 3)
    assert received == [ReceivedRequest("0001", system.SystemStatus())] * 3


def test_each_side_has_ids_of_its_own(server, client):
    ours, theirs = system.SystemStatus(system_status="normal"), system.RequestSystemStatus()
    assert client.send_request(theirs) == server.send_request(ours) == "0001"
    (request,) = client.receive_data(sent(server))
    client.send_response(request.invoke_id, system.SystemStatusResponse())
    received = server.receive_data(sent(client))
    assert received == [
        ReceivedRequest("0001", theirs),
        ReceivedResponse("0001", system.SystemStatusResponse(), ours),
    ]
    assert client.open_requests == 1


def test_ids_go_round_below_that_of_events_and_skip_what_waits(client):
    status = system.RequestSystemStatus()
    first = client.send_request(status)
    others = []
    for _ in range(9998):
        others.append(client.send_request(status))
        client.forget(others[-1])
    assert (first, others[0], others[-2], others[-1]) == ("0001", "0002", "9998", "0000")
    assert "9999" not in others
    assert client.send_request(status) == "0002"


def test_requests_that_wait_are_limited():
    client = CstaProtocol(Role.CLIENT, max_open=2)
    status = system.RequestSystemStatus()
    ids = [client.send_request(status), client.send_request(status)]
    with pytest.raises(LocalProtocolError, match="2 requests"):
        client.send_request(status)
    client.forget(ids[0])
    client.send_request(status)


def test_a_message_that_does_not_fit_leaves_nothing_behind(client):
    digits = calls.GenerateDigits(connection_to_send_digits=ConnectionID("1"), characters_to_send="1" * 65536)
    with pytest.raises(LocalProtocolError, match="do not fit"):
        client.send_request(digits)
    assert (client.open_requests, client.data_to_send()) == (0, [])


@pytest.mark.parametrize(
    ("payload", "answer"),
    [
        (b"<AnswerCall", errors.error(OperationErrors.GENERIC)),
        (b"", errors.error(OperationErrors.GENERIC)),
        (b"<!DOCTYPE a><AnswerCall/>", errors.error(OperationErrors.GENERIC)),
        (b"<AnswerCall/>", errors.error(OperationErrors.INVALID_PARAMETER_VALUE)),
        (b"<PlayMessage/>", errors.error(OperationErrors.SERVICE_NOT_SUPPORTED)),
        (b"<Envelope/>", errors.error(OperationErrors.SERVICE_NOT_SUPPORTED)),
        (
            b"<StartApplicationSession><requestedSessionDuration>long</requestedSessionDuration></StartApplicationSession>",
            sessions.StartApplicationSessionNegResponse(
                error_code=sessions.ErrorCode(defined_error="invalidApplicationInfo")
            ),
        ),
        (
            b"<ResetApplicationSessionTimer><requestedSessionDuration/></ResetApplicationSessionTimer>",
            sessions.ResetApplicationSessionTimerNegResponse(
                error_code=sessions.ErrorCode(defined_error="serverCannotResetSessionTimer")
            ),
        ),
    ],
)
def test_a_bad_request_gets_its_answer_and_the_association_goes_on(server, payload, answer):
    bad, good = server.receive_data(frame("0005", payload) + frame("0006", b"<SystemStatus/>"))
    assert isinstance(bad, Unusable)
    assert (bad.invoke_id, bad.answer, bad.request) == ("0005", answer, None)
    assert bad.reason
    assert good == ReceivedRequest("0006", system.SystemStatus())
    assert server.state is State.OPEN
    server.send_response("0005", answer)
    assert len(server.data_to_send()) == 1


@pytest.mark.parametrize(
    ("invoke_id", "payload"),
    [
        ("9999", b"<Dama"),
        ("9999", b"<SomethingHappened/>"),
        ("0001", b"<HookswitchEvent/>"),
        ("9999", b"<HeldEvent/>"),
        ("0001", b"<SwitchingFunctionDevices/>"),
        ("0001", b"<HoldCallResponse/>"),
        ("0001", b"<JoinCallResponse/>"),
        ("0001", b"<CSTAErrorCode/>"),
    ],
)
def test_what_asks_nothing_is_answered_by_nothing(server, invoke_id, payload):
    (item,) = server.receive_data(frame(invoke_id, payload))
    assert isinstance(item, Unusable)
    assert (item.answer, item.request) == (None, None)


@pytest.mark.parametrize(
    "payload", [b"<CSTAErrorCode><operation>generic</operation></CSTAErrorCode>", b"<CSTAErrorCode/>"]
)
def test_an_error_answers_any_request(client, payload):
    request = system.RequestSystemStatus()
    invoke_id = client.send_request(request)
    (item,) = client.receive_data(frame(invoke_id, payload))
    assert isinstance(item, ReceivedResponse)
    assert isinstance(item.message, errors.CSTAErrorCode)
    assert item.request is request


@pytest.mark.parametrize("payload", [b"<Reque", b"<RequestSystemStatusResponse/>", b"<NewerResponse/>"])
def test_an_answer_that_cannot_be_read_ends_the_waiting(client, payload):
    request = system.RequestSystemStatus()
    invoke_id = client.send_request(request)
    (item,) = client.receive_data(frame(invoke_id, payload))
    assert isinstance(item, Unusable)
    assert item.request is request
    assert client.open_requests == 0


def test_the_answer_to_another_request_does_not_end_the_waiting(client):
    invoke_id = client.send_request(system.RequestSystemStatus())
    (item,) = client.receive_data(frame(invoke_id, b"<HoldCallResponse/>"))
    assert isinstance(item, Unusable)
    assert "does not answer" in item.reason
    assert client.open_requests == 1


def test_a_forgotten_request_s_answer_is_unusable(client):
    invoke_id = client.send_request(system.SystemStatus())
    client.forget(invoke_id)
    (item,) = client.receive_data(frame(invoke_id, b"<SystemStatusResponse/>"))
    assert isinstance(item, Unusable)


def test_lost_framing_ends_the_association(server):
    with pytest.raises(RemoteProtocolError, match="no frame begins here"):
        server.receive_data(b"HELO there")
    assert server.state is State.BROKEN
    with pytest.raises(RemoteProtocolError, match="lost before"):
        server.receive_data(frame("0001", b"<SystemStatus/>"))


def start(*versions: str, namespace: str = SESSION_NAMESPACE) -> bytes:
    inside = "".join(f"<protocolVersion>{version}</protocolVersion>" for version in versions)
    return (
        f'<StartApplicationSession xmlns="{namespace}"><requestedProtocolVersions>{inside}'
        "</requestedProtocolVersions></StartApplicationSession>"
    ).encode()


@pytest.mark.parametrize(
    ("payloads", "edition"),
    [
        ([], 5),
        ([b"<SystemStatus/>"], 5),
        ([f'<SystemStatus xmlns="{ED}4"/>'.encode()], 4),
        ([b"<SystemStatus/>", f'<SystemStatus xmlns="{ED}3"/>'.encode(), f'<SystemStatus xmlns="{ED}6"/>'.encode()], 3),
        ([start(f"{ED}3")], 3),
        ([start(f"{ED}9", f"{ED}6", f"{ED}3")], 6),
        ([start(f"{ED}3"), f'<SystemStatus xmlns="{ED}6"/>'.encode()], 3),
        ([f'<SystemStatus xmlns="{ED}6"/>'.encode(), start(f"{ED}3")], 3),
        ([start(), f'<SystemStatus xmlns="{ED}4"/>'.encode()], 4),
        ([start(namespace=f"{ED}3")], 3),
        ([start(f"{ED}4", namespace=f"{ED}3")], 4),
        ([f'<Unheard xmlns="{ED}4"/>'.encode()], 4),
    ],
)
def test_the_edition_is_the_agreed_one_else_that_of_the_first_namespace(server, payloads, edition):
    for payload in payloads:
        server.receive_data(frame("0001", payload))
    assert server.edition == edition
    server.send_response("0001", system.SystemStatusResponse())
    assert f'xmlns="{ED}{edition}"'.encode() in sent(server)


def test_a_client_takes_the_edition_that_the_server_grants(client):
    client.send_request(sessions.StartApplicationSession())
    granted = sessions.StartApplicationSessionPosResponse(actual_protocol_version=f"{ED}3")
    server = CstaProtocol(Role.SERVER)
    server.send_response("0001", granted)
    client.receive_data(sent(server))
    assert client.edition is Edition.ED3


def test_a_client_keeps_its_edition_whatever_the_server_writes_in(client):
    client.receive_data(frame("0001", f'<SystemStatus xmlns="{ED}3"/>'.encode()))
    assert client.edition is Edition.ED5


def test_a_trace_is_told_every_message():
    told = []
    server = CstaProtocol(Role.SERVER, trace=lambda *message: told.append(message))
    server.receive_data(frame("0007", b"<SystemStatus/>") + frame("0008", b"<bro"))
    server.send_response("0007", system.SystemStatusResponse())
    assert told[0] == ("received", "0007", b"<SystemStatus/>")
    assert told[1] == ("received", "0008", b"<bro")
    assert told[2][:2] == ("sent", "0007")
    assert told[2][2].endswith(b"</SystemStatusResponse>")


@given(st.lists(st.binary(max_size=30), max_size=4), st.sampled_from(Role))
@settings(max_examples=200, deadline=None)
def test_any_payload_is_received_as_something(payloads, role):
    protocol = CstaProtocol(role)
    received = protocol.receive_data(b"".join(frame(f"{at:04}", payload) for at, payload in enumerate(payloads)))
    assert len(received) == len(payloads)
    assert protocol.state is State.OPEN


@given(st.lists(st.integers(0, 400), max_size=6))
def test_any_cutting_gives_the_same_messages(places):
    server, client = CstaProtocol(Role.SERVER), CstaProtocol(Role.CLIENT)
    for number in range(3):
        client.send_request(monitoring.MonitorStop(monitor_cross_ref_id=str(number)))
    data = sent(client)
    edges = [0, *sorted(min(place, len(data)) for place in places), len(data)]
    received = [item for start_, end in itertools.pairwise(edges) for item in server.receive_data(data[start_:end])]
    assert [monitoring.MonitorStop(monitor_cross_ref_id=str(number)) for number in range(3)] == [
        item.message for item in received if isinstance(item, ReceivedRequest)
    ]
