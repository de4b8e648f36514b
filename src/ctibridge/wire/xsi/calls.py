"""A user's calls as XSI shows them: XSICallSession.xsd and the types that it uses.

Enumerations are open: a field holds the text that came, and the classes here name the known values. A platform
that is newer than we are must not break us.
"""

from __future__ import annotations

from enum import StrEnum

from ctibridge.wire.markup.binding import structure, xml
from ctibridge.wire.markup.reader import Unknown


class Personality(StrEnum):
    """Which end of the call the user is. Can change with transfers and pickups."""

    ORIGINATOR = "Originator"
    TERMINATOR = "Terminator"
    CLICK_TO_DIAL = "Click-to-Dial"


class CallState(StrEnum):
    """The state of a user's half of a call."""

    ALERTING = "Alerting"
    ACTIVE = "Active"
    HELD = "Held"
    REMOTE_HELD = "Remote Held"
    DETACHED = "Detached"
    RELEASED = "Released"
    IDLE = "Idle"


class CallType(StrEnum):
    """How the other party is reached."""

    GROUP = "Group"
    ENTERPRISE = "Enterprise"
    NETWORK = "Network"
    NETWORK_URL = "Network URL"  # in the specification, not in the schema
    EMERGENCY = "Emergency"
    REPAIR = "Repair"
    CITY_WIDE_CENTREX = "City-Wide Centrex"
    PRIVATE_DIAL_PLAN = "Private Dial Plan"
    UNKNOWN = "Unknown"
    ERROR = "Error"


class RedirectReason(StrEnum):
    """Why a call went to another address."""

    USER_BUSY = "user-busy"
    NO_ANSWER = "no-answer"
    UNAVAILABLE = "unavailable"
    UNCONDITIONAL = "unconditional"
    TIME_OF_DAY = "time-of-day"
    DO_NOT_DISTURB = "do-not-disturb"
    DEFLECTION = "deflection"
    FOLLOW_ME = "follow-me"
    OUT_OF_SERVICE = "out-of-service"
    AWAY = "away"
    TRANSFER = "transfer"
    VOICEMAIL = "voicemail"
    HUNT_GROUP = "hunt-group"
    CALL_CENTER = "call-center"
    ROUTE_POINT = "route-point"
    AGENT_WRAP_UP = "agent-wrap-up"
    VOICEXML_SCRIPT_TERMINATION = "voicexml-script-termination"
    UNKNOWN = "unknown"


class InternalReleaseCause(StrEnum):
    """Why a call failed."""

    BUSY = "Busy"
    FORBIDDEN = "Forbidden"
    ROUTING_FAILURE = "Routing Failure"
    GLOBAL_FAILURE = "Global Failure"
    REQUEST_FAILURE = "Request Failure"
    SERVER_FAILURE = "Server Failure"
    TRANSLATION_FAILURE = "Translation Failure"
    TEMPORARILY_UNAVAILABLE = "Temporarily Unavailable"
    USER_NOT_FOUND = "User Not Found"
    REQUEST_TIMEOUT = "Request Timeout"
    DIAL_TONE_TIMEOUT = "Dial Tone Timeout"
    INSUFFICIENT_CREDITS = "Insufficient Credits"


class ReleasingParty(StrEnum):
    """Who hung up."""

    LOCAL = "localRelease"
    REMOTE = "remoteRelease"


class RecallType(StrEnum):
    """Why a call came back to the user."""

    CAMP_ON = "Busy Camp On Callback"
    TRANSFER = "Call Transfer Recall"
    PARK = "Call Park Recall"
    HOLD = "Automatic Hold/Retrieve Recall"
    EXECUTIVE_PUSH = "Executive-Assistant Call Push Recall"


class HookStatusType(StrEnum):
    """The user's telephone."""

    ON_HOOK = "On-Hook"
    OFF_HOOK = "Off-Hook"


class RecordingState(StrEnum):
    """The recording of a call. Absent: none is going on."""

    PENDING = "Pending"
    STARTED = "Started"
    PAUSED = "Paused"
    FAILED = "Failed"


class RecordingControls(StrEnum):
    """What the user can do about the recording of a call."""

    NONE = "none"
    RECORD = "record"
    PAUSE = "pause"
    PAUSE_STOP = "pause-stop"
    RESUME = "resume"
    RESUME_STOP = "resume-stop"
    STOP = "stop"


class ConferenceState(StrEnum):
    """The owner's part in the conference."""

    ACTIVE = "Active"
    HELD = "Held"
    RELEASED = "Released"


@structure
class Address:
    """`tel:+4930...;ext=11`, `sip:...`, or what was dialled."""

    value: str = xml(value=True, default="")
    country_code: str | None = xml("countryCode", attribute=True)


@structure
class PartyInformation:
    """The other side. No address, or `privacy`: the number is restricted, not unknown."""

    name: str | None = None
    address: Address | None = None
    user_id: str | None = None
    user_dn: Address | None = xml("userDN")
    privacy: bool = xml(flag=True)
    call_type: str | None = None


@structure
class Redirection:
    """One earlier redirection of the call."""

    party: PartyInformation | None = None
    reason: str | None = None
    counter: int | None = None


