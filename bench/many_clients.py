"""Many clients: events per second and latency at each, and whether some that do not read are a harm to the others.

Rounds with and without silent clients take turns. In a round with them, they come as new clients, start their monitors
and read no more, until the gateway closes them: outboxes and buffers are small here, so that this happens within the
round.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Self

from bench import crowd, gateway, replay
from bench.effort import Effort
from bench.processes import Child
from bench.table import Figure, Goal, Sample
from ctibridge.sim.populations import many

QUESTION = "many clients"
SHARE = 0.5  # of what goes through, for the latency
SILENT = 10  # one more client for so many, that does not read
PACED = 2  # a part of the events is enough for the latency, and takes long enough
OUTBOX = 100
SEND_BUFFER = 32_768
P99_MS = 50.0


@dataclass(frozen=True, slots=True)
class Round:
    """What went out in one round, and how late at each client."""

    told: int
    seconds: float
    processor_s: float
    delays_s: tuple[float, ...]
    closed: int

    @property
    def rate(self) -> float:
        """Events of CSTA per second, all clients together."""
        return self.told / self.seconds

    def point_ms(self, percent: int) -> float:
        """So many of a hundred events were not later."""
        return quantiles(self.delays_s, n=100)[percent - 1] * 1000


class Gathering:
    """A gateway with its clients; each line is watched by `watchers` of them. A context."""

    def __init__(self, clients: int, monitors: int, watchers: int) -> None:
        self.lines = clients * monitors // watchers
        names = [user.user_id for user in many(self.lines).users]
        self.watched = [
            [names[(number * monitors + each) % self.lines] for each in range(monitors)] for number in range(clients)
        ]
        self._watchers: dict[str, list[int]] = {name: [] for name in names}
        for number, devices in enumerate(self.watched):
            for device in devices:
                self._watchers[device].append(number)
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._platform = self._stack.enter_context(Child(replay.main, self.lines))
        url = f"http://127.0.0.1:{self._platform.ask('open')}"
        self._middle = self._stack.enter_context(
            Child(gateway.main, url, {"outbox": OUTBOX, "send_buffer": SEND_BUFFER})
        )
        self._crowd = self._stack.enter_context(Child(crowd.main, self._middle.ask("start")))
        self._crowd.ask("join", self.watched)
        return self

    def __exit__(self, *_exc: object) -> None:
        self._stack.close()

    def run(self, events: int, rate: float | None = None, silent: int = 0) -> Round:
        """Sends events of the platform through, at a rate or as fast as they are taken."""
        told = self._platform.ask("prepare", events)
        ends, expected = self._ends(self._platform.ask("lines"), told)
        if silent:
            self._crowd.ask("join_silent", self.watched[:silent])
        before = self._middle.ask("processor_s")
        self._crowd.tell("listen", expected)
        self._platform.tell("replay", rate, True)
        arrived, (sent, acknowledged_at) = self._crowd.answer(), self._platform.answer()
        processor_s = self._middle.ask("processor_s") - before
        closed = len(self.watched) + silent - self._middle.ask("sessions")
        self._crowd.ask("leave_silent")
        last = max(acknowledged_at, *(times[-1] for times in arrived if times))
        delays = _delays(ends, sent, arrived) if rate is not None else ()
        return Round(sum(expected), last - sent[0], processor_s, delays, closed)

    def _ends(self, lines: Sequence[str], told: Sequence[int]) -> tuple[list[list[tuple[int, int]]], list[int]]:
        """For each client: which event of the platform is complete after how many of its own; and how many it gets."""
        expected = [0] * len(self.watched)
        ends: list[list[tuple[int, int]]] = [[] for _ in self.watched]
        for number, (line, events) in enumerate(zip(lines, told, strict=True)):
            for client in self._watchers[line]:
                expected[client] += events
                ends[client].append((number, expected[client]))
        return ends, expected


def _delays(
    ends: list[list[tuple[int, int]]], sent: Sequence[float], arrived: Sequence[array[float]]
) -> tuple[float, ...]:
    return tuple(times[end - 1] - sent[number] for own, times in zip(ends, arrived, strict=True) for number, end in own)


def measure(effort: Effort) -> list[Figure]:
    """Events per second and latency, for lines that one client watches and for lines that several do."""
    return [figure for watchers in (1, effort.watchers) for figure in _figures(effort, watchers)]


Pair = tuple[Round, Round | None]  # with silent clients, where lines have several watchers; and without


def _figures(effort: Effort, watchers: int) -> list[Figure]:
    silent = max(1, effort.clients // SILENT) if watchers > 1 else 0  # else a round is too short to fill an outbox
    with Gathering(effort.clients, effort.monitors, watchers) as gathering:
        gathering.run(effort.events // 10)
        fast = [_pair(gathering, effort.events, None, silent) for _ in range(effort.rounds)]
        rate = SHARE * median(effort.events / (alone or only).seconds for only, alone in fast)
        paced = [_pair(gathering, effort.events // PACED, rate, silent) for _ in range(effort.rounds)]
    name = f"{effort.clients} clients, {effort.monitors} monitors each, {watchers} to a line"
    at = (f"at {rate:,.0f} events/s of the platform, with gaps of chance",)
    unharmed = Goal(0.9, of_ratio=True) if silent else None
    prompt = Goal(P99_MS, at_most=True)
    return [
        _figure(f"{name}, CSTA out", "events/s", fast, lambda each: each.rate, unharmed, _notes(silent, fast + paced)),
        _figure("the same, of processor time", "events/s", fast, lambda each: each.told / each.processor_s),
        _figure(f"{watchers} to a line, p50", "ms", paced, lambda each: each.point_ms(50)),
        _figure(f"{watchers} to a line, p99", "ms", paced, lambda each: each.point_ms(99), prompt, at),
    ]


def _notes(silent: int, pairs: Sequence[Pair]) -> tuple[str, ...]:
    if not silent:
        return ()
    closed = sum(disturbed.closed for disturbed, _ in pairs)
    return (
        f"{silent} more clients read nothing; floor: without those, in turn",
        f"{closed} of {silent * len(pairs)} that read nothing were closed by the end of their round",
    )


def _pair(gathering: Gathering, events: int, rate: float | None, silent: int) -> Pair:
    return gathering.run(events, rate, silent), gathering.run(events, rate) if silent else None


def _figure(
    what: str,
    unit: str,
    pairs: Sequence[Pair],
    value: Callable[[Round], float],
    goal: Goal | None = None,
    notes: tuple[str, ...] = (),
) -> Figure:
    alone = [value(floor) for _, floor in pairs if floor is not None]
    figure = Sample.of(value(each) for each, _ in pairs)
    return Figure(QUESTION, what, unit, figure, Sample.of(alone) if alone else None, goal, notes)
