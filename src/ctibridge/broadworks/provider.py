"""BroadWorksProvider: one account at one platform. Hands reports up, carries commands out.

Here the parts meet: the servers are found and channels held there (`approach.py`), the lines are read
(`line_reading.py`), events come in (`intake.py`), subscriptions and states are kept up (`upkeep.py`), commands are
carried out (`execution.py`), and it is told which lines are in service (`standing.py`).
"""

from __future__ import annotations

import asyncio
import random
import ssl
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

import structlog

from ctibridge.broadworks.account import Account
from ctibridge.broadworks.approach import Approach
from ctibridge.broadworks.asking import Asker
from ctibridge.broadworks.channel_keeper import EventChannel
from ctibridge.broadworks.channels import ChannelPlan, Target, Wish
from ctibridge.broadworks.company import Company
from ctibridge.broadworks.execution import execute
from ctibridge.broadworks.intake import Intake
from ctibridge.broadworks.known_services import learned
from ctibridge.broadworks.line_choice import LineDifference
from ctibridge.broadworks.line_keeper import LineKeeper, LinesInMind
from ctibridge.broadworks.line_reading import LineReading
from ctibridge.broadworks.lines import Directory, targets, user_target
from ctibridge.broadworks.memory import Granted, Memory, Remembered, account_of
from ctibridge.broadworks.pacer import Pacer
from ctibridge.broadworks.places import Place
from ctibridge.broadworks.replies import Reply, Trace
from ctibridge.broadworks.requests import XsiRequest
from ctibridge.broadworks.served_lines import ServedLines
from ctibridge.broadworks.server_set import RETRY_MOST_S
from ctibridge.broadworks.settings import CALL_PACKAGE, RARE_PACKAGES, SERVICE_PACKAGES, BroadWorksSettings, Scope
from ctibridge.broadworks.spelling import Spelling
from ctibridge.broadworks.standing import Standing
from ctibridge.broadworks.states import LineStates
from ctibridge.broadworks.subscribing import Subscriber
from ctibridge.broadworks.translate_events import ServiceReport
from ctibridge.broadworks.upkeep import Upkeep
from ctibridge.errors import (
    AuthFailed,
    ConnectFailed,
    CtibridgeError,
    RateLimited,
    RemoteProtocolError,
    TlsFailed,
    UnknownLine,
)
from ctibridge.model import commands as k
from ctibridge.model import reports as r
from ctibridge.model.health import Evidence, HealthState, Trouble
from ctibridge.model.ids import LineId
from ctibridge.model.kept_lines import KeptLine
from ctibridge.model.lines import Line

RETIRE_S = 3.0  # some answers; who removes a provider waits for it
LOOK_AGAIN_S = 0.05
REMEMBER_S = 60.0  # what is forgotten costs a request for each subscription at the next start, no more
log = structlog.get_logger()


