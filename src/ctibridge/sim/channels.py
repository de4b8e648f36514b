"""Event channels and their sets: how long they live, when they are cut, how they end (4.2.3, 4.6.3).

A channel belongs to the server on which it was created; the sets span servers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from ctibridge.errors import Rejected, UnknownCall
from ctibridge.sim.clock import Clock, Timer
from ctibridge.sim.effects import Effect, End, Send
from ctibridge.sim.ids import Ids
from ctibridge.sim.knobs import Knobs
from ctibridge.wire.xsi import channels as c
from ctibridge.wire.xsi.events import ChannelTerminatedEvent

DEFAULT_PRIORITY = 1
DEFAULT_WEIGHT = 50

SetKey = tuple[str, str]  # owner and channel set id, which is unique per owner


@dataclass(eq=False, slots=True)
class Channel:
    """One stream to a client, or part of a connection that carries events among others (`bound`)."""

    channel_id: str
    instance: str
    owner: str
    set_id: str
    priority: int
    weight: int
    application: str | None
    granted_s: int
    bound: bool = False
    expiry: Timer | None = None
    heartbeat: Timer | None = None

    @property
    def key(self) -> SetKey:
        """The set."""
        return self.owner, self.set_id


def granted(knobs: Knobs, wish: int | None) -> int:
    """The life in seconds that a wish is granted: at least an hour, at most what the platform allows."""
    if knobs.force_expires_s is not None:
        return knobs.force_expires_s
    return min(max(wish or c.MIN_EXPIRES_S, c.MIN_EXPIRES_S), knobs.max_expires_s)


class Channels:
    """All channels of the platform.

    Args:
        knobs: The settings.
        clock: Time and timers.
        ids: Identifiers.
        effects: Where documents for the streams go.
        opened: Called with each new channel, when its reply is on its way.
        ended: Called with each that is no more.

    Attributes:
        draining: The servers that take no new channels.
    """

    def __init__(
        self,
        knobs: Knobs,
        clock: Clock,
        ids: Ids,
        effects: list[Effect],
        opened: Callable[[Channel], None],
        ended: Callable[[Channel], None],
    ) -> None:
        self._knobs, self._clock, self._ids, self._effects = knobs, clock, ids, effects
        self._opened, self._ended = opened, ended
        self._channels: dict[str, Channel] = {}
        self._sets: dict[SetKey, list[Channel]] = {}
        self.draining: set[str] = set()

    def add(self, owner: str, instance: str, wish: c.Channel, *, bound: bool = False) -> Channel:
        """Opens a channel; one with the application id of another set ends that set.

        Raises:
            Rejected: no channel set, the set is full, or the server is being emptied.
        """
        if instance in self.draining:
            raise Rejected(503, f"{instance} goes out of service")
        if not wish.channel_set_id:
            raise Rejected(400, "a channel needs a channelSetId")
        self._end_duplicates(owner, wish)
        members = self._sets.setdefault((owner, wish.channel_set_id), [])
        if len(members) >= self._knobs.max_channels_per_set:
            raise Rejected(403, f"the channel set has {len(members)} channels; that is the limit")
        channel = self._channel(owner, instance, wish.channel_set_id, wish, bound=bound)
        members.append(channel)
        self._channels[channel.channel_id] = channel
        self._live(channel)
        self._beat(channel)
        self._opened(channel)
        return channel

    def _channel(self, owner: str, instance: str, set_id: str, wish: c.Channel, *, bound: bool) -> Channel:
        return Channel(
            channel_id=self._ids.unique(),
            instance=instance,
            owner=owner,
            set_id=set_id,
            priority=DEFAULT_PRIORITY if wish.priority is None else wish.priority,
            weight=DEFAULT_WEIGHT if wish.weight is None else wish.weight,
            application=wish.application_id,
            granted_s=granted(self._knobs, wish.expires),
            bound=bound,
        )

    def _end_duplicates(self, owner: str, wish: c.Channel) -> None:
        if not wish.application_id:
            return
        for channel in list(self._channels.values()):
            same = (channel.owner, channel.application) == (owner, wish.application_id)
            if same and channel.set_id != wish.channel_set_id:
                self.terminate(channel, c.ChannelTerminatedReason.DUPLICATE_CHANNEL_SET)

    def find(self, owner: str, channel_id: str) -> Channel:
        """One of the owner's channels.

        Raises:
            UnknownCall: the owner has no such channel.
        """
        channel = self._channels.get(channel_id)
        if channel is None or channel.owner != owner:
            raise UnknownCall(f"there is no channel {channel_id}")
        return channel

    def __len__(self) -> int:
        """How many there are."""
        return len(self._channels)

    def members(self, key: SetKey) -> list[Channel]:
        """The channels of a set."""
        return self._sets.get(key, [])

    def extend(self, channel: Channel, wish: int | None) -> None:
        """Grants a new life, from now on."""
        channel.granted_s = granted(self._knobs, wish)
        self._live(channel)

    def heartbeat(self, channel: Channel, instance: str) -> None:
        """Keeps the stream open, and answers on it.

        Raises:
            UnknownCall: another server holds the channel, or it has no stream.
        """
        if channel.instance != instance or channel.bound:
            raise UnknownCall(f"no stream of channel {channel.channel_id} is on this server")
        self._beat(channel)
        if not self._knobs.faults.mute_keepalive:
            self._effects.append(Send(channel.instance, channel.channel_id, c.ChannelHeartBeat()))

    def terminate(self, channel: Channel, reason: c.ChannelTerminatedReason) -> None:
        """Ends a channel and says why; the stream ends behind it."""
        if self._remove(channel):
            event = ChannelTerminatedEvent(channel_id=channel.channel_id, reason=reason)
            self._effects.append(Send(channel.instance, channel.channel_id, event))
            self._effects.append(End(channel.instance, channel.channel_id))

    def end_of_user(self, owner: str) -> None:
        """The owner of channels is deleted."""
        for channel in [channel for channel in self._channels.values() if channel.owner == owner]:
            self.terminate(channel, c.ChannelTerminatedReason.USER_DELETED)

    def lost(self, channel_id: str) -> None:
        """The client closed the stream: the channel is gone; its set's subscriptions stay."""
        channel = self._channels.get(channel_id)
        if channel is not None:
            self._remove(channel)

    def expire_all(self) -> None:
        """Every channel's life is over."""
        for channel in list(self._channels.values()):
            self.terminate(channel, c.ChannelTerminatedReason.EXPIRED)

    def fail_server(self, instance: str) -> None:
        """A server goes down with all its channels."""
        for channel in [channel for channel in self._channels.values() if channel.instance == instance]:
            self._cut(channel)

    def drain(self, instance: str) -> None:
        """Ends a server's channels one after the other, `drain_s` apart.

        No reason is published for it; they are told to have expired, which their client has to expect at any time.
        """
        self.draining.add(instance)
        mine = [channel for channel in self._channels.values() if channel.instance == instance]
        for index, channel in enumerate(mine):
            self._clock.after(index * self._knobs.drain_s, partial(self._drained, channel))

    def _drained(self, channel: Channel) -> None:
        if channel.instance in self.draining:
            self.terminate(channel, c.ChannelTerminatedReason.EXPIRED)

    def _live(self, channel: Channel) -> None:
        if channel.expiry is not None:
            channel.expiry.cancel()
        if channel.granted_s < c.NEVER_EXPIRES_S:
            reason = c.ChannelTerminatedReason.EXPIRED
            channel.expiry = self._clock.after(channel.granted_s, lambda: self.terminate(channel, reason))

    def _beat(self, channel: Channel) -> None:
        if channel.heartbeat is not None:
            channel.heartbeat.cancel()
        if not channel.bound:
            channel.heartbeat = self._clock.after(self._knobs.event_timeout_s, lambda: self._cut(channel))

    def _cut(self, channel: Channel) -> None:
        if self._remove(channel):
            self._effects.append(End(channel.instance, channel.channel_id))

    def _remove(self, channel: Channel) -> bool:
        if self._channels.pop(channel.channel_id, None) is None:
            return False
        members = self._sets[channel.key]
        members.remove(channel)
        if not members:
            del self._sets[channel.key]
        for timer in (channel.expiry, channel.heartbeat):
            if timer is not None:
                timer.cancel()
        self._ended(channel)
        return True
