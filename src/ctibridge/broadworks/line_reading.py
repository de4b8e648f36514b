"""Reads the lines from the platform: at the start, on its schedule, and when somebody asks."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress

import structlog

from ctibridge.broadworks.account import Account
from ctibridge.broadworks.asking import Asker
from ctibridge.broadworks.backoff import Backoff
from ctibridge.broadworks.line_choice import LineDifference
from ctibridge.broadworks.lines import Directory, read_directory
from ctibridge.broadworks.served_lines import ServedLines
from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.errors import CtibridgeError, StoreError

# Lines that are known need the channel most; and a password that is wrong meanwhile is tried once, not twice at a time.
CHANNEL_FIRST_S = 1.0
log = structlog.get_logger()


class LineReading:
    """The lines of one provider.

    Args:
        settings: Its settings.
        asker: Asks the platform.
        account: Whose questions they are.
        served: Knows which of the lines that are read are served.
        serve: Takes them when they were read.
        unreadable: Is told why they cannot be, and in how many seconds it is tried again.
        now: A clock in seconds.

    Attributes:
        directory: As it was read last; None: it never was.
    """

    def __init__(
        self,
        settings: BroadWorksSettings,
        asker: Asker,
        account: Account,
        served: ServedLines,
        serve: Callable[[Directory], None],
        unreadable: Callable[[CtibridgeError, float], None],
        now: Callable[[], float],
    ) -> None:
        self.directory: Directory | None = None
        self._provider, self._refresh_s = settings.name, settings.timing.lines_refresh_s
        self._settings, self._asker, self._account, self._served = settings, asker, account, served
        self._serve, self._unreadable, self._now = serve, unreadable, now
        self._backoff = Backoff(random.random)
        self._reading = asyncio.Lock()
        self._hurried = asyncio.Event()

    async def first(self) -> float | None:
        """Returns when lines are known. When they are those of an earlier run: how many seconds to the first try.

        Reading thousands of lines takes seconds, in which the lines of an earlier run are served already.
        """
        if self.directory is not None and await self._recalled(self.directory):
            return CHANNEL_FIRST_S
        while (wait_s := await self._tried()) is not None:
            await self._pause(wait_s)
        return None

    async def run(self, wait_s: float | None, then: Callable[[], None]) -> None:
        """Reads them again and again.

        Args:
            wait_s: Seconds to the first time; None: as usual.
            then: Called each time.
        """
        while True:
            await asyncio.sleep(self._refresh_s if wait_s is None else wait_s)
            wait_s = await self._tried()
            then()

    async def read(self) -> LineDifference:
        """Reads them now; returns what is different from before.

        Raises:
            LinkError, CommandError, ProtocolError: they cannot be read, and are as before.
            StoreError: they cannot be kept; they are served all the same.
        """
        found = await self._once()
        if self._served.unkept is not None:
            raise self._served.unkept
        return found

    def hurry(self) -> None:
        """There is another password: who waits because of the old one tries at once."""
        self._hurried.set()

    async def _pause(self, seconds: float) -> None:
        self._hurried.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._hurried.wait()

    async def _recalled(self, directory: Directory) -> bool:
        """Goes on with the lines of an earlier run; whether that can be done."""
        try:
            await self._served.recall(directory)
        except StoreError as exc:  # who was removed is not known either
            log.warning("lines.unkept", provider=self._provider, reason=str(exc))
            return False
        log.info("lines.remembered", provider=self._provider, lines=len(self._served.lines))
        self._serve(directory)
        return True

    async def _tried(self) -> float | None:
        """Reads them; None, or how many seconds to wait before the next try."""
        try:
            await self._once()
        except CtibridgeError as exc:
            wait_s = max(self._backoff.failed(), self._account.wait(self._now()))
            log.warning("lines.unreadable", provider=self._provider, reason=str(exc), retry_s=round(wait_s, 1))
            self._unreadable(exc, wait_s)
            return wait_s
        self._backoff.succeeded()
        return None

    async def _once(self) -> LineDifference:
        async with self._reading:  # two readings side by side would take each other's lines for new
            directory = await read_directory(self._asker.ask, await self._served.settings())
            found = await self._served.take(directory)
            self.directory = directory
            self._serve(directory)
        return found
