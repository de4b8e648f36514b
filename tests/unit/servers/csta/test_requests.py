"""Requests as commands: whatever names a line or a call finds it; what cannot be done is refused with its reason."""

from __future__ import annotations

from typing import Any

import pytest

from ctibridge.errors import (
    CommandError,
    InvalidDestination,
    InvalidValue,
    NotSupported,
    UnknownCall,
    UnknownLine,
    WrongState,
)
from ctibridge.model import commands as k
from ctibridge.model.ids import CONFERENCE, CallId, ConnectionId, LineId
from ctibridge.model.line_services import ServiceKind, ServiceState
from ctibridge.model.reports import ForwardingKind, ForwardingState, ParkReported
from ctibridge.servers.csta.requests import (
    COMMANDS,
    SUBJECTS,
    command_from_request,
    response_from_result,
    subject_line,
)
from ctibridge.wire.csta import calls, features, transfers
from ctibridge.wire.csta.line_services import get_services
from ctibridge.wire.csta.messages import RESPONSE_TO
from ctibridge.wire.csta.types import ConnectionID, DeviceID, Request, private_data
from tests.unit.model.bench import ANNA, BERT, CARLA, OUTSIDE, Half
from tests.unit.servers.csta.office import Office

D101, D102, D103 = DeviceID("101"), DeviceID("102"), DeviceID("103")
FIRST, SECOND = ConnectionID("1:1", D101), ConnectionID("2:1", D101)


@pytest.fixture
def office():
    return Office()


def command(office: Office, request: Request[Any]) -> k.Command:
    return command_from_request(office.desk, request)


def test_every_request_that_is_carried_out_names_its_subject():
    assert set(COMMANDS) == set(SUBJECTS)
    for request, name in SUBJECTS.items():
        assert name in request.__dataclass_fields__


def test_a_call_is_made_to_what_can_be_dialled(office):
    made = calls.MakeCall(calling_device=D101, called_directory_number=DeviceID("tel:+4989123;ext=5"))
    assert k.MakeCall("a", "+4989123") == command(office, made)


@pytest.mark.parametrize("named", [FIRST, ConnectionID("1:1"), ConnectionID(device_id=D101), ConnectionID("", D101)])
def test_the_one_connection_that_fits_is_meant(office, named):
    a, _ = office.call()
    assert k.HoldCall("a", a.id) == command(office, calls.HoldCall(call_to_be_held=named))


@pytest.mark.parametrize(
    ("request_", "kind"),
    [
        (calls.ReconnectCall(active_call=SECOND, held_call=FIRST), k.ReconnectCall),
        (calls.AlternateCall(active_call=SECOND, held_call=FIRST), k.AlternateCall),
        (transfers.TransferCall(active_call=SECOND, held_call=FIRST), k.TransferCall),
        (transfers.ConferenceCall(active_call=SECOND, held_call=FIRST), k.ConferenceCall),
        (transfers.TransferCall(active_call=ConnectionID(device_id=D101), held_call=ConnectionID(device_id=D101)),
         k.TransferCall),
    ],
)  # fmt: skip
def test_two_calls_are_told_apart(office, request_, kind):
    a, _, d, _ = office.consultation()
    found = command(office, request_)
    assert isinstance(found, kind)
    assert {a.id, d.id} == {found.held, found.active}
    assert a.id == found.held


@pytest.mark.parametrize(
    ("active", "held"),
    [(SECOND, ConnectionID("1:1")), (ConnectionID("2:1"), FIRST), (ConnectionID("2:1"), ConnectionID("1:1"))],
)
def test_two_calls_are_those_of_one_line(office, active, held):
    """Bert holds the first call as well, and talks to nobody; Carla talks in the second."""
    a, b, d, _ = office.consultation()
    b.held()
    found = command(office, transfers.TransferCall(active_call=active, held_call=held))
    assert k.TransferCall("a", a.id, d.id) == found


