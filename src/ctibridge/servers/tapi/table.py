"""The calls of one line by their numbers, and how to find the one that somebody means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from ctibridge.errors import UnknownCall
from ctibridge.model import changes as c
from ctibridge.model.ids import CONFERENCE, CallId, ConnectionId
from ctibridge.model.states import Standing
from ctibridge.servers.tapi.call import TapiCall
from ctibridge.servers.tapi.features import Beside, standing_of


@dataclass(frozen=True, slots=True)
class Situation:
    """What the features of each call depend on beside the call itself.

    Args:
        standings: How many calls there are of each kind; conferences count once, without their members.
    """

    standings: Counter[Standing]

    @property
    def kinds(self) -> frozenset[Standing]:
        """Of what there is any."""
        return frozenset(self.standings)

    def beside(self, call: TapiCall) -> Beside:
        """The line's other calls."""
        return tuple(self.standings - Counter(_standings((call.parent or call,))))


class CallTable:
    """The calls that are not over."""

    def __init__(self) -> None:
        self._calls: dict[int, TapiCall] = {}

    def add(self, call: TapiCall) -> TapiCall:
        """One more."""
        self._calls[call.number] = call
        return call

    def remove(self, call: TapiCall) -> None:
        """It is over."""
        self._calls.pop(call.number, None)

    def get(self, number: int | None) -> TapiCall:
        """The call with this number.

        Raises:
            UnknownCall: there is none, or it is over.
        """
        call = self._calls.get(number or 0)
        if call is None:
            raise UnknownCall(f"no call {number}")
        return call

    def find(self, change: c.CallControlChange) -> TapiCall | None:
        """The call that a change is about: by the line's part in it, else by the identifier, which outlives a part."""
        view = change.view
        if view.connection == CONFERENCE and (conference := self.conference) is not None:
            return conference
        halves = {view.connection, *(other.connection for other in view.others)}
        found = next((call for call in self._calls.values() if call.half in halves), None)
        if found is not None:
            return found
        olds = {view.call}
        if isinstance(change, c.Transferred | c.Conferenced):
            olds.add(change.primary_old)
        return self.by_call(olds)

    def by_call(self, ids: Collection[CallId]) -> TapiCall | None:
        """The line's part in one of these calls; members of a conference have none of their own."""
        for call in self._calls.values():
            in_conference = call.parent is not None and call.parent.is_real_conference
            if call.half is not None and not in_conference and _call_of(call) in ids:
                return call
        return None

    def by_half(self, half: ConnectionId) -> TapiCall | None:
        """The call that is this part, also inside a conference."""
        return next((call for call in self._calls.values() if call.half == half and call.members is None), None)

    @property
    def conferences(self) -> list[TapiCall]:
        """The conferences, also those that the platform has not yet."""
        return [call for call in self._calls.values() if call.members is not None]

    @property
    def conference(self) -> TapiCall | None:
        """The line's conference that the platform has too."""
        return next((call for call in self.conferences if call.is_real_conference), None)

    def situation(self) -> Situation:
        """How many calls there are of which kind."""
        return Situation(Counter(_standings(call for call in self._calls.values() if call.parent is None)))

    def __contains__(self, call: TapiCall) -> bool:
        return self._calls.get(call.number) is call

    def __iter__(self) -> Iterator[TapiCall]:
        return iter(tuple(self._calls.values()))


def _standings(calls: Iterable[TapiCall]) -> list[Standing]:
    return [standing for call in calls if (standing := standing_of(call)) is not None]


def _call_of(call: TapiCall) -> CallId | None:
    return call.view.call if call.view is not None else call.call
