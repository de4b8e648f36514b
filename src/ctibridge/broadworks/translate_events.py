"""The platform's words as ours: events, calls, parties, directory records become reports. Pure.

The other way is `translate_commands.py`.
"""

from __future__ import annotations

from ctibridge.broadworks.numbers import number_from_address
from ctibridge.broadworks.translate_services import messages_from_summary, state_from_document
from ctibridge.model import reports as r
from ctibridge.model.ids import ConnectionId, EventId, LineId, TrackingId, line_of
from ctibridge.model.line_services import ServiceKind, ServiceState
from ctibridge.model.lines import Line
from ctibridge.model.parties import Cause, Party, Redirection
from ctibridge.model.states import ConnectionState as S
from ctibridge.model.states import Recording
from ctibridge.wire.xsi import calls as x
from ctibridge.wire.xsi import events as e
from ctibridge.wire.xsi import services as s
from ctibridge.wire.xsi.directory import DirectoryDetails

_ORIGINATOR, _TERMINATOR, _CLICK = x.Personality.ORIGINATOR, x.Personality.TERMINATOR, x.Personality.CLICK_TO_DIAL

STATES: dict[tuple[str, str], tuple[S, S | None]] = {
    (x.CallState.ALERTING, _CLICK): (S.INITIATED, None),
    (x.CallState.ALERTING, _ORIGINATOR): (S.CONNECTED, S.ALERTING),
    (x.CallState.ALERTING, _TERMINATOR): (S.ALERTING, S.CONNECTED),
    (x.CallState.ACTIVE, _CLICK): (S.CONNECTED, S.CONNECTED),
    (x.CallState.ACTIVE, _ORIGINATOR): (S.CONNECTED, S.CONNECTED),
    (x.CallState.ACTIVE, _TERMINATOR): (S.CONNECTED, S.CONNECTED),
    **{(x.CallState.HELD, who): (S.HOLD, None) for who in x.Personality},  # hides whether the far side holds too
    **{(x.CallState.REMOTE_HELD, who): (S.CONNECTED, S.HOLD) for who in x.Personality},
}
"""The platform's state and personality, as the line's own state and that of the far side (xsi.md section 6)."""

OVER = (S.NULL, None)  # Detached: the call goes on without the line; Released; Idle is a placeholder

_REDIRECT = x.RedirectReason
REDIRECT_CAUSES: dict[str, Cause] = {
    _REDIRECT.UNCONDITIONAL: Cause.CALL_FORWARD_IMMEDIATE,
    _REDIRECT.USER_BUSY: Cause.CALL_FORWARD_BUSY,
    _REDIRECT.NO_ANSWER: Cause.CALL_FORWARD_NO_ANSWER,
    _REDIRECT.UNAVAILABLE: Cause.CALL_FORWARD,
    _REDIRECT.TIME_OF_DAY: Cause.CALL_FORWARD,
    _REDIRECT.FOLLOW_ME: Cause.CALL_FORWARD,
    _REDIRECT.OUT_OF_SERVICE: Cause.CALL_FORWARD,
    _REDIRECT.AWAY: Cause.CALL_FORWARD,
    _REDIRECT.VOICEMAIL: Cause.CALL_FORWARD,
    _REDIRECT.DO_NOT_DISTURB: Cause.DO_NOT_DISTURB,
    _REDIRECT.TRANSFER: Cause.TRANSFER,
    _REDIRECT.HUNT_GROUP: Cause.DISTRIBUTED,
    _REDIRECT.CALL_CENTER: Cause.DISTRIBUTED,
    _REDIRECT.ROUTE_POINT: Cause.DISTRIBUTED,
}
"""Why a call went elsewhere. Others are `redirected`."""

