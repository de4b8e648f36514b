"""The apparatus: a platform, a gateway or what stands for one, and a client; each a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Protocol

from bench import gateway, listener, relay, replay
from bench.processes import Child
from ctibridge.sim.populations import many


@dataclass(frozen=True, slots=True)
class Passage:
    """What went through in one round.

    Args:
        events: Events of XSI in.
        told: Events of CSTA out.
        seconds: From the first byte in to the last event out, and the last acknowledgement if there are any.
        processor_s: Of the gateway.
        delays_s: From each event in to the last of its events out; empty when they were not paced.
    """

    events: int
    told: int
    seconds: float
    processor_s: float
    delays_s: tuple[float, ...] = ()

    @property
    def rate(self) -> float:
        """Events of XSI per second."""
        return self.events / self.seconds


class Client(Protocol):
    """Who counts what comes out: a process, or what stands for one."""

    def tell(self, method: str, *arguments: Any) -> None:
        """`listen`, for so many events."""

    def answer(self) -> Any:
        """When each of them was there."""


class Rig:
    """What is put together. Use `gateway_rig` or `relay_rig`."""

    def __init__(self, platform: Child, middle: Child, client: Client, *, acknowledges: bool) -> None:
        self.platform, self.middle, self._client = platform, middle, client
        self._acknowledges = acknowledges

    def run(self, events: int, rate: float | None = None) -> Passage:
        """Sends events through, at a rate or as fast as they are taken."""
        told = self.platform.ask("prepare", events)
        ends = list(accumulate(told))
        before = self.middle.ask("processor_s")
        self._client.tell("listen", ends[-1])
        self.platform.tell("replay", rate, self._acknowledges)
        arrived, (sent, acknowledged_at) = self._client.answer(), self.platform.answer()
        after = self.middle.ask("processor_s")
        delays = tuple(arrived[end - 1] - at for end, at in zip(ends, sent, strict=True)) if rate is not None else ()
        last = max(arrived[-1], acknowledged_at if self._acknowledges else 0.0)
        return Passage(events, ends[-1], last - sent[0], after - before, delays)


@contextmanager
def gateway_rig(lines: int, *, acknowledges: bool, **options: Any) -> Iterator[Rig]:
    """A gateway with so many lines, all of them monitored by one client."""
    with ExitStack() as stack:
        platform = stack.enter_context(Child(replay.main, lines))
        url = f"http://127.0.0.1:{platform.ask('open')}"
        middle = stack.enter_context(Child(gateway.main, url, {"acknowledges": acknowledges, **options}))
        client = stack.enter_context(Child(listener.main, middle.ask("start")))
        client.ask("monitor", [user.user_id for user in many(lines).users])
        yield Rig(platform, middle, client, acknowledges=acknowledges)


@contextmanager
def relay_rig(lines: int) -> Iterator[Rig]:
    """Only bytes that are passed on."""
    with ExitStack() as stack:
        platform = stack.enter_context(Child(replay.main, lines))
        port = platform.ask("open")
        middle = stack.enter_context(Child(relay.main, port))
        client = stack.enter_context(Child(listener.main, middle.ask("start")))
        yield Rig(platform, middle, client, acknowledges=False)
