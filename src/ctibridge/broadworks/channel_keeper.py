"""Holds one channel at one server: opens it, reads it, and opens the next one when it has ended."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from typing import Protocol

import structlog

from ctibridge.broadworks.backoff import Backoff
from ctibridge.errors import CommandError, ConnectFailed, CtibridgeError, LinkError, LinkLost, ProtocolError
from ctibridge.wire.xsi.channels import ChannelTerminatedReason
from ctibridge.wire.xsi.directory import ErrorInfo
from ctibridge.wire.xsi.events import ChannelTerminatedEvent, ErrorEvent
from ctibridge.wire.xsi.stream import Damaged, StreamItem

STABLE_S = 30.0  # a channel that lives shorter is no success: else a server that cuts at once would be asked for ever
DOWN_MOST_S = 4.0  # a server that was down for long is found within 5 s of its return; a try is a refused connection
log = structlog.get_logger()


class EventChannel(Protocol):
    """A channel that stands, over whatever wire.

    `expires_s` is the life that the platform granted, `server` the address that holds it.
    """

    channel_id: str
    expires_s: int
    server: str

    async def run(self, take: Callable[[StreamItem], None]) -> None:
        """Hands each document to `take`, with its acknowledgement on the way already, until the channel ends."""

    async def is_alive(self, limit_s: float) -> bool:
        """Whether the server answers within `limit_s`, on the channel."""

    def give_up(self, reason: LinkLost) -> None:
        """Ends it here; `run` raises the reason."""


class ChannelOwner(Protocol):
    """Whom the keeper tells."""

    def on_opening(self) -> None:
        """A channel is asked for."""

    def on_opened(self, channel: EventChannel) -> None:
        """A channel stands."""

    def on_ended(self, channel_id: str | None, reason: CtibridgeError) -> float:
        """It is gone, or (None) cannot be had; returns how many seconds to wait at least before the next try."""


class DuplicateInstance(LinkError):
    """Another instance with our identity took the channel; going on would start a fight."""


class ChannelKeeper:
    """One channel after the other.

    Args:
        host: The server, for people.
        open_channel: Opens a channel there.
        owner: Is told of the channel.
        take: Is told of what came on it; the acknowledgement waits to be sent already.
        backoff: Between tries.
        now: A clock in seconds.
    """

    def __init__(
        self,
        host: str,
        open_channel: Callable[[], AbstractAsyncContextManager[EventChannel]],
        owner: ChannelOwner,
        take: Callable[[StreamItem], None],
        backoff: Backoff,
        now: Callable[[], float],
    ) -> None:
        self._host, self._open, self._owner, self._take = host, open_channel, owner, take
        self._backoff, self._now = backoff, now
        self.channel_id: str | None = None  # of the channel that stands
        self._channel: EventChannel | None = None
        self._shun_s = 0.0
        self._wanted = asyncio.Event()
        self._trouble = ""  # why there is no channel, as it was logged

    async def run(self) -> None:
        """Runs until cancelled.

        Raises:
            DuplicateInstance: the platform ended our channel in favour of another of the same identity.
        """
        while True:
            reason, at_least_s = await self._hold()
            retry_s = max(
                at_least_s, self._backoff.failed(DOWN_MOST_S if isinstance(reason, ConnectFailed) else math.inf)
            )
            self._tell(str(reason), retry_s)
            if isinstance(reason, DuplicateInstance):
                raise reason
            await self._wait(retry_s)

    async def is_alive(self, limit_s: float) -> bool:
        """Whether the channel that stands is served within `limit_s`; also when none stands any more."""
        return self._channel is None or await self._channel.is_alive(limit_s)

    def give_up(self, reason: LinkLost, shun_s: float) -> None:
        """The channel serves worse than others: it is ended, and no other wanted for so long."""
        if self._channel is not None:
            self._shun_s = shun_s
            self._channel.give_up(reason)

    def hurry(self) -> None:
        """No channel stands anywhere: one that serves badly is better than none."""
        self._wanted.set()

    async def _wait(self, retry_s: float) -> None:
        shun_s, self._shun_s = self._shun_s, 0.0
        self._wanted.clear()
        await asyncio.sleep(retry_s)
        with suppress(TimeoutError):
            async with asyncio.timeout(shun_s - retry_s):
                await self._wanted.wait()

    def _tell(self, reason: str, retry_s: float) -> None:
        """A trouble is told once; that it lasts is only for those who want to know all."""
        tell = log.debug if reason == self._trouble else log.warning
        tell("channel.lost", link=self._host, reason=reason, retry_s=round(retry_s, 1))
        self._trouble = reason

    async def _hold(self) -> tuple[CtibridgeError, float]:
        """Holds one channel for as long as it lives; why it ended, and how many seconds to wait at least."""
        self._owner.on_opening()
        try:
            async with self._open() as channel:
                log.info("channel.open", link=self._host, server=channel.server, life_s=channel.expires_s)
                self._trouble = ""
                ended = self._ended(await self._serve(channel))  # told at once: to close a connection may take a while
        except (LinkError, ProtocolError, CommandError) as exc:
            return self._ended(exc)
        except ExceptionGroup as group:
            return self._ended(_first(group))
        return ended

    def _ended(self, reason: CtibridgeError) -> tuple[CtibridgeError, float]:
        channel_id, self.channel_id = self.channel_id, None
        return reason, self._owner.on_ended(channel_id, reason)

    async def _serve(self, channel: EventChannel) -> CtibridgeError:
        """Serves the channel until it ends; why."""
        self.channel_id, self._channel = channel.channel_id, channel
        self._owner.on_opened(channel)
        opened_at = self._now()
        try:
            await channel.run(self._on_item)
        except (LinkError, ProtocolError, CommandError) as exc:
            return exc
        except ExceptionGroup as group:
            return _first(group)
        finally:
            self._channel = None
            if self._now() - opened_at >= STABLE_S:
                self._backoff.succeeded()
        return LinkLost(self._host, "the channel ended")

    def _on_item(self, item: StreamItem) -> None:
        match item:
            case ChannelTerminatedEvent():
                raise _channel_end(self._host, item)
            case ErrorEvent():
                log.warning("channel.error", link=self._host, code=item.error_code, text=item.error_message)
            case ErrorInfo():
                log.warning("channel.error", link=self._host, code=item.error_code, text=item.summary_english)
            case _:
                if isinstance(item, Damaged):
                    log.warning("event.damaged", link=self._host, reason=str(item.error))
                self._take(item)


def _channel_end(host: str, event: ChannelTerminatedEvent) -> LinkError:
    if event.reason == ChannelTerminatedReason.DUPLICATE_CHANNEL_SET:
        return DuplicateInstance(host, "another instance with the same application id took the event channel")
    if event.reason == ChannelTerminatedReason.EXPLICIT_DELETE:
        log.warning("channel.deleted", link=host, hint="does another instance use the same channel_set_id?")
    return LinkLost(host, f"the platform ended the channel ({event.reason or 'no reason given'})")


def _first(group: ExceptionGroup[Exception]) -> CtibridgeError:
    """The first of several errors of ours; anything else in the group is a bug and goes on up."""
    ours, others = group.split(CtibridgeError)
    if others is not None or ours is None:
        raise group
    first = ours.exceptions[0]
    return _first(first) if isinstance(first, ExceptionGroup) else first
