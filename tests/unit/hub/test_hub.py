"""The hub: reports to monitors, commands to the right provider."""

from contextlib import nullcontext

import pytest

from ctibridge.errors import LineUnavailable, UnknownLine, WrongState
from ctibridge.hub.directory import LinesChanged
from ctibridge.hub.hub import DOUBT_S, Hub, ProviderStatus
from ctibridge.model import changes as c
from ctibridge.model import commands as k
from ctibridge.model import reports as r
from ctibridge.model.health import Evidence, HealthState, Trouble, Who
from ctibridge.model.lines import Line
from ctibridge.model.states import ConnectionState as S
from tests.unit.model.bench import ANNA, BERT, TROUBLE, Bench

LINES = (Line("a", "a", "+4930551", "1"), Line("b", "b", "+4930552", "2"))


class Provider:
    name = "p"
    refuses = False

    def __init__(self):
        self.commands, self.suspects, self.watched_lines = [], [], []

    def serves(self, line):
        return line in {"a", "b"}

    def suspect(self, line):
        self.suspects.append(line)

    def watched(self, line):
        self.watched_lines.append(line)

    async def execute(self, command):
        self.commands.append(command)
        if self.refuses:
            raise WrongState("not now")
        return k.Accepted()


@pytest.fixture
def provider():
    return Provider()


@pytest.fixture
def hub(provider):
    hub = Hub()
    hub.add_provider(provider)
    hub.on_report(r.LinesRead("p", LINES))
    hub.on_report(r.ProviderUp("p"))
    return hub


def watch(hub, line):
    told = []
    monitor = hub.monitor(line, lambda number, change: told.append((number, type(change).__name__)))
    return monitor, told


def report(bench, half, state, far=None):
    return r.CallReported(half.owner.line, bench.event(), r.Occasion.PROGRESS, half.facts(state, far))


def test_a_change_reaches_every_monitor_of_its_line_and_no_other(hub):
    bench = Bench()
    a, b = bench.call(ANNA, BERT)
    (first, one), (second, two), (_, other) = watch(hub, "a"), watch(hub, "a"), watch(hub, "b")
    hub.on_report(report(bench, a, "connected"))
    assert [(first.id, "Originated")] == one
    assert [(second.id, "Originated")] == two
    assert [] == other


def test_the_provider_hears_that_a_line_is_watched(hub, provider):
    watch(hub, "a")
    assert ["a"] == provider.watched_lines


def test_what_is_watched_is_more_urgent_than_what_is_not_and_calls_more_than_none(hub):
    bench = Bench()
    a, b = bench.call(ANNA, BERT)
    watch(hub, "b")
    hub.on_report(report(bench, a, "connected"))
    assert [2, 1, 0] == [hub.urgency(line) for line in ("b", "a", "c")]
    watch(hub, "a")
    assert 3 == hub.urgency("a")


def test_a_stopped_monitor_is_told_nothing(hub):
    bench = Bench()
    a, b = bench.call(ANNA, BERT)
    monitor, told = watch(hub, "a")
    hub.stop_monitor(monitor.id)
    hub.stop_monitor(monitor.id)
    hub.on_report(report(bench, a, "connected"))
    assert [] == told


def test_time_is_kept_for_a_call_in_doubt(provider):
    waits = []
    hub = Hub(later=lambda seconds, what: waits.append((seconds, what)))
    hub.add_provider(provider)
    bench = Bench()
    a, second = bench.call(ANNA, BERT), bench.half(BERT, ANNA, "2:1", outgoing=False)
    _, told = watch(hub, "b")
    hub.on_report(report(bench, a[1], S.ALERTING))
    hub.on_report(report(bench, second, S.ALERTING))
    assert [DOUBT_S] == [seconds for seconds, _ in waits]
    assert ["Delivered"] == [kind for _, kind in told]
    waits[0][1]()
    assert ["Delivered", "Delivered"] == [kind for _, kind in told]


async def test_a_command_goes_to_the_provider_of_its_line(hub, provider):
    assert k.Accepted() == await hub.execute(k.HoldCall("a", "h"))
    assert [k.HoldCall("a", "h")] == provider.commands
    with pytest.raises(UnknownLine):
        await hub.execute(k.HoldCall("z", "h"))


