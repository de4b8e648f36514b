"""Who wants to hear of the system's state, and of which values not (ECMA-269, system registration)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from ctibridge.errors import InvalidValue
from ctibridge.wire.csta import system

_FOR_NOTHING = frozenset({"systemStatus"})  # what a registration is for when it does not say


@dataclass(frozen=True, slots=True)
class Registration:
    """What a registration is for, and the states of the system that it does not want to hear of."""

    types: frozenset[str]
    hidden: frozenset[str]


class Registrations:
    """The registrations of one session."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._all: dict[str, Registration] = {}

    def register(self, request: system.SystemRegister) -> system.SystemRegisterResponse:
        """Begins a registration."""
        number = str(next(self._numbers))
        self._all[number] = Registration(
            request.request_types or _FOR_NOTHING, request.requested_status_filter or frozenset()
        )
        return system.SystemRegisterResponse(
            sys_stat_register_id=number, actual_status_filter=request.requested_status_filter
        )

    def change_filter(self, request: system.ChangeSysStatFilter) -> system.ChangeSysStatFilterResponse:
        """Changes what a registration does not want to hear of.

        Raises:
            InvalidValue: there is no such registration.
        """
        before = self._find(request.sys_stat_register_id)
        wanted = request.requested_status_filter
        self._all[request.sys_stat_register_id] = Registration(before.types, wanted)
        return system.ChangeSysStatFilterResponse(actual_status_filter=wanted)

    def cancel(self, request: system.SystemRegisterCancel) -> system.SystemRegisterCancelResponse:
        """Ends a registration.

        Raises:
            InvalidValue: there is no such registration.
        """
        self._find(request.sys_stat_register_id)
        del self._all[request.sys_stat_register_id]
        return system.SystemRegisterCancelResponse()

    def _find(self, number: str) -> Registration:
        found = self._all.get(number)
        if found is None:
            raise InvalidValue(f"there is no registration {number}")
        return found

    def for_type(self, name: str) -> list[str]:
        """The registrations for one kind of news."""
        return [number for number, registration in self._all.items() if name in registration.types]

    def for_status(self, status: system.SystemStatusValue) -> list[str]:
        """The registrations that want to hear that the system is in this state."""
        return [number for number in self.for_type("systemStatus") if status not in self._all[number].hidden]

    def __len__(self) -> int:
        return len(self._all)
