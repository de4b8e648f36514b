"""Random people, random clients, random faults; then quiet, and everybody must know the truth."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

from ctibridge.app import Gateway
from ctibridge.broadworks.settings import Scope
from ctibridge.client import CstaClient, LinePicture
from ctibridge.errors import CommandError, CtibridgeError
from ctibridge.sim.knobs import Faults, Knobs
from ctibridge.sim.simulator import Simulator
from ctibridge.testing import run_gateway, simulated, until
from ctibridge.testing.virtual import run_virtually
from tests.property.test_sim_calls import ACTIONS, OFTEN
from tests.sim.faults.trial import START_S, TIMING, compare_services, witnessing
from tests.sim.faults.wire import Wire
from tests.sim.faults.witness import Witness
from tests.sim.story import compare

STEPS = 150
PAUSES_S = (0.0, 0.0, 0.05, 0.3, 1.0, 2.0, 5.0)
SETTLED_S = 100.0  # heartbeats, tries after a wrong password, connections that the platform still believes in
PER_EVENT_S = 0.7
SLOW_S = 5 * PER_EVENT_S  # what the slow client may be behind in quiet times
QUIET_S = 700.0  # so that whatever looks after lost events by and by has done so
NAMES = ("anna", "bert", "carla", "dieter", "emil", "hanna")
NUMBERS = ("101", "102", "103", "104", "201", "+493023125202", "+493023125999", "198")
ADMIN = "admin@ent1.example"
SCOPES: tuple[dict[str, Any], ...] = (
    {},
    {"scope": Scope.GROUP, "group": "zentrale", "enterprise": "ent1"},
    {"scope": Scope.USERS, "users": tuple(f"{name}@ent1.example" for name in NAMES)},
)


@dataclass
class Walk:
    """One trial. `story` tells what was done, to be read when it fails; `forgotten`: a subscription was lost."""

    seed: int
    simulator: Simulator
    wire: Wire
    gateway: Gateway
    chance: Random
    story: list[str] = field(default_factory=list)
    forgotten: bool = False

    def say(self, text: str) -> None:
        """Notes what is done."""
        self.story.append(f"{asyncio.get_running_loop().time():8.2f} {text}")

    def somebody_acts(self) -> None:
        """A person uses a telephone, unless the platform refuses it."""
        chance, phones = self.chance, self.simulator.phones
        action = chance.choice(("dial", *OFTEN)) if chance.random() < 0.8 else chance.choice(sorted(ACTIONS))
        name, number = chance.choice(NAMES), chance.choice(NUMBERS)
        with suppress(CommandError):
            ACTIONS[action](phones[name], number)
            self.say(f"{name}: {action} {number}")

    def the_world_acts(self) -> None:
        """Somebody outside calls, answers or hangs up."""
        outside = self.simulator.phones.outside("+493023125999", "Kunde")
        name, action = self.chance.choice(NAMES), self.chance.choice(("call", "answer", "hangup"))
        with suppress(CommandError):
            outside.call(self.simulator.phones[name]) if action == "call" else getattr(outside, action)()
            self.say(f"outside: {action} {name}")

    async def something_goes_wrong(self) -> None:
        """One of the faults."""
        name = self.chance.choice(sorted(FAULTS))
        self.say(f"FAULT {name}")
        await FAULTS[name](self)

    def heal(self) -> None:
        """Nothing goes wrong any more."""
        self.simulator.knobs.faults = Faults()
        self.wire.cut_at = self.wire.lose_answer = self.wire.drop_request = self.wire.slow_request = None
        if self.forgotten:  # else noticed by the next refresh, at half its life, which is longer than the trial
            self.simulator.expire_channels()
        self.say("quiet from now on")


Fault = Callable[[Walk], Awaitable[None]]


def _soon(walk: Walk, most: int = 5) -> int:
    return walk.chance.randint(1, most)


async def _cut(walk: Walk) -> None:
    walk.wire.cut_at, walk.wire.one_sided = len(walk.wire.stream) + walk.chance.randrange(900), False


async def _cut_one_sided(walk: Walk) -> None:
    walk.wire.cut_at, walk.wire.one_sided = len(walk.wire.stream) + walk.chance.randrange(900), True


async def _lose_answer(walk: Walk) -> None:
    walk.wire.lose_answer = len(walk.wire.asked) + _soon(walk)


async def _lose_request(walk: Walk) -> None:
    walk.wire.drop_request = len(walk.wire.asked) + _soon(walk)


async def _slow_answer(walk: Walk) -> None:
    walk.wire.slow_request, walk.wire.stall_s = len(walk.wire.asked) + _soon(walk), walk.chance.choice((0.5, 3.0, 15.0))


def _counting(name: str, most: int = 5) -> Fault:
    async def strike(walk: Walk) -> None:
        setattr(walk.simulator.knobs.faults, name, _soon(walk, most))

    return strike


def _lasting(name: str, *seconds: float) -> Fault:
    async def strike(walk: Walk) -> None:
        setattr(walk.simulator.knobs.faults, name, True)
        await asyncio.sleep(walk.chance.choice(seconds))
        setattr(walk.simulator.knobs.faults, name, False)

    return strike


async def _outage(walk: Walk) -> None:
    (server,) = walk.simulator.servers
    await walk.simulator.fail_server(server)
    await asyncio.sleep(walk.chance.choice((0.1, 1.0, 8.0)))
    await walk.simulator.restore_server(server)


async def _resync(walk: Walk) -> None:
    walk.simulator.resync()


async def _expire_channels(walk: Walk) -> None:
    walk.simulator.expire_channels()


async def _end_subscription(walk: Walk) -> None:
    core = walk.simulator.switch.core
    found = core.subscriptions.all()
    if found:
        core.subscriptions.end(walk.chance.choice(found))
        walk.simulator.settle()


async def _forget_subscription(walk: Walk) -> None:
    core = walk.simulator.switch.core
    found = core.subscriptions.all()
    if found:
        core.subscriptions.drop(walk.chance.choice(found))
        walk.forgotten = True


async def _password(walk: Walk) -> None:
    account = walk.simulator.switch.people.account(ADMIN)
    assert account is not None
    walk.simulator.switch.gate.set_password(account, "changed")
    await asyncio.sleep(walk.chance.choice((1.0, 20.0)))
    walk.simulator.switch.gate.set_password(account, account.password)


FAULTS: dict[str, Fault] = {
    "stream cut": _cut,
    "stream cut, unnoticed": _cut_one_sided,
    "answer lost": _lose_answer,
    "request lost": _lose_request,
    "answer slow": _slow_answer,
    "event lost": _counting("lose_event"),
    "event twice": _counting("repeat_event"),
    "event overtaken": _counting("late_event"),
    "503": _counting("unavailable", 20),
    "answers lost": _counting("lose_response", 8),
    "all events twice": _lasting("duplicate_event", 1.0, 10.0),
    "byte by byte": _lasting("one_byte_segments", 1.0, 10.0),
    "merged": _lasting("merge_segments", 1.0, 10.0),
    "unknown events": _lasting("unknown_events", 1.0, 10.0),
    "login page": _lasting("login_page", 0.5, 5.0),
    "half open": _lasting("half_open", 2.0, 30.0),
    "heartbeats unanswered": _lasting("mute_keepalive", 10.0, 30.0),
    "server away": _outage,
    "resync": _resync,
    "channels expired": _expire_channels,
    "subscription ended": _end_subscription,
    "subscription forgotten": _forget_subscription,
    "password changed": _password,
}


def walk(seed: int) -> None:
    """One trial.

    Raises:
        AssertionError: somebody does not know the truth; with the seed, and what was done.
    """
    random.seed(seed)
    run_virtually(_walk(seed))


async def _walk(seed: int) -> None:
    chance = Random(seed)  # noqa: S311  to be played again
    scope = SCOPES[seed % len(SCOPES)]
    async with (
        simulated(seed=seed, knobs=Knobs(lock_s=30.0)) as simulator,
        Wire(simulator.xsi_url).running() as wire,
        run_gateway(simulator, url=wire.url, wait=False, timing=TIMING, **scope) as gateway,
    ):
        await until(lambda: gateway.is_ready, START_S)
        found = Walk(seed, simulator, wire, gateway, chance)
        try:
            await _walked(found)
        except (AssertionError, ExceptionGroup) as exc:
            done = "\n".join(found.story)
            raise AssertionError(f"seed {seed}: {'; '.join(reasons(exc))}\n{done}") from exc


def reasons(exc: BaseException) -> list[str]:
    """What went wrong, without the groups around it."""
    if isinstance(exc, BaseExceptionGroup):
        return [reason for each in exc.exceptions for reason in reasons(each)]
    return [str(exc) or type(exc).__name__]


async def _walked(found: Walk) -> None:
    gateway = found.gateway
    async with witnessing(gateway, asks=True) as witness, asyncio.TaskGroup() as tasks:
        slow = Slow()
        others = [tasks.create_task(slow.watch(gateway)), tasks.create_task(come_and_go(gateway, found.chance))]
        for _ in range(STEPS):
            found.somebody_acts() if found.chance.random() < 0.8 else found.the_world_acts()
            if found.chance.random() < 0.08:
                tasks.create_task(found.something_goes_wrong())
            await asyncio.sleep(found.chance.choice(PAUSES_S))
        await asyncio.sleep(40)
        found.heal()
        await asyncio.sleep(SETTLED_S)
        if len(gateway.hub.lines) > len(NAMES):  # else each line has subscriptions, and each events, of its own
            await nudge(found)
            await check(found, witness, slow)
        await asyncio.sleep(QUIET_S)
        await check(found, witness, slow)
        for task in others:
            task.cancel()


async def nudge(found: Walk) -> None:
    """An event of each subscription: from now on nothing can be lost without being noticed."""
    found.say("an event of each subscription")
    gustav = found.simulator.phones["gustav"]
    gustav.dial("198")
    gustav.hangup()
    for active in (True, False):
        gustav.do_not_disturb(active=active)
        for when in ("always", "busy", "no answer"):
            gustav.forward(when, "101" if active else None)
    await asyncio.sleep(20)


async def check(found: Walk, witness: Witness, slow: Slow) -> None:
    """Everybody's view is the platform's truth."""
    while witness.silent_s < SLOW_S:  # noqa: ASYNC110  a telephone may just have stopped to ring, and time is virtual
        await asyncio.sleep(SLOW_S)
    gateway, lines = found.gateway, found.gateway.hub.lines
    out = [line.extension for line in lines if not gateway.hub.snapshot(line.id).in_service]
    assert [] == out, f"out of service: {out}"
    compare(found.simulator, gateway, witness)
    compare_services(found.simulator, gateway, witness)
    for line in lines:
        views = sorted((view.call, view.state) for view in gateway.hub.snapshot(line.id).connections)
        shown = sorted((call.call_id, call.state) for call in slow.pictures[line.extension or ""].calls.values())
        assert views == shown, f"the slow client shows {shown} at {line.extension}, not {views}"
    async with CstaClient.connect("127.0.0.1", gateway.csta.port or 0) as late:
        for line in lines:
            items = await late.snapshot_device(line.extension or "")
            told = sorted(item.connection_identifier.call_id or "" for item in items if item.connection_identifier)
            calls = sorted(view.call for view in gateway.hub.snapshot(line.id).connections)
            assert calls == told, f"snapshot of {line.extension}"


class Slow:
    """A client that takes its time over each event."""

    def __init__(self) -> None:
        self.pictures: dict[str, LinePicture] = {}

    async def watch(self, gateway: Gateway) -> None:
        """Watches all lines, slowly."""
        async with CstaClient.connect("127.0.0.1", gateway.csta.port or 0) as client, asyncio.TaskGroup() as tasks:
            for line in gateway.hub.lines:
                tasks.create_task(self._follow(client, line.extension or ""))

    async def _follow(self, client: CstaClient, device: str) -> None:
        picture = self.pictures[device] = LinePicture(device)
        async for event in await client.monitor_start(device):
            await asyncio.sleep(PER_EVENT_S)
            picture.apply(event)


async def come_and_go(gateway: Gateway, chance: Random) -> None:
    """A client that comes, watches, and goes without a word."""
    while True:
        with suppress(CtibridgeError):
            async with CstaClient.connect("127.0.0.1", gateway.csta.port or 0) as client:
                for line in gateway.hub.lines:
                    await client.monitor_start(line.extension or "")
                await asyncio.sleep(3)
        await asyncio.sleep(4)