@structure
class Redirect:
    """Where the call is being sent."""

    address: Address | None = None
    reason: str
    redirect_time: int


@structure
class ReleaseCause:
    """Why the call failed, at several levels of detail."""

    internal_release_cause: str
    q850_cause: str | None = xml("q850Cause")
    sip_status: str | None = None
    cdr_termination_cause: str | None = None


@structure
class AccessEndpoint:
    """A telephone or client of the user."""

    address_of_record: str


@structure
class NetworkEndpoint:
    """A place in the network that stands for the user's telephone."""

    address: Address


@structure
class BroadWorksAnywhereEndpoint(NetworkEndpoint):
    """A location of BroadWorks Anywhere."""


@structure
class RemoteOfficeEndpoint(NetworkEndpoint):
    """The remote office."""


@structure
class BroadWorksMobilityEndpoint(NetworkEndpoint):
    """A mobile telephone."""


Endpoint = AccessEndpoint | BroadWorksAnywhereEndpoint | RemoteOfficeEndpoint | BroadWorksMobilityEndpoint | Unknown

_ENDPOINTS: dict[str, type] = {
    cls.__name__: cls
    for cls in (AccessEndpoint, BroadWorksAnywhereEndpoint, RemoteOfficeEndpoint, BroadWorksMobilityEndpoint)
}


@structure
class AcdCallInfo:
    """The call came through a call centre's queue or a route point."""

    acd_user_id: str
    acd_name: str
    acd_number: Address
    num_calls_in_queue: int
    wait_time: int
    longest_wait_time: int | None = None
    hold_reminder: bool = xml(flag=True)
    calling_party_info: PartyInformation
    route_point: bool = xml(flag=True)
    disposition_code: str | None = None
    post_call_agent_state: str | None = None


@structure
class AcdOutgoingCallInfo:
    """The call was made in the name of a call centre."""

    acd_user_id: str
    acd_name: str
    acd_number: Address
    route_point: bool = xml(flag=True)
    disposition_code: str | None = None
    post_call_agent_state: str | None = None


@structure
class Call:
    """One user's half of a call. Times are milliseconds since 1970 UTC."""

    call_id: str
    ext_tracking_id: str
    network_call_id: str | None = None
    personality: str
    state: str
    release_cause: ReleaseCause | None = None
    releasing_party: str | None = None
    remote_party: PartyInformation
    redirections: tuple[Redirection, ...] = xml(wrap="redirection")
    redirect: Redirect | None = None
    endpoint: Endpoint | None = xml(variants=lambda: _ENDPOINTS)
    appearance: int | None = None
    allow_answer: bool = xml(flag=True)
    allow_retrieve: bool = xml(flag=True)
    alternate_address_type: str | None = None
    hunt_group_user_id: str | None = None
    distinctive_ring: str | None = None
    diversion_inhibited: bool = xml(flag=True)
    recall_type: str | None = None
    start_time: int
    answer_time: int | None = None
    held_time: int | None = None
    total_held_time: int | None = None
    detached_time: int | None = None
    release_time: int | None = None
    acd_call_info: AcdCallInfo | None = None
    agent_escalation: str | None = None
    acd_outgoing_call_info: AcdOutgoingCallInfo | None = None
    group_call_park_location_selected: bool = xml(flag=True)
    recorded: bool = xml(flag=True)
    find_me_follow_me_user_id: str | None = None
    allowed_recording_controls: str | None = None
    recording_state: str | None = None
    executive_user_id: str | None = None
    recall_from_party: PartyInformation | None = None
    security_classification: str | None = None
    client_session_info: str | None = None


@structure
class ConferenceParticipant:
    """One of the owner's calls in the conference."""

    call_id: str
    muted: bool = xml(flag=True)
    deaf: bool = xml(flag=True)


@structure
class Conference:
    """The user's own conference; as a request it only lists the participants."""

    state: str | None = None
    endpoint: Endpoint | None = xml(variants=lambda: _ENDPOINTS)
    appearance: int | None = None
    muted: bool = xml(flag=True)
    conference_type: str | None = None
    participants: tuple[ConferenceParticipant, ...] = xml("conferenceParticipantList", wrap="conferenceParticipant")


@structure
class CallInfo:
    """A call in a list of calls."""

    call_id: str
    uri: str | None = None
    in_conference: str | None = xml("inConference", attribute=True)


@structure
class Calls:
    """The user's calls, by identifier."""

    call: tuple[CallInfo, ...] = ()


@structure
class CallStartInfo:
    """The platform accepted a request that starts a call."""

    call_id: str
    external_tracking_id: str


@structure
class HookStatus:
    """Whether the user's telephone is off the hook."""

    hook_status: str


@structure
class TransmitDtmf:
    """Digits for the far end, in the body form of the request."""

    dtmf_to_transmit: str


@structure
class MessageSummary:
    """Voice messages, by kind; a kind without messages is left out."""

    new_messages: int | None = None
    old_messages: int | None = None
    new_urgent_messages: int | None = None
    old_urgent_messages: int | None = None


@structure
class VoiceMailMessageSummary:
    """The state of the user's voice mail box."""

    summary: MessageSummary