class BroadWorksProvider:
    """One provider.

    Args:
        settings: Where and how.
        on_report: Takes each report; must not wait.
        tls: The context for TLS; None: without, or, for https, the system's trust.
        side_tls: The same for the XSI server beside the CTI interface.
        now: A clock in seconds; None: the running loop's.
        trace: Is told of every message to and from the platform.
        urgency: How soon a line's state is wanted when many are to be fetched, the highest first; None: all the same.
        memory: What outlives a restart; None: nothing.
        keeper: Keeps the lines; None: until the process ends.
        pacer: For the requests of all providers together; None: each has only its own.
        company: What is shared with other accounts on the same platform; None: this one is alone.
    """

    def __init__(
        self,
        settings: BroadWorksSettings,
        on_report: Callable[[r.Report], None],
        *,
        tls: ssl.SSLContext | None = None,
        side_tls: ssl.SSLContext | None = None,
        now: Callable[[], float] | None = None,
        trace: Trace | None = None,
        urgency: Callable[[LineId], int] | None = None,
        memory: Memory | None = None,
        keeper: LineKeeper | None = None,
        pacer: Pacer | None = None,
        company: Company | None = None,
    ) -> None:
        self.name = settings.name
        self._settings, self._spelling = settings, Spelling(settings.numbers)
        self._report = self._spelling.before(on_report)
        self._now = clock = now or (lambda: asyncio.get_running_loop().time())
        self._lines: dict[LineId, Line] = {}
        self._memory = memory or Memory()
        self._predecessor: Remembered | None = None
        self._served = ServedLines(settings, keeper or LinesInMind())
        self._standing = Standing(settings, self._lines, self._report)
        self._account = Account(settings.user, settings.password, settings.timing.auth_retry_s)
        self._approach = Approach(
            settings,
            self._account,
            self,
            lambda item: self._intake.take(item),
            tls=tls,
            side_tls=side_tls,
            trace=trace,
            now=clock,
            company=company,
            turn=lambda: self._asker.turn(),
        )
        own = company.pacer if company is not None else Pacer(settings.requests_per_s)
        self._asker = Asker(self._approach.link, own, clock, pacer, company.queue if company is not None else None)
        self._reading = LineReading(
            settings, self._asker, self._account, self._served, self._serve, self._standing.unreadable, clock
        )
        self._plan = ChannelPlan(random.random)
        self._states = LineStates(
            self.name,
            self._lines,
            self._asker,
            self._account,
            self._digest,
            urgency or (lambda _line: 0),
            self._wake,
            clock,
            settings.timing.calls_check_s,
        )
        self._intake = Intake(self._plan, self._states, self._of_line, self._wake, self._approach.doubt, clock)
        subscriber = Subscriber(self._plan, settings, self._account, self._asker, self, clock)
        # In line where there are thousands: a password that is wrong from now on is not tried by several at once.
        side_by_side = settings.side_by_side if company is None else 1
        self._upkeep = Upkeep(self._plan, subscriber, self._states, side_by_side, clock)

    def serves(self, line: LineId) -> bool:
        """Whether the line is one of this provider's."""
        return line in self._lines

    def use_servers(self, places: Sequence[Place]) -> None:
        """The platform's servers are these from now on, to be tried in this order."""
        self._approach.use(places)

    @property
    def keeps_passwords(self) -> bool:
        """Whether passwords belong into the store: the one of this account stands in the configuration."""
        return False

    def set_password(self, user_id: str, password: str | None) -> None:
        """The account's password is this from now on; what waits because of the old one waits a minute at most.

        Raises:
            UnknownLine: the account is another user's.
        """
        if user_id.lower() != self._account.user.lower():
            raise UnknownLine(f"{self.name} signs in as {self._account.user}, not as {user_id}")
        self._account.set_password(password or "")
        self._reading.hurry()

    @property
    def counts(self) -> Counter[str]:
        """What came on the channels, by kind."""
        return self._intake.counts

    @property
    def requests(self) -> int:
        """How often the platform was asked, without channels, heartbeats and acknowledgements."""
        return self._asker.requests

    @property
    def is_settled(self) -> bool:
        """Whether a channel and the subscriptions stand, and the calls of all lines are known.

        A service that the platform will not let us watch does not count.
        """
        return self._plan.is_open and not self._plan.missing and self._states.are_known

    async def run(self) -> None:
        """Reads the lines and keeps them until cancelled.

        Raises:
            DuplicateInstance: another instance of the same identity took over.
        """
        await self._recall()
        try:
            async with asyncio.TaskGroup() as tasks:
                await self._approach.find(tasks)
                wait_s = await self._reading.first()
                tasks.create_task(self._approach.run())
                tasks.create_task(self._upkeep.run())
                tasks.create_task(self._reading.run(wait_s, self._states.look_at_services))
                tasks.create_task(self._look_after_silent_calls())
                tasks.create_task(self._remember())
        finally:
            self._standing.outage.cancel()
            self._intake.close()
            remembered = self._remembered
            await self._approach.close()
            await self._memory.keep(remembered)

    def take_over(self, other: BroadWorksProvider) -> None:
        """Goes on where another one of the same account ended, before `run`: with its lines and its subscriptions.

        Nobody notices when a channel stands within the grace time of a lost one.
        """
        remembered, account = other._remembered, account_of(self._settings)
        directory = remembered.directory if remembered.account == account else None
        self._predecessor = replace(remembered, account=account, directory=directory)
        self._lines.update(other._lines)
        self._standing.outage.take_over(
            other._standing.outage, Trouble(HealthState.STARTING, Evidence("its settings changed"))
        )

    async def retire(self) -> None:
        """Gives the subscriptions back before the end, if the platform takes them soon; else they end by themselves."""
        self._plan.want((), self._now())
        self._wake()
        with suppress(TimeoutError):
            async with asyncio.timeout(RETIRE_S):
                while self._plan.has_surplus:  # noqa: ASYNC110 -- each of them ends alone, after its own answer
                    await asyncio.sleep(LOOK_AGAIN_S)

    async def _recall(self) -> None:
        """Subscriptions of an earlier run are prolonged instead of made again."""
        known = self._predecessor or await self._memory.recall(account_of(self._settings))
        self._plan.adopt({(each.target, each.package): each.id for each in known.subscriptions})
        self._intake.continues([each.id for each in known.subscriptions])
        self._approach.recall(known.profiles)
        self._reading.directory = known.directory

    @property
    def _remembered(self) -> Remembered:
        subscriptions = tuple(Granted(*key, each) for key, each in self._plan.granted.items())
        return Remembered(account_of(self._settings), subscriptions, self._reading.directory, self._approach.profiles)

    async def _remember(self) -> None:
        while True:
            await asyncio.sleep(REMEMBER_S)
            await self._memory.keep(self._remembered)

    def _wake(self) -> None:
        self._upkeep.wake()

    # Lines

    async def read_lines(self) -> LineDifference:
        """Reads the lines now; returns what is different from before. Lines that stay are not disturbed.

        Raises:
            LinkError, CommandError, ProtocolError: they cannot be read, and are as before.
            StoreError: they cannot be kept; they are served all the same.
        """
        return await self._reading.read()

    @property
    def kept_lines(self) -> tuple[KeptLine, ...]:
        """All lines that there ever were, with their numbers, as far as they could be kept."""
        return self._served.kept or ()

    async def _look_after_silent_calls(self) -> None:
        while True:
            await asyncio.sleep(self._states.quiet_s())
            if self._plan.is_open:
                self._states.look_at_silent()

    def _serve(self, directory: Directory) -> None:
        known = dict(self._lines)
        self._lines.clear()
        self._lines.update(self._served.lines)
        if directory.missing:
            log.warning("lines.incomplete", provider=self.name, missing=directory.missing)
        log.info("lines.read", provider=self.name, lines=len(self._lines))
        self._states.forget(known.keys() - self._lines.keys())
        self._report(r.LinesRead(self.name, tuple(self._lines.values())))
        self._standing.lines_read()
        wishes = self._wishes(replace(directory, lines=tuple(self._lines.values())))
        self._plan.want(wishes, self._now())
        self._begin_new([line for line in self._lines if line not in known], wishes)
        self._wake()

    def _wishes(self, directory: Directory) -> list[Wish]:
        return [
            Wish(target, package)
            for target in targets(self._settings, directory)
            for package in (CALL_PACKAGE, *SERVICE_PACKAGES, *self._rare(target))
        ]

    def _rare(self, target: Target) -> list[str]:
        line = target.line
        return [package for package in RARE_PACKAGES if line is None or self._states.matters(line, package)]

    def _begin_new(self, lines: list[LineId], wishes: list[Wish]) -> None:
        """New lines of a collection whose subscription stands are in service at once."""
        for wish in wishes:
            if wish.package == CALL_PACKAGE and wish.target.line is None and self._plan.stands(wish):
                self._standing.lines_up(lines)
                self._states.look(lines)

    # The channels (see channel_keeper.ChannelOwner)

    def on_opening(self) -> None:
        """A channel is asked for."""
        self._plan.opening()

    def on_opened(self, channel: EventChannel) -> None:
        """A channel stands. When it is the only one, every subscription is to be made or refreshed."""
        is_first = not self._plan.is_open
        self._plan.opened(channel.channel_id, channel.expires_s, self._now())
        if is_first:
            self._intake.channel_opened()
            self._standing.outage.over()
        self._wake()

    def on_ended(self, channel_id: str | None, reason: CtibridgeError) -> float:
        """It is gone, or cannot be had; returns how many seconds to wait at least before the next try.

        While others stand nobody notices.
        """
        if channel_id is not None:
            self._plan.closed(channel_id, self._now())
            self.counts["channel lost"] += 1
        else:
            self._plan.not_opened(self._now(), sent=not isinstance(reason, ConnectFailed | TlsFailed | AuthFailed))
        if self._plan.is_open:
            self._intake.channel_lost()
        else:
            self._approach.all_failed()
            self._states.clear()
        asked_s = reason.retry_after_s if isinstance(reason, RateLimited) else 0.0
        wait_s = max(asked_s, self._account.wait(self._now()))
        if not self._plan.is_open:
            self._standing.unreached(reason, max(wait_s, RETRY_MOST_S))
        self._wake()
        return wait_s

    # The subscriptions (see subscribing.Subscribed)

    def on_subscribed(self, wish: Wish, *, missed: bool) -> None:
        """The lines of the target are in service from now on; what happened before has to be found out.

        For a single user the platform tells it by itself (XSI 4.2.4.2). For a collection it is asked only now that
        nothing more can go by.
        """
        if wish.package == CALL_PACKAGE:
            self._standing.lines_up([wish.target.line] if wish.target.line is not None else self._lines)
        if missed and wish.target.line is None:
            self._states.make_up(wish)

    def on_refused(self, wish: Wish, exc: CtibridgeError, retry_s: float) -> None:
        """Without call events a line is out of service; without those of a service, only that is not available."""
        say = log.warning if wish.package == CALL_PACKAGE else log.info
        say("subscription.refused", target=wish.target.path, package=wish.package, reason=str(exc))
        self.on_missing(wish, exc, retry_s)

    def on_missing(self, wish: Wish, exc: CtibridgeError, retry_s: float) -> None:
        """The same, while the platform does not answer."""
        if wish.package == CALL_PACKAGE:
            lines = self._lines if wish.target.line is None else [wish.target.line]
            self._standing.lines_down(lines, exc, retry_s)

    # States

    def suspect(self, line: LineId) -> None:
        """The line's state should be fetched anew."""
        self._states.suspect(line)

    def watched(self, line: LineId) -> None:
        """Somebody watches the line: its state is fetched before those of the others."""
        self._states.watched(line)

    def _of_line(self, report: r.Report) -> None:
        """A collection's subscription tells of all its users, served or not."""
        if getattr(report, "line", None) in self._lines:
            self._report(report)

    def _digest(self, report: r.LineReported | ServiceReport | r.CallWaitingReported) -> None:
        try:
            self._report(report)
        except Exception as exc:
            log.exception("state.undigested", line=report.line)
            raise RemoteProtocolError(f"the state of {report.line} cannot be digested") from exc

    # Commands

    async def execute(self, command: k.Command) -> k.Result:
        """Carries a command out.

        Raises:
            CommandError: it was not, or nobody knows.
        """
        line = self._lines.get(command.line)
        if line is None:
            raise UnknownLine(f"{self.name} has no line {command.line}")
        result = await execute(self._asker, self._spelling.dialled(command), line.user_id)
        if self._states.asked(learned(command, result)) and self._settings.scope is Scope.USERS:
            target = user_target(line)
            for package in self._rare(target):
                self._plan.want_also(Wish(target, package), self._now())
        return self._spelling.answered(result)

    async def ask(self, request: XsiRequest) -> Reply:
        """The platform's answer to any request, in its turn; for diagnosis.

        Raises:
            LinkError, CommandError, ProtocolError: as `XsiLink.request`.
        """
        return await self._asker.ask(request)
