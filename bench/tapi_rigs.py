"""What the questions of TAPI put together: a platform, a gateway, and the provider in its harness."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from statistics import quantiles

from bench import gateway, tapi_replay
from bench.harness import Harness, Hearing
from bench.processes import Child
from bench.rig import Rig
from bench.simulation import Simulation
from bench.table import Sample

USERS = 4  # of the simulator
TOKEN = secrets.token_urlsafe(32)
Command = Callable[[], list[str]]


@contextmanager
def simulated(command: Command) -> Iterator[tuple[Child, Harness]]:
    """A gateway on the simulator, and a provider that has its lines open."""
    words = command()
    with ExitStack() as stack:
        platform = stack.enter_context(Simulation(USERS))
        middle = stack.enter_context(Child(gateway.main, platform.xsi, {"token": TOKEN}))
        middle.ask("start")
        harness = stack.enter_context(Harness(words, middle.ask("tapi_port"), TOKEN))
        harness.open(harness.lines)
        yield middle, harness


@contextmanager
def replayed(lines: int) -> Iterator[tuple[Child, Child, int]]:
    """A platform that replays, a gateway with so many lines at it, and its port for TAPI."""
    with ExitStack() as stack:
        platform = stack.enter_context(Child(tapi_replay.main, lines))
        url = f"http://127.0.0.1:{platform.ask('open')}"
        middle = stack.enter_context(Child(gateway.main, url, {"token": TOKEN}))
        middle.ask("start")
        yield platform, middle, middle.ask("tapi_port")


@contextmanager
def listening(command: Command, lines: int) -> Iterator[Rig]:
    """The same, and a provider that has all lines open.

    Raises:
        Skipped: its times cannot be compared with those of the platform.
    """
    words = command()
    with replayed(lines) as (platform, middle, port), Harness(words, port, TOKEN) as harness:
        harness.check_clock()
        harness.open(harness.lines)
        yield Rig(platform, middle, Hearing(harness), acknowledges=True)


def milliseconds(seconds: Sequence[float]) -> list[float]:
    """The same, for people."""
    return [each * 1000 for each in seconds]


def points(rounds: Sequence[Sequence[float]], percent: int) -> Sample:
    """Where so many per cent are below, round by round."""
    return Sample.of(quantiles(each, n=100)[percent - 1] for each in rounds)
