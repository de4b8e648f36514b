"""Events: what is inside `eventData`, and the envelope around it (XSIBaseEvent.xsd and the event schemas)."""

from __future__ import annotations

from collections.abc import Iterable

from ctibridge.wire.markup.binding import structure, xml
from ctibridge.wire.markup.reader import Unknown
from ctibridge.wire.xsi.calls import Call, Conference, MessageSummary, PartyInformation
from ctibridge.wire.xsi.services import (
    BroadWorksAnywhere,
    CallForwardingAlways,
    CallForwardingBusy,
    CallForwardingNoAnswer,
    CallWaiting,
    DoNotDisturb,
    HotelingGuest,
    RemoteOffice,
)


@structure
class CallEvent:
    """An event about one call. Section 4.7.1.1 of the specification says when each kind comes."""

    call: Call


@structure
class CallOriginatingEvent(CallEvent):
    """A dial request was accepted; the user's own telephone rings."""


@structure
class CallOriginatedEvent(CallEvent):
    """The far end is being called."""


@structure
class CallCollectingEvent(CallEvent):
    """The platform collects digits."""


@structure
class CallReceivedEvent(CallEvent):
    """A call comes in, or comes back."""


@structure
class CallAnsweredEvent(CallEvent):
    """The call was answered; may repeat after a blind transfer of the far side."""


@structure
class CallHeldEvent(CallEvent):
    """Held by the user (Held) or by the far side (Remote Held)."""


@structure
class CallRetrievedEvent(CallEvent):
    """No longer held."""


@structure
class CallUpdatedEvent(CallEvent):
    """Something else than the state changed: party, endpoint, personality, appearance."""


@structure
class CallTransferredEvent(CallEvent):
    """The far side transferred the call; party, tracking id and even personality may be new."""


@structure
class CallForwardedEvent(CallEvent):
    """The user's outgoing call was forwarded by the far side."""


@structure
class CallDetachedEvent(CallEvent):
    """The call goes on without the user."""


@structure
class CallReleasingEvent(CallEvent):
    """A treatment plays; CallReleased will follow."""


@structure
class CallReleasedEvent(CallEvent):
    """Over, for this user."""


@structure
class CallPickedUpEvent(CallEvent):
    """The far side of the user's call was picked up by someone else."""


@structure
class CallBargedInEvent(CallEvent):
    """Somebody barged into the user's call."""


@structure
class CallMonitoredEvent(CallEvent):
    """A supervisor listens."""


@structure
class CallParkRetrievedEvent(CallEvent):
    """The user's parked call was retrieved."""


@structure
class CallRecordingStartingEvent(CallEvent):
    """Recording will start when the call is no longer held."""


@structure
class CallRecordingStartedEvent(CallEvent):
    """Recording has started."""


@structure
class CallRecordingPausedEvent(CallEvent):
    """Recording is paused."""


@structure
class CallRecordingResumedEvent(CallEvent):
    """Recording goes on."""


@structure
class CallSecurityClassificationUpdatedEvent(CallEvent):
    """The call's security class changed."""


@structure
class CallClientSessionInfoUpdatedEvent(CallEvent):
    """A client changed its token on the call."""


@structure
class PlayMusicOnHoldFailureEvent(CallEvent):
    """No music for the held party."""


@structure
class CallRecordingStoppedEvent:
    """Recording has ended; `reason` is "User Requested" or "Failure"."""

    call: Call
    reason: str


@structure
class CallRedirectedEvent:
    """The user sent calls elsewhere; for a consultation transfer there are two."""

    calls: tuple[Call, ...] = xml(wrap="call")


@structure
class CallSubscriptionEvent:
    """All calls of the user: initial state, or after a refresh."""

    calls: tuple[Call, ...] = xml(wrap="call")
    conference: Conference | None = None
    hook_status: str


@structure
class CallSubscriptionResyncEvent(CallSubscriptionEvent):
    """All calls of the user, after the platform failed."""


@structure
class ConferenceEvent:
    """An event about the user's own conference (4.7.1.2)."""

    conference: Conference


@structure
class ConferenceStartedEvent(ConferenceEvent):
    """The conference begins."""


@structure
class ConferenceHeldEvent(ConferenceEvent):
    """The owner left the others to themselves."""


@structure
class ConferenceRetrievedEvent(ConferenceEvent):
    """The owner is back."""


@structure
class ConferenceUpdatedEvent(ConferenceEvent):
    """Participants came or went."""


@structure
class ConferenceReleasedEvent(ConferenceEvent):
    """The conference is over."""


@structure
class ConferenceMutedEvent(ConferenceEvent):
    """The owner is muted."""


@structure
class ConferenceUnmutedEvent(ConferenceEvent):
    """The owner is heard again."""


@structure
class ConferenceCallMutedEvent(ConferenceEvent):
    """A participant is muted."""


@structure
class ConferenceCallUnMutedEvent(ConferenceEvent):
    """A participant is heard again."""


@structure
class ConferenceCallMadeDeafEvent(ConferenceEvent):
    """A participant hears nothing."""


