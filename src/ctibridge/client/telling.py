"""Events in a line of text, for people."""

from __future__ import annotations

import re

from ctibridge.wire.csta import events as e
from ctibridge.wire.csta.line_services import LineService, services_from_private
from ctibridge.wire.csta.types import ConnectionID, DeviceID, Event, ExtendedDeviceID, local_text

_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")

CONNECTION_OF: dict[type[Event], str] = {
    e.ServiceInitiatedEvent: "initiated_connection",
    e.OriginatedEvent: "originated_connection",
    e.NetworkReachedEvent: "outbound_connection",
    e.DeliveredEvent: "connection",
    e.EstablishedEvent: "established_connection",
    e.HeldEvent: "held_connection",
    e.RetrievedEvent: "retrieved_connection",
    e.FailedEvent: "failed_connection",
    e.ConnectionClearedEvent: "dropped_connection",
    e.CallClearedEvent: "cleared_call",
    e.DivertedEvent: "connection",
    e.TransferedEvent: "primary_old_call",
    e.ConferencedEvent: "primary_old_call",
    e.OfferedEvent: "offered_connection",
    e.QueuedEvent: "queued_connection",
    e.CallInformationEvent: "connection",
}
"""The field that says which connection an event is about."""


def connection_of(event: Event) -> ConnectionID | None:
    """The connection that an event is about; None: it is not about a call."""
    name = CONNECTION_OF.get(type(event))
    found: ConnectionID | None = getattr(event, name) if name is not None else None
    return found


def name_of(event: Event) -> str:
    """The name of an event in words: "connection cleared"."""
    if isinstance(event, e.PrivateEvent):
        return "service changed" if services_from_private(event.private_data) else "private"
    if isinstance(event, e.TransferedEvent):  # ECMA-323 spells it so, people do not
        return "transferred"
    return _WORDS.sub(" ", type(event).__name__.removesuffix("Event")).lower()


def device_text(device: ExtendedDeviceID | DeviceID | None) -> str:
    """A device as people write it."""
    if isinstance(device, ExtendedDeviceID):
        if device.device_identifier is None:
            return "restricted" if device.restricted else "unknown"
        device = device.device_identifier
    return "unknown" if device is None else device.value


def event_text(event: Event) -> str:
    """What an event says, in a line: `delivered at 101: +4930... (Kunde) -> 101, here alerting`."""
    connection = connection_of(event)
    where = f" at {device_text(connection.device_id)}" if connection is not None else ""
    return f"{name_of(event)}{where}{_details(event)}"


def _details(event: Event) -> str:
    match event:
        case e.DoNotDisturbEvent():
            return f": do not disturb is {_switch(event.do_not_disturb_on)}"
        case e.ForwardingEvent():
            to = f" to {event.forward_to.value}" if event.forward_to is not None else ""
            return f": {event.forwarding_type} is {_switch(event.forward_status)}{to}"
        case e.MessageWaitingEvent():
            return f": the message lamp is {_switch(event.message_waiting_on)}"
        case e.PrivateEvent():
            return "".join(f": {service_text(item)}" for item in services_from_private(event.private_data))
        case e.BackInServiceEvent() | e.OutOfServiceEvent():
            return f": {device_text(event.device)}"
        case e.TransferedEvent():
            who = f"{device_text(event.transferring_device)} leaves, to {device_text(event.transferred_to_device)}"
            return f": {who}{_here(event)}"
        case e.ConferencedEvent():
            return f": {device_text(event.conferencing_device)} adds {device_text(event.added_party)}{_here(event)}"
        case e.DivertedEvent():
            return f": on to {device_text(event.new_destination)}{_here(event)}"
        case _:
            return _parties(event) + _here(event)


def service_text(service: LineService) -> str:
    """How a service is, in a line: `remoteOffice is on, to +4930...`."""
    return f"{service.name} {service_state_text(service)}"


def service_state_text(service: LineService) -> str:
    """The same without its name."""
    if service.unknown is not None:
        return f"is unknown: {service.unknown}"
    if not service.available:
        return "is not available"
    said = [f"is {_switch(service.active)}"] if service.active is not None else []
    said += [f"to {service.to}"] if service.to else []
    said += [f"after {service.ring_count} rings"] if service.ring_count else []
    said += [f"{place.number} {_switch(place.active)}" for place in service.locations]
    if service.messages:
        new, old, new_urgent, old_urgent = service.messages
        said.append(f"has {new} new, {old} old, {new_urgent} new urgent, {old_urgent} old urgent")
    return ", ".join(said)


def _parties(event: Event) -> str:
    calling, called = getattr(event, "calling_device", None), getattr(event, "called_device", None)
    if calling is None or called is None:
        return ""
    return f": {_party(event, calling, 'callingName')} -> {_party(event, called, 'calledName')}"


def _party(event: Event, device: ExtendedDeviceID, role: str) -> str:
    name = private_text(event, role)
    return f"{device_text(device)} ({name})" if name else device_text(device)


def _here(event: Event) -> str:
    state, cause = getattr(event, "local_connection_info", None), getattr(event, "cause", None)
    here = f", here {state}" if state else ""
    return f"{here}, cause {cause}" if cause not in {None, "normal", "newCall"} else here


def linked_calls(event: Event) -> tuple[str, ...]:
    """The earlier calls whose parties went on in the event's call, as ctibridge tells them in private data."""
    extensions = getattr(event, "extensions", None)
    data = extensions.private_data if extensions is not None else None
    children = data.private.children if data is not None and data.private is not None else ()
    return tuple(child.text for child in children if child.name.rpartition("}")[2] == "linkedCall")


def private_text(event: Event, name: str) -> str | None:
    """A text from the private data of an event, such as `callingName`."""
    extensions = getattr(event, "extensions", None)
    data = extensions.private_data if extensions is not None else None
    return local_text(data.private, name) if data is not None else None


def _switch(on: bool) -> str:
    return "on" if on else "off"
