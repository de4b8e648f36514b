"""Holds the channel: opens it, reads it, acknowledges, sends heartbeats, and opens the next one when it has ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

import structlog

from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.broadworks.xsi_channel import OpenChannel, acknowledge, open_channel, send_heartbeat
from ctibridge.broadworks.xsi_link import XsiLink
from ctibridge.errors import CommandError, CtibridgeError, LinkError, LinkLost, ProtocolError, RateLimited
from ctibridge.wire.xsi.channels import ChannelHeartBeat, ChannelTerminatedReason
from ctibridge.wire.xsi.directory import ErrorInfo
from ctibridge.wire.xsi.events import ChannelTerminatedEvent, ErrorEvent
from ctibridge.wire.xsi.stream import StreamItem

log = structlog.get_logger()


class ChannelOwner(Protocol):
    """Whom the keeper tells."""

    def on_opened(self, channel: OpenChannel) -> None:
        """A channel stands."""

    def on_ended(self, reason: CtibridgeError) -> float:
        """It is gone, or cannot be had; returns how many seconds to wait before the next try."""


class DuplicateInstance(LinkError):
    """Another instance with our identity took the channel; going on would start a fight."""


class ChannelKeeper:
    """One channel after the other.

    Args:
        link: To the server.
        settings: Of the provider.
        owner: Is told of the channel.
        on_item: Is told of what came on it; the acknowledgement waits to be sent already.
    """

    def __init__(
        self,
        link: XsiLink,
        settings: BroadWorksSettings,
        owner: ChannelOwner,
        on_item: Callable[[StreamItem], None],
    ) -> None:
        self._link, self._settings, self._owner, self._take = link, settings, owner, on_item
        self._heartbeat_seen = asyncio.Event()
        self._trouble = ""  # why there is no channel, as it was logged

    async def run(self) -> None:
        """Runs until cancelled.

        Raises:
            DuplicateInstance: the platform ended our channel in favour of another of the same identity.
        """
        while True:
            reason = await self._hold()
            retry_s = self._owner.on_ended(reason)
            self._tell(str(reason), retry_s)
            if isinstance(reason, DuplicateInstance):
                raise reason
            await asyncio.sleep(retry_s)

    def _tell(self, reason: str, retry_s: float) -> None:
        """A trouble is told once; that it lasts is only for those who want to know all."""
        tell = log.debug if reason == self._trouble else log.warning
        tell("channel.lost", link=self._link.host, reason=reason, retry_s=round(retry_s, 1))
        self._trouble = reason

    async def _hold(self) -> CtibridgeError:
        """Holds one channel for as long as it lives; returns why it ended."""
        try:
            async with open_channel(self._link, self._settings) as channel:
                log.info("channel.open", link=self._link.host, server=channel.server, life_s=channel.expires_s)
                self._trouble = ""
                self._owner.on_opened(channel)
                await self._serve(channel)
        except (LinkError, ProtocolError, CommandError) as exc:
            return exc
        except ExceptionGroup as group:
            return _first(group)
        return LinkLost(self._link.host, "the channel ended")

    async def _serve(self, channel: OpenChannel) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(channel.stream.run(lambda item: self._on_item(channel, item)))
            tasks.create_task(channel.acknowledger.run())
            tasks.create_task(self._beat(channel))

    def _on_item(self, channel: OpenChannel, item: StreamItem) -> None:
        acknowledge(channel, item)
        match item:
            case ChannelHeartBeat():
                self._heartbeat_seen.set()
            case ChannelTerminatedEvent():
                raise _channel_end(self._link.host, item)
            case ErrorEvent():
                log.warning("channel.error", link=self._link.host, code=item.error_code, text=item.error_message)
            case ErrorInfo():
                log.warning("channel.error", link=self._link.host, code=item.error_code, text=item.summary_english)
            case _:
                self._take(item)

    async def _beat(self, channel: OpenChannel) -> None:
        """Heartbeats. The answer must come on the channel too, else we talk to the wrong server or nobody hears us."""
        timing = self._settings.timing
        pause_s = timing.heartbeat_s
        while True:
            await asyncio.sleep(pause_s)
            self._heartbeat_seen.clear()
            try:
                await send_heartbeat(self._link, channel)
            except RateLimited as exc:
                log.warning("heartbeat.refused", link=self._link.host, reason=str(exc))
                pause_s = min(exc.retry_after_s, timing.heartbeat_answer_s)  # soon: the server waits for one
                continue
            pause_s = timing.heartbeat_s
            try:
                async with asyncio.timeout(timing.heartbeat_answer_s):
                    await self._heartbeat_seen.wait()
            except TimeoutError:
                raise LinkLost(self._link.host, "the server took the heartbeat, but the channel is silent") from None


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
