"""Every method of `Services` with the request that it makes, a response, and what it makes of that."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from ctibridge.client.services import R, Services
from ctibridge.wire.csta import calls, capabilities, device_information, features, line_services, system, transfers
from ctibridge.wire.csta.features import ForwardingType
from ctibridge.wire.csta.line_services import LineService
from ctibridge.wire.csta.types import (
    AnyData,
    ConnectionID,
    DeviceID,
    Extensions,
    Request,
    Response,
    private,
    private_data,
)
from ctibridge.wire.markup.binding import Tree

A, B = ConnectionID("1", DeviceID("100")), ConnectionID("2", DeviceID("100"))
D, E = DeviceID("100"), DeviceID("200")
QUESTION = Tree("{urn:v}question", "42")
ANSWER = AnyData(string="CAFE")
CAPS = capabilities.GetSwitchingFunctionCapsResponse(
    ignore_unsupported_parameters="rejectMessage", connection_view="local"
)
FEATURES = capabilities.GetCSTAFeaturesResponse()
LOGICAL = device_information.GetLogicalDeviceInformationResponse(
    has_physical_element=True, appearance_addressable=False, appearance_type="basicStandard"
)
PHYSICAL = device_information.GetPhysicalDeviceInformationResponse(device_category="station", has_logical_element=True)
OFFICE = LineService("remoteOffice", active=True, to="+4930")
FORWARDING = features.ForwardListItem(forwarding_type="forwardBusy", forward_status=True)


@dataclass(frozen=True)
class Case:
    """One call of a method."""

    call: Callable[[Services], Coroutine[None, None, object]]
    request: Request[Any]
    response: Response
    result: object = None


CASES = [
    Case(
        lambda s: s.make_call("100", E),
        calls.MakeCall(calling_device=D, called_directory_number=E),
        calls.MakeCallResponse(calling_device=A),
        A,
    ),
    Case(
        lambda s: s.make_call("100", "200", prompt=True),
        calls.MakeCall(calling_device=D, called_directory_number=E, auto_originate="prompt"),
        calls.MakeCallResponse(calling_device=A),
        A,
    ),
    Case(
        lambda s: s.make_call("100", "200", prompt=False),
        calls.MakeCall(calling_device=D, called_directory_number=E, auto_originate="doNotPrompt"),
        calls.MakeCallResponse(calling_device=A),
        A,
    ),
    Case(lambda s: s.answer_call(A), calls.AnswerCall(call_to_be_answered=A), calls.AnswerCallResponse()),
    Case(
        lambda s: s.clear_connection(A),
        calls.ClearConnection(connection_to_be_cleared=A),
        calls.ClearConnectionResponse(),
    ),
    Case(lambda s: s.clear_call(A), calls.ClearCall(call_to_be_cleared=A), calls.ClearCallResponse()),
    Case(lambda s: s.hold_call(A), calls.HoldCall(call_to_be_held=A), calls.HoldCallResponse()),
    Case(lambda s: s.retrieve_call(A), calls.RetrieveCall(call_to_be_retrieved=A), calls.RetrieveCallResponse()),
    Case(
        lambda s: s.reconnect_call(active=B, held=A),
        calls.ReconnectCall(active_call=B, held_call=A),
        calls.ReconnectCallResponse(),
    ),
    Case(
        lambda s: s.alternate_call(held=A, active=B),
        calls.AlternateCall(held_call=A, active_call=B),
        calls.AlternateCallResponse(),
    ),
    Case(
        lambda s: s.generate_digits(A, "12#"),
        calls.GenerateDigits(connection_to_send_digits=A, characters_to_send="12#"),
        calls.GenerateDigitsResponse(),
    ),
    Case(
        lambda s: s.consultation_call(A, "200"),
        transfers.ConsultationCall(existing_call=A, consulted_device=E),
        transfers.ConsultationCallResponse(initiated_call=B),
        B,
    ),
    Case(
        lambda s: s.transfer_call(held=A, active=B),
        transfers.TransferCall(held_call=A, active_call=B),
        transfers.TransferCallResponse(transferred_call=B),
        B,
    ),
    Case(
        lambda s: s.single_step_transfer_call(A, "200"),
        transfers.SingleStepTransferCall(active_call=A, transferred_to=E),
        transfers.SingleStepTransferCallResponse(),
    ),
    Case(
        lambda s: s.deflect_call(A, "200"),
        transfers.DeflectCall(call_to_be_diverted=A, new_destination=(E,)),
        transfers.DeflectCallResponse(),
    ),
    Case(
        lambda s: s.conference_call(held=A, active=B),
        transfers.ConferenceCall(held_call=A, active_call=B),
        transfers.ConferenceCallResponse(conference_call=B),
        B,
    ),
    Case(
        lambda s: s.directed_pickup_call(A, "200"),
        transfers.DirectedPickupCall(call_to_be_picked_up=A, requesting_device=E),
        transfers.DirectedPickupCallResponse(picked_call=B),
        B,
    ),
    Case(
        lambda s: s.group_pickup_call("100"),
        transfers.GroupPickupCall(new_destination=D),
        transfers.GroupPickupCallResponse(picked_call=B),
        B,
    ),
    Case(
        lambda s: s.park_call(A, "200"),
        transfers.ParkCall(parking=A, park_to=E),
        transfers.ParkCallResponse(parked_to=B),
        B,
    ),
    Case(
        lambda s: s.set_do_not_disturb("100", on=True),
        features.SetDoNotDisturb(device=D, do_not_disturb_on=True),
        features.SetDoNotDisturbResponse(),
    ),
    Case(
        lambda s: s.get_do_not_disturb("100"),
        features.GetDoNotDisturb(device=D),
        features.GetDoNotDisturbResponse(do_not_disturb_on=False),
        False,
    ),
    Case(
        lambda s: s.set_forwarding("100", ForwardingType.NO_ANSWER, on=True, to="200", ring_count=3),
        features.SetForwarding(
            device=D, forwarding_type="forwardNoAns", activate_forward=True, forward_dn=E, ring_count=3
        ),
        features.SetForwardingResponse(),
    ),
    Case(
        lambda s: s.set_forwarding("100", ForwardingType.BUSY, on=False),
        features.SetForwarding(device=D, forwarding_type="forwardBusy", activate_forward=False),
        features.SetForwardingResponse(),
    ),
    Case(
        lambda s: s.get_forwarding("100"),
        features.GetForwarding(device=D),
        features.GetForwardingResponse(forwarding_list=(FORWARDING,)),
        (FORWARDING,),
    ),
    Case(
        lambda s: s.set_message_waiting_indicator("100", on=False),
        features.SetMessageWaitingIndicator(device=D, message_waiting_on=False),
        features.SetMessageWaitingIndicatorResponse(),
    ),
    Case(
        lambda s: s.get_message_waiting_indicator("100"),
        features.GetMessageWaitingIndicator(device=D),
        features.GetMessageWaitingIndicatorResponse(message_waiting_on=True),
        True,
    ),
    Case(
        lambda s: s.get_services("100", "remoteOffice"),
        features.Escape(private_data=private_data(line_services.get_services(D, ("remoteOffice",)))),
        features.EscapeResponse(extensions=private(line_services.services(D, (OFFICE,)))),
        (OFFICE,),
    ),
    Case(
        lambda s: s.set_service("100", LineService("remoteOffice", active=True)),
        features.Escape(
            private_data=private_data(line_services.set_service(D, LineService("remoteOffice", active=True)))
        ),
        features.EscapeResponse(extensions=private(line_services.services(D, (OFFICE,)))),
        OFFICE,
    ),
    Case(
        lambda s: s.set_service("100", OFFICE),
        features.Escape(private_data=private_data(line_services.set_service(D, OFFICE))),
        features.EscapeResponse(),
        OFFICE,
    ),
    Case(
        lambda s: s.escape(QUESTION),
        features.Escape(private_data=AnyData(private=Tree("private", children=(QUESTION,)))),
        features.EscapeResponse(extensions=Extensions(private_data=ANSWER)),
        ANSWER,
    ),
    Case(
        lambda s: s.escape(),
        features.Escape(private_data=AnyData(private=Tree("private"))),
        features.EscapeResponse(),
    ),
    Case(
        lambda s: s.request_system_status(),
        system.RequestSystemStatus(),
        system.RequestSystemStatusResponse(system_status="normal"),
        "normal",
    ),
    Case(lambda s: s.send_system_status(), system.SystemStatus(system_status="normal"), system.SystemStatusResponse()),
    Case(
        lambda s: s.system_register(),
        system.SystemRegister(request_types=frozenset({"systemStatus"})),
        system.SystemRegisterResponse(sys_stat_register_id="7"),
        "7",
    ),
    Case(
        lambda s: s.system_register("requestSystemStatus"),
        system.SystemRegister(request_types=frozenset({"requestSystemStatus"})),
        system.SystemRegisterResponse(sys_stat_register_id="7"),
        "7",
    ),
    Case(lambda s: s.get_switching_function_caps(), capabilities.GetSwitchingFunctionCaps(), CAPS, CAPS),
    Case(lambda s: s.get_csta_features(), capabilities.GetCSTAFeatures(), FEATURES, FEATURES),
    Case(
        lambda s: s.get_logical_device_information("100"),
        device_information.GetLogicalDeviceInformation(device=D),
        LOGICAL,
        LOGICAL,
    ),
    Case(
        lambda s: s.get_physical_device_information("100"),
        device_information.GetPhysicalDeviceInformation(device=D),
        PHYSICAL,
        PHYSICAL,
    ),
]


class Recorder(Services):
    """Answers at once and remembers what was asked."""

    def __init__(self, response: Response) -> None:
        self.response = response
        self.asked: list[Request[Any]] = []

    async def request(self, message: Request[R], *, timeout_s: float | None = None) -> R:
        self.asked.append(message)
        return self.response  # type: ignore[return-value]  # the case says that it fits
