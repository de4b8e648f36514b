"""The services of a line: where the platform keeps each, and its words as ours. Pure.

For all of them there is one shape, `ServiceState`. What an event tells, and what is read, is the same document.
"""

from __future__ import annotations

from collections.abc import Callable

from ctibridge.broadworks.numbers import number_from_address
from ctibridge.broadworks.requests import XsiRequest, encoded, read, user_path
from ctibridge.errors import InvalidValue, NotSupported
from ctibridge.model.commands import SetService
from ctibridge.model.line_services import LEADS_ELSEWHERE, Location, Messages, ServiceKind, ServiceState
from ctibridge.wire.xsi import calls as x
from ctibridge.wire.xsi import services as s
from ctibridge.wire.xsi.channels import EventPackage
from ctibridge.wire.xsi.documents import Document

K = ServiceKind
PATHS: dict[ServiceKind, tuple[str, str]] = {
    K.DO_NOT_DISTURB: ("services", "DoNotDisturb"),
    K.FORWARDING_ALWAYS: ("services", "CallForwardingAlways"),
    K.FORWARDING_BUSY: ("services", "CallForwardingBusy"),
    K.FORWARDING_NO_ANSWER: ("services", "CallForwardingNoAnswer"),
    K.FORWARDING_NOT_REACHABLE: ("services", "CallForwardingNotReachable"),
    K.REMOTE_OFFICE: ("services", "RemoteOffice"),
    K.VOICE_MAIL: ("calls", "MessageSummary"),
    K.CALL_WAITING: ("services", "CallWaiting"),
    K.ANYWHERE: ("services", "BroadWorksAnywhere"),
    K.HOTELING_GUEST: ("services", "HotelingGuest"),
}
"""Where the state of each is read, under a user's path (xsi.md section 3)."""


UNTOLD = "Call Forwarding Not Reachable"  # stands for a package: the platform has none, and no event
PACKAGES: dict[ServiceKind, str] = {
    K.DO_NOT_DISTURB: EventPackage.DO_NOT_DISTURB,
    K.FORWARDING_ALWAYS: EventPackage.CALL_FORWARDING_ALWAYS,
    K.FORWARDING_BUSY: EventPackage.CALL_FORWARDING_BUSY,
    K.FORWARDING_NO_ANSWER: EventPackage.CALL_FORWARDING_NO_ANSWER,
    K.FORWARDING_NOT_REACHABLE: UNTOLD,
    K.REMOTE_OFFICE: EventPackage.REMOTE_OFFICE,
    K.VOICE_MAIL: EventPackage.VOICE_MAIL_MESSAGE_SUMMARY,
    K.CALL_WAITING: EventPackage.CALL_WAITING,
    K.ANYWHERE: EventPackage.BROADWORKS_ANYWHERE,
    K.HOTELING_GUEST: EventPackage.HOTELING_GUEST,
}
"""The package whose events tell of each."""


def read_service(user: str, kind: ServiceKind) -> XsiRequest:
    """The request that reads a service."""
    return read(user_path(user, *PATHS[kind]))


def state_from_document(document: object) -> ServiceState | None:
    """What a document of a service says; None when it is of none."""
    match document:
        case s.DoNotDisturb():
            return ServiceState(K.DO_NOT_DISTURB, active=bool(document.active))
        case s.CallWaiting():
            return ServiceState(K.CALL_WAITING, active=bool(document.active))
        case s.CallForwardingNoAnswer():
            to = _number(document.forward_to_phone_number)
            return ServiceState(
                K.FORWARDING_NO_ANSWER, active=bool(document.active), to=to, ring_count=document.number_of_rings
            )
        case s.CallForwardingAlways() | s.CallForwardingBusy() | s.CallForwardingNotReachable():
            to = _number(document.forward_to_phone_number)
            return ServiceState(_FORWARDINGS[type(document)], active=bool(document.active), to=to)
        case s.RemoteOffice():
            return ServiceState(
                K.REMOTE_OFFICE, active=bool(document.active), to=_number(document.remote_office_number)
            )
        case s.HotelingGuest():
            return ServiceState(K.HOTELING_GUEST, active=bool(document.active), to=document.host_user_id or None)
        case s.BroadWorksAnywhere():
            return _anywhere(document)
        case x.VoiceMailMessageSummary():
            return ServiceState(K.VOICE_MAIL, messages=messages_from_summary(document.summary))
        case _:
            return None


