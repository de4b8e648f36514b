"""The way through over the CTI interface: events in on a socket, acknowledgements back on it, CSTA bytes out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from bench import cti_replay, gateway, listener, relay
from bench.effort import Effort
from bench.processes import Child
from bench.rig import Passage, Rig
from bench.table import Figure, Goal, Sample
from ctibridge.sim.populations import many

QUESTION = "way through, CTI"
GOAL = Goal(5_000)


def measure(effort: Effort) -> list[Figure]:
    """Events per second, and of processor time, beside streams that pass on and answer as many bytes."""
    with ExitStack() as stack:
        ours = stack.enter_context(cti_rig(effort.few))
        floor = stack.enter_context(answering_rig(effort.few))
        for rig in (ours, floor):
            rig.run(max(1, effort.events // 10))  # everything was done once
        pairs = [(ours.run(effort.events), floor.run(effort.events)) for _ in range(effort.rounds)]
    passages, floors = zip(*pairs, strict=True)
    notes = (
        f"{effort.few} lines, one connection: XSI events in envelopes in, acknowledged on it, CSTA out",
        "floor: asyncio streams that pass on as many bytes, and answer each event with those of an acknowledgement",
    )
    return [
        Figure(QUESTION, "acknowledged", "events/s", _rates(passages), _rates(floors), GOAL, notes),
        Figure(QUESTION, "the same, of processor time", "events/s", _of_time(passages), _of_time(floors), GOAL),
    ]


def _rates(passages: tuple[Passage, ...]) -> Sample:
    return Sample.of(each.rate for each in passages)


def _of_time(passages: tuple[Passage, ...]) -> Sample:
    return Sample.of(each.events / each.processor_s for each in passages)


@contextmanager
def cti_rig(lines: int) -> Iterator[Rig]:
    """A gateway with so many lines at a CTI port, all of them monitored by one client."""
    with ExitStack() as stack:
        platform = stack.enter_context(Child(cti_replay.main, lines))
        beside = f"http://127.0.0.1:{platform.ask('open')}"
        url = f"cti://127.0.0.1:{platform.ask('open_cti')}"
        options = {"changes": {"side_url": beside}}
        middle = stack.enter_context(Child(gateway.main, url, options))
        client = stack.enter_context(Child(listener.main, middle.ask("start")))
        client.ask("monitor", [user.user_id for user in many(lines).users])
        yield Rig(platform, middle, client, acknowledges=True)


@contextmanager
def answering_rig(lines: int) -> Iterator[Rig]:
    """Only bytes that are passed on and answered."""
    with ExitStack() as stack:
        platform = stack.enter_context(Child(cti_replay.main, lines))
        middle = stack.enter_context(Child(relay.main, platform.ask("open_cti"), cti_replay.ANSWER))
        client = stack.enter_context(Child(listener.main, middle.ask("start")))
        yield Rig(platform, middle, client, acknowledges=True)
