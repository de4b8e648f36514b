"""A call as a whole, from what its lines are told: each thing once, whoever tells it, in whatever order."""

from __future__ import annotations

from ctibridge.hub.call_monitors import CallMonitor, CallMonitorTable
from ctibridge.model import changes as c
from ctibridge.model.ids import CallId
from ctibridge.model.parties import Cause
from ctibridge.model.reports import Occasion, Side
from ctibridge.model.states import ConnectionState as S
from tests.unit.model.bench import ANNA, BERT, CARLA, OUTSIDE, Bench, told


class Followers(Bench):
    """A bench whose calls can be followed; `news` is what was told, with the line that told it."""

    def __init__(self) -> None:
        self.table = CallMonitorTable()
        self.news: list[str] = []
        self.gone: list[CallMonitor] = []
        super().__init__()

    def apply(self, report):
        changes = self.book.apply(report)
        self.gone += self.table.deliver(changes, self.book.has_call)
        return [told(change) for change in changes]

    def follow(self, call: str) -> None:
        snapshot = self.book.call(CallId(call))
        assert snapshot is not None
        self.table.start(snapshot, self.deliver, lambda: self.news.append("over"))

    def wait(self) -> list[str]:
        """The little while goes by; returns the last news."""
        for monitor in self.gone:
            self.table.settle(monitor, self.book.has_call)
        self.gone.clear()
        return self.news

    def deliver(self, change) -> None:
        self.news.append("CallCleared" if isinstance(change, c.CallCleared) else told(change))


def talking() -> tuple[Followers, object, object]:
    bench = Followers()
    a, b = bench.call(ANNA, BERT)
    a.originated(), b.received(), b.answered(), a.answered()
    bench.follow("1:1")
    return bench, a, b


def test_what_both_lines_are_told_is_passed_on_once_by_the_line_that_did_it():
    bench, a, b = talking()
    a.held(), b.remote_held(), a.retrieved(), b.retrieved()
    assert ["a: Held a hold/normal", "a: Retrieved a connected/normal"] == bench.news


def test_the_other_line_may_be_told_first_or_much_later():
    bench, a, b = talking()
    b.remote_held(), a.held(), a.retrieved(), a.held(), b.retrieved(), b.remote_held()
    assert ["Held", "Retrieved", "Held"] == [item.split()[1] for item in bench.news]
    assert {"a:"} == {item.split()[0] for item in bench.news}


def test_a_call_is_over_when_nobody_of_ours_is_left_in_it():
    bench, a, b = talking()
    a.released()
    assert ["a: ConnectionCleared a null/normalClearing"] == bench.news
    b.released(Side.REMOTE)
    assert ["b: ConnectionCleared b null/normalClearing", "CallCleared", "over"] == bench.wait()[1:]
    assert 0 == len(bench.table)


def test_a_call_with_a_party_outside_is_told_from_the_one_line_in_it():
    bench = Followers()
    half = bench.half(ANNA, OUTSIDE, "1:1", outgoing=True)
    half.originated()
    bench.follow("1:1")
    half.answered(), half.released(Side.REMOTE)
    assert [
        "a: Established +4989999 connected/networkSignal",
        "a: ConnectionCleared +4989999 connected/normalClearing",
        "a: ConnectionCleared a null/normalClearing",
        "CallCleared",
        "over",
    ] == bench.wait()


def test_either_call_is_followed_through_a_transfer_to_the_end_of_the_resulting_one():
    for followed in ("1:1", "2:1"):
        bench, a, b = talking()
        bench.news.clear()
        a.held(), b.remote_held()
        d, e = bench.call(ANNA, CARLA, "2:1")
        d.originated(), e.received(), e.answered(), d.answered()
        bench.table = CallMonitorTable()
        bench.news.clear()
        bench.follow(followed)
        bench.redirect_both(ANNA, a.facts(S.NULL), d.facts(S.NULL))
        assert ["a: Transferred a>c 1:1+2:1 [b:1:1>2:1 c:2:1>2:1] null/transfer"] == bench.news
        b.tracking, b.far, e.far = "2:1", CARLA, BERT
        b.report(S.CONNECTED, S.CONNECTED, Occasion.TRANSFER), e.report(S.CONNECTED, S.CONNECTED, Occasion.TRANSFER)
        a.released(), d.released()
        assert 1 == len(bench.news), "the parties are told of what the transferring line has told"
        b.released(), e.released(Side.REMOTE)
        assert [
            "b: ConnectionCleared b null/normalClearing",
            "c: ConnectionCleared c null/normalClearing",
            "CallCleared",
            "over",
        ] == bench.wait()[1:]


