"""The servers of a platform as DNS names them at present: asked for, remembered, and asked for again in time.

What the answers mean is decided in `discovery.py`; here is only the loop around it.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterable
from typing import Protocol

import structlog

from ctibridge.broadworks.backoff import Backoff
from ctibridge.broadworks.discovery import (
    NEVER_S,
    Answer,
    Answers,
    Basis,
    Chance,
    Discovery,
    Plan,
    Question,
    Target,
    is_settled,
    questions,
)
from ctibridge.broadworks.settings import BroadWorksSettings

log = structlog.get_logger()


class Asks(Protocol):
    """Who asks the name servers; `Resolver`, unless a test has another."""

    async def srv(self, name: str) -> Answer:
        """What is known about the SRV records of a name."""


def any_number(most: int) -> int:
    """A number from 0 to `most`, both included."""
    return secrets.randbelow(most + 1)


class ServerList:
    """The servers of one provider, in the order in which to try them.

    Args:
        settings: The configured server, and how DNS is asked.
        resolver: Who asks.
        now: A clock in seconds.
        chance: Draws the order within a priority.
        random: A number from 0 to 1, for the pauses while name servers fail.
        on_plan: Is told each plan with other targets, or another order, than the one before.

    `run` has to be running. Nobody waits for a name server once there is a plan: an old one is better than none.
    """

    def __init__(
        self,
        settings: BroadWorksSettings,
        resolver: Asks,
        *,
        now: Callable[[], float],
        chance: Chance = any_number,
        random: Callable[[], float],
        on_plan: Callable[[Plan], None] = lambda _: None,
    ) -> None:
        self._resolver, self._now, self._on_plan = resolver, now, on_plan
        self._questions = questions_for(settings)
        self._discovery = Discovery(Target(settings.host, settings.port), chance, Backoff(random, first_s=1.0))
        self._log = log.bind(provider=settings.name, host=settings.host)
        self._wake, self._known = asyncio.Event(), asyncio.Event()

    @property
    def plan(self) -> Plan | None:
        """What is known at present; None: the first look-up is under way."""
        return self._discovery.plan

    async def first(self) -> Plan:
        """The plan, as soon as there is one: after one look-up, whether it succeeds or not."""
        await self._known.wait()
        assert self.plan is not None  # noqa: S101  that is what was waited for
        return self.plan

    def all_failed(self) -> None:
        """None of the servers can be used: look again, soon."""
        self._discovery.all_failed(self._now())
        self._wake.set()

    async def run(self) -> None:
        """Looks up again whenever it is due, until cancelled."""
        while True:
            if self._discovery.due <= self._now():
                await self.look_up()
            await self._until_due()

    async def look_up(self) -> Plan:
        """The plan after asking now; `run` does it by itself."""
        before = self.plan
        plan = self._discovery.take(await ask(self._resolver, self._questions), self._now())
        self._tell(before, plan)
        self._known.set()
        if before is None or before.targets != plan.targets:
            self._on_plan(plan)
        return plan

    async def _until_due(self) -> None:
        """Waits until a look-up is due, or until that time has changed."""
        self._wake.clear()
        due = self._discovery.due
        try:
            async with asyncio.timeout(None if due == NEVER_S else max(0.0, due - self._now())):
                await self._wake.wait()
        except TimeoutError:
            return

    def _tell(self, before: Plan | None, plan: Plan) -> None:
        """One line when name servers fail, one when they answer again, one when the servers are others."""
        was_failing = before is not None and before.problem is not None
        if plan.problem is not None and not was_failing:
            self._log.warning("dns.failed", reason=plan.problem, used=str(plan.basis))
        if plan.problem is None and was_failing:
            self._log.info("dns.answers_again")
        if before is None or before.targets != plan.targets:
            servers = list(map(str, plan.places))
            (self._log.warning if plan.basis is Basis.NOT_OFFERED else self._log.info)(
                "dns.servers", servers=servers, basis=str(plan.basis), name=plan.name
            )


def questions_for(settings: BroadWorksSettings) -> tuple[Question, ...]:
    """The names that have to be asked for with these settings."""
    if not settings.dns.srv:
        return ()
    return questions(settings.connection, settings.host, more_names=settings.dns.more_names)


async def ask(resolver: Asks, wanted: Iterable[Question]) -> Answers:
    """The answers: the usual names together, the others only when none of them exists."""
    usual = [question for question in wanted if not question.is_extra]
    answers = await _together(resolver, usual)
    if is_settled(answers):
        return answers
    return {**answers, **await _together(resolver, [question for question in wanted if question.is_extra])}


async def _together(resolver: Asks, wanted: list[Question]) -> dict[Question, Answer]:
    return dict(zip(wanted, await asyncio.gather(*(resolver.srv(item.name) for item in wanted)), strict=True))