@structure
class ConferenceCallMadeUnDeafEvent(ConferenceEvent):
    """A participant hears again."""


@structure
class HookStatusEvent:
    """On or off the hook."""

    hook_status: str


@structure
class VoiceMailMessageSummaryEvent:
    """Voice messages came or went."""

    message_summary: MessageSummary


@structure
class DoNotDisturbEvent:
    """The service changed, or was taken away."""

    unassigned: bool = xml(flag=True)
    info: DoNotDisturb | None = None


@structure
class CallForwardingAlwaysEvent:
    """The service changed, or was taken away."""

    unassigned: bool = xml(flag=True)
    info: CallForwardingAlways | None = None


@structure
class CallForwardingBusyEvent:
    """The service changed, or was taken away."""

    unassigned: bool = xml(flag=True)
    info: CallForwardingBusy | None = None


@structure
class CallForwardingNoAnswerEvent:
    """The service changed, or was taken away."""

    unassigned: bool = xml(flag=True)
    info: CallForwardingNoAnswer | None = None


@structure
class CallWaitingEvent:
    """The service changed, or was taken away."""

    unassigned: bool = xml(flag=True)
    info: CallWaiting | None = None


@structure
class RemoteOfficeEvent:
    """The service changed, or was taken away."""

    unassigned: bool = xml(flag=True)
    info: RemoteOffice | None = None


@structure
class BroadWorksAnywhereEvent:
    """The service changed, or was taken away."""

    unassigned: bool = xml(flag=True)
    info: BroadWorksAnywhere | None = None


@structure
class HotelingGuestEvent:
    """The service changed, or was taken away."""

    unassigned: bool = xml(flag=True)
    info: HotelingGuest | None = None


@structure
class CallParkedAgainstEvent:
    """A call is parked against the user; without a party: no call is any more (4.7.34)."""

    parked_party: PartyInformation | None = None


@structure
class SubscriptionTerminatedEvent:
    """The subscription has ended."""


ServiceEvent = (
    DoNotDisturbEvent
    | CallForwardingAlwaysEvent
    | CallForwardingBusyEvent
    | CallForwardingNoAnswerEvent
    | CallWaitingEvent
    | RemoteOfficeEvent
    | BroadWorksAnywhereEvent
    | HotelingGuestEvent
)
EventData = (
    CallEvent
    | CallRecordingStoppedEvent
    | CallRedirectedEvent
    | CallSubscriptionEvent
    | ConferenceEvent
    | HookStatusEvent
    | VoiceMailMessageSummaryEvent
    | CallParkedAgainstEvent
    | ServiceEvent
    | SubscriptionTerminatedEvent
    | Unknown
)


def _named(classes: Iterable[type]) -> dict[str, type]:
    return {cls.__name__: cls for cls in classes}


EVENT_DATA: dict[str, type] = {
    **_named(CallEvent.__subclasses__()),
    **_named(ConferenceEvent.__subclasses__()),
    **_named(
        (
            CallRecordingStoppedEvent,
            CallRedirectedEvent,
            CallSubscriptionEvent,
            CallSubscriptionResyncEvent,
            HookStatusEvent,
            VoiceMailMessageSummaryEvent,
            CallParkedAgainstEvent,
            DoNotDisturbEvent,
            CallForwardingAlwaysEvent,
            CallForwardingBusyEvent,
            CallForwardingNoAnswerEvent,
            CallWaitingEvent,
            RemoteOfficeEvent,
            BroadWorksAnywhereEvent,
            HotelingGuestEvent,
            SubscriptionTerminatedEvent,
        )
    ),
    # The specification spells these otherwise than the schema.
    "ConferenceCallUnmutedEvent": ConferenceCallUnMutedEvent,
    "ConferenceCallMadeUndeafEvent": ConferenceCallMadeUnDeafEvent,
}


@structure
class HttpContact:
    """Where events are POSTed."""

    uri: str


@structure
class SubscriptionEvent:
    """The envelope of every event of a subscription.

    `user_id` (or `client_id`) owns the subscription; `target_id` is the user whom the event concerns, and may be
    missing when that is the owner.
    """

    event_id: str = xml("eventID", required=True)
    sequence_number: int
    user_id: str | None = None
    client_id: str | None = None
    external_application_id: str
    subscription_id: str
    shared_subscription_id: str | None = None
    channel_id: str | None = None
    http_contact: HttpContact | None = None
    target_id: str | None = None
    target_sub_id: str | None = None
    event_data: EventData = xml(variants=lambda: EVENT_DATA, required=True)


@structure
class ChannelTerminatedEvent:
    """A channel has ended. It has no event id and is never acknowledged."""

    channel_id: str
    reason: str | None = None  # since R19


@structure
class ErrorEvent:
    """The platform did not understand something."""

    error_code: int
    error_message: str


Event = SubscriptionEvent | ChannelTerminatedEvent | ErrorEvent
EVENTS: dict[str, type] = _named((SubscriptionEvent, ChannelTerminatedEvent, ErrorEvent))
