"""Asks the platform, each request in its turn."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import nullcontext
from typing import Protocol

from ctibridge.broadworks.pacer import Pacer
from ctibridge.broadworks.replies import Reply
from ctibridge.broadworks.requests import XsiRequest
from ctibridge.errors import RateLimited

PATIENCE_S = 2.0  # a person waits: rather say "busy" than keep a command longer than this in the pacer


class Link(Protocol):
    """Who carries requests to the platform and brings the answers."""

    @property
    def requests(self) -> int:
        """How often it was asked."""

    async def request(self, request: XsiRequest) -> Reply:
        """The answer; raises as `XsiLink.request`."""


class Asker:
    """The one way to ask: so many requests in a second, and none while the platform asked for a pause.

    Args:
        link: Carries them.
        pacer: Of this account.
        now: A clock in seconds.
        shared: Of all accounts of this gateway together.
        queue: So many wait in the pacer at a time, of all who share it: a person's command is not to wait behind
            thousands. None: whoever asks sees to it.
    """

    def __init__(
        self,
        link: Link,
        pacer: Pacer,
        now: Callable[[], float],
        shared: Pacer | None = None,
        queue: asyncio.Semaphore | None = None,
    ) -> None:
        self._link, self._pacer, self._now = link, pacer, now
        self._pacers = [pacer, shared] if shared is not None else [pacer]
        self._queue = queue

    @property
    def requests(self) -> int:
        """How often the platform was asked, without channels, heartbeats and acknowledgements."""
        return self._link.requests

    async def ask(self, request: XsiRequest) -> Reply:
        """The answer to a request.

        Raises:
            LinkError, CommandError, ProtocolError: as `XsiLink.request`.
        """
        await self.turn()
        return await self._asked(request)

    async def turn(self) -> None:
        """Waits until something may be sent."""
        async with self._queue or nullcontext():
            await self._paced()

    async def _paced(self) -> None:
        now = self._now()
        await asyncio.sleep(max(pacer.reserve(now) for pacer in self._pacers))

    async def _asked(self, request: XsiRequest) -> Reply:
        try:
            return await self._link.request(request)
        except RateLimited as exc:
            self._pacer.complaint(self._now(), exc.retry_after_s)
            raise

    async def ask_soon(self, request: XsiRequest) -> Reply:
        """The same for somebody who waits.

        Raises:
            RateLimited: its turn would come too late; nothing was asked.
            LinkError, CommandError, ProtocolError: as `XsiLink.request`.
        """
        now = self._now()
        wait = max(pacer.wait(now) for pacer in self._pacers)
        if wait > PATIENCE_S:
            raise RateLimited("too many requests to the platform are waiting", wait)
        await self._paced()
        return await self._asked(request)
