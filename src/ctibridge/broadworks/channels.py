"""The channel and its subscriptions: what is to be done when. Pure; `upkeep.py` does it.

A channel and each subscription have a life that the platform grants; they are refreshed when half of it is over
(XSI 4.2.4.5). Subscriptions outlive the channel: when a new channel of the set stands, each is refreshed, which for a
single user brings his state anew, and only one that the platform no longer knows is made again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ctibridge.broadworks.agenda import Agenda
from ctibridge.broadworks.backoff import Backoff
from ctibridge.broadworks.settings import CALL_PACKAGE
from ctibridge.model.ids import LineId
from ctibridge.wire.xsi.channels import NEVER_EXPIRES_S

REFUSED_RETRY_S = 300.0  # a right that is missing does not come back by asking often
LOST_RETRY_S = 2.0
STABLE_S = 30.0  # a channel that lives shorter is no success: else a server that cuts at once would be asked for ever


@dataclass(frozen=True, slots=True)
class Target:
    """What is subscribed to. `line`: it is a single user's, else a collection."""

    path: str
    line: LineId | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """A subscription that we want: one package of one target."""

    target: Target
    package: str


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Make the subscription."""

    wish: Wish


@dataclass(frozen=True, slots=True)
class Refresh:
    """Prolong the subscription."""

    wish: Wish
    subscription_id: str


@dataclass(frozen=True, slots=True)
class RefreshChannel:
    """Prolong the channel."""

    channel_id: str


@dataclass(frozen=True, slots=True)
class EndOthers:
    """End the other channels of our set, which nobody reads."""

    channel_id: str


Action = Subscribe | Refresh | RefreshChannel | EndOthers
_CHANNEL, _OTHERS = "channel", "others"


class ChannelPlan:
    """Knows the channel, the wishes, and what the platform granted."""

    def __init__(self, backoff: Backoff) -> None:
        self._backoff = backoff
        self._agenda: Agenda[Wish | str] = Agenda()
        self._granted: dict[Wish, str | None] = {}
        self._wishes_by_id: dict[str, Wish] = {}
        self._unseen: set[Wish] = set()  # what happened to their targets may not have been told
        self._refused: set[Wish] = set()
        self._channel_id: str | None = None
        self._opened_at = 0.0

    @property
    def channel_id(self) -> str | None:
        """The channel that stands."""
        return self._channel_id

    @property
    def is_open(self) -> bool:
        """Whether a channel stands."""
        return self._channel_id is not None

    @property
    def missing(self) -> int:
        """Subscriptions that are to come. A service that was refused is not; without calls we never are content."""
        return sum(wish.package == CALL_PACKAGE or wish not in self._refused for wish in self._unseen)

    def stands(self, wish: Wish) -> bool:
        """Whether the subscription stands."""
        return wish in self._granted and wish not in self._unseen

    def wish_of(self, subscription_id: str) -> Wish | None:
        """What the subscription is of; None: it is none of ours, or not known yet."""
        return self._wishes_by_id.get(subscription_id)

    def want(self, wishes: Iterable[Wish], now: float) -> list[str]:
        """Sets what is subscribed to; returns the subscriptions that nobody wants any more."""
        wanted = dict.fromkeys(wishes)
        surplus = [self._drop(wish) for wish in self._granted.keys() - wanted.keys()]
        for wish in wanted:
            if wish not in self._granted:
                self._granted[wish] = None
                self._unseen.add(wish)
                if self.is_open:
                    self._agenda.put(wish, now)
        return [subscription for subscription in surplus if subscription is not None]

    def _drop(self, wish: Wish) -> str | None:
        self._agenda.drop(wish)
        self._unseen.discard(wish)
        self._refused.discard(wish)
        subscription = self._granted.pop(wish)
        if subscription is not None:
            self._wishes_by_id.pop(subscription, None)
        return subscription

    def opened(self, channel_id: str, expires_s: int, now: float) -> None:
        """A channel stands: every subscription is made or refreshed."""
        self._channel_id, self._opened_at = channel_id, now
        self.channel_refreshed(expires_s, now)
        self._agenda.put(_OTHERS, now)
        for wish in self._granted:
            self._unseen.add(wish)
            self._agenda.put(wish, now)

    def closed(self, now: float, at_least_s: float = 0.0) -> float:
        """The channel is gone, or could not be had; returns the time of the next try."""
        if self._channel_id is not None:
            self._channel_id = None
            if now - self._opened_at >= STABLE_S:
                self._backoff.succeeded()
            self._agenda = Agenda()  # without a channel nothing of it can be kept up
        return now + max(at_least_s, self._backoff.failed())

    def channel_refreshed(self, expires_s: int, now: float) -> None:
        """The platform granted this life."""
        self._schedule(_CHANNEL, expires_s, now)

    def channel_refresh_failed(self, now: float) -> None:
        """To be tried again soon; the rest of its life is still ahead."""
        self._agenda.put(_CHANNEL, now + LOST_RETRY_S)

    def others_not_ended(self, now: float) -> None:
        """To be tried again soon."""
        self._agenda.put(_OTHERS, now + LOST_RETRY_S)

    def subscribed(self, wish: Wish, subscription_id: str, expires_s: int, now: float) -> bool:
        """The platform granted this subscription and life; whether something may have been missed before."""
        if wish not in self._granted:
            return False  # not wanted any more
        old = self._granted[wish]
        if old is not None:
            self._wishes_by_id.pop(old, None)
        self._granted[wish] = subscription_id
        self._wishes_by_id[subscription_id] = wish
        self._schedule(wish, expires_s, now)
        missed = wish in self._unseen
        self._unseen.discard(wish)
        self._refused.discard(wish)
        return missed

    def refused(self, wish: Wish, now: float, retry_s: float | None = None) -> bool:
        """The platform refused to make or prolong it; whether a new one will be tried at once.

        A refused refresh means that the platform does not know it any more: then it is made again.
        """
        if wish not in self._granted:
            return False
        known = self._granted[wish]
        self._unseen.add(wish)
        if known is not None:
            self._wishes_by_id.pop(known, None)
            self._granted[wish] = None
        again = known is not None and retry_s is None
        if not again:
            self._refused.add(wish)
        self._agenda.put(wish, now + (0.0 if again else retry_s if retry_s is not None else REFUSED_RETRY_S))
        return again

    def unanswered(self, wish: Wish, now: float, retry_s: float = LOST_RETRY_S) -> None:
        """Nobody answered; subscribing twice does no harm, so it is tried again."""
        if wish in self._granted:
            self._agenda.put(wish, now + retry_s)

    def terminated(self, subscription_id: str, now: float) -> Wish | None:
        """The platform ended a subscription of ours: it is made again. None: we had replaced it ourselves."""
        wish = self._wishes_by_id.pop(subscription_id, None)
        if wish is not None:
            self._granted[wish] = None
            self._unseen.add(wish)
            self._agenda.put(wish, now)
        return wish

    def due(self, now: float) -> list[Action]:
        """What is to be done now."""
        return [self._action(key) for key in self._agenda.due(now)]

    def next_at(self) -> float | None:
        """When something is to be done next."""
        return self._agenda.next_at()

    def _action(self, key: Wish | str) -> Action:
        if isinstance(key, str):
            return (EndOthers if key == _OTHERS else RefreshChannel)(self._channel_id or "")
        subscription = self._granted[key]
        return Subscribe(key) if subscription is None else Refresh(key, subscription)

    def _schedule(self, key: Wish | str, expires_s: int, now: float) -> None:
        if expires_s < NEVER_EXPIRES_S:
            self._agenda.put(key, now + expires_s / 2)
        else:
            self._agenda.drop(key)
