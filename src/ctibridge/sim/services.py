"""The services of a user: who has them, their state, how a PUT changes it, what an arriving call meets.

A PUT changes what it mentions; an empty number takes the number away (3.5.3).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ctibridge.errors import InvalidDestination, Rejected
from ctibridge.sim.people import User
from ctibridge.wire.xsi import events
from ctibridge.wire.xsi.calls import Address
from ctibridge.wire.xsi.channels import EventPackage
from ctibridge.wire.xsi.services import (
    AnywhereLocation,
    BroadWorksAnywhere,
    BroadWorksAnywhereLocation,
    CallForwardingAlways,
    CallForwardingBusy,
    CallForwardingNoAnswer,
    CallForwardingNotReachable,
    CallWaiting,
    DoNotDisturb,
    HotelingGuest,
    RemoteOffice,
)

VOICE_MAIL = "VoiceMessaging"  # its state is under calls
MOST_RINGS = 20

Forwarding = CallForwardingAlways | CallForwardingBusy | CallForwardingNoAnswer | CallForwardingNotReachable
Service = DoNotDisturb | Forwarding | CallWaiting | RemoteOffice | BroadWorksAnywhere | HotelingGuest


@dataclass(frozen=True, slots=True)
class ServiceKind:
    """One service: its name in lists of services, its name in addresses, its event and its package, if it has them."""

    label: str
    resource: str
    structure: type[Service]
    event: type[events.ServiceEvent] | None = None
    package: EventPackage | None = None

    def report(self, state: Service | None) -> Iterator[events.ServiceEvent]:
        """The event that tells a state of this service, or that the user has it no more; nothing when there is none."""
        event: Any = self.event  # each event class holds its own service's structure
        if event is not None:
            yield event(info=state, unassigned=state is None)


KINDS: dict[str, ServiceKind] = {
    kind.resource.lower(): kind
    for kind in (
        ServiceKind(
            "Call Forwarding Always",
            "CallForwardingAlways",
            CallForwardingAlways,
            events.CallForwardingAlwaysEvent,
            EventPackage.CALL_FORWARDING_ALWAYS,
        ),
        ServiceKind(
            "Call Forwarding Busy",
            "CallForwardingBusy",
            CallForwardingBusy,
            events.CallForwardingBusyEvent,
            EventPackage.CALL_FORWARDING_BUSY,
        ),
        ServiceKind(
            "Call Forwarding No Answer",
            "CallForwardingNoAnswer",
            CallForwardingNoAnswer,
            events.CallForwardingNoAnswerEvent,
            EventPackage.CALL_FORWARDING_NO_ANSWER,
        ),
        # Neither the specification nor the schema has an event for it.
        ServiceKind("Call Forwarding Not Reachable", "CallForwardingNotReachable", CallForwardingNotReachable),
        ServiceKind("Call Waiting", "CallWaiting", CallWaiting, events.CallWaitingEvent, EventPackage.CALL_WAITING),
        ServiceKind(
            "Do Not Disturb", "DoNotDisturb", DoNotDisturb, events.DoNotDisturbEvent, EventPackage.DO_NOT_DISTURB
        ),
        ServiceKind(
            "Remote Office", "RemoteOffice", RemoteOffice, events.RemoteOfficeEvent, EventPackage.REMOTE_OFFICE
        ),
        ServiceKind(
            "BroadWorks Anywhere",
            "BroadWorksAnywhere",
            BroadWorksAnywhere,
            events.BroadWorksAnywhereEvent,
            EventPackage.BROADWORKS_ANYWHERE,
        ),
        ServiceKind(
            "Hoteling Guest", "HotelingGuest", HotelingGuest, events.HotelingGuestEvent, EventPackage.HOTELING_GUEST
        ),
    )
}
BY_PACKAGE = {kind.package: kind for kind in KINDS.values() if kind.package is not None}

_INITIAL: dict[type[Service], Service] = {
    CallForwardingAlways: CallForwardingAlways(active=False, ring_splash=False),
    CallForwardingBusy: CallForwardingBusy(active=False),
    CallForwardingNoAnswer: CallForwardingNoAnswer(active=False, number_of_rings=3),
    CallForwardingNotReachable: CallForwardingNotReachable(active=False),
    CallWaiting: CallWaiting(active=True),
    DoNotDisturb: DoNotDisturb(active=False, ring_splash=False),
    RemoteOffice: RemoteOffice(active=False),
    BroadWorksAnywhere: BroadWorksAnywhere(
        alert_all_locations_for_click_to_dial_calls=False, alert_all_locations_for_group_paging_calls=False
    ),
    HotelingGuest: HotelingGuest(active=False, enable_association_limit=False),
}


class ServiceStates:
    """The services of all users. Users who changed nothing take no room."""

    def __init__(self) -> None:
        self._states: dict[tuple[str, type[Service]], Service] = {}
        self._assigned: dict[tuple[str, str], bool] = {}

    def has(self, user: User, resource: str) -> bool:
        """Whether the user has the service of this name in addresses."""
        return self._assigned.get((user.user_id, resource), resource not in user.lacks)

    def assign(self, user: User, resource: str, *, assigned: bool) -> None:
        """Gives a user a service, or takes it away."""
        self._assigned[user.user_id, resource] = assigned

    def report(self, user: User, kind: ServiceKind) -> Iterator[events.ServiceEvent]:
        """The event that tells how a service of a user is now, if there is one."""
        return kind.report(self.get(user, kind.structure) if self.has(user, kind.resource) else None)

    def get(self, user: User, structure: type[Service]) -> Service:
        """The state of one service, every element of it filled in but for a number that there is none of."""
        return self._states.get((user.user_id, structure), _INITIAL[structure])

    def change(self, user: User, wish: Service) -> Service:
        """The state after a PUT of `wish`.

        Raises:
            InvalidDestination: an active forwarding without a number, or a number of rings that there is not.
        """
        if isinstance(wish, BroadWorksAnywhere) and not wish.locations:  # none mentioned
            wish = dataclasses.replace(wish, locations=self.anywhere(user).locations)
        state = _merged(self.get(user, type(wish)), wish)
        _check(state)
        self._states[user.user_id, type(wish)] = state
        return state

    def anywhere(self, user: User) -> BroadWorksAnywhere:
        """The user's BroadWorks Anywhere."""
        state = self.get(user, BroadWorksAnywhere)
        return state if isinstance(state, BroadWorksAnywhere) else BroadWorksAnywhere()

    def location(self, user: User, number: str) -> AnywhereLocation:
        """A location of BroadWorks Anywhere.

        Raises:
            Rejected: 404, there is none with this number.
        """
        for location in self.anywhere(user).locations:
            if _digits(location.phone_number.value) == _digits(number):
                return location
        raise Rejected(404, f"{user.user_id} has no location {number}")

    def add_location(self, user: User, wish: BroadWorksAnywhereLocation) -> None:
        """A further location.

        Raises:
            InvalidDestination: without a number, or with one that is there already.
        """
        known = self.anywhere(user)
        digits = _digits(wish.phone_number or "")
        if not digits or any(_digits(each.phone_number.value) == digits for each in known.locations):
            raise InvalidDestination(f"{wish.phone_number or 'no number'} cannot be a location more")
        new = _changed(AnywhereLocation(phone_number=Address(value=f"tel:+{digits}"), active=False), wish)
        self._put_locations(user, (*known.locations, new))

    def change_location(self, user: User, number: str, wish: BroadWorksAnywhereLocation | None) -> None:
        """A location after a PUT of `wish`; None takes it away.

        Raises:
            Rejected: 404, there is none with this number.
        """
        old = self.location(user, number)
        new = () if wish is None else (_changed(old, wish),)
        locations = self.anywhere(user).locations
        place = locations.index(old)
        self._put_locations(user, (*locations[:place], *new, *locations[place + 1 :]))

    def _put_locations(self, user: User, locations: tuple[AnywhereLocation, ...]) -> None:
        key = (user.user_id, BroadWorksAnywhere)
        self._states[key] = dataclasses.replace(self.anywhere(user), locations=locations)

    def forwarding(self, user: User, structure: type[Forwarding]) -> str | None:
        """Where an active forwarding leads; None when it is not active."""
        state = self.get(user, structure)
        address = getattr(state, "forward_to_phone_number", None)
        return address.value if self.is_active(user, structure) and address is not None else None

    def remote_office(self, user: User) -> str | None:
        """The number where a user works whose Remote Office is on."""
        state = self.get(user, RemoteOffice)
        number = getattr(state, "remote_office_number", None)
        return number.value.removeprefix("tel:") if self.is_active(user, RemoteOffice) and number is not None else None

    def rings(self, user: User) -> int:
        """The rings before Call Forwarding No Answer acts."""
        state = self.get(user, CallForwardingNoAnswer)
        return (state.number_of_rings or 0) if isinstance(state, CallForwardingNoAnswer) else 0

    def is_active(self, user: User, structure: type[Service]) -> bool:
        """Whether a service is on; one that the user does not have is off."""
        state = self.get(user, structure)
        if isinstance(state, BroadWorksAnywhere):
            return any(location.active for location in state.locations)
        return bool(state.active) and self.has(user, structure.__name__)


