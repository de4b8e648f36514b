"""AccountsProvider: one provider whose lines have an account each. To the hub it looks like any other.

Behind it each account is a `BroadWorksProvider` of one line, with a channel of its own (ADR 25): what is wrong with one
is nothing to the others. They share the servers, the pace, and the place of the pacer's queue.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

import structlog

from ctibridge.broadworks.company import Company
from ctibridge.broadworks.credentials import Credentials
from ctibridge.broadworks.guide import Guide
from ctibridge.broadworks.line_choice import LineDifference
from ctibridge.broadworks.line_keeper import LineKeeper, LinesInMind
from ctibridge.broadworks.pacer import Pacer
from ctibridge.broadworks.places import Place
from ctibridge.broadworks.provider import BroadWorksProvider
from ctibridge.broadworks.replies import Trace
from ctibridge.broadworks.seats import NO_PASSWORD, Seat
from ctibridge.broadworks.settings import Accounts, BroadWorksSettings, Scope
from ctibridge.broadworks.translate_events import line_id
from ctibridge.errors import LineUnavailable, StoreError, UnknownLine
from ctibridge.model import commands as k
from ctibridge.model import reports as r
from ctibridge.model.health import Trouble
from ctibridge.model.ids import LineId
from ctibridge.model.kept_lines import KeptLine, Presence, Source
from ctibridge.model.lines import Line

TOGETHER_S = 0.5  # lines that are read within this are told together: telling one means going through all
log = structlog.get_logger()


class AccountsProvider:
    """All accounts of one provider.

    Args:
        settings: Where and how; `users` are those with lines, or all of whom a password is known.
        on_report: Takes each report; must not wait.
        tls: The context for TLS; None: without, or, for https, the system's trust.
        side_tls: The same for the XSI server beside the CTI interface.
        now: A clock in seconds; None: the running loop's.
        trace: Is told of every message to and from the platform.
        pacer: For the requests of all providers together; None: each has only its own.
        keeper: Keeps the lines; None: until the process ends.
        accounts: The passwords that are kept, by user id, beside those of the settings; None: there are none.
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
        pacer: Pacer | None = None,
        keeper: LineKeeper | None = None,
        accounts: Callable[[], Awaitable[Mapping[str, str]]] | None = None,
    ) -> None:
        self.name = settings.name
        self._keeper, self._accounts = keeper or LinesInMind(), accounts
        self.kept_lines: tuple[KeptLine, ...] = ()
        self.credentials = Credentials(settings.passwords)
        self._settings, self._report = settings, on_report
        self._now = now or (lambda: asyncio.get_running_loop().time())
        self._make = partial(BroadWorksProvider, tls=tls, side_tls=side_tls, now=self._now, trace=trace, pacer=pacer)
        self._guide = Guide(settings, self._now)
        self._pacer = Pacer(settings.requests_per_s)
        self._queue = asyncio.Semaphore(settings.side_by_side)
        self._seats: dict[LineId, Seat] = {}
        self._gone: list[Seat] = []
        self._asked_before = 0  # by accounts that are no more, or began anew
        self._changed = asyncio.Event()
        self._up: set[LineId] = set()
        self._to_be_told, self._is_telling = asyncio.Event(), False
        self.use_accounts(settings.users or settings.passwords)

    def use_servers(self, places: Sequence[Place]) -> None:
        """The platform's servers are these from now on; the accounts are spread over them."""
        self._guide.use(places)

    # Accounts

    def use_accounts(self, users: Iterable[str]) -> None:
        """These users have lines from now on, and no others; those that stay notice nothing."""
        wanted = {line_id(user): user for user in users}
        self._gone += [self._seats.pop(line) for line in self._seats.keys() - wanted.keys()]
        known = {each.line.id: each.line for each in self.kept_lines}
        for number, (line, user) in enumerate(wanted.items()):
            if line not in self._seats:
                self._seats[line] = Seat(user, number, known.get(line) or Line(line, user))
        self._changed.set()

    async def read_lines(self) -> LineDifference:
        """Looks whose accounts there are, in the settings and kept; what is different from before.

        Raises:
            StoreError: those that are kept cannot be read; all is as before.
        """
        kept = {each.line.id: each for each in await self._keeper.lines()}
        passwords = await self._accounts() if self._accounts is not None else {}
        self.kept_lines = tuple(kept.values())
        added = [each.line.user_id for each in kept.values() if each.source is Source.MANUAL]
        users = [*(self._settings.users or self._settings.passwords), *passwords, *added]
        removed = {line for line, each in kept.items() if each.presence is Presence.REMOVED}
        before = {line: seat.line for line, seat in self._seats.items()}
        self.use_accounts([user for user in users if line_id(user) not in removed])
        for user_id, password in passwords.items():
            with suppress(UnknownLine):  # whoever was removed
                self.set_password(user_id, password)
        return LineDifference(
            added=tuple(seat.line for line, seat in self._seats.items() if line not in before),
            gone=tuple(each for line, each in before.items() if line not in self._seats),
        )

    @property
    def keeps_passwords(self) -> bool:
        """Whether passwords belong into the store."""
        return True

    def set_password(self, user_id: str, password: str | None) -> None:
        """A user's password is this from now on. A line that is served goes on without a break, others begin at once.

        Raises:
            UnknownLine: the user has no line here.
        """
        seat = self._seats.get(line_id(user_id))
        if seat is None:
            raise UnknownLine(f"{self.name} has no line {user_id}")
        if password == self.credentials.get(user_id):
            return
        self.credentials.set(user_id, password)
        if seat.provider is not None and seat.line.id in self._up and password is not None:
            seat.provider.set_password(user_id, password)
        else:
            seat.changed.set()

    async def run(self) -> None:
        """Serves all lines until cancelled.

        Raises:
            DuplicateInstance: another instance of the same identity took over.
        """
        try:
            await self.read_lines()
        except StoreError as exc:
            log.warning("lines.unkept", provider=self.name, reason=str(exc))
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._tell_lines())
            await self._guide.find(tasks)
            while True:
                self._changed.clear()
                for seat in self._seats.values():
                    seat.task = seat.task or tasks.create_task(self._serve(seat))
                for seat in self._gone:
                    self._leave(seat)
                self._gone.clear()
                await self._changed.wait()

    def _leave(self, seat: Seat) -> None:
        if seat.task is not None:
            seat.task.cancel()
        self._is_down(seat)
        self._tell_soon()

    async def _serve(self, seat: Seat) -> None:
        """One account, begun anew with each password that it needs."""
        while True:
            seat.changed.clear()
            password = self.credentials.get(seat.user_id)
            if password is None:
                self._down(seat, NO_PASSWORD)
                await seat.changed.wait()
                continue
            provider = seat.provider = self._provider(seat, password)
            try:
                async with asyncio.TaskGroup() as tasks:
                    work = tasks.create_task(provider.run())
                    await seat.changed.wait()
                    work.cancel()
            finally:
                seat.provider = None
                self._asked_before += provider.requests
                self._is_down(seat)

    def _provider(self, seat: Seat, password: str) -> BroadWorksProvider:
        settings = replace(
            self._settings,
            user=seat.user_id,
            password=password,
            accounts=Accounts.ONE,
            passwords={},
            scope=Scope.USERS,
            users=(),
            acknowledgement_lanes=1,  # in line, so that a password that is wrong from now on is tried once
        )
        company = Company(self._guide, seat.number, self._pacer, self._queue)
        return self._make(settings, partial(self._on_report, seat), company=company)

    # What they report

    def _on_report(self, seat: Seat, report: r.Report) -> None:
        if self._seats.get(line_id(seat.user_id)) is not seat:
            return  # it was taken away meanwhile
        match report:
            case r.LinesRead(lines=lines):
                self._show(seat, next(iter(lines), seat.line))
            case r.ProviderUp():
                self._is_up(seat)
            case r.ProviderDown(trouble=trouble):
                self._is_down(seat)
                if trouble is not None:
                    self._down(seat, trouble)
                if not self._up:
                    self._report(r.ProviderDown(self.name, f"of {seat.user_id}: {report.reason}", trouble))
            case r.LineUp():
                seat.trouble = None
                self._report(report)
            case r.LineDown(trouble=trouble):
                self._down(seat, trouble)
            case _:
                self._report(report)

    def _is_up(self, seat: Seat) -> None:
        if not self._up:
            self._report(r.ProviderUp(self.name))
        self._up.add(seat.line.id)

    def _is_down(self, seat: Seat) -> None:
        self._up.discard(seat.line.id)

    def _down(self, seat: Seat, trouble: Trouble) -> None:
        seat.trouble = trouble
        self._show(seat, seat.line)
        self._report(r.LineDown(seat.line.id, trouble))

    def _show(self, seat: Seat, line: Line) -> None:
        if not seat.is_shown or seat.line != line:
            seat.is_shown, seat.line = True, line
            self._tell_soon()

    def _tell_soon(self) -> None:
        self._is_telling = True
        self._to_be_told.set()

    async def _tell_lines(self) -> None:
        while True:
            await self._to_be_told.wait()
            await asyncio.sleep(TOGETHER_S)
            self._to_be_told.clear()
            lines = tuple(seat.line for seat in self._seats.values() if seat.is_shown)
            await self._keep(lines)
            log.info("lines.read", provider=self.name, lines=len(lines), accounts=len(self._seats))
            self._report(r.LinesRead(self.name, lines))
            self._is_telling = self._to_be_told.is_set()

    async def _keep(self, lines: tuple[Line, ...]) -> None:
        try:
            kept = await self._keeper.lines()
            gone = [each.line.id for each in kept if each.is_served and each.line.id not in self._seats]
            self.kept_lines = await self._keeper.keep(lines, gone)
        except StoreError as exc:
            log.warning("lines.unkept", provider=self.name, reason=str(exc))

    # The hub's questions (see hub.provider.Provider)

    def serves(self, line: LineId) -> bool:
        """Whether the line is one of this provider's."""
        return line in self._seats

    def suspect(self, line: LineId) -> None:
        """The line's state should be fetched anew."""
        seat = self._seats.get(line)
        if seat is not None and seat.provider is not None:
            seat.provider.suspect(line)

    def watched(self, line: LineId) -> None:
        """Somebody watches the line; its account has no other."""

    async def execute(self, command: k.Command) -> k.Result:
        """Carries a command out, as the line's own user.

        Raises:
            CommandError: it was not, or nobody knows.
        """
        seat = self._seats.get(command.line)
        if seat is None:
            raise UnknownLine(f"{self.name} has no line {command.line}")
        if seat.provider is None or command.line not in self._up:
            why = seat.trouble.evidence.text if seat.trouble is not None else "its account is not signed in yet"
            raise LineUnavailable(f"{seat.user_id} is not served: {why}")
        return await seat.provider.execute(command)

    # Figures

    @property
    def counts(self) -> Counter[str]:
        """What came on the channels, by kind."""
        return sum((seat.provider.counts for seat in self._seats.values() if seat.provider), Counter())

    @property
    def requests(self) -> int:
        """How often the platform was asked, without channels, heartbeats and acknowledgements."""
        return self._asked_before + sum(seat.provider.requests for seat in self._seats.values() if seat.provider)

    @property
    def is_settled(self) -> bool:
        """Whether all lines are served and told, but for those that wait for somebody to act."""
        return not self._is_telling and all(seat.is_settled for seat in self._seats.values())
