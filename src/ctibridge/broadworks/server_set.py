"""The servers of one platform: to each a link, and a channel of our set on it. Any of them carries requests.

The platform spreads the events over the channels of a set and goes on over the others when one is lost
(cti-interface.md section 13): while one channel lives, no line notices.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

import structlog

from ctibridge.broadworks.backoff import Backoff
from ctibridge.broadworks.channel_keeper import ChannelKeeper, ChannelOwner, EventChannel
from ctibridge.broadworks.places import Place
from ctibridge.broadworks.replies import Reply
from ctibridge.broadworks.requests import XsiRequest
from ctibridge.errors import ConnectFailed, LinkError, LinkLost, TlsFailed
from ctibridge.wire.xsi.stream import StreamItem

SHUN_S = 10.0  # a server that did not answer is asked last for so long
# Engineering choices: a server on which others wait has this long to show that it lives, so that events which it holds
# up can be sent again over another before they are given up (`ordering`); who was slow stays so a while.
PROOF_S = 0.3
SLOW_S = 30.0
MOST_SERVERS = 8  # a set has a limit of channels, whose value is not published
RETRY_MOST_S = 10.0  # who waits for calls to be shown again does not wait long; one request is cheap
log = structlog.get_logger()


class ServerLink(Protocol):
    """The way to one server."""

    @property
    def requests(self) -> int:
        """How often it was asked, without channels, heartbeats and acknowledgements."""

    async def request(self, request: XsiRequest) -> Reply:
        """The answer; raises as `XsiLink.request`."""

    def open_channel(self) -> AbstractAsyncContextManager[EventChannel]:
        """A new channel there, closed at the end."""

    async def close(self) -> None:
        """Closes all connections."""


@dataclass(eq=False, slots=True)
class _Server:
    place: Place
    link: ServerLink
    keeper: ChannelKeeper
    task: asyncio.Task[None] | None = None
    shunned_until: float = float("-inf")


class ServerSet:
    """All servers.

    Args:
        connect: Makes the link to a server; nothing is sent as yet.
        owner: Is told of the channels.
        take: Is told of what came on them, acknowledged.
        chance: A number from 0 to 1, for the waits between tries.
        now: A clock in seconds.
    """

    def __init__(
        self,
        connect: Callable[[Place], ServerLink],
        owner: ChannelOwner,
        take: Callable[[StreamItem], None],
        chance: Callable[[], float],
        now: Callable[[], float],
    ) -> None:
        self._connect, self._owner, self._take = connect, owner, take
        self._chance, self._now = chance, now
        self._servers: dict[Place, _Server] = {}  # in the order in which they are tried
        self._asked_before = 0  # of servers that are no more
        self._why_none = "no server is known"
        self._changed, self._doubted = asyncio.Event(), asyncio.Event()
        self._gone: list[_Server] = []

    @property
    def requests(self) -> int:
        """How often the platform was asked, without channels, heartbeats and acknowledgements."""
        return self._asked_before + sum(server.link.requests for server in self._servers.values())

    def use(self, places: Sequence[Place], why_none: str = "no server is known") -> None:
        """These are the servers now, in the order in which they are tried; when there are none, `why_none` says why."""
        self._why_none = why_none
        known = self._servers
        self._servers = {place: known.get(place) or self._new(place) for place in places[:MOST_SERVERS]}
        gone = [server for place, server in known.items() if place not in self._servers]
        self._asked_before += sum(server.link.requests for server in gone)
        self._gone += gone
        self._changed.set()

    def _new(self, place: Place) -> _Server:
        link = self._connect(place)
        backoff = Backoff(self._chance, most_s=RETRY_MOST_S)
        keeper = ChannelKeeper(str(place), link.open_channel, self._owner, self._take, backoff, self._now)
        return _Server(place, link, keeper)

    async def request(self, request: XsiRequest) -> Reply:
        """The answer to a request, from the first server that can be reached.

        Raises:
            LinkError, CommandError, ProtocolError: as `XsiLink.request`; of several servers, what the first one said.
        """
        failure: LinkError | None = None
        for server in self._in_order():
            try:
                return await server.link.request(request)
            except (ConnectFailed, TlsFailed, LinkLost) as exc:  # not sent, or asking twice does no harm
                server.shunned_until = self._now() + SHUN_S
                failure = failure or exc
        raise failure or ConnectFailed("the platform", self._why_none)

    def doubt(self) -> None:
        """Events are missing, perhaps held up at one server: who does not answer soon is given up, if others do."""
        self._doubted.set()

    def hurry(self) -> None:
        """No channel stands any more: those that were given up are wanted again."""
        for server in self._servers.values():
            server.keeper.hurry()

    async def _prove(self) -> None:
        while True:
            await self._doubted.wait()
            self._doubted.clear()
            holding = [server for server in self._servers.values() if server.keeper.channel_id is not None]
            alive = await asyncio.gather(*(server.keeper.is_alive(PROOF_S) for server in holding))
            if any(alive):  # if nobody answers, it may be our fault; keep-alives decide
                for server in (each for each, lives in zip(holding, alive, strict=True) if not lives):
                    reason = LinkLost(str(server.place), f"events are missing, and it did not answer in {PROOF_S:g} s")
                    server.keeper.give_up(reason, SLOW_S)

    def _in_order(self) -> list[_Server]:
        now = self._now()
        return sorted(self._servers.values(), key=lambda each: (each.shunned_until > now, not each.keeper.channel_id))

    async def run(self) -> None:
        """Holds a channel at each server until cancelled.

        Raises:
            DuplicateInstance: the platform ended a channel of ours in favour of another instance of the same identity.
        """
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._prove())
            while True:
                self._changed.clear()
                for server in self._servers.values():
                    if server.task is None:
                        server.task = tasks.create_task(server.keeper.run())
                while self._gone:
                    await self._leave(self._gone.pop())
                await self._changed.wait()

    async def _leave(self, server: _Server) -> None:
        log.info("server.gone", link=str(server.place))
        if server.task is not None:
            server.task.cancel()
            await asyncio.wait([server.task])
        if server.keeper.channel_id is not None:
            self._owner.on_ended(server.keeper.channel_id, LinkLost(str(server.place), "the server was taken away"))
        await server.link.close()

    async def close(self) -> None:
        """Closes all connections."""
        for server in [*self._servers.values(), *self._gone]:
            await server.link.close()
