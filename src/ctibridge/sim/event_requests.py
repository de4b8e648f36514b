"""Xsi-Events: the table of its requests, and what each does (4.6).

Every refused subscription command is answered with 403 (4.6.2.6).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from ctibridge.errors import CommandError, NotAllowed, Rejected
from ctibridge.sim.asks import Ask, Core, Handler
from ctibridge.sim.initial import send_initial
from ctibridge.sim.people import Kind, Target
from ctibridge.sim.requests import DONE, Reply
from ctibridge.sim.routes import Routes
from ctibridge.sim.services import KINDS, VOICE_MAIL
from ctibridge.sim.subscriptions import Subscription
from ctibridge.wire.xsi import channels as c
from ctibridge.wire.xsi.directory import Commands, EventPackages, Versions


def versions(ask: Ask) -> Reply:
    """GET versions."""
    release = ask.x.knobs.release
    return Reply(200, Versions(commands=Commands(baseline=release), event_packages=EventPackages(baseline=release)))


def add_channel(ask: Ask) -> Reply:
    """POST channel: the reply stays open and becomes the stream, or the connection carries the events."""
    request = ask.request
    if not (request.streaming or request.bound):
        raise Rejected(400, "a channel is created under com.broadsoft.async only")
    wish = ask.body(c.Channel)
    channel = ask.core.channels.add(ask.account.user_id, request.instance, wish, bound=request.bound)
    reply = c.Channel(channel_id=channel.channel_id, expires=channel.granted_s)
    return Reply(200, reply, channel_id=channel.channel_id)


def modify_channel(ask: Ask) -> Reply:
    """PUT channel/<id>: only its life can be changed."""
    channel = ask.core.channels.find(ask.account.user_id, ask.variables["channel"])
    ask.core.channels.extend(channel, ask.body(c.Channel).expires)
    return Reply(200, c.Channel(channel_id=channel.channel_id, expires=channel.granted_s))


def delete_channel(ask: Ask) -> Reply:
    """DELETE channel/<id>: ChannelTerminatedEvent goes over the stream, which ends behind it."""
    channel = ask.core.channels.find(ask.account.user_id, ask.variables["channel"])
    ask.core.channels.terminate(channel, c.ChannelTerminatedReason.EXPLICIT_DELETE)
    return DONE


def heartbeat(ask: Ask) -> Reply:
    """PUT channel/<id>/heartbeat, at the server that holds the channel."""
    channel = ask.core.channels.find(ask.account.user_id, ask.variables["channel"])
    ask.core.channels.heartbeat(channel, ask.request.instance)
    return DONE


def event_response(ask: Ask) -> Reply:
    """POST channel/eventresponse, at the server that holds the channel."""
    return take_answer(ask.core, ask.body(c.EventResponse), ask.request.instance)


def take_answer(core: Core, answer: c.EventResponse, instance: str) -> Reply:
    """What the answer to an event leads to, on whatever way it came to the server `instance`.

    Raises:
        Rejected: 400, a status that no answer has.
        UnknownCall: this server waits for no such answer.
    """
    try:
        status = c.EventStatus(str(answer.status_code))
    except ValueError:
        raise Rejected(400, f"{answer.status_code} is no status of an event response") from None
    unwanted = core.delivery.acknowledged(answer.event_id, instance, status)
    subscription = core.subscriptions.by_id(unwanted.subscription_id) if unwanted else None
    if subscription is not None:
        core.subscriptions.drop(subscription)
    return DONE


def channel_set(ask: Ask) -> Reply:
    """GET channelset/<id>."""
    members = ask.core.channels.members((ask.account.user_id, ask.variables["set"]))
    if not members:
        raise Rejected(404, f"the channel set {ask.variables['set']} has no channels")
    channels = [
        c.Channel(
            channel_id=channel.channel_id,
            channel_set_id=channel.set_id,
            priority=channel.priority,
            weight=channel.weight,
            expires=channel.granted_s,
            application_id=channel.application,
        )
        for channel in members
    ]
    return Reply(200, c.ChannelSet(channel=tuple(channels)))


def _forbidding(handler: Handler) -> Handler:
    """Answers 403 whatever goes wrong."""

    @wraps(handler)
    def answer(ask: Ask) -> Reply:
        try:
            return handler(ask)
        except NotAllowed:
            raise
        except CommandError as error:
            raise NotAllowed(str(error)) from error

    return answer


@_forbidding
def subscribe_user(ask: Ask) -> Reply:
    """POST user/<u>, and user/<u>/subscription, which one public client uses."""
    for package in _packages(ask.body(c.Subscription)):
        _check_assigned(ask, package)
    return _subscribe(ask, Target(Kind.USER, ask.user.user_id))


def _packages(wish: c.Subscription) -> tuple[str, ...]:
    return wish.event_package_list or ((wish.event,) if wish.event else ())


def _check_assigned(ask: Ask, package: str) -> None:
    """A user's services are watched only if he has them (inferred)."""
    kind = next((kind for kind in KINDS.values() if kind.package == package), None)
    resource = VOICE_MAIL if package == c.EventPackage.VOICE_MAIL_MESSAGE_SUMMARY else kind.resource if kind else None
    if resource is not None and not ask.x.services.has(ask.user, resource):
        raise NotAllowed(f"{package} is not assigned to {ask.user.user_id}")


