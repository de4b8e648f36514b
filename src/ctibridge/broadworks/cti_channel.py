"""A channel of the CTI interface: it lives and dies with its connection (cti-interface.md section 7)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from ctibridge.broadworks.agenda import MOMENT_S
from ctibridge.broadworks.cti_connection import CtiConnection
from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.errors import LinkLost
from ctibridge.wire.cti.profile import ServerProfile
from ctibridge.wire.xsi.channels import Channel
from ctibridge.wire.xsi.stream import StreamItem

ANSWER_S = 5.0  # engineering choice: within it a keep-alive is answered, or the server is gone


class CtiChannel:
    """A channel that stands (see channel_keeper.EventChannel)."""

    def __init__(
        self,
        connection: CtiConnection,
        settings: BroadWorksSettings,
        profile: ServerProfile,
        granted: Channel,
        now: Callable[[], float],
    ) -> None:
        self.channel_id = granted.channel_id or ""
        self.expires_s = granted.expires if granted.expires is not None else settings.timing.channel_life_s
        self.server = connection.peer
        self._connection, self._profile, self._now = connection, profile, now

    async def run(self, take: Callable[[StreamItem], None]) -> None:
        """Hands each document to `take`, acknowledged already, until the connection is lost.

        Raises:
            LinkError, ProtocolError: in a group: it was, and why.
        """
        self._connection.listen(take)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._until_lost())
            if self._profile.ka_interval:
                tasks.create_task(self._keep_alive())

    async def is_alive(self, limit_s: float) -> bool:
        """Whether the server answers a keep-alive within `limit_s`."""
        try:
            return await self._connection.is_alive(limit_s)
        except LinkLost:
            return False

    def give_up(self, reason: LinkLost) -> None:
        """It is of no use any more."""
        self._connection.fail(reason)

    async def _until_lost(self) -> None:
        raise await asyncio.shield(self._connection.lost)

    async def _keep_alive(self) -> None:
        """Asks whether the server lives, when nothing was heard of it for a while."""
        missed = 0
        while True:
            left_s = self._profile.ka_interval - (self._now() - self._connection.heard_at)
            if left_s > MOMENT_S and not missed:
                await asyncio.sleep(left_s)
                continue
            asked_at = self._now()
            alive = await self._connection.is_alive(ANSWER_S)
            missed = 0 if alive or self._connection.heard_at > asked_at else missed + 1
            if missed > self._profile.ka_tolerance:
                raise LinkLost(self._connection.host, "the server does not answer keep-alives")