@pytest.mark.parametrize(
    "held", [ConnectionID("1:1", D102), ConnectionID(device_id=D102), ConnectionID(device_id=D103)]
)
def test_calls_of_two_lines_are_not_joined(office, held):
    _, b, _, _ = office.consultation()
    b.held()
    with pytest.raises(CommandError):
        command(office, transfers.TransferCall(active_call=SECOND, held_call=held))


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        (calls.HoldCall(call_to_be_held=ConnectionID()), UnknownCall),
        (calls.HoldCall(call_to_be_held=ConnectionID("9:9")), UnknownCall),
        (calls.HoldCall(call_to_be_held=ConnectionID("9:9", D101)), UnknownCall),
        (calls.HoldCall(call_to_be_held=ConnectionID("1:1", DeviceID("x"))), UnknownLine),
        (calls.HoldCall(call_to_be_held=ConnectionID("1:1", D103)), UnknownCall),
        (calls.AnswerCall(call_to_be_answered=FIRST), WrongState),
        (calls.RetrieveCall(call_to_be_retrieved=FIRST), WrongState),
        (transfers.TransferCall(active_call=FIRST, held_call=FIRST), WrongState),
        (transfers.DeflectCall(call_to_be_diverted=FIRST, new_destination=(D103,)), WrongState),
        (transfers.DeflectCall(call_to_be_diverted=FIRST, new_destination=()), InvalidDestination),
        (transfers.DeflectCall(call_to_be_diverted=FIRST, new_destination=(D102, D103)), InvalidDestination),
        (transfers.ConsultationCall(existing_call=FIRST, consulted_device=DeviceID("")), InvalidDestination),
        (transfers.SingleStepTransferCall(), UnknownCall),
        (transfers.SingleStepTransferCall(active_call=FIRST), InvalidDestination),
        (calls.GenerateDigits(connection_to_send_digits=FIRST, characters_to_send="1x"), InvalidValue),
        (calls.GenerateDigits(connection_to_send_digits=FIRST, characters_to_send=""), InvalidValue),
        (features.SetForwarding(device=D101, forwarding_type="forwardImmInt", activate_forward=True), NotSupported),
        (features.GetDoNotDisturb(device=DeviceID("x")), UnknownLine),
        (calls.MakeCall(calling_device=D101, called_directory_number=DeviceID("a\nb")), InvalidDestination),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_reason(office, request_, error):
    office.call()
    with pytest.raises(error) as caught:
        command(office, request_)
    assert error is type(caught.value)
    assert str(caught.value)


@pytest.mark.parametrize(
    "request_",
    [
        calls.HoldCall(call_to_be_held=SECOND),
        calls.GenerateDigits(connection_to_send_digits=SECOND, characters_to_send="1"),
        calls.AlternateCall(active_call=SECOND, held_call=FIRST),
        transfers.ConferenceCall(active_call=SECOND, held_call=FIRST),
    ],
)
def test_what_the_platform_refuses_before_somebody_answers_is_not_asked_of_it(office, request_):
    a, b = office.call()
    a.held(), b.remote_held()
    d, e = office.bench.call(ANNA, CARLA, "2:1")
    d.originated(), e.received()
    with pytest.raises(WrongState, match="nobody has answered"):
        command(office, request_)
    e.answered(), d.answered()
    assert "a" == command(office, request_).line


@pytest.mark.parametrize("cls", [cls for cls in COMMANDS if cls is not features.Escape])
def test_the_subject_is_found_or_its_absence_told_before_anything_else(office, cls):
    office.call()
    name = SUBJECTS[cls]
    is_device = name in {"device", "calling_device", "requesting_device"} or cls is transfers.GroupPickupCall
    stranger = DeviceID("x")
    strangers = (ConnectionID(), ConnectionID("9:9"), ConnectionID(device_id=stranger))
    for wrong in (stranger,) if is_device else strangers:
        request = object.__new__(cls)
        object.__setattr__(request, name, wrong)
        with pytest.raises(CommandError):
            subject_line(office.desk, request)
    right = object.__new__(cls)
    object.__setattr__(right, name, D101 if is_device else FIRST)
    assert "a" == subject_line(office.desk, right)


def test_a_call_alone_names_one_of_our_lines_in_it(office):
    office.call()
    request = calls.HoldCall(call_to_be_held=ConnectionID("1:1"))
    assert subject_line(office.desk, request) in {"a", "b"}


def cleared(office: Office, *halves: Half) -> k.Command:
    """What it means that Anna clears her connection with the conference of these calls."""
    office.bench.conference(ANNA, *halves)
    conference = office.hub.snapshot(LineId("a")).connections[0].call
    return command(office, calls.ClearConnection(connection_to_be_cleared=ConnectionID(conference, D101)))


def outside(office: Office, tracking: str) -> Half:
    """A call of Anna with somebody in the public network."""
    half = office.bench.half(ANNA, OUTSIDE, tracking, outgoing=True)
    half.originated(), half.answered()
    return half


def test_the_owner_of_a_conference_leaves_two_parties_to_each_other(office):
    a, _b, d, _e = office.consultation()
    left = k.LeaveConference(LineId("a"), CONFERENCE, ConnectionId(a.id), ConnectionId(d.id))
    assert left == cleared(office, a, d)


def test_a_conference_of_more_ends_with_its_owner(office):
    a, _b, d, _e = office.consultation()
    assert k.ClearConnection(LineId("a"), CONFERENCE) == cleared(office, a, d, outside(office, "3:1"))


