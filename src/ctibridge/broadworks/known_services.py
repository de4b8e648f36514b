"""Whose services somebody has been told of or has asked for: those are kept right when events may have been lost. Pure.

For a collection of users the platform sends no initial state (XSI 4.2.4.2), and to ask for four services of each line
would be four times the requests of all calls. Nobody's picture is wrong who never had one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ctibridge.broadworks.resync import WatchedService
from ctibridge.broadworks.settings import SERVICE_NAMES
from ctibridge.broadworks.translate_services import PACKAGES, UNTOLD
from ctibridge.model import commands as k
from ctibridge.model.ids import LineId
from ctibridge.wire.xsi import events as e
from ctibridge.wire.xsi.channels import EventPackage

PACKAGE_OF_EVENT: dict[type, str] = {
    e.DoNotDisturbEvent: EventPackage.DO_NOT_DISTURB,
    e.CallForwardingAlwaysEvent: EventPackage.CALL_FORWARDING_ALWAYS,
    e.CallForwardingBusyEvent: EventPackage.CALL_FORWARDING_BUSY,
    e.CallForwardingNoAnswerEvent: EventPackage.CALL_FORWARDING_NO_ANSWER,
    e.VoiceMailMessageSummaryEvent: EventPackage.VOICE_MAIL_MESSAGE_SUMMARY,
    e.CallWaitingEvent: EventPackage.CALL_WAITING,
    e.RemoteOfficeEvent: EventPackage.REMOTE_OFFICE,
    e.BroadWorksAnywhereEvent: EventPackage.BROADWORKS_ANYWHERE,
    e.HotelingGuestEvent: EventPackage.HOTELING_GUEST,
}

PACKAGES_OF_QUESTION: dict[type, tuple[str, ...]] = {
    k.GetDoNotDisturb: (EventPackage.DO_NOT_DISTURB,),
    k.GetMessageWaitingIndicator: (EventPackage.VOICE_MAIL_MESSAGE_SUMMARY,),
    k.GetForwarding: tuple(package for package in SERVICE_NAMES if package != EventPackage.DO_NOT_DISTURB),
}


def _packages_of(command: k.Command) -> tuple[str, ...]:
    match command:
        case k.GetServices(kinds=kinds):
            return tuple(PACKAGES[kind] for kind in kinds)
        case k.SetService(kind=kind):
            return (PACKAGES[kind],)
        case _:
            return PACKAGES_OF_QUESTION.get(type(command), ())


def learned(command: k.Command, result: k.Result) -> k.Command:
    """The command without the services of which nothing could be learned: there is no use in asking for them again."""
    if not isinstance(command, k.GetServices) or not isinstance(result, k.ServiceStates):
        return command
    return replace(command, kinds=tuple(state.kind for state in result.states if state.unknown is None))


class KnownServices:
    """The services of lines that matter to somebody."""

    def __init__(self) -> None:
        self._known: dict[str, dict[LineId, None]] = {}

    def told(self, line: LineId, event: type) -> WatchedService | None:
        """An event came; the service that it is about, if it is about one."""
        package = PACKAGE_OF_EVENT.get(event)
        if package is None:
            return None
        self._known.setdefault(package, {})[line] = None
        return WatchedService(line, package)

    def asked(self, command: k.Command) -> list[WatchedService]:
        """A client asked or set; the services that had not mattered before, and what no event will tell."""
        new = []
        for package in _packages_of(command):
            lines = self._known.setdefault(package, {})
            if command.line not in lines or (package == UNTOLD and isinstance(command, k.SetService)):
                lines[command.line] = None
                new.append(WatchedService(command.line, package))
        return new

    @property
    def packages(self) -> tuple[str, ...]:
        """Those of which something is known."""
        return tuple(self._known)

    def has(self, package: str, line: LineId) -> bool:
        """Whether a service of a line matters to somebody."""
        return line in self._known.get(package, {})

    def of(self, package: str, line: LineId | None = None) -> Iterator[WatchedService]:
        """What is known of a package, of one line or of all."""
        lines = self._known.get(package, {})
        return (WatchedService(each, package) for each in tuple(lines) if line in {None, each})

    def forget(self, lines: set[LineId]) -> None:
        """These lines are no more."""
        for known in self._known.values():
            for line in lines & known.keys():
                del known[line]