_FAILURE = x.InternalReleaseCause
RELEASE_CAUSES: dict[str, Cause] = {
    _FAILURE.BUSY: Cause.BUSY,
    _FAILURE.USER_NOT_FOUND: Cause.NUMBER_UNALLOCATED,
    _FAILURE.FORBIDDEN: Cause.NETWORK_NOT_OBTAINABLE,
    _FAILURE.ROUTING_FAILURE: Cause.NETWORK_NOT_OBTAINABLE,
    _FAILURE.GLOBAL_FAILURE: Cause.NETWORK_NOT_OBTAINABLE,
    _FAILURE.REQUEST_FAILURE: Cause.NETWORK_NOT_OBTAINABLE,
    _FAILURE.SERVER_FAILURE: Cause.NETWORK_NOT_OBTAINABLE,
    _FAILURE.TRANSLATION_FAILURE: Cause.NETWORK_NOT_OBTAINABLE,
    _FAILURE.TEMPORARILY_UNAVAILABLE: Cause.DEST_OUT_OF_ORDER,
    _FAILURE.REQUEST_TIMEOUT: Cause.TIMEOUT,
    _FAILURE.DIAL_TONE_TIMEOUT: Cause.TIMEOUT,
    _FAILURE.INSUFFICIENT_CREDITS: Cause.RESOURCES_NOT_AVAILABLE,
}
"""Why a call failed. Others are `destNotObtainable`."""

OCCASIONS: dict[type, r.Occasion] = {
    e.CallUpdatedEvent: r.Occasion.UPDATE,
    e.CallTransferredEvent: r.Occasion.TRANSFER,
    e.CallForwardedEvent: r.Occasion.FORWARD,
    e.CallPickedUpEvent: r.Occasion.PICKUP,
    e.CallParkRetrievedEvent: r.Occasion.UNPARK,
    e.CallBargedInEvent: r.Occasion.PICKUP,
    e.CallMonitoredEvent: r.Occasion.PICKUP,
}
"""Events whose kind says what their facts do not. All others are progress."""

RECORDINGS: dict[str, Recording] = {
    x.RecordingState.PENDING: Recording.PENDING,
    x.RecordingState.STARTED: Recording.STARTED,
    x.RecordingState.PAUSED: Recording.PAUSED,
    x.RecordingState.FAILED: Recording.FAILED,
}
"""The state of a recording; absent when there is none."""

_EXTERNAL = frozenset(
    {
        x.CallType.NETWORK,
        x.CallType.NETWORK_URL,
        x.CallType.EMERGENCY,
        x.CallType.REPAIR,
        x.CallType.CITY_WIDE_CENTREX,
        x.CallType.PRIVATE_DIAL_PLAN,
    }
)


def line_id(user_id: str) -> LineId:
    """The line of a platform user. The platform does not tell the case of user ids apart."""
    return line_of(user_id)


def line_from_directory(entry: DirectoryDetails) -> Line:
    """A line from a directory record."""
    more = entry.additional_details
    return Line(
        id=line_id(entry.user_id),
        user_id=entry.user_id,
        number=entry.number,
        extension=entry.extension,
        first_name=entry.first_name or "",
        last_name=entry.last_name or "",
        group=entry.group_id,
        department=more.department if more else None,
        email=more.email_address if more else None,
    )


def report_from_event(event: e.SubscriptionEvent) -> r.LineReport | None:
    """What the event reports; None when it is of no interest, or unknown."""
    line = line_id(event.target_id or event.user_id or "")
    event_id = EventId(event.event_id)
    data = event.event_data
    return _call_report(line, event_id, data) or _telephone_report(line, event_id, data)


def _call_report(line: LineId, event_id: EventId, data: object) -> r.LineReport | None:
    match data:
        case e.CallUpdatedEvent() if data.call.group_call_park_location_selected:
            return None  # an announcement tells where the call is parked; the other party is that place
        case e.CallRecordingStoppedEvent() | e.CallEvent():
            occasion = OCCASIONS.get(type(data), r.Occasion.PROGRESS)
            return r.CallReported(line, event_id, occasion, _facts_of(data))
        case e.CallRedirectedEvent():
            return r.CallsRedirected(line, event_id, tuple(map(facts_from_call, data.calls)))
        case e.CallSubscriptionEvent():
            return line_report(line, event_id, data.calls, data.conference, data.hook_status)
        case e.ConferenceEvent():
            return _conference_report(line, event_id, data)
        case e.CallParkedAgainstEvent():
            party = party_from_remote(data.parked_party) if data.parked_party is not None else None
            return r.ParkReported(line, event_id, party)
        case _:
            return None


