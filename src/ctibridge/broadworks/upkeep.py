"""Keeps the subscriptions and the lines' states up: does what is due, a few things side by side.

One task watches what is due when, a few workers do it: first what the subscriptions need, then the states.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from ctibridge.broadworks.channels import Action, ChannelPlan
from ctibridge.broadworks.states import LineStates
from ctibridge.broadworks.subscribing import Subscriber


class Upkeep:
    """The loop of one provider."""

    def __init__(
        self,
        plan: ChannelPlan,
        subscriber: Subscriber,
        states: LineStates,
        side_by_side: int,
        now: Callable[[], float],
    ) -> None:
        self._plan, self._subscriber, self._states = plan, subscriber, states
        self._side_by_side, self._now = side_by_side, now
        self._ready: deque[Action] = deque()
        self._work_there = asyncio.Event()
        self._agenda_changed = asyncio.Event()

    async def run(self) -> None:
        """Runs until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._watch_agenda())
            for _ in range(self._side_by_side):
                tasks.create_task(self._work())

    def wake(self) -> None:
        """The plan or the states changed."""
        self._agenda_changed.set()
        self._work_there.set()

    async def _watch_agenda(self) -> None:
        while True:
            self._agenda_changed.clear()
            due = self._plan.due(self._now())
            self._ready.extend(due)
            if any([self._states.due(), due]):
                self._work_there.set()
            next_at = self._next_at()
            try:
                async with asyncio.timeout(None if next_at is None else max(0.0, next_at - self._now())):
                    await self._agenda_changed.wait()
            except TimeoutError:
                continue

    def _next_at(self) -> float | None:
        times = (agenda.next_at() for agenda in (self._plan, self._states))
        return min((at for at in times if at is not None), default=None)

    async def _work(self) -> None:
        while True:
            if self._ready:
                await self._subscriber.perform(self._ready.popleft())
                self.wake()
            elif self._plan.is_open and (job := self._states.take()) is not None:
                await job()
            else:
                self._work_there.clear()
                await self._work_there.wait()
