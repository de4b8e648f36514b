"""The ways of one account to its platform: a link to each server, and beside the CTI interface one to XSI."""

from __future__ import annotations

import asyncio
import random
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from functools import partial

import structlog

from ctibridge.broadworks.account import Account
from ctibridge.broadworks.asking import Link
from ctibridge.broadworks.channel_keeper import ChannelOwner, EventChannel
from ctibridge.broadworks.company import Company
from ctibridge.broadworks.cti_link import CtiLink
from ctibridge.broadworks.guide import Guide
from ctibridge.broadworks.places import Place
from ctibridge.broadworks.replies import Reply, Trace
from ctibridge.broadworks.requests import XsiRequest
from ctibridge.broadworks.server_set import ServerLink, ServerSet
from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.broadworks.side_path import SidePath
from ctibridge.broadworks.xsi_channel import XsiServerLink
from ctibridge.errors import ConfigError
from ctibridge.wire.cti.profile import profile_from_plain
from ctibridge.wire.xsi.stream import StreamItem

NOT_OFFERED = "DNS says that this service is not offered (an SRV record with the target '.')"
MOVE_ON_S = 2.0  # before the next server is tried: some are tried before a lost channel is an outage (5 s)
Plain = dict[str, dict[str, str | int | bool]]
log = structlog.get_logger()


class Approach:
    """The ways of one account.

    Args:
        settings: Where the platform is, and how it is reached.
        account: Whose credentials.
        owner: Is told of the channels.
        take: Is told of what came on them, acknowledged.
        tls: The context for TLS; None: without, or, for https, the system's trust.
        side_tls: The same for the XSI server beside the CTI interface.
        trace: Is told of every message.
        now: A clock in seconds.
        company: What is shared with other accounts; None: the account is alone.
        turn: Waits until an account in company may ask for a channel.

    `link` carries requests by whichever way can.
    """

    def __init__(
        self,
        settings: BroadWorksSettings,
        account: Account,
        owner: ChannelOwner,
        take: Callable[[StreamItem], None],
        *,
        tls: ssl.SSLContext | None,
        side_tls: ssl.SSLContext | None,
        trace: Trace | None,
        now: Callable[[], float],
        company: Company | None = None,
        turn: Callable[[], Awaitable[None]],
    ) -> None:
        self._account, self._owner, self._take, self._trace, self._now = account, owner, take, trace, now
        self._company, self._turn = company, turn
        self._guide = company.guide if company is not None else Guide(settings, now)
        self._places: Sequence[Place] = ()
        self._place: Place | None = None  # where an account is that is at one server only
        self._moved_at = float("-inf")
        self._unfollow: list[Callable[[], None]] = []
        self._all: list[ServerSet] = []
        self._servers = self._add(settings, tls)
        self.link: Link = self._servers
        side: ServerSet | None = None
        if settings.connection.is_cti:
            side = self._add(replace(settings, url=settings.xsi_url), side_tls)
            self.link = SidePath(self._servers, side)
        self._side = side

    def _add(self, settings: BroadWorksSettings, tls: ssl.SSLContext | None) -> ServerSet:
        servers = ServerSet(partial(self._connect, settings, tls), self._owner, self._take, random.random, self._now)
        self._all.append(servers)
        return servers

    def _connect(self, settings: BroadWorksSettings, tls: ssl.SSLContext | None, place: Place) -> ServerLink:
        make = partial(CtiLink, profiles=self._guide.profiles) if settings.connection.is_cti else XsiServerLink
        book = self._guide.book
        link = make(settings, self._account, place, book=book, tls=tls, now=self._now, trace=self._trace)
        return link if self._company is None else _InTurn(link, self._turn)

    async def find(self, tasks: asyncio.TaskGroup) -> None:
        """Returns when it is known where the servers are; `tasks` keep that up to date."""
        if self._company is None:
            await self._guide.find(tasks)
        self._unfollow.append(self._guide.follow(self._use))
        if self._side is not None:
            self._unfollow.append(self._guide.follow(partial(_use, self._side), side=True))

    def _use(self, places: Sequence[Place]) -> None:
        self._places = places
        if self._company is None:
            _use(self._servers, places)
        elif self._place is None or self._place not in places:  # who is served stays, also when the order changes
            self._go_to(self._company.number)

    def _go_to(self, number: int) -> None:
        self._place = self._places[number % len(self._places)] if self._places else None
        _use(self._servers, [self._place] if self._place is not None else [])

    def _move_on(self) -> None:
        """The next server, for an account that is at one only."""
        if self._place is None or len(self._places) == 1 or self._now() < self._moved_at + MOVE_ON_S:
            return
        self._moved_at = self._now()
        self._go_to(self._places.index(self._place) + 1)

    async def run(self) -> None:
        """Holds a channel at each server until cancelled.

        Raises:
            DuplicateInstance: another instance of the same identity took over.
        """
        await self._servers.run()

    def use(self, places: Sequence[Place]) -> None:
        """The servers are these from now on, to be tried in this order."""
        self._servers.use(places)

    def doubt(self) -> None:
        """Events are missing, perhaps held up at one server: who does not answer soon is given up, if others do."""
        self._servers.doubt()

    def all_failed(self) -> None:
        """None of the servers has a channel: those that were given up are wanted again, and they may have moved."""
        self._servers.hurry()
        self._guide.all_failed()
        if self._company is not None:
            self._move_on()

    async def close(self) -> None:
        """Closes all connections."""
        for unfollow in self._unfollow:
            unfollow()
        for servers in self._all:
            await servers.close()

    @property
    def profiles(self) -> Plain:
        """How the servers of the CTI interface are spoken to, by host."""
        return {host: profile.plain() for host, profile in self._guide.profiles.items()}

    def recall(self, profiles: Mapping[str, dict[str, str | int | bool]]) -> None:
        """This is how they were spoken to by an earlier run."""
        for host, plain in profiles.items():
            try:
                self._guide.profiles[host] = profile_from_plain(plain)
            except ConfigError as exc:
                log.warning("memory.unreadable", host=host, reason=str(exc))


class _InTurn:
    """A link that asks for a channel when its turn has come (see server_set.ServerLink)."""

    def __init__(self, link: ServerLink, turn: Callable[[], Awaitable[None]]) -> None:
        self._link, self._turn = link, turn

    @property
    def requests(self) -> int:
        return self._link.requests

    async def request(self, request: XsiRequest) -> Reply:
        return await self._link.request(request)

    def open_channel(self) -> AbstractAsyncContextManager[EventChannel]:
        return self._open()

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[EventChannel]:
        await self._turn()
        async with self._link.open_channel() as channel:
            yield channel

    async def close(self) -> None:
        await self._link.close()


def _use(servers: ServerSet, places: Sequence[Place]) -> None:
    servers.use(places, NOT_OFFERED)