_FORWARDINGS: dict[type, ServiceKind] = {
    s.CallForwardingAlways: K.FORWARDING_ALWAYS,
    s.CallForwardingBusy: K.FORWARDING_BUSY,
    s.CallForwardingNotReachable: K.FORWARDING_NOT_REACHABLE,
}


def _number(address: x.Address | None) -> str | None:
    return number_from_address(address.value) or None if address is not None else None


def _anywhere(document: s.BroadWorksAnywhere) -> ServiceState:
    """The service cannot be switched as a whole: it is on when one of its locations is."""
    locations = tuple(
        Location(number_from_address(each.phone_number.value), bool(each.active), each.description)
        for each in document.locations
    )
    return ServiceState(K.ANYWHERE, active=any(each.active for each in locations), locations=locations)


def messages_from_summary(summary: x.MessageSummary) -> Messages:
    """The counts of voice messages; a kind without messages is left out by the platform."""
    return Messages(
        summary.new_messages or 0,
        summary.old_messages or 0,
        summary.new_urgent_messages or 0,
        summary.old_urgent_messages or 0,
    )


def requests_to_set(user: str, command: SetService) -> tuple[XsiRequest, ...]:
    """The requests that set a service and read how it is then: not every service tells by an event.

    Raises:
        NotSupported: it cannot be set.
        InvalidValue: a destination for a service that has none, or a location of Anywhere without its number.
    """
    if command.to is not None and command.kind not in LEADS_ELSEWHERE:
        raise InvalidValue(f"{command.kind} leads nowhere")
    path, body = PATHS[command.kind], _body(command)
    if command.kind is K.ANYWHERE:
        if command.to is None or command.active is None:
            raise InvalidValue(f"a location of {command.kind} is switched by its number")
        path = (*path, "Location", encoded(command.to))  # type: ignore[assignment]  # longer than the others
    put = XsiRequest("PUT", user_path(user, *path), body=body, repeatable=True)
    return (put, read_service(user, command.kind))


def _body(command: SetService) -> Document:
    make = BODIES.get(command.kind)
    if make is None:
        raise NotSupported(f"{command.kind} cannot be switched")
    return make(command, x.Address(value=command.to) if command.to is not None else None)


def _forwarding(make: Callable[..., Document]) -> Callable[[SetService, x.Address | None], Document]:
    return lambda wish, to: make(active=wish.active, forward_to_phone_number=to)


BODIES: dict[ServiceKind, Callable[[SetService, x.Address | None], Document]] = {
    K.DO_NOT_DISTURB: lambda wish, _: s.DoNotDisturb(active=wish.active),
    K.FORWARDING_ALWAYS: _forwarding(s.CallForwardingAlways),
    K.FORWARDING_BUSY: _forwarding(s.CallForwardingBusy),
    K.FORWARDING_NO_ANSWER: lambda wish, to: s.CallForwardingNoAnswer(
        active=wish.active, forward_to_phone_number=to, number_of_rings=wish.ring_count
    ),
    K.FORWARDING_NOT_REACHABLE: _forwarding(s.CallForwardingNotReachable),
    K.REMOTE_OFFICE: lambda wish, to: s.RemoteOffice(active=wish.active, remote_office_number=to),
    K.CALL_WAITING: lambda wish, _: s.CallWaiting(active=wish.active),
    K.ANYWHERE: lambda wish, _: s.BroadWorksAnywhereLocation(active=wish.active),
    # A guest who leaves has no host any more: whether the platform forgets it by itself is not told.
    K.HOTELING_GUEST: lambda wish, _: s.HotelingGuest(
        active=wish.active, host_user_id="" if wish.active is False else wish.to
    ),
}
"""What is PUT to set a service. In it an absent element means "leave it"."""
