"""Step 6 of the event path: a change of the call model as the event of a monitor (csta.md section 7). Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from ctibridge.model import changes as c
from ctibridge.model.parties import Party
from ctibridge.model.services import Service, services_permitted
from ctibridge.model.states import Standing
from ctibridge.model.views import ConnectionView
from ctibridge.servers.csta.devices import Devices
from ctibridge.servers.csta.line_services import service_from_state
from ctibridge.servers.csta.private import PrivateData
from ctibridge.wire.csta import events as e
from ctibridge.wire.csta.line_services import services
from ctibridge.wire.csta.types import (
    NOT_KNOWN,
    AssociatedNID,
    ConnectionID,
    ConnectionListItem,
    DeviceID,
    Event,
    ServicesPermitted,
    private_data,
)

_LOCAL = ("local_connection_info", "services_permitted")
_NO_TRUNK = AssociatedNID(not_known=True)  # BroadWorks has no names for them
_ASSOCIATED_SERVICES = frozenset({Service.GENERATE_DIGITS})


class EventTranslator:
    """Makes events for monitors.

    Args:
        devices: How devices are named.
        names: Whether the parties' names travel as private data.
    """

    def __init__(self, devices: Devices, *, names: bool) -> None:
        self.devices = devices
        self.private = PrivateData(devices, names=names)

    def event_from_change(
        self, change: c.Change | c.CallCleared, cross_ref: str, *, of_call: bool = False
    ) -> Event | None:
        """The event that tells a monitor of `change`; None when CSTA has none.

        Args:
            change: What happened.
            cross_ref: The monitor.
            of_call: It watches a call, and so no connection is its own.
        """
        make = _EVENTS.get(type(change))
        event = make(self, change, cross_ref) if make is not None else None
        return _without_local(event) if event is not None and of_call else event

    def local(
        self, change: c.CallChange, cross_ref: str, moved: tuple[c.Moved, ...] = (), *, unreported: bool = False
    ) -> dict[str, Any]:
        """What every event about a call says of the monitored device, and of who is in the resulting call."""
        view = change.view
        return {
            "monitor_cross_ref_id": cross_ref,
            "local_connection_info": view.state,
            "cause": change.cause,
            "services_permitted": permitted_on(view),
            "extensions": self.private.of_call(view, (item.party for item in moved), unreported=unreported),
        }

    def parties(self, view: ConnectionView) -> dict[str, Any]:
        """Who calls whom, and where the call was before."""
        devices = self.devices
        return {
            "calling_device": devices.extended(view.calling),
            "called_device": devices.extended(view.called),
            "last_redirection_device": devices.redirection(view.last_redirection),
        }

    def associated(self, view: ConnectionView) -> dict[str, Any]:
        """Mandatory for external calls; BroadWorks has no names for trunks."""
        if not view.external:
            return {}
        return {"associated_called_device" if view.outgoing else "associated_calling_device": NOT_KNOWN}


def _without_local(event: Event) -> Event:
    nothing: dict[str, Any] = {name: None for name in _LOCAL if hasattr(event, name)}
    return replace(event, **nothing)


def _service_initiated(to: EventTranslator, change: c.ServiceInitiated, cross_ref: str) -> Event:
    view, own = change.view, _own(change)
    return e.ServiceInitiatedEvent(
        initiated_connection=to.devices.connection(view.call, own),
        initiating_device=to.devices.extended(own),
        called_device=to.devices.extended(view.called),
        **to.local(change, cross_ref),
    )


def _originated(to: EventTranslator, change: c.Originated, cross_ref: str) -> Event:
    view, own = change.view, _own(change)
    return e.OriginatedEvent(
        originated_connection=to.devices.connection(view.call, own),
        calling_device=to.devices.extended(own),
        called_device=to.devices.extended(view.called),
        **to.associated(view),
        **to.local(change, cross_ref),
    )


def _network_reached(to: EventTranslator, change: c.NetworkReached, cross_ref: str) -> Event:
    return e.NetworkReachedEvent(
        outbound_connection=to.devices.connection(change.view.call, change.subject),
        network_interface_used=NOT_KNOWN,
        **to.parties(change.view),
        **to.local(change, cross_ref),
    )


def _delivered(to: EventTranslator, change: c.Delivered, cross_ref: str) -> Event:
    return e.DeliveredEvent(
        connection=to.devices.connection(change.view.call, change.subject),
        alerting_device=to.devices.extended(change.subject),
        **to.parties(change.view),
        **to.associated(change.view),
        **to.local(change, cross_ref),
    )


def _established(to: EventTranslator, change: c.Established, cross_ref: str) -> Event:
    return e.EstablishedEvent(
        established_connection=to.devices.connection(change.view.call, change.subject),
        answering_device=to.devices.extended(change.subject),
        **to.parties(change.view),
        **to.associated(change.view),
        **to.local(change, cross_ref),
    )


def _held(to: EventTranslator, change: c.Held, cross_ref: str) -> Event:
    return e.HeldEvent(
        held_connection=to.devices.connection(change.view.call, change.subject),
        holding_device=to.devices.extended(change.subject),
        **to.local(change, cross_ref),
    )


def _retrieved(to: EventTranslator, change: c.Retrieved, cross_ref: str) -> Event:
    return e.RetrievedEvent(
        retrieved_connection=to.devices.connection(change.view.call, change.subject),
        retrieving_device=to.devices.extended(change.subject),
        **to.local(change, cross_ref),
    )


def _failed(to: EventTranslator, change: c.Failed, cross_ref: str) -> Event:
    return e.FailedEvent(
        failed_connection=to.devices.connection(change.view.call, change.subject),  # that of failingDevice (17.2.9)
        failing_device=to.devices.extended(change.subject),
        **to.parties(change.view),
        **to.associated(change.view),
        **to.local(change, cross_ref),
    )


def _connection_cleared(to: EventTranslator, change: c.ConnectionCleared, cross_ref: str) -> Event:
    return e.ConnectionClearedEvent(
        dropped_connection=to.devices.connection(change.view.call, change.subject),
        releasing_device=to.devices.extended(change.subject),
        **to.local(change, cross_ref, unreported=change.unreported),
    )


def _call_cleared(_to: EventTranslator, change: c.CallCleared, cross_ref: str) -> Event:
    return e.CallClearedEvent(
        monitor_cross_ref_id=cross_ref, cleared_call=ConnectionID(change.call), cause=change.cause
    )


def _diverted(to: EventTranslator, change: c.Diverted, cross_ref: str) -> Event:
    return e.DivertedEvent(
        connection=to.devices.connection(change.view.call, change.subject),
        diverting_device=to.devices.extended(change.subject),
        new_destination=to.devices.extended(change.destination),
        **to.parties(change.view),
        **to.associated(change.view),
        **to.local(change, cross_ref),
    )


def _queued(to: EventTranslator, change: c.Queued, cross_ref: str) -> Event:
    return e.QueuedEvent(
        queued_connection=to.devices.connection(change.view.call, change.subject),
        queue=to.devices.extended(change.subject),
        **to.parties(change.view),
        **to.associated(change.view),
        **to.local(change, cross_ref),
    )


def _transferred(to: EventTranslator, change: c.Transferred, cross_ref: str) -> Event:
    devices, who = to.devices, change.transferring
    second = change.secondary_old
    return e.TransferedEvent(
        primary_old_call=devices.connection(change.primary_old, who),
        secondary_old_call=devices.connection(second, who) if second is not None else None,
        transferring_device=devices.extended(who),
        transferred_to_device=devices.extended(change.transferred_to),
        transferred_connections=_moved_list(change.moved, devices),
        **to.local(change, cross_ref, change.moved),
    )


def _conferenced(to: EventTranslator, change: c.Conferenced, cross_ref: str) -> Event:
    devices, who = to.devices, change.conferencing
    second = change.secondary_old
    return e.ConferencedEvent(
        primary_old_call=devices.connection(change.primary_old, who),
        secondary_old_call=devices.connection(second, who) if second is not None else None,
        conferencing_device=devices.extended(who),
        added_party=devices.extended(change.added),
        conference_connections=_moved_list(change.moved, devices),
        **to.local(change, cross_ref, change.moved),
    )


def _moved_list(moved: tuple[c.Moved, ...], devices: Devices) -> tuple[ConnectionListItem, ...]:
    return tuple(
        ConnectionListItem(
            new_connection=devices.connection(item.new_call, item.party),
            old_connection=devices.connection(item.old_call, item.party) if item.old_call is not None else None,
            endpoint=devices.endpoint(item.party),
            associated_nid=_NO_TRUNK if item.party.external else None,  # mandatory for external ones (12.2.9)
        )
        for item in moved
    )


def _call_information(to: EventTranslator, change: c.CallInformation, cross_ref: str) -> Event:
    view = change.view
    return e.CallInformationEvent(
        monitor_cross_ref_id=cross_ref,
        connection=to.devices.connection(view.call, _own(change)),
        device=to.devices.extended(_own(change)),
        calling_device=to.devices.extended(view.calling),
        services_permitted=permitted_on(view),
        extensions=to.private.of_call(view),
    )


def _do_not_disturb(to: EventTranslator, change: c.DoNotDisturbChanged, cross_ref: str) -> Event:
    device = to.devices.extended(_own(change))
    return e.DoNotDisturbEvent(monitor_cross_ref_id=cross_ref, device=device, do_not_disturb_on=change.active)


def _forwarding(to: EventTranslator, change: c.ForwardingChanged, cross_ref: str) -> Event:
    forwarding = change.forwarding
    return e.ForwardingEvent(
        monitor_cross_ref_id=cross_ref,
        device=to.devices.extended(_own(change)),
        forwarding_type=forwarding.kind,
        forward_status=forwarding.active,
        forward_to=to.devices.of_party(Party(number=forwarding.to, shown=forwarding.shown)),
        ring_count=forwarding.ring_count or None,  # CSTA counts from 1
    )


def _message_waiting(to: EventTranslator, change: c.MessageWaitingChanged, cross_ref: str) -> Event:
    device = to.devices.extended(_own(change))
    return e.MessageWaitingEvent(
        monitor_cross_ref_id=cross_ref, target_device=device, message_waiting_on=change.waiting
    )


def _service(to: EventTranslator, change: c.ServiceChanged, cross_ref: str) -> Event:
    """CSTA has no event for it, and PrivateEvent no place for the device but the private data."""
    device = to.devices.of_line(change.line) or DeviceID(change.line)
    told = services(device, (service_from_state(change.state),))
    return e.PrivateEvent(monitor_cross_ref_id=cross_ref, private_data=private_data(told))


def _back_in_service(to: EventTranslator, change: c.BackInService, cross_ref: str) -> Event:
    return e.BackInServiceEvent(monitor_cross_ref_id=cross_ref, device=to.devices.extended(_own(change)))


def _out_of_service(to: EventTranslator, change: c.OutOfService, cross_ref: str) -> Event:
    return e.OutOfServiceEvent(monitor_cross_ref_id=cross_ref, device=to.devices.extended(_own(change)))


@cache
def _line_party(line: str) -> Party:
    return Party(line=line)  # type: ignore[arg-type]  # a LineId is a str to the cache


def _own(change: c.Change) -> Party:
    return _line_party(change.line)


def permitted_on(view: ConnectionView) -> ServicesPermitted:
    """The services that a connection allows, in CSTA's two groups."""
    return _permitted(view.standing, view.beside)


