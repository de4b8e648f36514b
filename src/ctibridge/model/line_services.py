"""The services of a line, such as Remote Office: one shape for the state of any of them.

Services on calls are in `services.py`. What CSTA has services and events of its own for, Do Not Disturb and the three
forwardings, is told by those; read and set they can be in this shape too.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ServiceKind(StrEnum):
    """The services. The values are their names in private data and, with hyphens, on the command line."""

    DO_NOT_DISTURB = "doNotDisturb"
    FORWARDING_ALWAYS = "forwardingAlways"
    FORWARDING_BUSY = "forwardingBusy"
    FORWARDING_NO_ANSWER = "forwardingNoAnswer"
    FORWARDING_NOT_REACHABLE = "forwardingNotReachable"
    REMOTE_OFFICE = "remoteOffice"
    VOICE_MAIL = "voiceMail"
    CALL_WAITING = "callWaiting"
    ANYWHERE = "anywhere"
    HOTELING_GUEST = "hotelingGuest"


LEADS_ELSEWHERE = frozenset(
    {
        ServiceKind.FORWARDING_ALWAYS,
        ServiceKind.FORWARDING_BUSY,
        ServiceKind.FORWARDING_NO_ANSWER,
        ServiceKind.FORWARDING_NOT_REACHABLE,
        ServiceKind.REMOTE_OFFICE,
        ServiceKind.ANYWHERE,
        ServiceKind.HOTELING_GUEST,
    }
)
"""Services that have a `to`."""


@dataclass(frozen=True, slots=True)
class Location:
    """A number where the line's calls ring too."""

    number: str
    active: bool
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Messages:
    """How many voice messages are in the box. Whether urgent ones are among the others is not published."""

    new: int = 0
    old: int = 0
    new_urgent: int = 0
    old_urgent: int = 0

    @property
    def are_waiting(self) -> bool:
        """Whether the lamp is lit: there are messages that nobody has listened to."""
        return bool(self.new or self.new_urgent)


@dataclass(frozen=True, slots=True)
class ServiceState:
    """One service of a line at one moment.

    Args:
        kind: The service.
        available: The line has it; if not, nothing else is said.
        active: It is on; None for what cannot be switched.
        to: Where calls go: a number, for Hoteling Guest the host's user id.
        ring_count: When a forwarding on no answer acts.
        locations: Those of Anywhere.
        messages: Those of voice mail.
        unknown: Why nothing is known of the service; then nothing else is said.
        shown: `to` as clients are to see it (decision 22); None: as it is.
    """

    kind: ServiceKind
    available: bool = True
    active: bool | None = None
    to: str | None = None
    ring_count: int | None = None
    locations: tuple[Location, ...] = ()
    messages: Messages | None = None
    unknown: str | None = None
    shown: str | None = None

    @property
    def is_usual(self) -> bool:
        """Whether it is as people expect who have not heard of it: off, without messages; Call Waiting is on."""
        if self.messages is not None:
            return self.messages == Messages()
        return not self.available or bool(self.active) is (self.kind is ServiceKind.CALL_WAITING)
