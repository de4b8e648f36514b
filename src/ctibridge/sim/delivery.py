"""Which channel of a set gets an event, and what happens when nobody acknowledges it.

The best priority first (1 is best, inferred), by weight among equals; an event that is not acknowledged in time goes
to the next channel of the set, also when its channel ends before; when all have been silent, they are ended as not
responsive. Published is that an answer of 404 does both: it ends the channel, and the event goes to the next one.
"""

from __future__ import annotations

import dataclasses
from collections import deque
from dataclasses import dataclass, field
from random import Random

from ctibridge.errors import UnknownCall
from ctibridge.sim.channels import Channel, Channels, SetKey
from ctibridge.sim.clock import Clock, Timer
from ctibridge.sim.effects import Effect, Send
from ctibridge.sim.knobs import Knobs
from ctibridge.wire.xsi.channels import ChannelTerminatedReason, EventStatus
from ctibridge.wire.xsi.events import SubscriptionEvent

REMEMBERED = 4096  # acknowledged events that may be acknowledged once more


@dataclass(eq=False, slots=True)
class Pending:
    """An event that waits for its acknowledgement."""

    event: SubscriptionEvent
    key: SetKey
    tried: list[Channel] = field(default_factory=list)
    timer: Timer | None = None


class Delivery:
    """Brings events to channels.

    Args:
        knobs: The settings.
        clock: Time and timers.
        chance: Balances by weight.
        effects: Where documents for the streams go.
        channels: The channels.

    Attributes:
        sent: How many events went to channels, each as often as it was tried.
        confirmed: How many were acknowledged.
        unconfirmed: How many never were, on any channel.
        dropped: How many had no channel to go to.
    """

    def __init__(self, knobs: Knobs, clock: Clock, chance: Random, effects: list[Effect], channels: Channels) -> None:
        self._knobs, self._clock, self._chance, self._effects = knobs, clock, chance, effects
        self._channels = channels
        self.sent = self.confirmed = self.unconfirmed = self.dropped = 0
        self._pending: dict[str, Pending] = {}
        self._waiting: dict[SetKey, deque[SubscriptionEvent]] = {}
        self._done: dict[str, str] = {}

    def deliver(self, event: SubscriptionEvent, key: SetKey) -> None:
        """Sends an event over a channel of the set; without one it waits or is dropped, as the knob says."""
        faults = self._knobs.faults
        if faults.strikes("lose_event"):
            return
        if faults.strikes("late_event"):
            self._clock.after(faults.late_s, lambda: self._deliver(event, key))
            return
        self._deliver(event, key)

    def _deliver(self, event: SubscriptionEvent, key: SetKey) -> None:
        if self._channels.members(key):
            self._send(Pending(event, key))
        elif self._knobs.queue_without_channel:
            self._waiting.setdefault(key, deque(maxlen=self._knobs.queue_without_channel)).append(event)
        else:
            self.dropped += 1

    def channel_opened(self, channel: Channel) -> None:
        """A set has a channel again: what waited goes out."""
        for event in self._waiting.pop(channel.key, ()):
            self._send(Pending(event, channel.key))

    def channel_ended(self, channel: Channel) -> None:
        """What was on it, unanswered, goes to the others of the set, in its order; with none it waits its time."""
        if not self._knobs.resend_at_end or not self._channels.members(channel.key):
            return
        for pending in [each for each in self._pending.values() if each.tried[-1] is channel]:
            if pending.timer is not None:
                pending.timer.cancel()
            self._next(pending)

    def acknowledged(self, event_id: str, instance: str, status: EventStatus) -> SubscriptionEvent | None:
        """The client answered an event. Returns the event when its subscription is to be ended (481).

        Raises:
            UnknownCall: this server waits for no such answer.
        """
        pending = self._pending.get(event_id)
        if pending is None and self._done.get(event_id) == instance:
            return None
        if pending is None or all(channel.instance != instance for channel in pending.tried):
            raise UnknownCall(f"no event {event_id} waits for its answer on this server")
        if status in {EventStatus.UNKNOWN_CHANNEL, EventStatus.TROUBLE}:
            self._refused(pending, status)
            return None
        self._finish(pending)
        return pending.event if status is EventStatus.UNKNOWN_SUBSCRIPTION else None

    def _refused(self, pending: Pending, status: EventStatus) -> None:
        if pending.timer is not None:
            pending.timer.cancel()
        refused_on = pending.tried[-1]
        if status is EventStatus.UNKNOWN_CHANNEL:
            self._channels.terminate(refused_on, ChannelTerminatedReason.UNKNOWN_CHANNEL)
        if pending.tried[-1] is refused_on:
            self._next(pending)

    def _finish(self, pending: Pending) -> None:
        if pending.timer is not None:
            pending.timer.cancel()
        event_id = pending.event.event_id
        self.confirmed += 1
        del self._pending[event_id]
        self._done[event_id] = pending.tried[-1].instance
        if len(self._done) > REMEMBERED:
            del self._done[next(iter(self._done))]

    def _send(self, pending: Pending) -> None:
        channel = self._choose([item for item in self._channels.members(pending.key) if item not in pending.tried])
        if channel is None:
            return
        pending.tried.append(channel)
        pending.event = dataclasses.replace(pending.event, channel_id=channel.channel_id)
        self._pending[pending.event.event_id] = pending
        pending.timer = self._clock.after(self._knobs.ack_timeout_s, lambda: self._timed_out(pending))
        self.sent += 1
        self._effects.append(Send(channel.instance, channel.channel_id, pending.event))
        if self._knobs.faults.strikes("repeat_event"):
            self._effects.append(self._effects[-1])

    def _timed_out(self, pending: Pending) -> None:
        if self._next(pending):
            return
        self.unconfirmed += 1
        for channel in list(self._channels.members(pending.key)):
            self._channels.terminate(channel, ChannelTerminatedReason.NON_RESPONSIVE_CHANNEL)

    def _next(self, pending: Pending) -> bool:
        """The next channel of the set gets the event; False: there is none that did not have it, it is dropped."""
        del self._pending[pending.event.event_id]
        if all(channel in pending.tried for channel in self._channels.members(pending.key)):
            return False
        self._send(pending)
        return True

    def _choose(self, channels: list[Channel]) -> Channel | None:
        if len(channels) <= 1:
            return channels[0] if channels else None
        best = min(channel.priority for channel in channels)
        equals = [channel for channel in channels if channel.priority == best]
        weights = [channel.weight for channel in equals]
        if not any(weights):
            return self._chance.choice(equals)
        return self._chance.choices(equals, weights)[0]
