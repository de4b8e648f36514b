"""The calls of one line by their numbers, and how to find the one that somebody means."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ctibridge.errors import UnknownCall
from ctibridge.model import changes as c
from ctibridge.model.ids import CONFERENCE, CallId, ConnectionId
from ctibridge.model.states import Standing
from ctibridge.servers.tapi.call import TapiCall
from ctibridge.servers.tapi.features import possible, standing_of


class CallTable:
    """The calls that are not over, and how many there are of each kind.

    Conferences count once, without their members.
    """

    def __init__(self) -> None:
        self._calls: dict[int, TapiCall] = {}
        self._standings: dict[int, Standing] = {}
        self._kinds: dict[Standing, dict[int, TapiCall]] = {}

    def add(self, call: TapiCall) -> TapiCall:
        """One more."""
        self._calls[call.number] = call
        return call

    def remove(self, call: TapiCall) -> None:
        """It is over."""
        self._calls.pop(call.number, None)
        self.note(call)

    def note(self, call: TapiCall) -> None:
        """A call may be of another kind than it was."""
        before = self._standings.pop(call.number, None)
        now = standing_of(call) if call in self and call.parent is None else None
        if now is not None:
            self._standings[call.number] = now
        if before == now:
            return
        if before is not None:
            del self._kinds[before][call.number]
            if not self._kinds[before]:
                del self._kinds[before]
        if now is not None:
            self._kinds.setdefault(now, {})[call.number] = call

    @property
    def kinds(self) -> frozenset[Standing]:
        """Of what there is any."""
        return frozenset(self._kinds)

    def affected(self, before: frozenset[Standing], now: frozenset[Standing]) -> list[TapiCall]:
        """The calls with which other things can be done now, because of other calls."""
        kinds = [kind for kind in self._kinds if possible(kind, before) != possible(kind, now)]
        return [call for kind in kinds for call in self._kinds[kind].values()]

    def get(self, number: int | None) -> TapiCall:
        """The call with this number.

        Raises:
            UnknownCall: there is none, or it is over.
        """
        call = self._calls.get(number or 0)
        if call is None:
            raise UnknownCall(f"no call {number}")
        return call

    def has(self, number: int) -> bool:
        """Whether there is a call with this number."""
        return number in self._calls

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

    def part_in(self, call: CallId) -> TapiCall | None:
        """The line's part in this call, which may be its conference."""
        conference = self.conference
        is_conference = conference is not None and _call_of(conference) == call
        return conference if is_conference else self.by_call((call,))

    def by_half(self, half: ConnectionId) -> TapiCall | None:
        """The call that is this part, also inside a conference."""
        return next((call for call in self._calls.values() if call.half == half and call.members is None), None)

    @property
    def conferences(self) -> list[TapiCall]:
        """The conferences, also those that the platform has not yet."""
        return [call for kind, calls in self._kinds.items() if kind.conference for call in calls.values()]

    @property
    def conference(self) -> TapiCall | None:
        """The line's conference that the platform has too."""
        return next((call for call in self.conferences if call.is_real_conference), None)

    def __contains__(self, call: TapiCall) -> bool:
        return self._calls.get(call.number) is call

    def __iter__(self) -> Iterator[TapiCall]:
        return iter(tuple(self._calls.values()))


def _call_of(call: TapiCall) -> CallId | None:
    return call.view.call if call.view is not None else call.call
