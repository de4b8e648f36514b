"""Followed calls under whatever a switch may say: nobody leaves twice, and every monitor ends once, with its call."""

from __future__ import annotations

from collections import Counter

from hypothesis import settings

from ctibridge.hub.call_monitors import CallMonitor, CallMonitorTable
from ctibridge.model import changes as c
from ctibridge.model.followed import calls_of
from ctibridge.model.reports import LineReported, ParkReported
from tests.property.replica import device
from tests.property.test_callbook import LINES, Switch

LEFT = (c.ConnectionCleared, c.Diverted)


class Follower:
    """What one monitor of a call was told."""

    def __init__(self) -> None:
        self.gone: set[str] = set()
        self.over = False

    def deliver(self, change: c.CallControlChange | c.CallCleared) -> None:
        assert not self.over, change
        if isinstance(change, LEFT):
            who = device(change.subject)
            assert who not in self.gone, f"{who} leaves twice"
            self.gone.add(who)
        elif isinstance(change, c.Transferred | c.Conferenced):
            self.gone -= {device(item.party) for item in change.moved}
        elif not isinstance(change, c.CallCleared | c.CallInformation):
            self.gone.discard(device(getattr(change, "subject", None) or change.view.calling))
            self.gone.discard(change.line)

    def end(self) -> None:
        assert not self.over
        self.over = True


class FollowingSwitch(Switch):
    """Every call is followed from the first that is told of it."""

    def __init__(self):
        super().__init__()
        self.table, self.followers, self.counts = CallMonitorTable(), {}, Counter()

    def apply(self, report):
        self.last, self.told = report, self.book.apply(report)
        gone = self.table.deliver(self.told, self.book.has_call)
        for monitor in gone:
            self.table.settle(monitor, self.book.has_call)
        for change in self.told:
            for call in calls_of(change) if isinstance(change, c.CallChange) else ():
                self.follow(call)

    def follow(self, call):
        follower, snapshot = self.followers.get(call), self.book.call(call)
        if snapshot is None or (follower is not None and not follower.over):
            return
        self.followers[call] = follower = Follower()
        monitor: CallMonitor = self.table.start(snapshot, follower.deliver, follower.end)
        self.counts[monitor.id] += 1

    def a_client_that_replays_the_changes_has_the_books_view(self):
        """Is tried elsewhere."""

    def teardown(self):
        for line in LINES:
            self.apply(LineReported(line, self.event(), ()))
            self.apply(ParkReported(line, self.event(), None))
        assert 0 == len(self.table)
        assert all(follower.over for follower in self.followers.values())
        assert set(self.counts.values()) <= {1}


TestFollowed = FollowingSwitch.TestCase
TestFollowed.settings = settings(max_examples=100, stateful_step_count=25, deadline=None, report_multiple_bugs=False)
