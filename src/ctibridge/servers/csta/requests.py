"""Service requests as commands, and results as responses (csta.md section 6).

A ConnectionID may lack its call or its device: the one connection that fits is meant.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ctibridge.errors import InvalidDestination, InvalidValue, NotSupported, UnknownCall, WrongState
from ctibridge.hub.hub import Hub
from ctibridge.model import commands as k
from ctibridge.model.ids import CallId, ConnectionId, LineId
from ctibridge.model.lines import Line
from ctibridge.model.parties import Party
from ctibridge.model.reports import ForwardingKind, ForwardingState
from ctibridge.model.services import ACTIVE, BY_OTHERS, HELD, ONE_CALL, Service, check_permitted, connection_for
from ctibridge.model.states import ConnectionState
from ctibridge.model.views import CallSnapshot, ConnectionView
from ctibridge.servers.csta.devices import Devices, dialable
from ctibridge.servers.csta.line_services import command_from_wish, service_from_state, wish_of
from ctibridge.servers.csta.private import PrivateData
from ctibridge.wire.csta import calls, features, transfers
from ctibridge.wire.csta.causes import EventCause
from ctibridge.wire.csta.features import ForwardListItem
from ctibridge.wire.csta.line_services import GetServices, services
from ctibridge.wire.csta.messages import RESPONSE_TO
from ctibridge.wire.csta.types import ConnectionID, DeviceID, Request, Response, private

_DIGITS = frozenset("0123456789*#ABCDabcd,")
PAIR = 2
_THERE = ACTIVE | HELD


class Desk:
    """Finds what requests speak of.

    Args:
        hub: Lines and calls.
        devices: How devices are named.
        names: Whether names of parties may be told.
    """

    def __init__(self, hub: Hub, devices: Devices, *, names: bool = True) -> None:
        self.hub, self.devices = hub, devices
        self.private = PrivateData(devices, names=names)

    def line(self, device: DeviceID) -> Line:
        """The line that a device names.

        Raises:
            UnknownLine: there is none.
        """
        return self.devices.line(device)

    def connection(
        self,
        named: ConnectionID,
        service: Service,
        states: frozenset[ConnectionState] | None = None,
        at: LineId | None = None,
    ) -> ConnectionView:
        """The connection that a request means; `at`: only one of this line will do.

        Raises:
            UnknownLine, UnknownCall: there is no such device or call.
            WrongState: it is not in one of `states` (by default: those that `service` needs).
        """
        call = CallId(named.call_id) if named.call_id else None
        wanted = ONE_CALL[service] if states is None else states
        lines = [line for line in self._lines(named, call) if at is None or line == at]
        views = [view for line in lines for view in self.hub.snapshot(line).connections]
        return connection_for(service, tuple(views), call, wanted)

    def named_line(self, named: ConnectionID) -> LineId | None:
        """The line that a connection names; None: it names none.

        Raises:
            UnknownLine: it names a device that is no line.
        """
        device = named.device_id
        return self.line(device).id if device is not None and device.value.strip() else None

    def _lines(self, named: ConnectionID, call: CallId | None) -> list[LineId]:
        line = self.named_line(named)
        if line is not None:
            return [line]
        if call is None:
            raise UnknownCall("a connection needs a callID or a deviceID")
        return self.members(call)

    def call(self, named: ConnectionID) -> CallSnapshot:
        """The call that a connection names; without a callID, the device's first.

        Raises:
            UnknownLine, UnknownCall: there is no such device or call.
        """
        call_id = CallId(named.call_id) if named.call_id else None
        line = self.named_line(named) if call_id is None else None
        if line is not None:
            views = self.hub.snapshot(line).connections
            call_id = views[0].call if views else None
        call = self.hub.call(call_id) if call_id is not None else None
        if call is None:
            raise UnknownCall(f"no call {named.call_id or ''}")
        return call

    def members(self, call: CallId) -> list[LineId]:
        """Our lines in a call.

        Raises:
            UnknownCall: there is no such call.
        """
        snapshot = self.hub.call(call)
        if snapshot is None:
            raise UnknownCall(f"no call {call}")
        return [member.party.line for member in snapshot.members if member.party.line is not None]

    def cleared(self, named: ConnectionID, reason: str | None) -> k.ClearConnection | k.LeaveConference:
        """What clearing a connection means: hanging up or rejecting, or taking a partner out of a line's call.

        The owner of a conference leaves the others to each other, as CSTA wants it. The platform can do that for two,
        by joining their calls; it is not done for two outside. Otherwise the conference ends with its owner, and also
        when the platform will not join them.
        """
        partner = self._partner(named)
        if partner is not None:
            return partner
        view = self.connection(named, Service.CLEAR_CONNECTION)
        left = _left_to_each_other(view)
        if left is not None:
            return k.LeaveConference(view.line, view.connection, *left)
        return k.ClearConnection(view.line, view.connection, _rejection(view, reason))

    def call_cleared(self, named: ConnectionID, reason: str | None) -> k.ClearCall:
        """What ends a whole call: the end of the conference, or of a connection that does not just ring."""
        meant = self.connection(named, Service.CLEAR_CALL)
        views = [view for line in self.members(meant.call) for view in self.hub.snapshot(line).connections]
        view = min(
            (view for view in views if view.call == meant.call),
            key=lambda view: (not view.conference, view.state is ConnectionState.ALERTING, view.line != meant.line),
        )
        return k.ClearCall(view.line, view.connection, _rejection(view, reason))

    def _partner(self, named: ConnectionID) -> k.ClearConnection | None:
        """The party outside that a line of ours has in its own conference."""
        if named.call_id is None or named.device_id is None or self.devices.find(named.device_id) is not None:
            return None
        wanted = named.device_id.value
        for line in self.members(CallId(named.call_id)):
            for view in self.hub.snapshot(line).connections:
                for other in view.others if view.conference and view.call == named.call_id else ():
                    if self._is_called(other.party, wanted):
                        return k.ClearConnection(line, other.connection)
        return None

    def _is_called(self, party: Party, name: str) -> bool:
        device = self.devices.of_party(party)
        return device is not None and device.value == name


def _left_to_each_other(view: ConnectionView) -> tuple[ConnectionId, ConnectionId] | None:
    """The line's two calls in its own conference, if their parties can go on without the line."""
    calls = tuple(dict.fromkeys(other.connection for other in view.others))
    if any(other.state not in _THERE for other in view.others):
        return None  # the platform joins nobody with a call that is parked
    if not view.conference or len(view.others) != PAIR or all(other.party.external for other in view.others):
        return None
    return (calls[0], calls[1]) if len(calls) == PAIR else None