def _telephone_report(line: LineId, event_id: EventId, data: object) -> r.TelephoneReport | None:
    match data:
        case e.HookStatusEvent():
            return r.HookReported(line, event_id, off_hook=data.hook_status == x.HookStatusType.OFF_HOOK)
        case e.DoNotDisturbEvent():
            active = data.info is not None and bool(data.info.active)
            return r.DoNotDisturbReported(line, event_id, active=active)
        case e.CallWaitingEvent():
            active = data.info is not None and bool(data.info.active)
            return r.CallWaitingReported(line, event_id, active, available=not data.unassigned)
        case e.CallForwardingAlwaysEvent() | e.CallForwardingBusyEvent() | e.CallForwardingNoAnswerEvent():
            return r.ForwardingReported(line, event_id, _forwarding_of(data))
        case e.VoiceMailMessageSummaryEvent():
            return r.MessagesReported(line, event_id, messages_from_summary(data.message_summary))
        case e.RemoteOfficeEvent() | e.BroadWorksAnywhereEvent() | e.HotelingGuestEvent():
            return r.ServiceReported(line, event_id, _service_of(data))
        case _:
            return None


SERVICE_EVENTS: dict[type, ServiceKind] = {
    e.RemoteOfficeEvent: ServiceKind.REMOTE_OFFICE,
    e.BroadWorksAnywhereEvent: ServiceKind.ANYWHERE,
    e.HotelingGuestEvent: ServiceKind.HOTELING_GUEST,
}
"""Events of services that CSTA has no event for."""


def _service_of(data: e.RemoteOfficeEvent | e.BroadWorksAnywhereEvent | e.HotelingGuestEvent) -> ServiceState:
    state = None if data.unassigned else state_from_document(data.info)
    return state or ServiceState(SERVICE_EVENTS[type(data)], available=False)


def _facts_of(data: e.CallEvent | e.CallRecordingStoppedEvent) -> r.CallFacts:
    facts = facts_from_call(data.call)
    if not isinstance(data, e.CallCollectingEvent):
        return facts
    # Nobody is called yet: the platform asks for digits.
    return r.CallFacts(facts.connection, facts.tracking, S.CONNECTED, None, outgoing=True, far=facts.far)


def facts_from_call(call: x.Call) -> r.CallFacts:
    """The facts in a call object, from an event or from a list of calls."""
    own, far = STATES.get((call.state, call.personality), OVER)
    if call.release_cause is not None and own is S.CONNECTED:
        own, far = S.FAIL, None  # a treatment plays (XSI 4.7.1.1.10)
    redirect = call.redirect
    return r.CallFacts(
        connection=ConnectionId(call.call_id),
        tracking=TrackingId(call.ext_tracking_id),
        state=own,
        far_state=far,
        outgoing=call.personality != _TERMINATOR,
        far=party_from_remote(call.remote_party),
        redirections=_redirections(call),
        redirect=r.Redirect(_destination(redirect), _redirect_cause(redirect.reason)) if redirect else None,
        cause=_release_cause(call.release_cause),
        released_by=_SIDES.get(call.releasing_party or ""),
        recall=call.recall_type is not None,
        recall_from=party_from_remote(call.recall_from_party) if call.recall_from_party is not None else None,
        at_device=call.endpoint is not None,
        recording=RECORDINGS.get(call.recording_state or "", Recording.OFF),
    )


_SIDES: dict[str, r.Side] = {x.ReleasingParty.LOCAL: r.Side.LOCAL, x.ReleasingParty.REMOTE: r.Side.REMOTE}


def _redirect_cause(reason: str | None) -> Cause:
    return REDIRECT_CAUSES.get(reason or "", Cause.REDIRECTED)


def _release_cause(cause: x.ReleaseCause | None) -> Cause | None:
    return RELEASE_CAUSES.get(cause.internal_release_cause, Cause.DEST_NOT_OBTAINABLE) if cause else None


def _redirections(call: x.Call) -> tuple[Redirection, ...]:
    """Oldest first; a call that came back comes from the party that did not take it."""
    earlier = tuple(map(_redirection, reversed(call.redirections)))
    if call.recall_from_party is None:
        return earlier
    return (*earlier, Redirection(party_from_remote(call.recall_from_party), Cause.RECALL))


def _redirection(redirection: x.Redirection) -> Redirection:
    party = party_from_remote(redirection.party) if redirection.party is not None else Party()
    return Redirection(party, _redirect_cause(redirection.reason))


def _destination(redirect: x.Redirect) -> Party:
    return Party(number=number_from_address(redirect.address.value)) if redirect.address else Party()


