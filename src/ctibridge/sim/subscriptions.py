"""Event subscriptions: who watches whom, for how long, and the envelope of each event (4.2.4, 4.6.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ctibridge.errors import NotAllowed
from ctibridge.sim.channels import granted
from ctibridge.sim.clock import Clock, Timer
from ctibridge.sim.disguises import NEWS
from ctibridge.sim.ids import Ids
from ctibridge.sim.knobs import Knobs
from ctibridge.sim.packages import Audience, is_known, reports
from ctibridge.sim.people import Kind, Target, User, targets_of
from ctibridge.wire.xsi import channels as c
from ctibridge.wire.xsi import events as e

LAST_SEQUENCE = 2147483647  # then 1 again
NO_APPLICATION = "Xsi-Events"  # events must name an application; what platforms write without one is inferred


@dataclass(eq=False, slots=True)
class Subscription:
    """One wish for events."""

    subscription_id: str
    owner: str
    target: Target
    packages: tuple[str, ...]
    is_list: bool
    channel_set: str | None
    contact: str | None
    application: str
    shared_id: str | None
    granted_s: int
    ends: float | None = None
    sequence: int = 0
    expiry: Timer | None = None

    @property
    def identity(self) -> tuple[object, ...]:
        """What a new subscription must share with this one to replace it (4.2.4.6 for lists)."""
        what: object = "list" if self.is_list else (self.packages, self.application)
        return self.owner, self.target, what


Deliver = Callable[[Subscription, e.SubscriptionEvent], None]


class Subscriptions:
    """All subscriptions.

    Args:
        knobs: The settings.
        clock: Time and timers.
        ids: Identifiers.
        deliver: Takes each event with its subscription.
    """

    def __init__(self, knobs: Knobs, clock: Clock, ids: Ids, deliver: Deliver) -> None:
        self._knobs, self._clock, self._ids, self._deliver = knobs, clock, ids, deliver
        self._all: dict[str, Subscription] = {}
        self._by_identity: dict[tuple[object, ...], Subscription] = {}
        self._by_target: dict[Target, dict[str, Subscription]] = {}

    def add(self, owner: str, target: Target, wish: c.Subscription) -> Subscription:
        """Subscribes; the same wish of the same owner is replaced.

        Raises:
            NotAllowed: an unknown package, nowhere to send the events, or too many subscriptions.
        """
        new = self._subscription(owner, target, wish)
        old = self._by_identity.get(new.identity)
        if old is not None:
            self.end(old)
        self._check_limit(owner)
        self._all[new.subscription_id] = self._by_identity[new.identity] = new
        self._by_target.setdefault(target, {})[new.subscription_id] = new
        self._live(new)
        return new

    def _subscription(self, owner: str, target: Target, wish: c.Subscription) -> Subscription:
        packages = wish.event_package_list or ((wish.event,) if wish.event else ())
        unknown = [package for package in packages if not is_known(package)]
        if unknown or not packages:
            raise NotAllowed(f"no such event package: {', '.join(unknown) or 'none given'}")
        contact = wish.http_contact.uri if wish.http_contact else None
        if not wish.channel_set_id and not contact:
            raise NotAllowed("a subscription needs a channelSetId or an httpContact")
        return Subscription(
            subscription_id=self._ids.unique(),
            owner=owner,
            target=target,
            packages=packages,
            is_list=bool(wish.event_package_list),
            channel_set=wish.channel_set_id,
            contact=None if wish.channel_set_id else contact,  # the channel takes priority (schema, channelSetId)
            application=wish.application_id or NO_APPLICATION,
            shared_id=wish.shared_subscription_id,
            granted_s=granted(self._knobs, wish.expires),
        )

    def _check_limit(self, owner: str) -> None:
        limit = self._knobs.max_subscriptions_per_owner
        if limit is not None and sum(item.owner == owner for item in self._all.values()) >= limit:
            raise NotAllowed(f"{owner} has {limit} subscriptions; that is the limit")

    def find(self, owner: str, subscription_id: str) -> Subscription:
        """One of the owner's subscriptions.

        Raises:
            NotAllowed: the owner has no such subscription; this too is answered with 403.
        """
        found = self._all.get(subscription_id)
        if found is None or found.owner != owner:
            raise NotAllowed(f"there is no subscription {subscription_id}")
        return found

    def __len__(self) -> int:
        """How many there are."""
        return len(self._all)

    def of(self, owner: str) -> Iterator[Subscription]:
        """The owner's subscriptions, oldest first."""
        return (item for item in self._all.values() if item.owner == owner)

    def refresh(self, subscription: Subscription, wish: int | None) -> None:
        """Grants a new life, from now on."""
        subscription.granted_s = granted(self._knobs, wish)
        self._live(subscription)

    def end(self, subscription: Subscription) -> None:
        """Ends a subscription and tells the client."""
        if self.drop(subscription):
            self._deliver(subscription, self._envelope(subscription, e.SubscriptionTerminatedEvent(), None))

    def drop(self, subscription: Subscription) -> bool:
        """Ends a subscription without a word; the client said that it does not know it."""
        if self._all.pop(subscription.subscription_id, None) is None:
            return False
        del self._by_target[subscription.target][subscription.subscription_id]
        del self._by_identity[subscription.identity]
        if subscription.expiry is not None:
            subscription.expiry.cancel()
        return True

    def by_id(self, subscription_id: str) -> Subscription | None:
        """Anybody's subscription."""
        return self._all.get(subscription_id)

    def publish(self, user: User, data: e.EventData, audience: Audience) -> None:
        """Brings an event to everybody who watches the user and has a package that reports it."""
        kind = type(data)
        for target in targets_of(user):
            for subscription in list(self._by_target.get(target, {}).values()):
                if any(reports(package, kind, audience) for package in subscription.packages):
                    self.send(subscription, data, user.user_id)

    def all(self) -> tuple[Subscription, ...]:
        """Everybody's subscriptions."""
        return tuple(self._all.values())

    def send(self, subscription: Subscription, data: e.EventData, user_id: str) -> None:
        """Brings one event to one subscription."""
        if self._knobs.faults.unknown_events:
            self._deliver(subscription, self._envelope(subscription, NEWS, user_id))
        self._deliver(subscription, self._envelope(subscription, data, user_id))

    def _envelope(self, item: Subscription, data: e.EventData, user_id: str | None) -> e.SubscriptionEvent:
        item.sequence = item.sequence % LAST_SEQUENCE + 1
        concerned = user_id or (item.target.name if item.target.kind is Kind.USER else None)
        return e.SubscriptionEvent(
            event_id=self._ids.unique(),
            sequence_number=item.sequence,
            user_id=item.owner,
            external_application_id=item.application,
            subscription_id=item.subscription_id,
            shared_subscription_id=item.shared_id,
            http_contact=e.HttpContact(uri=item.contact) if item.contact else None,
            target_id=None if concerned == item.owner else concerned,  # as in a trace of a live platform
            event_data=data,
        )

    def _live(self, item: Subscription) -> None:
        if item.expiry is not None:
            item.expiry.cancel()
        item.expiry = item.ends = None
        if item.granted_s < c.NEVER_EXPIRES_S:
            item.ends = self._clock.now + item.granted_s
            item.expiry = self._clock.after(item.granted_s, lambda: self.end(item))

    def document(self, item: Subscription) -> c.Subscription:
        """A subscription as a query shows it; `expires` is what is left of its life."""
        target = item.target
        left = c.NEVER_EXPIRES_S if item.ends is None else max(0, int(item.ends - self._clock.now))
        return c.Subscription(
            subscription_id=item.subscription_id,
            shared_subscription_id=item.shared_id,
            subscriber_id=item.owner,
            target_id_type=target.kind.value,
            target_grp_parent_id=target.parent or None,
            target_id=target.name or None,
            event=None if item.is_list else item.packages[0],
            event_package_list=item.packages if item.is_list else (),
            expires=left,
            http_contact=e.HttpContact(uri=item.contact) if item.contact else None,
            channel_set_id=item.channel_set,
            application_id=item.application if item.application != NO_APPLICATION else None,
        )