def _merged(state: Service, wish: Service) -> Service:
    given = {field.name: getattr(wish, field.name) for field in dataclasses.fields(wish)}
    changes: dict[str, Any] = {name: _value(value) for name, value in given.items() if value is not None}
    return dataclasses.replace(state, **changes)


def _value(value: object) -> object:
    empty = value == "" or (isinstance(value, Address) and not value.value)
    return None if empty else value


def _changed(location: AnywhereLocation, wish: BroadWorksAnywhereLocation) -> AnywhereLocation:
    number, description = wish.phone_number, wish.description
    return AnywhereLocation(
        phone_number=Address(value=f"tel:+{_digits(number)}") if number else location.phone_number,
        active=location.active if wish.active is None else wish.active,
        description=location.description if description is None else description or None,
    )


def _digits(number: str) -> str:
    return "".join(filter(str.isdigit, number.partition(";")[0]))


_NUMBERS = ("forward_to_phone_number", "remote_office_number")


def _check(state: Service) -> None:
    needed = [name for name in _NUMBERS if hasattr(state, name)]
    if getattr(state, "active", False) and any(getattr(state, name) is None for name in needed):
        raise InvalidDestination("the service needs a number before it can be active")
    if isinstance(state, CallForwardingNoAnswer) and not _rings_allowed(state.number_of_rings):
        raise InvalidDestination(f"numberOfRings is 0 or 2 to {MOST_RINGS}, not {state.number_of_rings}")


def _rings_allowed(rings: int | None) -> bool:
    return rings is None or rings == 0 or 1 < rings <= MOST_RINGS