def test_a_call_that_goes_on_elsewhere_is_over_for_us_and_not_cleared():
    bench = Followers()
    half = bench.half(ANNA, OUTSIDE, "1:1", outgoing=False)
    half.received()
    bench.follow("1:1")
    half.redirected(OUTSIDE, Cause.CALL_FORWARD_NO_ANSWER)
    assert ["a: Diverted a>+4989999 null/callForwardNoAnswer", "over"] == bench.wait()


def test_a_call_that_was_sent_to_another_line_of_ours_is_followed_there():
    bench = Followers()
    half = bench.half(ANNA, OUTSIDE, "1:1", outgoing=False)
    half.received()
    bench.follow("1:1")
    half.redirected(BERT)
    there = bench.half(BERT, OUTSIDE, "1:1", outgoing=False)
    there.received()
    assert 1 == len(bench.gone)
    assert "over" not in bench.wait(), "it is there again"
    there.released(Side.REMOTE)
    assert ["a: Diverted a>b null/redirected", "b: Delivered b alerting/newCall"] == bench.news[:2]
    assert ["CallCleared", "over"] == bench.wait()[-2:]


def test_a_call_that_comes_back_to_the_line_that_sent_it_is_the_same_call():
    bench = Followers()
    half = bench.half(ANNA, OUTSIDE, "1:1", outgoing=False)
    half.received(), half.answered()
    bench.follow("1:1")
    half.redirected(BERT)
    there = bench.half(BERT, OUTSIDE, "1:1", outgoing=False)
    there.received(), there.released()
    back = bench.half(ANNA, OUTSIDE, "1:1", outgoing=False, recall=True)
    back.received()
    assert ["Transferred", "Delivered", "ConnectionCleared", "Delivered"] == [item.split()[1] for item in bench.wait()]


def test_a_parked_call_is_followed_and_ends_without_a_word():
    bench = Followers()
    half = bench.half(ANNA, OUTSIDE, "1:1", outgoing=False)
    half.received(), half.answered()
    bench.follow("1:1")
    parked = c.Diverted(
        ANNA.line, bench.book.snapshot(ANNA.line).connections[0], Cause.PARK, subject=ANNA, destination=BERT
    )
    assert [] == bench.table.deliver([parked], lambda _call: True)
    assert ["a: Diverted a>b connected/park"] == bench.news
    (gone,) = bench.table.deliver([], lambda _call: False)
    bench.table.settle(gone, lambda _call: False)
    bench.table.settle(gone, lambda _call: False)
    assert ["CallCleared", "over"] == bench.news[1:], "once"


def test_a_conference_is_told_once_and_takes_the_added_call_in():
    bench, a, b = talking()
    a.held(), b.remote_held()
    d, e = bench.call(ANNA, CARLA, "2:1")
    d.originated(), e.received(), e.answered(), d.answered()
    bench.follow("2:1")
    bench.news.clear()
    bench.table.stop(1)
    bench.conference(ANNA, a, d)
    assert ["Conferenced"] == [item.split()[1] for item in bench.news]
    bench.news.clear()
    e.released(), d.released(Side.REMOTE), a.released(), b.released(Side.REMOTE)
    bench.wait()
    assert ["c: ConnectionCleared c null/normalClearing"] == bench.news[:1]
    assert ["CallCleared", "over"] == bench.news[-2:]
    cleared = [item.split()[2] for item in bench.news if "ConnectionCleared" in item]
    assert sorted(cleared) == ["a", "b", "c"], "each once"


def test_other_calls_of_the_same_lines_are_not_told():
    bench, a, _ = talking()
    bench.news.clear()
    d, e = bench.call(ANNA, CARLA, "2:1")
    d.originated(), e.received(), d.released(), e.released(Side.REMOTE)
    assert [] == bench.news
    assert 1 == len(bench.table)


def test_what_nobody_follows_costs_nothing_and_a_stopped_monitor_hears_nothing():
    bench, a, b = talking()
    bench.table.stop(1)
    bench.table.stop(1)
    a.released(), b.released(Side.REMOTE)
    assert [] == bench.news


def test_a_line_that_is_reported_in_full_ends_the_call_as_well():
    bench, a, b = talking()
    bench.resync(ANNA), bench.resync(BERT)
    assert ["CallCleared", "over"] == bench.wait()[-2:]
