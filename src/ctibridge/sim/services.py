"""The services of a user that act on calls: their state, how a PUT changes it, what an arriving call meets.

A PUT changes what it mentions; an empty number takes the number away (3.5.3).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ctibridge.errors import InvalidDestination
from ctibridge.sim.people import User
from ctibridge.wire.xsi import events
from ctibridge.wire.xsi.calls import Address
from ctibridge.wire.xsi.channels import EventPackage
from ctibridge.wire.xsi.services import (
    CallForwardingAlways,
    CallForwardingBusy,
    CallForwardingNoAnswer,
    CallForwardingNotReachable,
    CallWaiting,
    DoNotDisturb,
)

MOST_RINGS = 20

Forwarding = CallForwardingAlways | CallForwardingBusy | CallForwardingNoAnswer | CallForwardingNotReachable
Service = DoNotDisturb | Forwarding | CallWaiting


@dataclass(frozen=True, slots=True)
class ServiceKind:
    """One service: its name in lists of services, its name in addresses, its event and its package, if it has them."""

    label: str
    resource: str
    structure: type[Service]
    event: type[events.ServiceEvent] | None = None
    package: EventPackage | None = None

    def report(self, state: Service) -> Iterator[events.ServiceEvent]:
        """The event that tells a state of this service; nothing when there is none."""
        event: Any = self.event  # each event class holds its own service's structure
        if event is not None:
            yield event(info=state)


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
}


class ServiceStates:
    """The services of all users. Users who changed nothing take no room."""

    def __init__(self) -> None:
        self._states: dict[tuple[str, type[Service]], Service] = {}

    def get(self, user: User, structure: type[Service]) -> Service:
        """The state of one service, every element of it filled in but for a number that there is none of."""
        return self._states.get((user.user_id, structure), _INITIAL[structure])

    def change(self, user: User, wish: Service) -> Service:
        """The state after a PUT of `wish`.

        Raises:
            InvalidDestination: an active forwarding without a number, or a number of rings that there is not.
        """
        state = _merged(self.get(user, type(wish)), wish)
        _check(state)
        self._states[user.user_id, type(wish)] = state
        return state

    def forwarding(self, user: User, structure: type[Forwarding]) -> str | None:
        """Where an active forwarding leads; None when it is not active."""
        state = self.get(user, structure)
        if isinstance(state, DoNotDisturb | CallWaiting) or not state.active or state.forward_to_phone_number is None:
            return None
        return state.forward_to_phone_number.value

    def rings(self, user: User) -> int:
        """The rings before Call Forwarding No Answer acts."""
        state = self.get(user, CallForwardingNoAnswer)
        return (state.number_of_rings or 0) if isinstance(state, CallForwardingNoAnswer) else 0

    def is_active(self, user: User, structure: type[Service]) -> bool:
        """Whether a service is on."""
        return bool(self.get(user, structure).active)


def _merged(state: Service, wish: Service) -> Service:
    given = {field.name: getattr(wish, field.name) for field in dataclasses.fields(wish)}
    changes: dict[str, Any] = {name: _value(value) for name, value in given.items() if value is not None}
    return dataclasses.replace(state, **changes)


def _value(value: object) -> object:
    return None if isinstance(value, Address) and not value.value else value


def _check(state: Service) -> None:
    if isinstance(state, DoNotDisturb | CallWaiting):
        return
    if state.active and state.forward_to_phone_number is None:
        raise InvalidDestination("a forwarding needs a number before it can be active")
    if isinstance(state, CallForwardingNoAnswer) and not _rings_allowed(state.number_of_rings):
        raise InvalidDestination(f"numberOfRings is 0 or 2 to {MOST_RINGS}, not {state.number_of_rings}")


def _rings_allowed(rings: int | None) -> bool:
    return rings is None or rings == 0 or 1 < rings <= MOST_RINGS
