"""Failover: under load one server after the other is killed, drained, blackholed and slowed, then all are killed.

What a CSTA client was told is compared with what the platform did (`failing_platform`): each change by user, event,
call and state, the first of a kind with the first. A change without partner is lost. An event without one was told
twice if such a change was due at all; else it follows from a loss: a call that ends while it rings, of which nobody was
told that it was answered. What is due is taken from the switch, before any channel. Steps that a snapshot leaves out
show as lost, too: `wrong` says whether the truth is shown at the end.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from statistics import quantiles
from typing import Any

from bench import failing_platform, recovery, witness
from bench.effort import Effort
from bench.failing_platform import Key
from bench.processes import Child
from bench.table import Figure, Goal, Sample
from ctibridge.broadworks.settings import DnsSettings
from ctibridge.sim.populations import many

QUESTION = "failover"
KINDS = ("killed", "drained", "blackholed", "slowed")
PAUSE_GOAL_S, LOSS_GOAL_S = 1.0, 5.0
TALK_S = 3.0
REQUESTS_PER_S = 500.0  # as in `recovery`
LOOK_AGAIN_S = 0.1
CALM_S = 30.0  # calls end by themselves within it; a change that is still to be told is told
_PATIENCE_S = 120.0

Timed = tuple[float, Key]


@dataclass(frozen=True, slots=True)
class Trial:
    """One server, one fault: from when on, until when it lasted, and until when its consequences are counted."""

    how: str
    began: float
    over: float
    until: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it; times in seconds.

    Args:
        lost: Changes of which nobody was told.
        twice: Events that were told more often than they were due.
        other: Events that were never due, but follow from what is lost.
        pause_s: The longest time without any event.
        delays_s: From each change to its event.
    """

    lost: int
    twice: int
    other: int
    pause_s: float
    delays_s: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Everything about one connection: trials with outcomes, the calm before, and the loss of all servers.

    Args:
        trials: One for each server and fault.
        calm: As long without a fault.
        back_s: From the servers' return to the next event.
        known_s: From the servers' return until the calls of all lines were known.
        wrong: Lines that show another number of calls than they have, at the end.
    """

    trials: tuple[tuple[Trial, Outcome], ...]
    calm: Outcome
    back_s: float
    known_s: float
    wrong: int


def measure(effort: Effort) -> list[Figure]:
    """Lost and doubled changes, pauses and recovery, over XSI and over CTI."""
    return [figure for cti in (False, True) for figure in _figures(effort, cti=cti)]


def _figures(effort: Effort, *, cti: bool) -> list[Figure]:
    found = run(effort, cti=cti)
    name = "CTI" if cti else "XSI"
    how = (
        f"{effort.failing:,} lines, {effort.servers} servers, {effort.call_rate} calls/s, each fault {effort.fault_s} s"
    )
    calm = found.calm
    figures = [
        Figure(QUESTION, f"{name}, nothing fails: longest pause", "s", Sample.of([calm.pause_s]), notes=(how,)),
        Figure(QUESTION, f"{name}, nothing fails: lost or twice", "changes", Sample.of([calm.lost + calm.twice])),
    ]
    for kind in KINDS:
        figures += _of_kind(f"{name}, {kind}", [outcome for trial, outcome in found.trials if trial.how == kind])
    return [
        *figures,
        Figure(QUESTION, f"{name}, all killed: events again", "s", Sample.of([found.back_s]), None, _most(LOSS_GOAL_S)),
        Figure(QUESTION, f"{name}, all killed: all known", "s", Sample.of([found.known_s])),
        Figure(QUESTION, f"{name}, at the end: wrong lines", "lines", Sample.of([found.wrong]), None, _most(0)),
    ]


def _of_kind(what: str, outcomes: Sequence[Outcome]) -> list[Figure]:
    delays = [quantiles(each.delays_s, n=100)[98] if len(each.delays_s) > 1 else 0.0 for each in outcomes]
    latest = [max(each.delays_s, default=0.0) for each in outcomes]
    return [
        Figure(QUESTION, f"{what}: lost", "changes", Sample.of(each.lost for each in outcomes), None, _most(0)),
        Figure(QUESTION, f"{what}: told twice", "events", Sample.of(each.twice for each in outcomes), None, _most(0)),
        Figure(QUESTION, f"{what}: told otherwise", "events", Sample.of(each.other for each in outcomes)),
        Figure(
            QUESTION,
            f"{what}: longest pause",
            "s",
            Sample.of(each.pause_s for each in outcomes),
            None,
            _most(PAUSE_GOAL_S),
        ),
        Figure(QUESTION, f"{what}: delay of an event, p99", "s", Sample.of(delays)),
        Figure(QUESTION, f"{what}: of the latest", "s", Sample.of(latest)),
    ]


def _most(limit: float) -> Goal:
    return Goal(limit, at_most=True)


def run(effort: Effort, *, cti: bool, kinds: Sequence[str] = KINDS) -> Run:
    """These faults at all servers, one after the other."""
    with ExitStack() as stack:
        platform = stack.enter_context(Child(failing_platform.main, effort.failing, effort.servers, cti))
        url, beside, names = platform.ask("start")
        changes = {"dns": DnsSettings(servers=(names,)), "side_url": beside if cti else None}
        middle = stack.enter_context(Child(recovery.gateway_main, url, REQUESTS_PER_S, changes))
        port = middle.ask("start")
        client = stack.enter_context(Child(witness.main, port))
        client.ask("monitor", [user.user_id for user in many(effort.failing).users])
        _until_channels(platform, effort.servers)
        client.tell("watch")
        return _Course(platform, middle, client, effort).run(kinds)


def _until_channels(platform: Child, servers: int) -> None:
    start = time.monotonic()
    while platform.ask("channels") < servers:
        if time.monotonic() - start > _PATIENCE_S:
            raise TimeoutError(f"there are {platform.ask('channels')} channels, not {servers}")
        time.sleep(LOOK_AGAIN_S)


class _Course:
    """What happens, in its order."""

    def __init__(self, platform: Child, middle: Child, client: Child, effort: Effort) -> None:
        self._platform, self._middle, self._client, self._effort = platform, middle, client, effort

    def run(self, kinds: Sequence[str]) -> Run:
        self._platform.ask("load", self._effort.call_rate, TALK_S)
        time.sleep(TALK_S)
        calm = self._calm()
        trials = [self._trial(how, index) for how in kinds for index in range(self._effort.servers)]
        due, told = self._platform.ask("due"), self._told()
        back, known_s = self._lose_all()
        back_s = next((at for at, _ in self._told() if at > back), float("inf")) - back
        wrong = self._wrong()
        outcomes = outcomes_of([calm, *trials], due, told)
        return Run(tuple(zip(trials, outcomes[1:], strict=True)), outcomes[0], back_s, known_s, wrong)

    def _calm(self) -> Trial:
        began = time.monotonic()
        time.sleep(self._effort.fault_s)
        over = time.monotonic()
        return Trial("nothing", began, over, over)

    def _trial(self, how: str, index: int) -> Trial:
        began = self._platform.ask("disturb", how, index)
        time.sleep(self._effort.fault_s)
        over = self._platform.ask("restore", index)
        _until_channels(self._platform, self._effort.servers)
        time.sleep(self._effort.settle_s)
        return Trial(how, began, over, time.monotonic())

    def _lose_all(self) -> tuple[float, float]:
        """When all servers were back, and how long it took until all lines were known."""
        for index in range(self._effort.servers):
            self._platform.ask("disturb", "killed", index)
        time.sleep(self._effort.fault_s)
        back: float = min([self._platform.ask("restore", index) for index in range(self._effort.servers)])
        _until_channels(self._platform, 1)
        known_s: float = self._middle.ask("known") - back
        time.sleep(self._effort.settle_s)
        return back, known_s

    def _wrong(self) -> int:
        """Lines about which the client stays wrong when no call begins any more."""
        self._platform.ask("load", 0.0, TALK_S)
        start = time.monotonic()
        while (wrong := self._differing()) and time.monotonic() - start < CALM_S:
            time.sleep(LOOK_AGAIN_S)
        return wrong

    def _differing(self) -> int:
        truth, shown = self._platform.ask("calls"), self._asked("calls")
        return sum(truth.get(user, 0) != shown.get(user, 0) for user in truth.keys() | shown.keys())

    def _told(self) -> list[Timed]:
        told: list[Timed] = self._asked("told")
        return told

    def _asked(self, what: str) -> Any:
        """What the client knows; it goes on watching."""
        self._client.tell(what)
        self._client.tell("watch")
        self._client.answer()  # of the `watch` before
        return self._client.answer()


def outcomes_of(trials: Sequence[Trial], due: Sequence[Timed], told: Sequence[Timed]) -> list[Outcome]:
    """What became of each trial, by what was due and what was told since the load began."""
    pairs = list(_paired(due, told))
    times = [at for at, _ in told]
    outcomes = []
    for trial in trials:
        mine = [pair for pair in pairs if trial.began <= (pair[0] or pair[1] or 0.0) < trial.until]
        within = [at for at in times if trial.began <= at <= trial.until]
        outcomes.append(
            Outcome(
                lost=sum(was is None for _, was, _ in mine),
                twice=sum(at is None and known for at, _, known in mine),
                other=sum(at is None and not known for at, _, known in mine),
                pause_s=max((after - before for before, after in pairwise(within)), default=trial.until - trial.began),
                delays_s=tuple(was - at for at, was, _ in mine if at is not None and was is not None),
            )
        )
    return outcomes


def _paired(due: Sequence[Timed], told: Sequence[Timed]) -> Iterator[tuple[float | None, float | None, bool]]:
    """When each change was and its event; None where there is none. And whether such a change was due at all."""
    times: dict[Key, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for which, items in enumerate((due, told)):
        for at, key in items:
            times[key][which].append(at)
    for expected, seen in times.values():
        both = min(len(expected), len(seen))
        yield from ((at, was, True) for at, was in zip(expected, seen, strict=False))
        yield from ((at, None, True) for at in expected[both:])
        yield from ((None, at, bool(expected)) for at in seen[both:])
