"""Where the servers of one platform are: asked for once, for all accounts that go there."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from ctibridge.broadworks.addresses import AddressBook
from ctibridge.broadworks.places import Place
from ctibridge.broadworks.resolver import Resolver
from ctibridge.broadworks.server_list import ServerList
from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.wire.cti.profile import ServerProfile

Follow = Callable[[Sequence[Place]], None]


@dataclass(slots=True)
class _Way:
    """The way to one interface: who looks for its servers, where they are, and who wants to know."""

    found: ServerList
    places: Sequence[Place] | None = None
    followers: list[Follow] = field(default_factory=list)

    def use(self, places: Sequence[Place]) -> None:
        self.places = places
        for follow in tuple(self.followers):
            follow(places)


class Guide:
    """The servers of one platform, and of the XSI servers beside its CTI interface if it has that.

    Args:
        settings: Where the platform is.
        now: A clock in seconds.

    Attributes:
        book: The addresses of hosts.
        profiles: By host, how servers of the CTI interface are spoken to.
    """

    def __init__(self, settings: BroadWorksSettings, now: Callable[[], float]) -> None:
        resolver = Resolver(settings.dns)
        self.book = AddressBook(settings.dns, resolver, now)
        self.profiles: dict[str, ServerProfile] = {}
        self._resolver, self._now = resolver, now
        self._main = self._way(settings)
        self._side = self._way(replace(settings, url=settings.xsi_url)) if settings.connection.is_cti else None

    def _way(self, settings: BroadWorksSettings) -> _Way:
        found = ServerList(
            settings, self._resolver, now=self._now, random=random.random, on_plan=lambda plan: way.use(plan.places)
        )
        way = _Way(found)
        return way

    async def find(self, tasks: asyncio.TaskGroup) -> None:
        """Returns when it is known where the servers are; `tasks` keep that up to date."""
        for way in filter(None, (self._main, self._side)):
            tasks.create_task(way.found.run())
            await way.found.first()

    def follow(self, use: Follow, *, side: bool = False) -> Callable[[], None]:
        """Tells `use` where the servers are, now if it is known, and whenever that changes; returns what ends it."""
        way = self._side if side and self._side is not None else self._main
        way.followers.append(use)
        if way.places is not None:
            use(way.places)
        return lambda: way.followers.remove(use)

    def use(self, places: Sequence[Place]) -> None:
        """The servers are these from now on, until DNS names others."""
        self._main.use(places)

    def all_failed(self) -> None:
        """None of the servers works: they may have moved."""
        self._main.found.all_failed()
