"""Every message survives the way there and back, in every edition; what peers write is read."""

from __future__ import annotations

import contextlib
import typing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctibridge.errors import LocalProtocolError, RemoteProtocolError
from ctibridge.wire.csta import calls, error_values, errors, events, monitoring, sessions, system, transfers
from ctibridge.wire.csta.editions import SESSION_NAMESPACE, Edition
from ctibridge.wire.csta.messages import MESSAGES, NAMES, RESPONSE_TO, Invalid, decode, encode
from ctibridge.wire.csta.types import (
    NOT_KNOWN,
    NOT_REQUIRED,
    ConnectionID,
    DeviceID,
    ExtendedDeviceID,
    Notice,
    ServicesPermitted,
    local_text,
)
from ctibridge.wire.markup.binding import Tree
from ctibridge.wire.markup.reader import Unknown
from tests.unit.wire.csta.strategies import texts, values

ED5 = Edition.ED5.namespace


@pytest.mark.parametrize("name", MESSAGES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=st.data(), edition=st.sampled_from(Edition))
def test_what_is_encoded_is_decoded_again(name, data, edition):
    message = data.draw(values(MESSAGES[name], edition))
    payload = encode(message, edition)
    told = None if type(message).__module__ == sessions.__name__ else edition
    assert (message, told) == decode(payload)
    assert payload == encode(message, edition)


@given(texts(), texts())
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_out_of_its_element(call, device):
    message = calls.AnswerCall(call_to_be_answered=ConnectionID(call, DeviceID(device, device)))
    assert message == decode(encode(message, Edition.ED3))[0]


def test_a_message_is_one_line_in_the_default_namespace_of_its_edition():
    message = calls.MakeCall(calling_device=DeviceID("100"), called_directory_number=DeviceID("+4930123456"))
    assert encode(message, Edition.ED4) == (
        b'<?xml version="1.0" encoding="UTF-8"?>'
        b'<MakeCall xmlns="http://www.ecma-international.org/standards/ecma-323/csta/ed4">'
        b"<callingDevice>100</callingDevice><calledDirectoryNumber>+4930123456</calledDirectoryNumber></MakeCall>"
    )


def test_the_second_edition_has_an_older_namespace():
    payload = encode(system.SystemStatusResponse(), Edition.ED2)
    assert b'<SystemStatusResponse xmlns="http://www.ecma.ch/standards/ecma-323/csta/ed2">' in payload


def test_sessions_have_a_namespace_of_their_own_in_every_edition():
    message = sessions.StopApplicationSession(session_id="1")
    assert encode(message, Edition.ED3) == encode(message, Edition.ED6)
    assert f'<StopApplicationSession xmlns="{SESSION_NAMESPACE}">'.encode() in encode(message, Edition.ED3)


def test_the_misspelt_names_are_sent_as_clients_know_them():
    error = errors.error(error_values.SystemResourceAvailabilityErrors.NETWORK_OUT_OF_SERVICE)
    assert b"<systemResourceAvailibility>networkOutOfService<" in encode(error, Edition.ED5)
    transferred = events.TransferedEvent(
        monitor_cross_ref_id="1",
        primary_old_call=ConnectionID("1"),
        transferring_device=NOT_KNOWN,
        transferred_to_device=NOT_KNOWN,
        transferred_connections=(),
        cause="transfer",
    )
    payload = encode(transferred, Edition.ED5)
    for word in (b"<TransferedEvent ", b"<transferringDevice>", b"<transferredToDevice>", b"<transferredConnections>"):
        assert word in payload


def delivered(**fields):
    return events.DeliveredEvent(
        monitor_cross_ref_id="17",
        connection=ConnectionID("4711", DeviceID("100")),
        alerting_device=ExtendedDeviceID(DeviceID("100")),
        calling_device=NOT_KNOWN,
        called_device=ExtendedDeviceID(DeviceID("100")),
        last_redirection_device=NOT_REQUIRED,
        cause="newCall",
        **fields,
    )


@pytest.mark.parametrize(("edition", "there"), [(2, False), (3, True), (6, True)])
def test_services_permitted_came_with_the_third_edition(edition, there):
    event = delivered(services_permitted=ServicesPermitted(call_control_services=frozenset({"answerCall"})))
    assert there == (b"servicesPermitted" in encode(event, Edition(edition)))


def test_an_unknown_number_is_never_an_empty_one():
    payload = encode(delivered(), Edition.ED5)
    assert b"<callingDevice><notKnown/></callingDevice>" in payload
    assert b"<deviceIdentifier></deviceIdentifier>" not in payload