@_forbidding
def subscribe_part(ask: Ask) -> Reply:
    """POST user/<u>/subId/<s>: no package here has such parts."""
    raise NotAllowed(f"no event package of {ask.user.user_id} supports subid {ask.variables['part']}")


@_forbidding
def subscribe_enterprise(ask: Ask) -> Reply:
    """POST enterprise/<e> and serviceprovider/<p>, which are one."""
    return _subscribe(ask, Target(Kind.ENTERPRISE, ask.variables["enterprise"]))


@_forbidding
def subscribe_group(ask: Ask) -> Reply:
    """POST enterprise/<e>/group/<g>."""
    return _subscribe(ask, Target(Kind.GROUP, ask.variables["group"], ask.variables["enterprise"]))


@_forbidding
def subscribe_system(ask: Ask) -> Reply:
    """POST system."""
    return _subscribe(ask, Target(Kind.SYSTEM))


def _subscribe(ask: Ask, target: Target) -> Reply:
    if (refusal := ask.x.knobs.faults.refuse_subscriptions) is not None:
        raise NotAllowed(refusal)
    ask.check(target)
    if not ask.x.people.exists(target):
        raise NotAllowed(f"there is no {target.kind.value} {target.name}")
    wish = ask.body(c.Subscription)
    subscription = ask.core.subscriptions.add(ask.account.user_id, target, wish)
    send_initial(ask.core, subscription)
    return Reply(200, _granted(subscription))


@_forbidding
def refresh_subscription(ask: Ask) -> Reply:
    """PUT subscription/<id>: a new life, and the full state for a user target."""
    subscription = ask.core.subscriptions.find(ask.account.user_id, ask.variables["subscription"])
    ask.core.subscriptions.refresh(subscription, ask.body(c.Subscription).expires)
    send_initial(ask.core, subscription)
    return Reply(200, _granted(subscription))


@_forbidding
def delete_subscription(ask: Ask) -> Reply:
    """DELETE subscription/<id>."""
    subscriptions = ask.core.subscriptions
    subscriptions.end(subscriptions.find(ask.account.user_id, ask.variables["subscription"]))
    return DONE


@_forbidding
def get_subscription(ask: Ask) -> Reply:
    """GET subscription/<id>."""
    subscriptions = ask.core.subscriptions
    found = subscriptions.find(ask.account.user_id, ask.variables["subscription"])
    return Reply(200, subscriptions.document(found))


def list_subscriptions(ask: Ask) -> Reply:
    """GET subscription?subscriberId=&targetId=&event=&extAppId=&targetEntityType=&targetGrpParentId=."""
    query = ask.request.query
    if query.get("targetEntityType") == Kind.GROUP.value and not query.get("targetGrpParentId"):
        raise Rejected(400, "targetGrpParentId is needed with targetEntityType=Group")
    owner = query.get("subscriberId", ask.account.user_id)
    if owner.lower() != ask.account.user_id.lower():
        ask.check(Target(Kind.USER, owner))
    documents = map(ask.core.subscriptions.document, ask.core.subscriptions.of(owner))
    return Reply(200, c.SubscriptionList(subscription=tuple(item for item in documents if _wanted(item, ask))))


_LIST_FILTERS: dict[str, Callable[[c.Subscription], str | None]] = {
    "event": lambda item: item.event,
    "extAppId": lambda item: item.application_id,
    "targetId": lambda item: item.target_id,
    "targetGrpParentId": lambda item: item.target_grp_parent_id,
    "targetSubId": lambda item: item.target_sub_id,
    "targetEntityType": lambda item: item.target_id_type,
}


def _wanted(item: c.Subscription, ask: Ask) -> bool:
    query = dict(ask.request.query)
    if "targetId" in query:
        query.setdefault("targetEntityType", Kind.USER.value)
    return all(value(item) == query[name] for name, value in _LIST_FILTERS.items() if name in query)


def _granted(subscription: Subscription) -> c.Subscription:
    return c.Subscription(subscription_id=subscription.subscription_id, expires=subscription.granted_s)


ROUTES: Routes[Handler] = Routes(
    [
        ("GET", "versions", versions),
        ("POST", "channel", add_channel),
        ("POST", "channel/eventresponse", event_response),
        ("PUT", "channel/{channel}", modify_channel),
        ("DELETE", "channel/{channel}", delete_channel),
        ("PUT", "channel/{channel}/heartbeat", heartbeat),
        ("GET", "channelset/{set}", channel_set),
        ("POST", "user/{user}", subscribe_user),
        ("POST", "user/{user}/subscription", subscribe_user),
        ("POST", "user/{user}/subid/{part}", subscribe_part),
        ("POST", "system", subscribe_system),
        ("GET", "subscription", list_subscriptions),
        ("GET", "subscription/{subscription}", get_subscription),
        ("PUT", "subscription/{subscription}", refresh_subscription),
        ("DELETE", "subscription/{subscription}", delete_subscription),
        *(
            row
            for name in ("enterprise", "serviceprovider")
            for row in (
                ("POST", f"{name}/{{enterprise}}", subscribe_enterprise),
                ("POST", f"{name}/{{enterprise}}/group/{{group}}", subscribe_group),
            )
        ),
    ]
)