def test_two_parties_outside_are_not_left_to_each_other(office):
    first, second = outside(office, "1:1"), outside(office, "2:1")
    assert k.ClearConnection(LineId("a"), CONFERENCE) == cleared(office, first, second)


def test_who_waits_to_be_picked_up_is_not_left_to_the_other_one(office):
    a, b = office.call()
    office.bench.apply(ParkReported(LineId("c"), office.bench.event(), ANNA))
    b.released()
    assert k.ClearConnection(LineId("a"), CONFERENCE) == cleared(office, a, outside(office, "2:1"))


def test_a_party_outside_is_taken_out_of_the_line_s_own_conference_only(office):
    a, _b, d, _e = office.consultation()
    office.bench.conference(ANNA, a, d)
    conference = office.hub.snapshot(ANNA.line).connections[0].call
    with pytest.raises(CommandError):
        command(office, calls.ClearConnection(connection_to_be_cleared=ConnectionID(conference, DeviceID("+49891"))))


@pytest.mark.parametrize("named", [FIRST, ConnectionID("1:1", D102), ConnectionID("1:1")])
def test_a_call_is_ended_by_a_connection_that_does_not_just_ring(office, named):
    a, b = office.bench.call(ANNA, BERT)
    a.originated(), b.received()
    assert k.ClearCall("a", a.id) == command(office, calls.ClearCall(call_to_be_cleared=named))


@pytest.mark.parametrize("named", [FIRST, ConnectionID("1:1", D102)])
def test_a_call_is_ended_by_the_connection_that_is_named_where_any_would_do(office, named):
    office.call()
    found = command(office, calls.ClearCall(call_to_be_cleared=named))
    assert {D101: "a", D102: "b"}[named.device_id] == found.line


def test_a_call_that_rings_at_the_one_line_in_it_is_rejected(office):
    half = office.bench.half(ANNA, OUTSIDE, "1:1", outgoing=False)
    half.received()
    busy = calls.ClearCall(call_to_be_cleared=FIRST, reason="busy")
    assert k.ClearCall("a", half.id, k.Rejection.BUSY) == command(office, busy)
    assert k.ClearCall("a", half.id, k.Rejection.UNAVAILABLE) == command(
        office, calls.ClearCall(call_to_be_cleared=FIRST)
    )


@pytest.mark.parametrize("device", [D101, D102, D103])
def test_a_conference_is_ended_by_its_owner_whoever_is_named(office, device):
    a, b, d, e = office.consultation()
    office.bench.conference(ANNA, a, d)
    named = ConnectionID("1:1", device)
    assert k.ClearCall("a", CONFERENCE) == command(office, calls.ClearCall(call_to_be_cleared=named))


@pytest.mark.parametrize("named", [ConnectionID("1:1"), ConnectionID("1:1", D102), ConnectionID(device_id=D102)])
def test_a_call_is_picked_up_where_it_rings(office, named):
    a, b = office.bench.call(ANNA, BERT)
    a.originated(), b.received()
    request = transfers.DirectedPickupCall(call_to_be_picked_up=named, requesting_device=D103)
    wanted = k.DirectedPickupCall("c", "1:1", "+4930555102")
    assert wanted == command(office, request)
    started = k.CallAccepted(CallId("7:1"), ConnectionId("half"))
    answer = response_from_result(office.desk, request, wanted, started)
    assert ConnectionID("1:1", D103) == answer.picked_call, "not the call to the platform's code"


def test_which_call_of_the_group_is_picked_up_is_not_known_yet(office):
    request = transfers.GroupPickupCall(new_destination=D101)
    started = k.CallAccepted(CallId("7:1"), ConnectionId("half"))
    assert response_from_result(office.desk, request, command(office, request), started).picked_call is None


@pytest.mark.parametrize("named", [ConnectionID("1:1", D101), ConnectionID("1:1", D102)])
def test_only_what_rings_elsewhere_is_picked_up(office, named):
    a, b = office.bench.call(ANNA, BERT)
    a.originated(), b.received()
    with pytest.raises(WrongState):
        command(office, transfers.DirectedPickupCall(call_to_be_picked_up=named, requesting_device=D102))


def test_a_call_is_parked_where_it_is_said(office):
    office.consultation()
    request = transfers.ParkCall(parking=SECOND, park_to=DeviceID("tel:+49891"))
    assert "+49891" == command(office, request).to
    held = transfers.ParkCall(parking=FIRST, park_to=D102)
    assert k.ParkCall("a", command(office, held).connection, "102") == command(office, held)
    with pytest.raises(InvalidDestination):
        command(office, transfers.ParkCall(parking=SECOND, park_to=DeviceID("")))


