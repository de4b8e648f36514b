"""Step 6 of the event path: a change of the call model as the event of a monitor (csta.md section 7). Pure."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from ctibridge.model import changes as c
from ctibridge.model.parties import Party
from ctibridge.model.services import Service, services_permitted
from ctibridge.model.states import ConnectionState
from ctibridge.model.views import ConnectionView
from ctibridge.servers.csta.devices import Devices
from ctibridge.wire.csta import events as e
from ctibridge.wire.csta.types import (
    NOT_KNOWN,
    ConnectionListItem,
    DeviceID,
    Event,
    Extensions,
    ServicesPermitted,
    private,
)
from ctibridge.wire.markup.binding import Tree

PRIVATE_NAMESPACE = "urn:ctibridge:csta:private:1"
_ASSOCIATED_SERVICES = frozenset({Service.GENERATE_DIGITS})


class EventTranslator:
    """Makes events for monitors.

    Args:
        devices: How devices are named.
        names: Whether the parties' names travel as private data.
    """

    def __init__(self, devices: Devices, *, names: bool) -> None:
        self._devices, self._names = devices, names

    def event_from_change(self, change: c.Change, cross_ref: str) -> Event | None:
        """The event that tells a monitor of `change`; None when CSTA has none."""
        make = _EVENTS.get(type(change))
        return make(self, change, cross_ref) if make is not None else None

    # The pieces that several events have

    def _local(self, change: c.CallChange, cross_ref: str) -> dict[str, Any]:
        view = change.view
        return {
            "monitor_cross_ref_id": cross_ref,
            "local_connection_info": view.state,
            "cause": change.cause,
            "services_permitted": permitted(view.state, view.beside),
            "extensions": self._private(view),
        }

    def _parties(self, view: ConnectionView) -> dict[str, Any]:
        devices = self._devices
        return {
            "calling_device": devices.extended(view.calling),
            "called_device": devices.extended(view.called),
            "last_redirection_device": devices.redirection(view.last_redirection),
        }

    def _associated(self, view: ConnectionView) -> dict[str, Any]:
        """Mandatory for external calls; BroadWorks has no names for trunks."""
        if not view.external:
            return {}
        return {"associated_called_device" if view.outgoing else "associated_calling_device": NOT_KNOWN}

    def _private(self, view: ConnectionView) -> Extensions | None:
        if not self._names:
            return None
        named = [(role, party.name) for role, party in (("callingName", view.calling), ("calledName", view.called))]
        items = tuple(Tree(f"{{{PRIVATE_NAMESPACE}}}{role}", text) for role, text in named if text)
        return private(*items) if items else None

    # One for each change

    def _service_initiated(self, change: c.ServiceInitiated, cross_ref: str) -> Event:
        view, own = change.view, _own(change)
        return e.ServiceInitiatedEvent(
            initiated_connection=self._devices.connection(view.call, own),
            initiating_device=self._devices.extended(own),
            called_device=self._devices.extended(view.called),
            **self._local(change, cross_ref),
        )

    def _originated(self, change: c.Originated, cross_ref: str) -> Event:
        view, own = change.view, _own(change)
        return e.OriginatedEvent(
            originated_connection=self._devices.connection(view.call, own),
            calling_device=self._devices.extended(own),
            called_device=self._devices.extended(view.called),
            **self._associated(view),
            **self._local(change, cross_ref),
        )

    def _network_reached(self, change: c.NetworkReached, cross_ref: str) -> Event:
        return e.NetworkReachedEvent(
            outbound_connection=self._devices.connection(change.view.call, change.subject),
            network_interface_used=NOT_KNOWN,
            **self._parties(change.view),
            **self._local(change, cross_ref),
        )

    def _delivered(self, change: c.Delivered, cross_ref: str) -> Event:
        return e.DeliveredEvent(
            connection=self._devices.connection(change.view.call, change.subject),
            alerting_device=self._devices.extended(change.subject),
            **self._parties(change.view),
            **self._associated(change.view),
            **self._local(change, cross_ref),
        )

    def _established(self, change: c.Established, cross_ref: str) -> Event:
        return e.EstablishedEvent(
            established_connection=self._devices.connection(change.view.call, change.subject),
            answering_device=self._devices.extended(change.subject),
            **self._parties(change.view),
            **self._associated(change.view),
            **self._local(change, cross_ref),
        )

    def _held(self, change: c.Held, cross_ref: str) -> Event:
        return e.HeldEvent(
            held_connection=self._devices.connection(change.view.call, change.subject),
            holding_device=self._devices.extended(change.subject),
            **self._local(change, cross_ref),
        )

    def _retrieved(self, change: c.Retrieved, cross_ref: str) -> Event:
        return e.RetrievedEvent(
            retrieved_connection=self._devices.connection(change.view.call, change.subject),
            retrieving_device=self._devices.extended(change.subject),
            **self._local(change, cross_ref),
        )

    def _failed(self, change: c.Failed, cross_ref: str) -> Event:
        return e.FailedEvent(
            failed_connection=self._devices.connection(change.view.call, _own(change)),
            failing_device=self._devices.extended(change.subject),
            **self._parties(change.view),
            **self._associated(change.view),
            **self._local(change, cross_ref),
        )

    def _connection_cleared(self, change: c.ConnectionCleared, cross_ref: str) -> Event:
        return e.ConnectionClearedEvent(
            dropped_connection=self._devices.connection(change.view.call, change.subject),
            releasing_device=self._devices.extended(change.subject),
            **self._local(change, cross_ref),
        )

    def _diverted(self, change: c.Diverted, cross_ref: str) -> Event:
        return e.DivertedEvent(
            connection=self._devices.connection(change.view.call, change.subject),
            diverting_device=self._devices.extended(change.subject),
            new_destination=self._devices.extended(change.destination),
            **self._parties(change.view),
            **self._associated(change.view),
            **self._local(change, cross_ref),
        )

    def _transferred(self, change: c.Transferred, cross_ref: str) -> Event:
        devices, who = self._devices, change.transferring
        second = change.secondary_old
        return e.TransferedEvent(
            primary_old_call=devices.connection(change.primary_old, who),
            secondary_old_call=devices.connection(second, who) if second is not None else None,
            transferring_device=devices.extended(who),
            transferred_to_device=devices.extended(change.transferred_to),
            transferred_connections=self._moved(change.moved),
            **self._local(change, cross_ref),
        )

    def _conferenced(self, change: c.Conferenced, cross_ref: str) -> Event:
        devices, who = self._devices, change.conferencing
        second = change.secondary_old
        return e.ConferencedEvent(
            primary_old_call=devices.connection(change.primary_old, who),
            secondary_old_call=devices.connection(second, who) if second is not None else None,
            conferencing_device=devices.extended(who),
            added_party=devices.extended(change.added),
            conference_connections=self._moved(change.moved),
            **self._local(change, cross_ref),
        )

    def _moved(self, moved: tuple[c.Moved, ...]) -> tuple[ConnectionListItem, ...]:
        devices = self._devices
        return tuple(
            ConnectionListItem(
                new_connection=devices.connection(item.new_call, item.party),
                old_connection=devices.connection(item.old_call, item.party) if item.old_call is not None else None,
                endpoint=devices.endpoint(item.party),
            )
            for item in moved
        )

    def _call_information(self, change: c.CallInformation, cross_ref: str) -> Event:
        view = change.view
        return e.CallInformationEvent(
            monitor_cross_ref_id=cross_ref,
            connection=self._devices.connection(view.call, _own(change)),
            device=self._devices.extended(_own(change)),
            calling_device=self._devices.extended(view.calling),
            services_permitted=permitted(view.state, view.beside),
            extensions=self._private(view),
        )

    def _do_not_disturb(self, change: c.DoNotDisturbChanged, cross_ref: str) -> Event:
        device = self._devices.extended(_own(change))
        return e.DoNotDisturbEvent(monitor_cross_ref_id=cross_ref, device=device, do_not_disturb_on=change.active)

    def _forwarding(self, change: c.ForwardingChanged, cross_ref: str) -> Event:
        forwarding = change.forwarding
        return e.ForwardingEvent(
            monitor_cross_ref_id=cross_ref,
            device=self._devices.extended(_own(change)),
            forwarding_type=forwarding.kind,
            forward_status=forwarding.active,
            forward_to=DeviceID(forwarding.to) if forwarding.to else None,
            ring_count=forwarding.ring_count or None,  # CSTA counts from 1
        )

    def _back_in_service(self, change: c.BackInService, cross_ref: str) -> Event:
        return e.BackInServiceEvent(monitor_cross_ref_id=cross_ref, device=self._devices.extended(_own(change)))

    def _out_of_service(self, change: c.OutOfService, cross_ref: str) -> Event:
        return e.OutOfServiceEvent(monitor_cross_ref_id=cross_ref, device=self._devices.extended(_own(change)))


@cache
def _line_party(line: str) -> Party:
    return Party(line=line)  # type: ignore[arg-type]  # a LineId is a str to the cache


def _own(change: c.Change) -> Party:
    return _line_party(change.line)


@cache
def permitted(state: ConnectionState, beside: tuple[ConnectionState, ...]) -> ServicesPermitted:
    """The services that a connection allows, in CSTA's two groups."""
    services = services_permitted(state, beside)
    return ServicesPermitted(
        call_control_services=frozenset(services - _ASSOCIATED_SERVICES),
        call_associated_services=frozenset(services & _ASSOCIATED_SERVICES),
    )