def party_from_remote(remote: x.PartyInformation) -> Party:
    """The other party. A missing address, or the privacy mark, means a withheld number (xsi.md section 6)."""
    address = remote.user_dn or remote.address
    restricted = remote.privacy or (address is None and remote.user_id is None)
    if restricted:
        return Party(restricted=True, external=remote.call_type in _EXTERNAL)
    return Party(
        line=line_id(remote.user_id) if remote.user_id else None,
        number=number_from_address(address.value) if address else None,
        name=remote.name,
        external=remote.call_type in _EXTERNAL,
    )


def line_report(
    line: LineId, event: EventId | None, calls: tuple[x.Call, ...], conference: x.Conference | None, hook: str | None
) -> r.LineReported:
    """The full state of a line."""
    facts = tuple(facts_from_call(call) for call in calls)
    live = tuple(item for item in facts if item.state is not S.NULL)
    own = conference_facts(conference) if conference is not None else None
    off_hook = hook == x.HookStatusType.OFF_HOOK if hook is not None else None
    return r.LineReported(line, event, live, own, off_hook)


def _conference_report(line: LineId, event: EventId, data: e.ConferenceEvent) -> r.ConferenceReported | None:
    released = isinstance(data, e.ConferenceReleasedEvent)
    if not data.conference.participants and not released:
        return None  # muting the owner, for instance
    facts = r.ConferenceFacts(()) if released else conference_facts(data.conference)
    return r.ConferenceReported(line, event, facts)


def conference_facts(conference: x.Conference) -> r.ConferenceFacts:
    """The facts in a conference object."""
    if conference.state == x.ConferenceState.RELEASED:
        return r.ConferenceFacts(())
    connections = tuple(ConnectionId(item.call_id) for item in conference.participants)
    return r.ConferenceFacts(connections, held=conference.state == x.ConferenceState.HELD)


_EVENT_KINDS = {
    e.CallForwardingAlwaysEvent: r.ForwardingKind.IMMEDIATE,
    e.CallForwardingBusyEvent: r.ForwardingKind.BUSY,
    e.CallForwardingNoAnswerEvent: r.ForwardingKind.NO_ANSWER,
}


def _forwarding_of(
    data: e.CallForwardingAlwaysEvent | e.CallForwardingBusyEvent | e.CallForwardingNoAnswerEvent,
) -> r.ForwardingState:
    kind = _EVENT_KINDS[type(data)]
    return forwarding_from_service(kind, data.info) if data.info is not None else r.ForwardingState(kind, active=False)


ServiceReport = (
    r.DoNotDisturbReported | r.ForwardingReported | r.MessagesReported | r.CallWaitingReported | r.ServiceReported
)


def report_from_service(line: LineId, document: object) -> ServiceReport | None:
    """What the state of a service says, when it was asked for; None when it is none that we know."""
    match document:
        case s.DoNotDisturb():
            return r.DoNotDisturbReported(line, None, active=bool(document.active))
        case s.CallForwardingAlways() | s.CallForwardingBusy() | s.CallForwardingNoAnswer():
            return r.ForwardingReported(line, None, forwarding_from_service(_SERVICE_KINDS[type(document)], document))
        case x.VoiceMailMessageSummary():
            return r.MessagesReported(line, None, messages_from_summary(document.summary))
        case s.CallWaiting():
            return r.CallWaitingReported(line, None, active=bool(document.active))
        case _:
            state = state_from_document(document)
            return r.ServiceReported(line, None, state) if state is not None else None


_SERVICE_KINDS: dict[type, r.ForwardingKind] = {
    s.CallForwardingAlways: r.ForwardingKind.IMMEDIATE,
    s.CallForwardingBusy: r.ForwardingKind.BUSY,
    s.CallForwardingNoAnswer: r.ForwardingKind.NO_ANSWER,
}


ForwardingService = s.CallForwardingAlways | s.CallForwardingBusy | s.CallForwardingNoAnswer


def forwarding_from_service(kind: r.ForwardingKind, service: ForwardingService) -> r.ForwardingState:
    """The state of a forwarding service."""
    address = service.forward_to_phone_number
    return r.ForwardingState(
        kind,
        active=bool(service.active),
        to=number_from_address(address.value) or None if address is not None else None,
        ring_count=service.number_of_rings if isinstance(service, s.CallForwardingNoAnswer) else None,
    )
