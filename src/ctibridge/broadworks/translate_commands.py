"""Our words as the platform's: commands become requests, replies become results. Pure.

The other way is `translate_events.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, assert_never

from ctibridge.broadworks.requests import XsiRequest, call_action, call_release, encoded, read, user_path
from ctibridge.broadworks.translate_events import ForwardingService, forwarding_from_service
from ctibridge.broadworks.translate_services import (
    messages_from_summary,
    read_service,
    requests_to_set,
    state_from_document,
)
from ctibridge.errors import Rejected
from ctibridge.model import commands as k
from ctibridge.model import reports as r
from ctibridge.model.ids import CONFERENCE, ConnectionId, TrackingId, call_of
from ctibridge.model.line_services import ServiceKind, ServiceState
from ctibridge.wire.xsi import calls as x
from ctibridge.wire.xsi import services as s
from ctibridge.wire.xsi.documents import Document

FORWARDING_SERVICES: dict[r.ForwardingKind, str] = {
    r.ForwardingKind.IMMEDIATE: "CallForwardingAlways",
    r.ForwardingKind.BUSY: "CallForwardingBusy",
    r.ForwardingKind.NO_ANSWER: "CallForwardingNoAnswer",
}


Requests = tuple[XsiRequest, ...]


@dataclass(frozen=True, slots=True)
class NotHad:
    """Instead of the state of a service: the user does not have it, or, with a `reason`, it could not be asked for."""

    reason: str | None = None


Answer = Document | NotHad | None


REJECT: dict[k.Rejection | None, dict[str, str]] = {
    None: {},
    # Without decline the telephone falls silent, and the call rings on unheard (XSI 3.5.4.3).
    k.Rejection.UNAVAILABLE: {"decline": "true"},
    k.Rejection.BUSY: {"decline": "true", "declineReason": "Busy"},
}


def _alternate(user: str, command: k.AlternateCall) -> Requests:
    return (call_action(user, command.active, "Hold"), call_action(user, command.held, "Talk"))


def _reconnect(user: str, command: k.ReconnectCall) -> Requests:
    return (call_release(user, command.active), call_action(user, command.held, "Talk"))


def _consult(user: str, command: k.ConsultationCall) -> Requests:
    return (call_action(user, command.connection, "Hold"), _dial(user, command.to))


def _join(user: str, held: ConnectionId, active: ConnectionId) -> XsiRequest:
    return call_action(user, held, f"ConsultTransfer/{encoded(active)}")


def _blind_transfer(user: str, command: k.SingleStepTransferCall | k.DeflectCall) -> Requests:
    return (call_action(user, command.connection, "BlindTransfer", address=command.to),)


def _conference(user: str, command: k.ConferenceCall) -> Requests:
    for conference, added in ((command.held, command.active), (command.active, command.held)):
        if conference == CONFERENCE:
            # Whether that brings the owner back into a held conference is not published: it is seen to.
            return (call_action(user, CONFERENCE, encoded(added)), call_action(user, CONFERENCE, "Talk", done=(409,)))
    participants = tuple(x.ConferenceParticipant(call_id=call) for call in (command.held, command.active))
    return (XsiRequest("POST", user_path(user, "calls", CONFERENCE), body=x.Conference(participants=participants)),)


def _set_messages(user: str, command: k.SetMessageWaitingIndicator) -> Requests:
    path = user_path(user, "calls", "MessageSummary")
    if command.on:  # only for those whose voice mail is a third party's (XSI 3.5.4.40)
        return (XsiRequest("PUT", path, (("thirdPartyNewMessage", "true"),), repeatable=True),)
    return (XsiRequest("DELETE", path, repeatable=True),)


def _get_forwarding(user: str, _command: k.GetForwarding) -> Requests:
    return tuple(read(user_path(user, "services", name)) for name in FORWARDING_SERVICES.values())


def _set_forwarding(user: str, command: k.SetForwarding) -> Requests:
    return (_put_service(user, FORWARDING_SERVICES[command.kind], _forwarding_body(command)),)


REQUESTS: dict[type, Callable[[str, Any], Requests]] = {
    k.MakeCall: lambda user, command: (_dial(user, command.to),),
    k.AnswerCall: lambda user, command: (call_action(user, command.connection, "Talk"),),
    k.ClearConnection: lambda user, command: (call_release(user, command.connection, **REJECT[command.rejection]),),
    k.ClearCall: lambda user, command: (call_release(user, command.connection, **REJECT[command.rejection]),),
    k.HoldCall: lambda user, command: (call_action(user, command.connection, "Hold"),),
    k.RetrieveCall: lambda user, command: (call_action(user, command.connection, "Talk"),),
    k.ReconnectCall: _reconnect,
    k.AlternateCall: _alternate,
    k.ConsultationCall: _consult,
    k.TransferCall: lambda user, command: (_join(user, command.held, command.active),),
    k.LeaveConference: lambda user, command: (
        _join(user, command.first, command.second),
        call_release(user, command.connection),
    ),
    k.SingleStepTransferCall: _blind_transfer,
    k.DeflectCall: _blind_transfer,
    k.DirectedPickupCall: lambda user, command: (_new_call(user, "DirectedCallPickup", address=command.at),),
    k.GroupPickupCall: lambda user, _command: (_new_call(user, "CallPickup"),),
    k.ParkCall: lambda user, command: (call_action(user, command.connection, "Park", address=command.to),),
    k.ConferenceCall: _conference,
    k.GenerateDigits: lambda user, command: (
        call_action(user, command.connection, "TransmitDTMF", playdtmf=command.digits),
    ),
    k.GetDoNotDisturb: lambda user, _command: (read(user_path(user, "services", "DoNotDisturb")),),
    k.SetDoNotDisturb: lambda user, command: (
        _put_service(user, "DoNotDisturb", s.DoNotDisturb(active=command.active)),
    ),
    k.GetForwarding: _get_forwarding,
    k.SetForwarding: _set_forwarding,
    k.GetMessageWaitingIndicator: lambda user, _command: (read(user_path(user, "calls", "MessageSummary")),),
    k.SetMessageWaitingIndicator: _set_messages,
    k.GetServices: lambda user, command: tuple(read_service(user, kind) for kind in command.kinds),
    k.SetService: requests_to_set,
}
"""What carries each command out, one request after the other (csta.md section 6); for `LeaveConference` one of two."""


def requests_from_command(command: k.Command, user_id: str) -> Requests:
    """The requests that carry a command out for this user; each only when the one before succeeded."""
    return REQUESTS[type(command)](user_id, command)


def _new_call(user_id: str, verb: str, **query: str) -> XsiRequest:
    return XsiRequest("POST", user_path(user_id, "calls", verb), tuple(query.items()), slow=True)


def _dial(user_id: str, to: str) -> XsiRequest:
    return _new_call(user_id, "New", address=to)


def _put_service(user_id: str, name: str, body: Document) -> XsiRequest:
    return XsiRequest("PUT", user_path(user_id, "services", name), body=body, repeatable=True)


def _forwarding_body(command: k.SetForwarding) -> ForwardingService:
    address = x.Address(value=command.to) if command.to is not None else None
    match command.kind:
        case r.ForwardingKind.IMMEDIATE:
            return s.CallForwardingAlways(active=command.active, forward_to_phone_number=address)
        case r.ForwardingKind.BUSY:
            return s.CallForwardingBusy(active=command.active, forward_to_phone_number=address)
        case r.ForwardingKind.NO_ANSWER:
            return s.CallForwardingNoAnswer(
                active=command.active, forward_to_phone_number=address, number_of_rings=command.ring_count
            )
        case _:
            assert_never(command.kind)


def result_from_replies(command: k.Command, replies: tuple[Answer, ...]) -> k.Result:
    """What the platform's answers mean for the client.

    Raises:
        Rejected: the platform answered with something else than the request asks for.
    """
    match command:
        case k.MakeCall() | k.ConsultationCall() | k.DirectedPickupCall() | k.GroupPickupCall():
            started = replies[-1]
            if not isinstance(started, x.CallStartInfo):
                raise Rejected(200, "the platform accepted the call but did not name it")
            call = call_of(TrackingId(started.external_tracking_id))
            return k.CallAccepted(call, ConnectionId(started.call_id))
        case k.GetDoNotDisturb():
            service = replies[-1]
            if not isinstance(service, s.DoNotDisturb):
                raise Rejected(200, "the platform did not answer with Do Not Disturb")
            return k.DoNotDisturbState(bool(service.active))
        case k.GetMessageWaitingIndicator():
            messages = replies[-1]
            if not isinstance(messages, x.VoiceMailMessageSummary):
                raise Rejected(200, "the platform did not answer with the summary of messages")
            return k.MessageWaitingState(messages_from_summary(messages.summary).are_waiting)
        case k.GetForwarding():
            return k.Forwardings(_forwardings(replies))
        case k.GetServices():
            return k.ServiceStates(tuple(map(_state, command.kinds, replies)))
        case k.SetService():
            refused = next((reply for reply in replies if isinstance(reply, NotHad)), None)
            return k.ServiceStates((_state(command.kind, refused or replies[-1]),))
        case _:
            return k.Accepted()


def _state(kind: ServiceKind, reply: Answer) -> ServiceState:
    if isinstance(reply, NotHad):
        return ServiceState(kind, available=reply.reason is not None, unknown=reply.reason)
    state = state_from_document(reply)
    if state is None or state.kind is not kind:
        raise Rejected(200, f"the platform did not answer with {kind}")
    return state


def _forwardings(replies: tuple[Answer, ...]) -> tuple[r.ForwardingState, ...]:
    """The forwardings that the user has; a service that is not assigned has no reply."""
    return tuple(
        forwarding_from_service(kind, reply)
        for kind, reply in zip(FORWARDING_SERVICES, replies, strict=True)
        if isinstance(reply, s.CallForwardingAlways | s.CallForwardingBusy | s.CallForwardingNoAnswer)
    )
