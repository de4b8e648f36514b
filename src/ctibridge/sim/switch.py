"""Switch: the simulated platform without a network. Requests and telephones go in, replies and effects come out.

Nothing here waits, reads a clock or rolls dice: each entry is told the time, identifiers come from a seed. Between
entries, `next_due` says when `advance` is to be called. So the same seed and the same entries give the same bytes.
"""

from __future__ import annotations

from random import Random

from ctibridge.errors import CommandError, Rejected
from ctibridge.sim import actions, event_requests
from ctibridge.sim.asks import Ask, Core, Handler
from ctibridge.sim.channels import Channel, Channels
from ctibridge.sim.clock import Clock
from ctibridge.sim.delivery import Delivery
from ctibridge.sim.effects import Effect, Post
from ctibridge.sim.exchange import Exchange
from ctibridge.sim.ids import Ids
from ctibridge.sim.initial import send_resync
from ctibridge.sim.knobs import Knobs
from ctibridge.sim.limits import Gate, Rates
from ctibridge.sim.people import Kind, Population, Target, User, may_see
from ctibridge.sim.requests import Api, Reply, Request, refusal
from ctibridge.sim.routes import Routes
from ctibridge.sim.services import KINDS, Service, ServiceKind
from ctibridge.sim.subscriptions import Subscription, Subscriptions
from ctibridge.wire.xsi.calls import MessageSummary
from ctibridge.wire.xsi.channels import EventResponse
from ctibridge.wire.xsi.events import SubscriptionEvent

_ROUTES: dict[Api, Routes[Handler]] = {Api.ACTIONS: actions.ROUTES, Api.EVENTS: event_requests.ROUTES}


