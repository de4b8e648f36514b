"""What one line shows, told by its events alone: the calls, their states, the other parties.

    picture = LinePicture("101")
    async for event in monitor:
        picture.apply(event)

A monitor tells what changes: a call that was there before the monitor is not in the picture; `snapshot_device` has it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ctibridge.client.telling import connection_of, device_text, private_text
from ctibridge.wire.csta import events as e
from ctibridge.wire.csta.line_services import LineService, services_from_private
from ctibridge.wire.csta.types import ConnectionID, ConnectionListItem, Event

NULL = "null"


@dataclass(frozen=True, slots=True)
class CallPicture:
    """A call of the line.

    Args:
        call_id: The call.
        state: The line's LocalConnectionState in it.
        other: The other party, or several, as text.
        name: The other party's name, if known.
    """

    call_id: str
    state: str
    other: str = ""
    name: str = ""


class LinePicture:
    """One line. `device` is its DeviceID as the server writes it."""

    def __init__(self, device: str) -> None:
        self.device = device
        self.calls: dict[str, CallPicture] = {}
        self.in_service = True
        self.do_not_disturb = False
        self.forwardings: dict[str, str] = {}
        self.services: dict[str, LineService] = {}

    def apply(self, event: Event) -> None:
        """Takes an event of the line's monitor in."""
        match event:
            case e.TransferedEvent():
                self._joined(event, event.transferred_connections)
            case e.ConferencedEvent():
                self._joined(event, event.conference_connections)
            case e.CallClearedEvent():
                self.calls.pop(event.cleared_call.call_id or "", None)
            case e.DoNotDisturbEvent():
                self.do_not_disturb = event.do_not_disturb_on
            case e.ForwardingEvent():
                self._forwards(event)
            case e.PrivateEvent():
                self.services.update((item.name, item) for item in services_from_private(event.private_data))
            case e.OutOfServiceEvent():
                self.in_service = False  # the calls go on, unseen
            case e.BackInServiceEvent():
                self.in_service = True
            case _:
                self._call_event(event)

    def _call_event(self, event: Event) -> None:
        connection = connection_of(event)
        if connection is None or connection.call_id is None:
            return
        known = self.calls.get(connection.call_id, CallPicture(connection.call_id, NULL))
        state = getattr(event, "local_connection_info", None) or known.state
        if state == NULL:
            self.calls.pop(connection.call_id, None)
            return
        self.calls[connection.call_id] = self._with_party(replace(known, state=state), event, connection)

    def _with_party(self, call: CallPicture, event: Event, connection: ConnectionID) -> CallPicture:
        calling, called = getattr(event, "calling_device", None), getattr(event, "called_device", None)
        if isinstance(event, e.DivertedEvent):
            return replace(call, other=device_text(event.new_destination), name="")
        if calling is None or called is None:
            return call
        if device_text(calling) == self.device:
            answering = connection.device_id is not None and connection.device_id.value != self.device
            other = device_text(connection.device_id) if answering else device_text(called)
            return replace(call, other=other, name=private_text(event, "calledName") or "")
        return replace(call, other=device_text(calling), name=private_text(event, "callingName") or "")

    def _joined(
        self, event: e.TransferedEvent | e.ConferencedEvent, connections: tuple[ConnectionListItem, ...]
    ) -> None:
        old = [call.call_id for call in (event.primary_old_call, event.secondary_old_call) if call is not None]
        before = [self.calls.pop(call_id) for call_id in old if call_id in self.calls]
        own = next((item.new_connection for item in connections if self._is_own(item)), None)
        state = event.local_connection_info or (before[0].state if before else NULL)
        if own is None or own.call_id is None or state == NULL:
            return
        others = [_endpoint(item) for item in connections if not self._is_own(item)]
        self.calls[own.call_id] = CallPicture(own.call_id, state, ", ".join(others))

    def _is_own(self, item: ConnectionListItem) -> bool:
        device = item.new_connection.device_id if item.new_connection is not None else None
        return device is not None and device.value == self.device

    def _forwards(self, event: e.ForwardingEvent) -> None:
        kind = event.forwarding_type or "forwarding"
        if event.forward_status:
            self.forwardings[kind] = event.forward_to.value if event.forward_to is not None else ""
        else:
            self.forwardings.pop(kind, None)


def _endpoint(item: ConnectionListItem) -> str:
    endpoint = item.endpoint
    if endpoint is not None and endpoint.restricted:
        return "restricted"
    return device_text(endpoint.device_id if endpoint is not None else None)