@pytest.mark.parametrize(("refuses", "cause"), [(False, "consultation"), (True, "normal")])
async def test_a_command_leaves_its_cause_to_what_follows_unless_it_is_refused(hub, provider, refuses, cause):
    bench = Bench()
    a, _ = bench.call(ANNA, BERT)
    hub.on_report(report(bench, a, "connected", "connected"))
    provider.refuses = refuses
    with pytest.raises(WrongState) if refuses else nullcontext():
        await hub.execute(k.ConsultationCall("a", a.id, "103"))
    causes = []
    hub.monitor("a", lambda _, change: causes.append(change.cause))
    hub.on_report(report(bench, a, "hold"))
    assert [cause] == causes


async def test_no_command_goes_out_while_the_platform_is_not_reached(hub, provider):
    hub.on_report(r.ProviderDown("p", "connection refused"))
    with pytest.raises(LineUnavailable, match="connection refused"):
        await hub.execute(k.HoldCall("a", "h"))
    assert [] == provider.commands


def test_news_of_providers_and_lines_is_announced_once(hub):
    news = []
    stop = hub.listen(news.append)
    hub.on_report(r.ProviderUp("p"))
    hub.on_report(r.ProviderDown("p", "gone"))
    hub.on_report(r.ProviderDown("p", "still gone"))
    hub.on_report(r.LinesRead("p", LINES[:1]))
    stop()
    hub.on_report(r.LinesRead("p", LINES))
    down = ProviderStatus("p", up=False, reason="gone")
    assert [down, LinesChanged(frozenset(), frozenset({"b"}))] == news
    assert (ProviderStatus("p", up=False, reason="still gone"),) == hub.status


def test_a_line_that_goes_takes_its_calls_along(hub):
    bench = Bench()
    a, b = bench.call(ANNA, BERT)
    _, told = watch(hub, "a")
    hub.on_report(report(bench, a, "connected"))
    hub.on_report(r.LinesRead("p", LINES[1:]))
    assert ["Originated", "ConnectionCleared"] == [kind for _, kind in told]


def test_a_suspect_line_is_fetched_anew_and_no_client_hears_of_it(hub, provider):
    bench = Bench()
    a, b = bench.call(ANNA, BERT)
    _, told = watch(hub, "b")
    hub.on_report(report(bench, b, "connected", "connected"))
    assert ["b"] == provider.suspects
    assert "LineSuspect" not in [kind for _, kind in told]


def test_a_snapshot_shows_the_line_and_its_call(hub):
    bench = Bench()
    a, b = bench.call(ANNA, BERT)
    hub.on_report(r.LineUp("a"))
    hub.on_report(report(bench, a, "connected", "connected"))
    snapshot = hub.snapshot("a")
    assert (True, "connected", "1:1") == (
        snapshot.in_service, snapshot.connections[0].state, snapshot.connections[0].call,
    )  # fmt: skip
    assert ["a", "b"] == [member.party.line for member in hub.call("1:1").members]
    assert hub.call("9:9") is None
    assert () == hub.snapshot("nobody").connections


def test_changes_name_their_line():
    assert all("line" in change.__dataclass_fields__ for change in c.Change.__args__)


def test_a_line_shows_what_the_last_try_to_reach_its_platform_showed(hub):
    kind = HealthState.NOT_CONNECTED
    first, last = (
        Trouble(kind, Evidence(text), Who.ADMINISTRATOR, wait_s) for text, wait_s in (("one", 0), ("two", 60))
    )
    hub.on_report(r.ProviderDown("p", "one", first))
    hub.on_report(r.LineDown("a", first))
    hub.on_report(r.ProviderDown("p", "two", last))
    health = hub.health("a")
    assert (kind, Evidence("two")) == (health.state, health.evidence)
    assert health.retry_at > health.since + 59
    hub.on_report(r.LineDown("b", TROUBLE))
    assert TROUBLE.evidence == hub.health("b").evidence
