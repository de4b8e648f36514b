"""Channels, subscriptions and their messages (XSIChannel.xsd, XSISubscription.xsd). Lives are in seconds."""

from __future__ import annotations

from enum import StrEnum

from ctibridge.wire.markup.binding import structure, xml
from ctibridge.wire.xsi.events import HttpContact

MIN_EXPIRES_S = 3600  # less is raised to this
NEVER_EXPIRES_S = 2147483647


class EventPackage(StrEnum):
    """The packages that ctibridge subscribes to, and their lesser relatives."""

    BASIC_CALL = "Basic Call"
    STANDARD_CALL = "Standard Call"
    ADVANCED_CALL = "Advanced Call"
    DO_NOT_DISTURB = "Do Not Disturb"
    CALL_FORWARDING_ALWAYS = "Call Forwarding Always"
    CALL_FORWARDING_BUSY = "Call Forwarding Busy"
    CALL_FORWARDING_NO_ANSWER = "Call Forwarding No Answer"
    CALL_PARK = "Call Park"
    CALL_WAITING = "Call Waiting"
    REMOTE_OFFICE = "Remote Office"
    BROADWORKS_ANYWHERE = "BroadWorks Anywhere"
    HOTELING_GUEST = "Hoteling Guest"
    VOICE_MAIL_MESSAGE_SUMMARY = "Voice Mail Message Summary"


class ChannelTerminatedReason(StrEnum):
    """Why a channel ended."""

    DUPLICATE_CHANNEL_SET = "DuplicateChannelSet"
    USER_DELETED = "UserDeleted"
    NON_RESPONSIVE_CHANNEL = "NonResponsiveChannel"
    EXPLICIT_DELETE = "ExplicitDelete"
    EXPIRED = "Expired"
    UNKNOWN_CHANNEL = "UnknownChannel"


class EventStatus(StrEnum):
    """What the client did with an event (EventResponseStatusCode)."""

    TAKEN = "200"
    DROPPED = "400"
    UNKNOWN_CHANNEL = "404"
    UNKNOWN_SUBSCRIPTION = "481"
    TROUBLE = "500"


@structure
class Channel:
    """A request asks with set, priority, weight and life; the reply grants an id and a life."""

    channel_id: str | None = None
    channel_set_id: str | None = None
    priority: int | None = None
    weight: int | None = None
    expires: int | None = None
    application_id: str | None = None


@structure
class ChannelSet:
    """The channels of a set."""

    channel: tuple[Channel, ...] = ()


@structure
class ChannelHeartBeat:
    """The server's answer, on the channel itself, to a heartbeat."""


@structure
class EventResponse:
    """The acknowledgement of one event."""

    event_id: str = xml("eventID", required=True)
    status_code: int
    reason: str


@structure
class Subscription:
    """A request names package, life and channel set; the reply grants an id and a life."""

    subscription_id: str | None = None
    shared_subscription_id: str | None = None
    subscriber_id: str | None = None
    client_id: str | None = None
    target_id_type: str | None = None
    target_grp_parent_id: str | None = None
    target_id: str | None = None
    target_sub_id: str | None = None
    event: str | None = None
    event_package_list: tuple[str, ...] = xml(wrap="event")
    expires: int | None = None
    http_contact: HttpContact | None = None
    channel_set_id: str | None = None
    application_id: str | None = None


@structure
class SubscriptionList:
    """Subscriptions that a query found."""

    subscription: tuple[Subscription, ...] = ()