class Switch:
    """The platform.

    Args:
        people: Who is on it.
        knobs: The settings.
        seed: Of identifiers and chance.
        epoch_s: What zero of the caller's clock is, in seconds since 1970.

    Attributes:
        requests: How many requests came.
        refused: How many of them failed.
    """

    def __init__(self, people: Population, knobs: Knobs, *, seed: int = 0, epoch_s: float = 0.0) -> None:
        chance = Random(seed)  # noqa: S311 -- reproducible on purpose; nothing here is secret
        ids = Ids(chance)
        self.people, self.knobs, self.clock = people, knobs, Clock(epoch_s)
        self.gate = Gate(people, knobs, self.clock)
        self._rates = Rates(knobs, self.clock)
        self.requests = self.refused = 0
        self._effects: list[Effect] = []
        channels = Channels(knobs, self.clock, ids, self._effects, self._channel_opened, self._channel_ended)
        subscriptions = Subscriptions(knobs, self.clock, ids, self._deliver)
        exchange = Exchange(people, knobs, self.clock, ids, chance, subscriptions.publish)
        self.core = Core(
            exchange, channels, subscriptions, Delivery(knobs, self.clock, chance, self._effects, channels)
        )

    @property
    def x(self) -> Exchange:
        """The calls."""
        return self.core.exchange

    def handle(self, request: Request, now: float) -> Reply:
        """Answers a request; refusals are replies as well."""
        self.clock.advance(now)
        self.requests += 1
        try:
            return self._answer(request)
        except CommandError as error:
            self.refused += 1
            return refusal(error)

    def take_answer(self, answer: EventResponse, instance: str, now: float) -> Reply:
        """Takes the answer to an event from the connection that carried it: there, nobody signs in for that."""
        self.clock.advance(now)
        try:
            return event_requests.take_answer(self.core, answer, instance)
        except CommandError as error:
            return refusal(error)

    def _answer(self, request: Request) -> Reply:
        self._rates.take(request.credentials.name if request.credentials else "")
        account = self.gate.enter(request.credentials)
        self._check_version(request.version)
        handler, variables = _ROUTES[request.api].find(request.method, request.path)
        return handler(Ask(self.core, request, account, variables))

    def _check_version(self, version: str | None) -> None:
        if version is None:
            return
        oldest, newest = _major(self.knobs.oldest_release), _major(self.knobs.release)
        if not oldest <= _major(version) <= newest:
            raise Rejected(400, f"method not supported in version {version}")

    def advance(self, now: float) -> None:
        """Lets time pass: everything that was due happens."""
        self.clock.advance(now)

    def next_due(self) -> float | None:
        """When time has to pass again; None: nothing is to come."""
        return self.clock.next_due()

    def take_effects(self) -> list[Effect]:
        """What is to be done outside, in order."""
        effects = list(self._effects)
        self._effects.clear()
        return effects

    def stream_lost(self, channel_id: str, now: float) -> None:
        """A client closed the stream of a channel, or the connection to which it belonged."""
        self.clock.advance(now)
        self.core.channels.lost(channel_id)

    def contact_refused(self, subscription_id: str, now: float) -> None:
        """An HTTP contact does not take the events of a subscription, which is over with that."""
        self.clock.advance(now)
        subscription = self.core.subscriptions.by_id(subscription_id)
        if subscription is not None:
            self.core.subscriptions.drop(subscription)

    def fail_server(self, instance: str, now: float) -> None:
        """A server goes down with its channels; the sets go on over the others."""
        self.clock.advance(now)
        self.core.channels.fail_server(instance)

    def drain(self, instance: str, now: float) -> None:
        """A server is to be emptied: its channels end one after the other, and no new one is made there."""
        self.clock.advance(now)
        self.core.channels.drain(instance)

    def refill(self, instance: str, now: float) -> None:
        """A server takes channels again."""
        self.clock.advance(now)
        self.core.channels.draining.discard(instance)

    def expire_channels(self, now: float) -> None:
        """All channels expire at this moment."""
        self.clock.advance(now)
        self.core.channels.expire_all()

    def resync(self, now: float) -> None:
        """The platform lost something and tells all calls anew."""
        self.clock.advance(now)
        send_resync(self.core)

    def replace_user(self, user: User, new: User | None, now: float) -> None:
        """A user is deleted (None), or moved: subscriptions of those who may not watch any longer end.

        Calls go on: what becomes of them is not published.
        """
        self.clock.advance(now)
        self.people.replace(user, new)
        for subscription in self.core.subscriptions.all():
            owner = self.people.account(subscription.owner)
            watched = subscription.target == Target(Kind.USER, user.user_id)
            if owner is None or (watched and not may_see(owner, self.people, subscription.target)):
                self.core.subscriptions.end(subscription)
        if new is None:
            self.core.channels.end_of_user(user.user_id)

    def set_service(self, user: User, kind: ServiceKind, wish: Service, now: float) -> None:
        """The user changes a service, as with a feature access code."""
        self.clock.advance(now)
        self.x.services.change(user, wish)
        self.x.tell_service(user, kind)

    def assign_service(self, user: User, resource: str, now: float, *, assigned: bool) -> None:
        """The administrator gives a user a service, or takes it away."""
        self.clock.advance(now)
        self.x.services.assign(user, resource, assigned=assigned)
        if (kind := KINDS.get(resource.lower())) is not None:
            self.x.tell_service(user, kind)

    def set_messages(self, user: User, messages: MessageSummary, now: float) -> None:
        """Voice messages come or go."""
        self.clock.advance(now)
        self.x.set_messages(user, messages)

    def _channel_opened(self, channel: Channel) -> None:
        self.core.delivery.channel_opened(channel)

    def _channel_ended(self, channel: Channel) -> None:
        self.core.delivery.channel_ended(channel)

    def _deliver(self, subscription: Subscription, event: SubscriptionEvent) -> None:
        if subscription.contact is not None:
            self._effects.append(Post(subscription.contact, event))
        elif subscription.channel_set is not None:
            self.core.delivery.deliver(event, (subscription.owner, subscription.channel_set))


def _major(version: str) -> int:
    """The release of a version such as `21.0`, `19.sp5`."""
    head = version.partition(".")[0]
    if not head.isdecimal():
        raise Rejected(400, f"method not supported in version {version}")
    return int(head)