def _rejection(view: ConnectionView, reason: str | None) -> k.Rejection | None:
    """How a ringing call is rejected; None: it does not ring at the line."""
    if view.state is not ConnectionState.ALERTING:
        return None
    return k.Rejection.BUSY if reason == EventCause.BUSY else k.Rejection.UNAVAILABLE


def _two(
    desk: Desk, service: Service, active: ConnectionID, held: ConnectionID
) -> tuple[ConnectionView, ConnectionView]:
    """The active and the held connection of one line."""
    view = desk.connection(active, service, ACTIVE, desk.named_line(held))
    other = desk.connection(held, service, HELD, view.line)
    check_permitted(service, view)
    return view, other


def _make_call(desk: Desk, request: calls.MakeCall) -> k.Command:
    line = desk.line(request.calling_device)
    return k.MakeCall(line.id, dialable(request.called_directory_number))


def _answer_call(desk: Desk, request: calls.AnswerCall) -> k.Command:
    view = desk.connection(request.call_to_be_answered, Service.ANSWER_CALL)
    return k.AnswerCall(view.line, view.connection)


def _hold_call(desk: Desk, request: calls.HoldCall) -> k.Command:
    view = desk.connection(request.call_to_be_held, Service.HOLD_CALL)
    return k.HoldCall(view.line, view.connection)


