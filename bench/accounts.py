"""Accounts: every line signs in as its own user, and some passwords are wrong. Nobody may lock an account.

Platform and gateway are the real ones, each in a process of its own. The platform counts every refused try.
"""

from __future__ import annotations

import asyncio
import resource
import time
from collections import Counter, defaultdict
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from bench.effort import Effort
from bench.processes import Child, serve_async
from bench.table import Figure, Goal, Sample
from ctibridge.app import Gateway
from ctibridge.broadworks.accounts import AccountsProvider
from ctibridge.broadworks.settings import Accounts, BroadWorksSettings, Scope
from ctibridge.cli.running import allow_many_connections
from ctibridge.config import Configuration
from ctibridge.diagnostics.logs import set_up_logging
from ctibridge.errors import Rejected
from ctibridge.model.health import HealthState
from ctibridge.servers.csta.settings import CstaSettings
from ctibridge.sim.knobs import Knobs
from ctibridge.sim.populations import PASSWORD, many
from ctibridge.sim.simulator import Simulator

QUESTION = "accounts"
WRONG = "wrong"
MINUTE_S = 59.9  # timers are rounded
LOOK_AGAIN_S = 0.1
_PATIENCE_S = 3600.0


@dataclass(frozen=True, slots=True)
class Run:
    """What was found. Seconds count from the start, but for `repaired_s`.

    Args:
        served_s: Until all lines with right passwords were in service.
        requests: Until then.
        kb_each: Memory of the gateway for each line.
        channels: At the platform.
        tries: Refused ones of the account that had most of them.
        pause_s: The shortest time between two refused tries of one account.
        others: Lines out of service whose password is right, at the end.
        repaired_s: From the last right password to the last line in service.
    """

    served_s: float
    requests: int
    kb_each: float
    channels: int
    tries: int
    pause_s: float
    others: int
    repaired_s: float


class Platform:
    """The simulator, whose gate is watched."""

    def __init__(self, lines: int) -> None:
        self._simulator = Simulator(many(lines), Knobs(lock_after=None))
        self._refused: dict[str, list[float]] = defaultdict(list)
        gate = self._simulator.switch.gate
        self._enter = gate.enter
        gate.enter = self._seen  # type: ignore[method-assign]  # it is looked at, not replaced

    def _seen(self, credentials: Any) -> Any:
        try:
            return self._enter(credentials)
        except Rejected:
            self._refused[credentials.name].append(time.monotonic())
            raise

    async def start(self) -> str:
        """Opens the platform; its address."""
        await self._simulator.start()
        return self._simulator.xsi_url

    def channels(self) -> int:
        """How many there are."""
        return len(self._simulator.switch.core.channels)

    def tries(self) -> tuple[int, float]:
        """The most refused tries of one account, and the shortest time between two."""
        pauses = (b - a for times in self._refused.values() for a, b in pairwise(times))
        return max(map(len, self._refused.values()), default=0), min(pauses, default=float("inf"))


class Middle:
    """The gateway."""

    def __init__(self, url: str, passwords: dict[str, str], requests_per_s: float) -> None:
        settings = BroadWorksSettings(
            name="bench",
            url=url,
            accounts=Accounts.EACH,
            scope=Scope.USERS,
            passwords=passwords,
            requests_per_s=requests_per_s,
        )
        self._resident = _resident()
        self._gateway = Gateway(Configuration("bench", None, (settings,), CstaSettings(port=0)))

    async def start(self) -> float:
        """Starts; returns after how many seconds all is settled."""
        await self._gateway.open()
        start = time.monotonic()
        self._work = asyncio.create_task(self._gateway.run())
        while not self._gateway.is_ready:
            if self._work.done():
                self._work.result()
            await asyncio.sleep(LOOK_AGAIN_S)
        return time.monotonic() - start

    def counts(self) -> Counter[HealthState]:
        """How many lines are how."""
        return Counter(self._gateway.hub.health_counts())

    def requests(self) -> int:
        """So far."""
        return sum(provider.requests for provider in self._gateway.providers)

    def grown(self) -> int:
        """Bytes of memory since before the start."""
        return _resident() - self._resident

    async def repair(self, passwords: dict[str, str]) -> float:
        """Sets passwords; seconds until nobody's is wrong."""
        (provider,) = self._gateway.providers
        assert isinstance(provider, AccountsProvider)
        start = time.monotonic()
        for user, password in passwords.items():
            provider.set_password(user, password)
        while self._gateway.hub.health_counts().keys() != {HealthState.IN_SERVICE}:  # noqa: ASYNC110  as above
            await asyncio.sleep(LOOK_AGAIN_S)
        return time.monotonic() - start


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


def platform_main(pipe: Connection, lines: int) -> None:
    """A process with the platform."""
    allow_many_connections()
    asyncio.run(serve_async(pipe, Platform(lines)))


def gateway_main(pipe: Connection, url: str, passwords: dict[str, str], requests_per_s: float) -> None:
    """A process with the gateway."""
    allow_many_connections()
    set_up_logging("error")

    async def main() -> None:
        await serve_async(pipe, Middle(url, passwords, requests_per_s))

    asyncio.run(main())


def measure(effort: Effort) -> list[Figure]:
    """Seconds to service, cost of a line, and what wrong passwords do."""
    found = run(effort.accounts, effort.wrong, effort.requests_per_s, effort.watch_s)
    what = f"{effort.accounts:,} accounts, {effort.wrong} with wrong passwords, {effort.requests_per_s} requests/s"
    return [
        _figure("all others in service", "s", found.served_s, notes=(what,)),
        _figure("requests until then", "", found.requests),
        _figure("memory", "kB/line", found.kb_each),
        _figure("channels", "", found.channels),
        _figure(f"most refused tries of one account in {effort.watch_s} s", "", found.tries),
        _figure("least time between two of one account", "s", found.pause_s, Goal(MINUTE_S)),
        _figure("lines out of service with a right password", "", found.others, Goal(0, at_most=True)),
        _figure("all repaired", "s", found.repaired_s),
    ]


def _figure(what: str, unit: str, value: float, goal: Goal | None = None, notes: tuple[str, ...] = ()) -> Figure:
    return Figure(QUESTION, what, unit, Sample.of([value]), goal=goal, notes=notes)


def run(lines: int, wrong: int, requests_per_s: float, watch_s: float) -> Run:
    """Starts, watches for a while, repairs."""
    users = [user.user_id for user in many(lines).users]
    mistaken = users[:: max(1, lines // max(wrong, 1))][:wrong]
    passwords = dict.fromkeys(users, PASSWORD) | dict.fromkeys(mistaken, WRONG)
    with ExitStack() as stack:
        platform = stack.enter_context(Child(platform_main, lines))
        middle = stack.enter_context(Child(gateway_main, platform.ask("start"), passwords, requests_per_s))
        served_s = middle.ask("start", patience_s=_PATIENCE_S)
        requests, grown = middle.ask("requests"), middle.ask("grown")
        time.sleep(watch_s)
        counts, channels = middle.ask("counts"), platform.ask("channels")
        repaired_s = middle.ask("repair", dict.fromkeys(mistaken, PASSWORD), patience_s=_PATIENCE_S)
        tries, pause_s = platform.ask("tries")
    others = lines - counts[HealthState.IN_SERVICE] - counts[HealthState.INVALID_PASSWORD]
    return Run(served_s, requests, grown / lines / 1000, channels, tries, pause_s, others, repaired_s)
