"""Start-up: a gateway comes to a platform where calls are under way, and has to learn all lines and their states.

Platform and gateway are the real ones, each in a process of its own. A client watches some of the lines that
have calls, as soon as it may, and others that are called while the gateway is still busy with the rest.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import quantiles

from bench import gateway
from bench.effort import Effort
from bench.listener import Listener
from bench.processes import Child
from bench.simulation import Simulation
from bench.table import Figure, Goal, Sample
from ctibridge.broadworks.settings import Timing

QUESTION = "start-up"
GOAL_S = 30.0
EVERY = 20  # one line of so many has a call when the gateway starts
WATCHED = 50  # lines with calls, of one client
PROBES = 20
CALM_S = 0.1


@dataclass(frozen=True, slots=True)
class StartUp:
    """One start. Seconds count from it, but for `shown_s`, from the first monitor, and `delays_s`, from each call."""

    read_s: float
    in_service_s: float
    known_s: float
    requests: int
    shown_s: float
    delays_s: tuple[float, ...]

    @property
    def requests_per_s(self) -> float:
        """How fast the platform was asked."""
        return self.requests / self.known_s


def measure(effort: Effort) -> list[Figure]:
    """Seconds to lines, service and states, with the number and rate of requests."""
    starts = [start_up(effort.lots, effort.requests_per_s) for _ in range(effort.starts)]
    rate = Sample.of(start.requests_per_s for start in starts)
    delays = [start.delays_s for start in starts]
    pace = f"{starts[0].requests:,} requests, of which {effort.requests_per_s} a second were allowed"
    calls = f"one line of {EVERY} has a call: its state takes two requests, that of any other line one"
    return [
        _seconds("directory read", (start.read_s for start in starts)),
        _seconds("lines in service: monitors, events, calls", (start.in_service_s for start in starts)),
        _seconds(f"calls of {WATCHED} watched lines, from the first monitor", (start.shown_s for start in starts)),
        Figure(
            QUESTION, "from a call to its event meanwhile, p50", "ms", Sample.of(_point(each, 50) for each in delays)
        ),
        Figure(
            QUESTION, "from a call to its event meanwhile, p95", "ms", Sample.of(_point(each, 95) for each in delays)
        ),
        Figure(
            QUESTION,
            f"state of all {effort.lots:,} lines",
            "s",
            Sample.of(start.known_s for start in starts),
            goal=Goal(GOAL_S, at_most=True),
            notes=(pace, calls),
        ),
        Figure(QUESTION, "requests", "1/s", rate),
    ]


def _seconds(what: str, rounds: Iterable[float]) -> Figure:
    return Figure(QUESTION, what, "s", Sample.of(rounds))


def _point(delays_s: tuple[float, ...], percent: int) -> float:
    return quantiles(delays_s, n=100, method="inclusive")[percent - 1] * 1000


def start_up(lines: int, requests_per_s: float) -> StartUp:
    """Starts a gateway once."""
    changes = {"requests_per_s": requests_per_s, "timing": Timing()}
    with ExitStack() as stack:
        platform = stack.enter_context(Simulation(lines))
        busy = platform.users[EVERY - 1 :: EVERY]
        for user in busy:
            platform.ring(user)
            platform.answer(user)
        middle = stack.enter_context(Child(gateway.main, platform.xsi, {"changes": changes}))
        port = middle.ask("begin")
        middle.ask("in_service")
        with Listener(port) as client:
            shown_s, delays_s = _watched(client, platform, busy)
        middle.ask("ready")
        return StartUp(**middle.ask("marks"), shown_s=shown_s, delays_s=delays_s)


def _watched(client: Listener, platform: Simulation, busy: list[str]) -> tuple[float, tuple[float, ...]]:
    """Seconds to the calls of the last lines that have some, and from calls to other lines to their events."""
    start = time.monotonic()
    shown = busy[-WATCHED:]
    client.monitor(shown)
    shown_s = client.listen(len(shown) - client.told)[-1] - start if client.told < len(shown) else 0.0
    idle = platform.users[-2 : -2 * PROBES - 2 : -2]
    client.monitor(idle)
    return shown_s, tuple(_delay_s(client, platform, user) for user in idle)


def _delay_s(client: Listener, platform: Simulation, user: str) -> float:
    client.drain(CALM_S)
    start = time.monotonic()
    platform.ring(user)
    return client.listen(1)[0] - start
