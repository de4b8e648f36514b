"""Which events belong to which package (4.4), and which packages users have here.

Advanced Call reports calls before the called user's services act; the lesser packages only what reaches a telephone.
"""

from __future__ import annotations

from enum import Enum, auto

from ctibridge.sim.services import KINDS
from ctibridge.wire.xsi import events as e
from ctibridge.wire.xsi.channels import EventPackage


class Audience(Enum):
    """Which call packages an event is for."""

    ALL = auto()
    ADVANCED = auto()
    LESSER = auto()  # Standard and Basic Call


_BASIC: frozenset[type] = frozenset(
    {
        e.CallOriginatingEvent,
        e.CallOriginatedEvent,
        e.CallCollectingEvent,
        e.CallReceivedEvent,
        e.CallAnsweredEvent,
        e.CallReleasingEvent,
        e.CallReleasedEvent,
        e.CallSubscriptionEvent,
        e.CallSubscriptionResyncEvent,
        e.HookStatusEvent,
    }
)
_ONLY_ADVANCED: frozenset[type] = frozenset({e.CallRedirectedEvent, e.CallDetachedEvent})
_CALLS: frozenset[type] = frozenset(
    {*e.CallEvent.__subclasses__(), *e.ConferenceEvent.__subclasses__(), e.CallRecordingStoppedEvent, *_BASIC}
)

EVENTS: dict[str, frozenset[type]] = {
    EventPackage.BASIC_CALL: _BASIC,
    EventPackage.STANDARD_CALL: _CALLS - _ONLY_ADVANCED,
    EventPackage.ADVANCED_CALL: _CALLS | _ONLY_ADVANCED,
    EventPackage.VOICE_MAIL_MESSAGE_SUMMARY: frozenset({e.VoiceMailMessageSummaryEvent}),
    EventPackage.CALL_PARK: frozenset({e.CallParkedAgainstEvent}),
    **{kind.package: frozenset({kind.event}) for kind in KINDS.values() if kind.package and kind.event},
}
"""The packages whose events happen here."""

CALL_PACKAGES = (EventPackage.BASIC_CALL, EventPackage.STANDARD_CALL, EventPackage.ADVANCED_CALL)

SILENT = frozenset(
    {
        "Call Transfer",
        "CommPilot Express",
        "Last Number Redial",
        "N-Way Call",
        "Sequential Ring",
        "Simultaneous Ring Personal",
        "Three-Way Call",
        "Voice Messaging",
    }
)
"""Packages that may be subscribed to, and of which nothing is ever reported. Others need services nobody has here."""


def is_known(package: str) -> bool:
    """Whether this package can be subscribed to."""
    return package in EVENTS or package in SILENT


def reports(package: str, event: type, audience: Audience) -> bool:
    """Whether a package reports this event."""
    if event not in EVENTS.get(package, ()):
        return False
    if audience is Audience.ALL or package not in CALL_PACKAGES:
        return True
    return (package == EventPackage.ADVANCED_CALL) is (audience is Audience.ADVANCED)