def _retrieve_call(desk: Desk, request: calls.RetrieveCall) -> k.Command:
    view = desk.connection(request.call_to_be_retrieved, Service.RETRIEVE_CALL)
    return k.RetrieveCall(view.line, view.connection)


def _reconnect_call(desk: Desk, request: calls.ReconnectCall) -> k.Command:
    active, held = _two(desk, Service.RECONNECT_CALL, request.active_call, request.held_call)
    return k.ReconnectCall(active.line, active.connection, held.connection)


def _alternate_call(desk: Desk, request: calls.AlternateCall) -> k.Command:
    active, held = _two(desk, Service.ALTERNATE_CALL, request.active_call, request.held_call)
    return k.AlternateCall(active.line, active.connection, held.connection)


def _consultation_call(desk: Desk, request: transfers.ConsultationCall) -> k.Command:
    view = desk.connection(request.existing_call, Service.CONSULTATION_CALL)
    return k.ConsultationCall(view.line, view.connection, dialable(request.consulted_device))


def _transfer_call(desk: Desk, request: transfers.TransferCall) -> k.Command:
    active, held = _two(desk, Service.TRANSFER_CALL, request.active_call, request.held_call)
    return k.TransferCall(active.line, held.connection, active.connection)


def _conference_call(desk: Desk, request: transfers.ConferenceCall) -> k.Command:
    active, held = _two(desk, Service.CONFERENCE_CALL, request.active_call, request.held_call)
    return k.ConferenceCall(active.line, held.connection, active.connection)


def _single_step_transfer(desk: Desk, request: transfers.SingleStepTransferCall) -> k.Command:
    if request.active_call is None:
        raise UnknownCall("SingleStepTransferCall needs an activeCall")
    if request.transferred_to is None:
        raise InvalidDestination("SingleStepTransferCall needs a transferredTo")
    view = desk.connection(request.active_call, Service.SINGLE_STEP_TRANSFER_CALL)
    return k.SingleStepTransferCall(view.line, view.connection, dialable(request.transferred_to))


def _deflect_call(desk: Desk, request: transfers.DeflectCall) -> k.Command:
    if len(request.new_destination) != 1:
        raise InvalidDestination("a call is deflected to exactly one destination")
    view = desk.connection(request.call_to_be_diverted, Service.DEFLECT_CALL)
    return k.DeflectCall(view.line, view.connection, dialable(request.new_destination[0]))


def _directed_pickup(desk: Desk, request: transfers.DirectedPickupCall) -> k.Command:
    line = desk.line(request.requesting_device)
    service = Service.DIRECTED_PICKUP_CALL
    view = desk.connection(request.call_to_be_picked_up, service, BY_OTHERS[service])
    ringing = desk.hub.lines.get(view.line)
    if ringing is None or ringing.id == line.id:
        raise WrongState("the call rings at the line itself")
    return k.DirectedPickupCall(line.id, view.call, ringing.number or ringing.extension or ringing.user_id)


def _park_call(desk: Desk, request: transfers.ParkCall) -> k.Command:
    view = desk.connection(request.parking, Service.PARK_CALL)
    return k.ParkCall(view.line, view.connection, dialable(request.park_to))


def _generate_digits(desk: Desk, request: calls.GenerateDigits) -> k.Command:
    if not request.characters_to_send or not _DIGITS.issuperset(request.characters_to_send):
        raise InvalidValue("digits are 0 to 9, *, #, A to D, and a comma for a pause")
    view = desk.connection(request.connection_to_send_digits, Service.GENERATE_DIGITS)
    return k.GenerateDigits(view.line, view.connection, request.characters_to_send.upper())


def _set_forwarding(desk: Desk, request: features.SetForwarding) -> k.Command:
    kind = _FORWARDINGS.get(request.forwarding_type or ForwardingKind.IMMEDIATE)
    if kind is None:
        raise NotSupported(f"forwarding {request.forwarding_type} does not exist here")
    to = dialable(request.forward_dn) if request.forward_dn is not None and request.forward_dn.value else None
    return k.SetForwarding(desk.line(request.device).id, kind, request.activate_forward, to, request.ring_count)