@pytest.mark.parametrize(("type_", "kind"), [
    (None, ForwardingKind.IMMEDIATE),
    ("forwardImmediate", ForwardingKind.IMMEDIATE),
    ("forwardBusy", ForwardingKind.BUSY),
    ("forwardNoAns", ForwardingKind.NO_ANSWER),
])  # fmt: skip
def test_forwardings_are_set(office, type_, kind):
    request = features.SetForwarding(
        device=D101, forwarding_type=type_, activate_forward=True, forward_dn=DeviceID("tel:+49891"), ring_count=3
    )
    assert k.SetForwarding("a", kind, True, "+49891", 3) == command(office, request)


def test_a_forwarding_without_a_number_keeps_the_one_that_is_set(office):
    for none in (None, DeviceID("")):
        request = features.SetForwarding(device=D101, activate_forward=False, forward_dn=none)
        assert k.SetForwarding("a", ForwardingKind.IMMEDIATE, False, None, None) == command(office, request)


@pytest.mark.parametrize("cls", COMMANDS)
def test_every_request_gets_the_response_that_belongs_to_it(office, cls):
    office.consultation()
    office.bench.half(CARLA, BERT, "3:1", outgoing=False).received()
    request = REQUESTS[cls]
    wanted = command(office, request)
    answer = response_from_result(office.desk, request, wanted, RESULTS.get(cls, k.Accepted()))
    assert RESPONSE_TO[cls] is type(answer)


RESULTS: dict[type, k.Result] = {
    calls.MakeCall: k.CallAccepted(CallId("7:1"), ConnectionId("half")),
    transfers.ConsultationCall: k.CallAccepted(CallId("7:1"), ConnectionId("half")),
    transfers.DirectedPickupCall: k.CallAccepted(CallId("7:1"), ConnectionId("half")),
    transfers.GroupPickupCall: k.CallAccepted(CallId("7:1"), ConnectionId("half")),
    features.GetMessageWaitingIndicator: k.MessageWaitingState(on=True),
    features.GetDoNotDisturb: k.DoNotDisturbState(active=True),
    features.Escape: k.ServiceStates((ServiceState(ServiceKind.REMOTE_OFFICE, available=False),)),
    features.GetForwarding: k.Forwardings((ForwardingState(ForwardingKind.BUSY, active=False, ring_count=0),)),
}
RINGING = ConnectionID("3:1", D103)
REQUESTS: dict[type, Request[Any]] = {
    calls.MakeCall: calls.MakeCall(calling_device=D101, called_directory_number=D102),
    calls.AnswerCall: calls.AnswerCall(call_to_be_answered=RINGING),
    calls.ClearConnection: calls.ClearConnection(connection_to_be_cleared=SECOND),
    calls.ClearCall: calls.ClearCall(call_to_be_cleared=SECOND),
    calls.HoldCall: calls.HoldCall(call_to_be_held=SECOND),
    calls.RetrieveCall: calls.RetrieveCall(call_to_be_retrieved=FIRST),
    calls.ReconnectCall: calls.ReconnectCall(active_call=SECOND, held_call=FIRST),
    calls.AlternateCall: calls.AlternateCall(active_call=SECOND, held_call=FIRST),
    calls.GenerateDigits: calls.GenerateDigits(connection_to_send_digits=SECOND, characters_to_send="1,a#"),
    transfers.ConsultationCall: transfers.ConsultationCall(existing_call=SECOND, consulted_device=D102),
    transfers.TransferCall: transfers.TransferCall(active_call=SECOND, held_call=FIRST),
    transfers.ConferenceCall: transfers.ConferenceCall(active_call=SECOND, held_call=FIRST),
    transfers.SingleStepTransferCall: transfers.SingleStepTransferCall(active_call=SECOND, transferred_to=D102),
    transfers.DeflectCall: transfers.DeflectCall(call_to_be_diverted=RINGING, new_destination=(D102,)),
    transfers.DirectedPickupCall: transfers.DirectedPickupCall(call_to_be_picked_up=RINGING, requesting_device=D101),
    transfers.GroupPickupCall: transfers.GroupPickupCall(new_destination=D101),
    transfers.ParkCall: transfers.ParkCall(parking=SECOND, park_to=D102),
    features.GetMessageWaitingIndicator: features.GetMessageWaitingIndicator(device=D101),
    features.SetMessageWaitingIndicator: features.SetMessageWaitingIndicator(device=D101, message_waiting_on=True),
    features.GetDoNotDisturb: features.GetDoNotDisturb(device=D101),
    features.SetDoNotDisturb: features.SetDoNotDisturb(device=D101, do_not_disturb_on=True),
    features.GetForwarding: features.GetForwarding(device=D101),
    features.SetForwarding: features.SetForwarding(device=D101, activate_forward=False),
    features.Escape: features.Escape(private_data=private_data(get_services(D101, ("remoteOffice",)))),
}
