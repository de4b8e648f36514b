"""The full state, as a subscription gets it at its start, after a refresh, and when the platform lost something."""

from __future__ import annotations

from collections.abc import Iterator

from ctibridge.sim.asks import Core
from ctibridge.sim.packages import CALL_PACKAGES
from ctibridge.sim.people import Kind, User
from ctibridge.sim.services import BY_PACKAGE
from ctibridge.sim.subscriptions import Subscription
from ctibridge.wire.xsi import events as e
from ctibridge.wire.xsi.channels import EventPackage


def send_initial(core: Core, subscription: Subscription) -> None:
    """The state of the target, one event for each package; only for a user target (4.2.4.2)."""
    user = core.exchange.people.user(subscription.target.name)
    if subscription.target.kind is not Kind.USER or user is None:
        return
    for data in _states(core, user, subscription.packages):
        core.subscriptions.send(subscription, data, user.user_id)


def _states(core: Core, user: User, packages: tuple[str, ...]) -> Iterator[e.EventData]:
    x = core.exchange
    if any(package in CALL_PACKAGES for package in packages):
        yield x.snapshot(user, e.CallSubscriptionEvent)
    for package in packages:
        if package == EventPackage.VOICE_MAIL_MESSAGE_SUMMARY:
            yield e.VoiceMailMessageSummaryEvent(message_summary=x.messages(user))
        elif package == EventPackage.CALL_PARK:
            yield x.parked_against(user)
        elif package in BY_PACKAGE:
            yield from x.services.report(user, BY_PACKAGE[EventPackage(package)])


def send_resync(core: Core) -> None:
    """All calls of everybody who is watched, after an abnormal shutdown (4.7.1.1.19)."""
    for subscription in core.subscriptions.all():
        if not any(package in CALL_PACKAGES for package in subscription.packages):
            continue
        for user in core.exchange.people.within(subscription.target):
            resync = core.exchange.snapshot(user, e.CallSubscriptionResyncEvent)
            core.subscriptions.send(subscription, resync, user.user_id)
