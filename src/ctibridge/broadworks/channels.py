"""The channels of our set and the subscriptions: what is to be done when. Pure; `subscribing.py` does it.

Channels and subscriptions have lives that the platform grants; they are refreshed when almost half of one is over
(XSI 4.2.4.5). Subscriptions belong to the set and outlive its channels (XSI 4.2.3.1), and us: while one channel stands
nothing changes with the others. When the set has its first channel again, each subscription is refreshed, which for a
single user brings his state anew, and only one that the platform no longer knows is made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ctibridge.broadworks.agenda import Agenda
from ctibridge.broadworks.settings import CALL_PACKAGE
from ctibridge.model.ids import LineId
from ctibridge.wire.xsi.channels import NEVER_EXPIRES_S

REFUSED_RETRY_S = 300.0  # a right that is missing does not come back by asking often
LOST_RETRY_S = 2.0
SPREAD = 0.1  # of a life: so much before half of it is over refreshes may begin


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
class Unsubscribe:
    """End a subscription that nobody wants any more."""

    subscription_id: str


@dataclass(frozen=True, slots=True)
class RefreshChannel:
    """Prolong the channel."""

    channel_id: str


@dataclass(frozen=True, slots=True)
class FindStrays:
    """Find the channels of our set that nobody reads: of a run that broke off, or granted in an answer that was lost.

    The platform would send events there, and over ours only when it has waited for answers in vain.
    """


@dataclass(frozen=True, slots=True)
class EndChannel:
    """End a channel that nobody reads any more; the platform did not notice, perhaps."""

    channel_id: str


Action = Subscribe | Refresh | Unsubscribe | RefreshChannel | FindStrays | EndChannel
Due = Wish | Unsubscribe | RefreshChannel | FindStrays | EndChannel


class ChannelPlan:
    """Knows the channels, the wishes, and what the platform granted.

    Args:
        chance: A number from 0 to 1: refreshes are spread, so that what began together does not come back together.
    """

    def __init__(self, chance: Callable[[], float]) -> None:
        self._chance = chance
        self._agenda: Agenda[Due] = Agenda()
        self._granted: dict[Wish, str | None] = {}
        self._wishes_by_id: dict[str, Wish] = {}
        self._unseen: set[Wish] = set()  # what happened to their targets may not have been told
        self._refused: set[Wish] = set()
        self._open: set[str] = set()
        self._opening = 0
        self._may_stray = True
        self._adopted: dict[tuple[str, str], str] = {}
        self._surplus: set[str] = set()
        self._left: set[str] = set()  # channels that ended here, perhaps not there

    @property
    def is_open(self) -> bool:
        """Whether a channel stands."""
        return bool(self._open)

    @property
    def has_several(self) -> bool:
        """Whether several stand."""
        return len(self._open) > 1

    @property
    def missing(self) -> int:
        """Subscriptions that are to come. A service that was refused is not; without calls we never are content."""
        return sum(wish.package == CALL_PACKAGE or wish not in self._refused for wish in self._unseen)

    def stands(self, wish: Wish) -> bool:
        """Whether the subscription stands."""
        return wish in self._granted and wish not in self._unseen

    def is_granted(self, wish: Wish) -> bool:
        """Whether the platform granted it, as far as we know: it outlives channels, and refreshes that fail."""
        return self._granted.get(wish) is not None

    def wish_of(self, subscription_id: str) -> Wish | None:
        """What the subscription is of; None: it is none of ours, or not known yet."""
        return self._wishes_by_id.get(subscription_id)

    def adopt(self, granted: Mapping[tuple[str, str], str]) -> None:
        """These subscriptions, by path and package, are of an earlier run of ours. To be called before `want`."""
        self._adopted = dict(granted)

    @property
    def granted(self) -> dict[tuple[str, str], str]:
        """The subscriptions that the platform knows, by path and package."""
        return {(wish.target.path, wish.package): each for wish, each in self._granted.items() if each is not None}

    @property
    def has_surplus(self) -> bool:
        """Whether the platform has subscriptions of ours that nobody wants any more, and can be told."""
        return self.is_open and bool(self._surplus)

    def want(self, wishes: Iterable[Wish], now: float) -> None:
        """Sets what is subscribed to."""
        wanted = dict.fromkeys(wishes)
        for wish in self._granted.keys() - wanted.keys():
            self._drop(wish)
        for wish in wanted:
            if wish not in self._granted:
                self._add(wish, now)
        self._surplus.update(self._adopted.values())
        self._adopted = {}
        if self.is_open:
            self._clean(now)

    def want_also(self, wish: Wish, now: float) -> None:
        """One more."""
        if wish not in self._granted:
            self._add(wish, now)

    def _add(self, wish: Wish, now: float) -> None:
        subscription = self._granted[wish] = self._adopted.pop((wish.target.path, wish.package), None)
        if subscription is not None:
            self._wishes_by_id[subscription] = wish
        self._unseen.add(wish)
        if self.is_open:
            self._agenda.put(wish, now)

    def _drop(self, wish: Wish) -> None:
        self._agenda.drop(wish)
        self._unseen.discard(wish)
        self._refused.discard(wish)
        subscription = self._granted.pop(wish)
        if subscription is not None:
            self._wishes_by_id.pop(subscription, None)
            self._surplus.add(subscription)

    def unsubscribed(self, subscription_id: str) -> None:
        """The platform ended it, or does not know it any more."""
        self._surplus.discard(subscription_id)

    def not_unsubscribed(self, subscription_id: str, now: float) -> None:
        """To be tried again soon."""
        if subscription_id in self._surplus and self.is_open:
            self._agenda.put(Unsubscribe(subscription_id), now + LOST_RETRY_S)

    def opening(self) -> None:
        """A channel is asked for."""
        self._opening += 1

    def not_opened(self, now: float, *, sent: bool) -> None:
        """It could not be had. `sent`: the platform may have granted it all the same."""
        self._opening -= 1
        self._may_stray = self._may_stray or sent
        if self.is_open:
            self._clean(now)

    def opened(self, channel_id: str, expires_s: int, now: float) -> None:
        """A channel stands. When it is the only one, every subscription is made or refreshed."""
        self._opening -= 1
        if not self.is_open:
            for wish in self._granted:
                self._unseen.add(wish)
                self._agenda.put(wish, now)
        self._open.add(channel_id)
        self.channel_refreshed(channel_id, expires_s, now)
        self._left.discard(channel_id)
        self._clean(now)

    def closed(self, channel_id: str, now: float) -> None:
        """A channel is gone."""
        self._open.discard(channel_id)
        self._agenda.drop(RefreshChannel(channel_id))
        self._left.add(channel_id)
        if self.is_open:
            self._clean(now)
        else:
            self._agenda = Agenda()  # without a channel nothing can be kept up

    def _clean(self, now: float) -> None:
        if self._may_stray:
            self._agenda.put(FindStrays(), now)
        for channel_id in sorted(self._left):
            self._agenda.put(EndChannel(channel_id), now)
        for subscription_id in sorted(self._surplus):
            self._agenda.put(Unsubscribe(subscription_id), now)

    def channel_refreshed(self, channel_id: str, expires_s: int, now: float) -> None:
        """The platform granted this life."""
        if channel_id in self._open:
            self._schedule(RefreshChannel(channel_id), expires_s, now)

    def channel_refresh_failed(self, channel_id: str, now: float) -> None:
        """To be tried again soon; the rest of its life is still ahead."""
        if channel_id in self._open:
            self._agenda.put(RefreshChannel(channel_id), now + LOST_RETRY_S)

    def found(self, channel_ids: Iterable[str], now: float) -> None:
        """These channels are in our set. One that is asked for at this moment may be among them: then we look again."""
        if self._opening:
            self.strays_not_found(now)
            return
        self._may_stray = False
        self._left.update(set(channel_ids) - self._open)
        self._clean(now)

    def strays_not_found(self, now: float) -> None:
        """To be tried again soon."""
        if self.is_open:
            self._agenda.put(FindStrays(), now + LOST_RETRY_S)

    def channel_ended(self, channel_id: str) -> None:
        """The platform ended it, or does not know it any more."""
        self._left.discard(channel_id)

    def channel_not_ended(self, channel_id: str, now: float) -> None:
        """To be tried again soon."""
        if channel_id in self._left and self.is_open:
            self._agenda.put(EndChannel(channel_id), now + LOST_RETRY_S)

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

    def _action(self, key: Due) -> Action:
        if not isinstance(key, Wish):
            return key
        subscription = self._granted[key]
        return Subscribe(key) if subscription is None else Refresh(key, subscription)

    def _schedule(self, key: Wish | RefreshChannel, expires_s: int, now: float) -> None:
        if expires_s < NEVER_EXPIRES_S:
            self._agenda.put(key, now + expires_s * (0.5 - SPREAD * self._chance()))
        else:
            self._agenda.drop(key)