def _escape(desk: Desk, request: features.Escape) -> k.Command:
    wish = wish_of(request.private_data)
    return command_from_wish(desk.line(wish.device).id, wish)


_FORWARDINGS = {str(kind): kind for kind in ForwardingKind}

COMMANDS: dict[type[Request[Any]], Callable[[Desk, Any], k.Command]] = {
    calls.MakeCall: _make_call,
    calls.AnswerCall: _answer_call,
    calls.ClearConnection: lambda desk, request: desk.cleared(request.connection_to_be_cleared, request.reason),
    calls.ClearCall: lambda desk, request: desk.call_cleared(request.call_to_be_cleared, request.reason),
    calls.HoldCall: _hold_call,
    calls.RetrieveCall: _retrieve_call,
    calls.ReconnectCall: _reconnect_call,
    calls.AlternateCall: _alternate_call,
    calls.GenerateDigits: _generate_digits,
    transfers.ConsultationCall: _consultation_call,
    transfers.TransferCall: _transfer_call,
    transfers.ConferenceCall: _conference_call,
    transfers.SingleStepTransferCall: _single_step_transfer,
    transfers.DeflectCall: _deflect_call,
    transfers.DirectedPickupCall: _directed_pickup,
    transfers.GroupPickupCall: lambda desk, request: k.GroupPickupCall(desk.line(request.new_destination).id),
    transfers.ParkCall: _park_call,
    features.GetDoNotDisturb: lambda desk, request: k.GetDoNotDisturb(desk.line(request.device).id),
    features.SetDoNotDisturb: lambda desk, request: k.SetDoNotDisturb(
        desk.line(request.device).id, request.do_not_disturb_on
    ),
    features.GetForwarding: lambda desk, request: k.GetForwarding(desk.line(request.device).id),
    features.SetForwarding: _set_forwarding,
    features.GetMessageWaitingIndicator: lambda desk, request: k.GetMessageWaitingIndicator(
        desk.line(request.device).id
    ),
    features.SetMessageWaitingIndicator: lambda desk, request: k.SetMessageWaitingIndicator(
        desk.line(request.device).id, request.message_waiting_on
    ),
    features.Escape: _escape,
}
"""The services that the platform carries out."""

QUESTIONS = frozenset({features.GetDoNotDisturb, features.GetForwarding, features.GetMessageWaitingIndicator})
"""Those that change nothing, and so cause no events."""

SERVICES = QUESTIONS | {
    features.SetDoNotDisturb,
    features.SetForwarding,
    features.SetMessageWaitingIndicator,
    features.Escape,
}
"""Those about the services of a line, and not about its calls."""


def is_question(request: Request[Any]) -> bool:
    """Whether the request changes nothing, and so causes no events."""
    if isinstance(request, features.Escape):
        return isinstance(wish_of(request.private_data), GetServices)
    return type(request) in QUESTIONS


def command_from_request(desk: Desk, request: Request[Any]) -> k.Command:
    """The command that a request means.

    Raises:
        CommandError: it names something that is not there, or cannot be done now.
    """
    return COMMANDS[type(request)](desk, request)


def response_from_result(desk: Desk, request: Request[Any], command: k.Command, result: k.Result) -> Response:
    """The response to a request that was carried out."""
    match result:
        case k.CallAccepted():
            return _started(desk, command, result.call)
        case k.DoNotDisturbState():
            return features.GetDoNotDisturbResponse(do_not_disturb_on=result.active)
        case k.MessageWaitingState():
            return features.GetMessageWaitingIndicatorResponse(message_waiting_on=result.on)
        case k.Forwardings():
            forwardings = tuple(map(_forward_list_item, result.forwardings))
            return features.GetForwardingResponse(forwarding_list=forwardings)
        case k.ServiceStates():
            items = tuple(map(service_from_state, result.states))
            return features.EscapeResponse(extensions=private(services(_device(desk, command.line), items)))
        case k.Accepted():
            return _accepted(request)


