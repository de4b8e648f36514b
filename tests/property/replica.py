"""A client that knows a line only by its changes, as an application over CSTA does."""

from __future__ import annotations

from ctibridge.model import changes as c
from ctibridge.model.parties import Cause, Party
from ctibridge.model.states import ConnectionState as S
from ctibridge.model.views import LineSnapshot

TAKEN = {Cause.CALL_PICKUP, Cause.PARK}  # the line comes into a call without having been rung


def device(party: Party) -> str:
    return party.line or party.number or ("restricted" if party.restricted else "unknown")


class Replica:
    """The line's calls, each as the devices in it with their states; the line's own device is `me`."""

    def __init__(self, line: str) -> None:
        self.line = line
        self.calls: dict[str, dict[str, S]] = {}

    def see(self, change: c.Change) -> None:
        if not isinstance(change, c.CallChange):
            return
        assert change.line == self.line
        call = change.view.call
        match change:
            case c.ServiceInitiated() | c.Originated():
                self._devices(call)[self.line] = change.view.state
            case c.Delivered() if device(change.subject) == self.line:
                self._devices(call).update({self.line: S.ALERTING, device(change.view.calling): S.CONNECTED})
            case c.Delivered():
                self._known(call)[device(change.subject)] = S.ALERTING
            case c.Established() if device(change.subject) == self.line and change.cause in TAKEN:
                self._devices(call).update({self.line: S.CONNECTED, device(change.view.calling): S.CONNECTED})
            case c.NetworkReached() | c.Established() | c.Retrieved():
                self._known(call)[device(change.subject)] = S.CONNECTED
            case c.Queued():
                self._known(call)[device(change.subject)] = S.QUEUED
            case c.Held():
                self._known(call)[device(change.subject)] = S.HOLD
            case c.Failed():
                self.calls[call] = {self.line: S.FAIL}
            case c.ConnectionCleared() | c.Diverted():
                self._leave(call, device(change.subject))
            case c.Transferred():
                self._transferred(change)
            case c.Conferenced():
                self._moved(change)

    def _devices(self, call: str) -> dict[str, S]:
        return self.calls.setdefault(call, {})

    def _known(self, call: str) -> dict[str, S]:
        assert call in self.calls, f"{self.line}: a change of call {call}, which was never told of or is over"
        return self.calls[call]

    def _leave(self, call: str, who: str) -> None:
        devices = self._known(call)
        assert who in devices, f"{self.line}: {who} leaves call {call} without having been told of, or twice"
        del devices[who]
        if who == self.line:
            del self.calls[call]

    def _transferred(self, change: c.Transferred) -> None:
        if device(change.transferring) != self.line:
            self._moved(change)
            return
        for old in {change.primary_old, change.secondary_old} - {None}:
            self._known(old)
            del self.calls[old]

    def _moved(self, change: c.Transferred | c.Conferenced) -> None:
        own = change.view.state
        known: dict[str, S] = {}
        for old in {change.primary_old, change.secondary_old} - {None}:
            known.update(self._known(old))
            del self.calls[old]
        moved = {device(item.party): known.get(device(item.party), S.CONNECTED) for item in change.moved}
        if isinstance(change, c.Conferenced):
            moved[device(change.conferencing)] = S.CONNECTED  # who makes a conference is in it, also when he held
        self.calls[change.view.call] = moved | {self.line: own}

    def view(self) -> set[tuple[str, frozenset[tuple[str, str]]]]:
        return {(call, frozenset(devices.items())) for call, devices in self.calls.items()}


def view_of(snapshot: LineSnapshot) -> set[tuple[str, frozenset[tuple[str, str]]]]:
    """The same form, from the book's snapshot."""
    return {
        (
            view.call,
            frozenset({(snapshot.line, view.state)} | {(device(other.party), other.state) for other in view.others}),
        )
        for view in snapshot.connections
    }