@pytest.mark.parametrize(
    "connection",
    [
        "<callID>1</callID><deviceID>2</deviceID>",
        "<deviceID>2</deviceID><callID>1</callID>",
        '<deviceID typeOfNumber="dialingNumber">2</deviceID>',
        "<callID>1</callID>",
        "<callID> 1\n</callID>",
        "",
    ],
)
def test_a_connection_may_be_in_any_order_and_incomplete(connection):
    message, _ = decode(f"<HoldCall><callToBeHeld>{connection}</callToBeHeld></HoldCall>".encode())
    assert message == calls.HoldCall(
        call_to_be_held=ConnectionID(
            "1" if "callID" in connection else None,
            DeviceID("2", "dialingNumber" if "typeOf" in connection else None) if "deviceID" in connection else None,
        )
    )


def test_a_new_destination_is_text_below_the_sixth_edition_and_a_list_from_there_on():
    deflect = transfers.DeflectCall(call_to_be_diverted=ConnectionID("1"), new_destination=(DeviceID("200"),))
    assert b"<newDestination>200</newDestination>" in encode(deflect, Edition.ED5)
    assert b"<newDestination><device>200</device></newDestination>" in encode(deflect, Edition.ED6)
    assert decode(encode(deflect, Edition.ED5)) == (deflect, Edition.ED5)
    assert decode(encode(deflect, Edition.ED6)) == (deflect, Edition.ED6)


LATIN = '<?xml version="1.0" encoding="ISO-8859-1"?>'
LOCATION = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation'
STATUS = system.SystemStatus(system_status="normal")


@pytest.mark.parametrize(
    ("text", "edition"),
    [
        ("<SystemStatus><systemStatus>normal</systemStatus></SystemStatus>", None),
        (f'<SystemStatus xmlns="{ED5}"><systemStatus>normal</systemStatus></SystemStatus>', 5),
        (f'<c:SystemStatus xmlns:c="{ED5}"><c:systemStatus>normal</c:systemStatus></c:SystemStatus>', 5),
        (f'<c:SystemStatus xmlns:c="{ED5}"><systemStatus>normal</systemStatus></c:SystemStatus>', 5),
        (f"<SystemStatus xmlns='{ED5}'><systemStatus>normal</systemStatus></SystemStatus>", 5),
        ('<SystemStatus xmlns="http://ecma/csta/ed4"><systemStatus>normal</systemStatus></SystemStatus>', 4),
        ('<SystemStatus xmlns="urn:unheard-of"><systemStatus>normal</systemStatus></SystemStatus>', None),
        (f"{LATIN}<SystemStatus><systemStatus>normal</systemStatus></SystemStatus>", None),
        (f'<SystemStatus {LOCATION}="a b.xsd"><systemStatus>normal</systemStatus></SystemStatus>', None),
        ("\ufeff<SystemStatus>\r\n<!-- alive --><systemStatus>normal</systemStatus>\r\n</SystemStatus>\r\n", None),
        ("<SystemStatus><unheardOf><of>1</of></unheardOf><systemStatus>normal</systemStatus></SystemStatus>", None),
    ],
)  # fmt: skip
def test_clients_write_the_same_message_in_many_ways(text, edition):
    assert decode(text.encode()) == (STATUS, edition)


def test_a_declared_encoding_is_honoured():
    text = (
        '<?xml version="1.0" encoding="ISO-8859-1"?><MonitorStop><monitorCrossRefID>ä</monitorCrossRefID></MonitorStop>'
    )
    assert decode(text.encode("latin-1")) == (monitoring.MonitorStop(monitor_cross_ref_id="ä"), None)
    assert decode(text.replace("ISO-8859-1", "UTF-16").encode("utf-16"))[0] == monitoring.MonitorStop(
        monitor_cross_ref_id="ä"
    )


@pytest.mark.parametrize("label", ["encoding='utf-16'", 'encoding="UTF-16" standalone="yes"'])
def test_a_document_that_calls_itself_utf_16_and_is_not_is_read_as_utf_8(label):
    text = f'<?xml version="1.0" {label}?>\r\n<MonitorStop><monitorCrossRefID>ä</monitorCrossRefID></MonitorStop>'
    assert decode(text.encode()) == (monitoring.MonitorStop(monitor_cross_ref_id="ä"), None)


def test_an_empty_system_status_is_one_without_a_value():
    assert decode(b"<SystemStatus/>") == (system.SystemStatus(), None)


def test_a_registration_may_leave_out_for_what():
    assert (system.SystemRegister(request_types=frozenset()), None) == decode(b"<SystemRegister/>")


def test_values_of_enumerations_are_open():
    text = "<ClearConnectionResponse/>"
    assert decode(text.encode())[0] == calls.ClearConnectionResponse()
    message, _ = decode(b"<SystemStatus><systemStatus>melting</systemStatus></SystemStatus>")
    assert message == system.SystemStatus(system_status="melting")