def _device(desk: Desk, line: LineId) -> DeviceID:
    return desk.devices.of_line(line) or DeviceID(line)


def _started(desk: Desk, command: k.Command, call: CallId) -> Response:
    """The line's telephone rings for a call: a new one, or, for a pickup, one to the platform's code for that."""
    own = Party(line=command.line)
    match command:
        case k.DirectedPickupCall():
            picked = desk.devices.connection(command.call, own)
            return transfers.DirectedPickupCallResponse(picked_call=picked)
        case k.GroupPickupCall():
            return transfers.GroupPickupCallResponse()  # the platform chooses, and does not say
        case k.ConsultationCall():
            return transfers.ConsultationCallResponse(initiated_call=desk.devices.connection(call, own))
        case _:
            return calls.MakeCallResponse(calling_device=desk.devices.connection(call, own))


def _forward_list_item(state: ForwardingState) -> ForwardListItem:
    return ForwardListItem(
        forwarding_type=state.kind,
        forward_status=state.active,
        forward_dn=DeviceID(state.shown or state.to) if state.to else None,
        ring_count=state.ring_count or None,
    )


def _accepted(request: Request[Any]) -> Response:
    """Responses that name the resulting call name the one that the request joined the parties into.

    Which call survives a transfer is only known from the events that follow (xsi.md section 6).
    """
    match request:
        case transfers.TransferCall():
            return transfers.TransferCallResponse(transferred_call=request.active_call)
        case transfers.ConferenceCall():
            return transfers.ConferenceCallResponse(conference_call=request.held_call)
        case transfers.SingleStepTransferCall():
            return transfers.SingleStepTransferCallResponse(transferred_call=request.active_call)
        case _:
            return RESPONSE_TO[type(request)]()


SUBJECTS: dict[type[Request[Any]], str] = {
    calls.MakeCall: "calling_device",
    calls.AnswerCall: "call_to_be_answered",
    calls.ClearConnection: "connection_to_be_cleared",
    calls.ClearCall: "call_to_be_cleared",
    calls.HoldCall: "call_to_be_held",
    calls.RetrieveCall: "call_to_be_retrieved",
    calls.ReconnectCall: "active_call",
    calls.AlternateCall: "active_call",
    calls.GenerateDigits: "connection_to_send_digits",
    transfers.ConsultationCall: "existing_call",
    transfers.TransferCall: "active_call",
    transfers.ConferenceCall: "active_call",
    transfers.SingleStepTransferCall: "active_call",
    transfers.DeflectCall: "call_to_be_diverted",
    transfers.DirectedPickupCall: "requesting_device",
    transfers.GroupPickupCall: "new_destination",
    transfers.ParkCall: "parking",
    features.GetDoNotDisturb: "device",
    features.SetDoNotDisturb: "device",
    features.GetForwarding: "device",
    features.SetForwarding: "device",
    features.GetMessageWaitingIndicator: "device",
    features.SetMessageWaitingIndicator: "device",
    features.Escape: "private_data",
}
"""Where each request names the device, or the connection, that it is about."""


def subject_line(desk: Desk, request: Request[Any]) -> LineId:
    """The line that a request is about, before anything else of it is looked at.

    Raises:
        UnknownLine, UnknownCall: there is none.
        NotSupported, InvalidValue: an Escape that cannot be understood.
    """
    subject = getattr(request, SUBJECTS[type(request)])
    if isinstance(request, features.Escape):
        return desk.line(wish_of(subject).device).id
    if isinstance(subject, DeviceID):
        return desk.line(subject).id
    if subject is None:
        raise UnknownCall(f"{type(request).__name__} names no connection")
    if subject.device_id is not None and subject.device_id.value.strip():
        line = desk.devices.find(subject.device_id)
        if line is not None or not subject.call_id:
            return line.id if line is not None else desk.line(subject.device_id).id
    if not subject.call_id:
        raise UnknownCall("a connection needs a callID or a deviceID")
    members = desk.members(CallId(subject.call_id))
    if not members:
        raise UnknownCall(f"no line of ours is in call {subject.call_id}")
    return members[0]