Make = Callable[[EventTranslator, Any, str], Event]

_EVENTS: dict[type, Make] = {
    c.ServiceInitiated: EventTranslator._service_initiated,  # noqa: SLF001  its own table
    c.Originated: EventTranslator._originated,  # noqa: SLF001
    c.NetworkReached: EventTranslator._network_reached,  # noqa: SLF001
    c.Delivered: EventTranslator._delivered,  # noqa: SLF001
    c.Established: EventTranslator._established,  # noqa: SLF001
    c.Held: EventTranslator._held,  # noqa: SLF001
    c.Retrieved: EventTranslator._retrieved,  # noqa: SLF001
    c.Failed: EventTranslator._failed,  # noqa: SLF001
    c.ConnectionCleared: EventTranslator._connection_cleared,  # noqa: SLF001
    c.Diverted: EventTranslator._diverted,  # noqa: SLF001
    c.Transferred: EventTranslator._transferred,  # noqa: SLF001
    c.Conferenced: EventTranslator._conferenced,  # noqa: SLF001
    c.CallInformation: EventTranslator._call_information,  # noqa: SLF001
    c.DoNotDisturbChanged: EventTranslator._do_not_disturb,  # noqa: SLF001
    c.ForwardingChanged: EventTranslator._forwarding,  # noqa: SLF001
    c.BackInService: EventTranslator._back_in_service,  # noqa: SLF001
    c.OutOfService: EventTranslator._out_of_service,  # noqa: SLF001
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
    c.Diverted: ("callcontrol", "diverted"),
    c.Transferred: ("callcontrol", "transferred"),
    c.Conferenced: ("callcontrol", "conferenced"),
    c.CallInformation: ("call_associated", "callInformation"),
    c.DoNotDisturbChanged: ("logical_device_feature", "doNotDisturb"),
    c.ForwardingChanged: ("logical_device_feature", "forwarding"),
    c.BackInService: ("maintenance", "backInService"),
    c.OutOfService: ("maintenance", "outOfService"),
}
"""Where a monitor's filter names the event of each change; also the list of events that this face can send."""