def test_a_message_of_an_unknown_name_is_told_apart():
    assert decode(f'<GetSwitchingFunctionWeather xmlns="{ED5}"/>'.encode()) == (
        Unknown("GetSwitchingFunctionWeather"),
        5,
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<AnswerCall/>", "lacks call_to_be_answered"),
        ("<GenerateDigits><toneDuration>long</toneDuration><a></GenerateDigits>", "a number was expected"),
        ("<HoldCall><connectionReservation>maybe</connectionReservation></HoldCall>", "true or false"),
    ],
)
def test_a_known_message_with_wrong_content_is_told_apart(text, reason):
    message, _ = decode(text.encode())
    assert isinstance(message, Invalid)
    assert reason in message.error.reason


@pytest.mark.parametrize(
    "payload",
    [
        b"", b" ", b"hello", b"<SystemStatus>", b"<SystemStatus></systemStatus>", b"<a/><b/>", b"\0",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><SystemStatus>&b;</SystemStatus>", b"\xff\xfe",
        b"<SystemStatus>\xff</SystemStatus>",
    ],
)  # fmt: skip
def test_what_is_no_document_raises(payload):
    with pytest.raises(RemoteProtocolError):
        decode(payload)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_damage_raises_nothing_but_a_protocol_error(data):
    payload = bytearray(encode(delivered(), Edition.ED5))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(payload) - 1))
        payload[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=4))
        if not payload:
            break
    with contextlib.suppress(RemoteProtocolError):
        decode(bytes(payload))


def test_a_password_never_gets_into_an_error():
    with pytest.raises(RemoteProtocolError) as caught:
        decode(b"<StartApplicationSession><password>hunter2</password>")
    assert "hunter2" not in str(caught.value)


def test_what_is_no_message_is_not_encoded():
    with pytest.raises(LocalProtocolError, match="DeviceID is no message"):
        encode(DeviceID("1"), Edition.ED5)  # type: ignore[arg-type]  # that is the test


def test_every_request_has_the_response_of_its_name():
    for request, response in RESPONSE_TO.items():
        suffix = "PosResponse" if request.__module__ == sessions.__name__ else "Response"
        assert NAMES[response] == NAMES[request] + suffix


def test_notices_have_no_response():
    notices = {name for name, cls in MESSAGES.items() if issubclass(cls, Notice)}
    assert notices == {
        "ApplicationSessionTerminated", "SystemRegisterAbort", "SwitchingFunctionDevices", "SnapshotDeviceData",
        "SnapshotCallData",
    }  # fmt: skip


def test_a_login_is_found_by_local_name_at_any_depth():
    text = (
        "<StartApplicationSession><applicationInfo><applicationID>a</applicationID><applicationSpecificInfo>"
        '<v:SessionLoginInfo xmlns:v="urn:vendor"><v:inner><v:userName>anna</v:userName></v:inner>'
        "<password>secret &amp; safe</password></v:SessionLoginInfo></applicationSpecificInfo></applicationInfo>"
        "</StartApplicationSession>"
    )
    message, _ = decode(text.encode())
    assert isinstance(message, sessions.StartApplicationSession)
    assert (message.user, message.password) == ("anna", "secret & safe")


def test_a_start_without_login_has_none():
    assert sessions.StartApplicationSession().user is None
    empty = sessions.StartApplicationSession(application_info=sessions.ApplicationInfo(application_id="a"))
    assert empty.password is None


def test_the_text_of_a_tree_is_found_past_elements_that_do_not_have_it():
    tree = Tree("a", children=(Tree("b", children=(Tree("c"),)), Tree("{v}d", text="found")))
    assert local_text(tree, "d") == "found"
    assert local_text(tree, "e") is None


@pytest.mark.parametrize(
    ("error", "category", "value"),
    [
        (errors.error(error_values.OperationErrors.INVALID_DEVICE_ID), "operation", "invalidDeviceID"),
        (errors.error(error_values.StateIncompatibilityErrors.NO_CALL_TO_ANSWER), "stateIncompatibility",
         "noCallToAnswer"),
        (errors.CSTAErrorCode(private_error_code="77"), "privateErrorCode", "77"),
        (errors.CSTAErrorCode(unspecified=True), "unspecified", ""),
    ],
)  # fmt: skip
def test_an_error_tells_its_category_and_value(error, category, value):
    assert (category, value) == (error.category, error.value)
    assert error == decode(encode(error, Edition.ED3))[0]


@pytest.mark.parametrize("values_of", typing.get_args(errors.ErrorValue))
def test_every_kind_of_error_value_has_its_category(values_of):
    for value in values_of:
        assert errors.error(value).value == value
