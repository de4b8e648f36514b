"""The ways to one platform: its servers, as DNS names them, and beside those of the CTI interface the XSI ones."""

from __future__ import annotations

import asyncio
import random
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import structlog

from ctibridge.broadworks.account import Account
from ctibridge.broadworks.addresses import AddressBook
from ctibridge.broadworks.asking import Link
from ctibridge.broadworks.channel_keeper import ChannelOwner
from ctibridge.broadworks.cti_link import CtiLink
from ctibridge.broadworks.discovery import Plan
from ctibridge.broadworks.places import Place
from ctibridge.broadworks.replies import Trace
from ctibridge.broadworks.resolver import Resolver
from ctibridge.broadworks.server_list import ServerList
from ctibridge.broadworks.server_set import ServerLink, ServerSet
from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.broadworks.side_path import SidePath
from ctibridge.broadworks.xsi_channel import XsiServerLink
from ctibridge.errors import ConfigError
from ctibridge.wire.cti.profile import ServerProfile, profile_from_plain
from ctibridge.wire.xsi.stream import StreamItem

NOT_OFFERED = "DNS says that this service is not offered (an SRV record with the target '.')"
Plain = dict[str, dict[str, str | int | bool]]
log = structlog.get_logger()


class Approach:
    """The ways of one provider.

    Args:
        settings: Where the platform is, and how it is reached.
        account: Whose credentials.
        owner: Is told of the channels.
        take: Is told of what came on them, acknowledged.
        tls: The context for TLS; None: without, or, for https, the system's trust.
        side_tls: The same for the XSI server beside the CTI interface.
        trace: Is told of every message.
        now: A clock in seconds.

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
    ) -> None:
        self._account, self._owner, self._take, self._trace, self._now = account, owner, take, trace, now
        self._profiles: dict[str, ServerProfile] = {}
        self._resolver = Resolver(settings.dns)
        self._book = AddressBook(settings.dns, self._resolver, now)
        self._found: list[tuple[ServerList, ServerSet]] = []
        self._servers = self._add(settings, tls)
        self.link: Link = self._servers
        if settings.connection.is_cti:
            self.link = SidePath(self._servers, self._add(replace(settings, url=settings.xsi_url), side_tls))

    def _add(self, settings: BroadWorksSettings, tls: ssl.SSLContext | None) -> ServerSet:
        servers = ServerSet(partial(self._connect, settings, tls), self._owner, self._take, random.random, self._now)
        found = ServerList(
            settings, self._resolver, now=self._now, random=random.random, on_plan=partial(_use, servers)
        )
        self._found.append((found, servers))
        return servers

    def _connect(self, settings: BroadWorksSettings, tls: ssl.SSLContext | None, place: Place) -> ServerLink:
        make = partial(CtiLink, profiles=self._profiles) if settings.connection.is_cti else XsiServerLink
        return make(settings, self._account, place, book=self._book, tls=tls, now=self._now, trace=self._trace)

    async def find(self, tasks: asyncio.TaskGroup) -> None:
        """Returns when it is known where the servers are; `tasks` keep that up to date."""
        for found, _ in self._found:
            tasks.create_task(found.run())
            await found.first()

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
        self._found[0][0].all_failed()

    async def close(self) -> None:
        """Closes all connections."""
        for _, servers in self._found:
            await servers.close()

    @property
    def profiles(self) -> Plain:
        """How the servers of the CTI interface are spoken to, by host."""
        return {host: profile.plain() for host, profile in self._profiles.items()}

    def recall(self, profiles: Mapping[str, dict[str, str | int | bool]]) -> None:
        """This is how they were spoken to by an earlier run."""
        for host, plain in profiles.items():
            try:
                self._profiles[host] = profile_from_plain(plain)
            except ConfigError as exc:
                log.warning("memory.unreadable", host=host, reason=str(exc))


def _use(servers: ServerSet, plan: Plan) -> None:
    servers.use(plan.places, NOT_OFFERED)
