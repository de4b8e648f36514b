"""Whatever people do with their telephones, a TAPI application is told of every call as it is."""

from __future__ import annotations

from itertools import count

from hypothesis import given, settings

from ctibridge.broadworks.translate_events import report_from_event
from ctibridge.hub.directory import LineDirectory
from ctibridge.model import changes as c
from ctibridge.model.callbook import CallBook
from ctibridge.model.ids import LineId
from ctibridge.servers.tapi.calls import LineCalls
from ctibridge.servers.tapi.people import People
from ctibridge.servers.tapi.teller import FIRST_OF_OURS
from ctibridge.wire.xsi.events import SubscriptionEvent
from tests.property.test_sim_calls import perform, steps
from tests.sim.tapi.recomputed import check_that_all_was_told
from tests.unit.sim.bench import SYSTEM
from tests.unit.sim.platform import Platform

PEOPLE = People(LineDirectory())


class Lines:
    """The calls of all lines, and what their applications are told."""

    def __init__(self) -> None:
        self._book, self._numbers = CallBook(), count(FIRST_OF_OURS)
        self._calls: dict[LineId, LineCalls] = {}

    def take(self, event: SubscriptionEvent) -> None:
        report = report_from_event(event)
        for change in self._book.apply(report) if report is not None else ():
            if isinstance(change, c.CallChange):
                self.on(change.line).apply(change)

    def on(self, line: LineId) -> LineCalls:
        return self._calls.setdefault(line, LineCalls(1, PEOPLE, lambda: next(self._numbers)))

    def check(self) -> None:
        for calls in self._calls.values():
            calls.settle()
            check_that_all_was_told(calls, 1, PEOPLE)


@given(steps)
@settings(max_examples=150, deadline=None)
def test_what_was_told_is_what_would_be_told_anew(story):
    platform, lines = Platform(), Lines()
    platform.knobs.event_timeout_s = 1e9
    channel = platform.channel(account=SYSTEM, expires=2147483647)
    platform.subscribe("system", account=SYSTEM, expires=2147483647)
    for step in story:
        perform(platform, step)
        for event in platform.take(channel):
            assert isinstance(event, SubscriptionEvent)
            lines.take(event)
        lines.check()