@cache
def _permitted(own: Standing, beside: tuple[Standing, ...]) -> ServicesPermitted:
    services = services_permitted(own, beside)
    return ServicesPermitted(
        call_control_services=frozenset(services - _ASSOCIATED_SERVICES),
        call_associated_services=frozenset(services & _ASSOCIATED_SERVICES),
    )


Make = Callable[[EventTranslator, Any, str], Event]

_EVENTS: dict[type, Make] = {
    c.ServiceInitiated: _service_initiated,
    c.Originated: _originated,
    c.NetworkReached: _network_reached,
    c.Delivered: _delivered,
    c.Established: _established,
    c.Held: _held,
    c.Retrieved: _retrieved,
    c.Failed: _failed,
    c.ConnectionCleared: _connection_cleared,
    c.CallCleared: _call_cleared,
    c.Diverted: _diverted,
    c.Queued: _queued,
    c.Transferred: _transferred,
    c.Conferenced: _conferenced,
    c.CallInformation: _call_information,
    c.DoNotDisturbChanged: _do_not_disturb,
    c.ForwardingChanged: _forwarding,
    c.MessageWaitingChanged: _message_waiting,
    c.ServiceChanged: _service,
    c.BackInService: _back_in_service,
    c.OutOfService: _out_of_service,
}

