"""One line that the telephony service has open: its state and its calls, and what the TSP was told of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ctibridge.model import changes as c
from ctibridge.model.ids import MonitorId
from ctibridge.model.views import LineSnapshot
from ctibridge.servers.tapi.calls import LineCalls
from ctibridge.servers.tapi.line import LineState, with_news
from ctibridge.servers.tapi.people import People
from ctibridge.wire.tapi import messages as m


class Watch:
    """An open line.

    Args:
        state: What is known of the line.
        people: How parties are shown.
        next_number: Gives numbers for calls.
    """

    def __init__(self, state: LineState, people: People, next_number: Callable[[], int]) -> None:
        self.state, self._people = state, people
        self.calls = LineCalls(state.number, people, next_number)
        self.monitor: MonitorId | None = None
        self.is_closed = False
        self._told = state.message(people)

    def opened(self, snapshot: LineSnapshot) -> Iterator[m.Message]:
        """The line is open: what there is."""
        yield self._told
        yield m.Opened(line=self.state.number)
        self.calls.opened(snapshot.connections)
        yield from self.settled()

    def changed(self, change: c.Change) -> Iterator[m.Message]:
        """What has to be told because of a change."""
        if isinstance(change, c.CallChange):
            self.calls.apply(change)
            yield from self.calls.take()
            return
        feature = self.state.apply(change)
        if feature is not None:
            yield feature

    def settled(self) -> Iterator[m.Message]:
        """What is left to be told when nothing more happened at the same moment."""
        self.calls.settle()
        yield from self.calls.take()
        now = self.state.message(self._people, self.calls)
        if now != self._told:
            before, self._told = self._told, now
            yield with_news(before, now)