FILTER_NAMES: dict[type, tuple[str, str]] = {
    c.ServiceInitiated: ("callcontrol", "serviceInitiated"),
    c.Originated: ("callcontrol", "originated"),
    c.NetworkReached: ("callcontrol", "networkReached"),
    c.Delivered: ("callcontrol", "delivered"),
    c.Established: ("callcontrol", "established"),
    c.Held: ("callcontrol", "held"),
    c.Retrieved: ("callcontrol", "retrieved"),
    c.Failed: ("callcontrol", "failed"),
    c.ConnectionCleared: ("callcontrol", "connectionCleared"),
    c.CallCleared: ("callcontrol", "callCleared"),
    c.Diverted: ("callcontrol", "diverted"),
    c.Queued: ("callcontrol", "queued"),
    c.Transferred: ("callcontrol", "transferred"),
    c.Conferenced: ("callcontrol", "conferenced"),
    c.CallInformation: ("call_associated", "callInformation"),
    c.DoNotDisturbChanged: ("logical_device_feature", "doNotDisturb"),
    c.ForwardingChanged: ("logical_device_feature", "forwarding"),
    c.MessageWaitingChanged: ("physical_device_feature", "messageWaiting"),
    c.BackInService: ("maintenance", "backInService"),
    c.OutOfService: ("maintenance", "outOfService"),
}
"""Where a monitor's filter names the event of each change; also the list of events that this face can send."""
