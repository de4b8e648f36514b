"""The services that make, answer, hold and end calls, and send digits: requests and responses.

Where a ConnectionID lacks its call or its device, the server completes it from the one call that fits.
"""

from __future__ import annotations

from enum import StrEnum

from ctibridge.wire.csta.attributes import (
    CallCharacteristics,
    CallLinkageData,
    MediaCallCharacteristics,
)
from ctibridge.wire.csta.markup import structure
from ctibridge.wire.csta.types import (
    Acknowledged,
    ConnectionID,
    ConnectionInformation,
    CorrelatorData,
    DeviceID,
    Extensions,
    Request,
    Response,
    UserData,
)
from ctibridge.wire.markup.binding import xml


class AutoOriginate(StrEnum):
    """Whether the telephone asks its user before it dials."""

    PROMPT = "prompt"
    DO_NOT_PROMPT = "doNotPrompt"


class DigitMode(StrEnum):
    """How digits are sent."""

    ROTARY_PULSE = "rotaryPulse"
    DTMF = "dTMF"


@structure
class MakeCallResponse(Response):
    """The call is being made; `calling_device` is the connection of the caller."""

    calling_device: ConnectionID
    media_call_characteristics: MediaCallCharacteristics | None = None
    initiated_call_info: ConnectionInformation | None = None
    call_linkage_data: CallLinkageData | None = xml(since=6, default=None)
    extensions: Extensions | None = None


@structure
class MakeCall(Request[MakeCallResponse]):
    """Dials from a device. Account and authorisation codes are hexadecimal digits."""

    calling_device: DeviceID
    called_directory_number: DeviceID
    account_code: str | None = None
    auth_code: str | None = None
    auto_originate: str | None = None
    correlator_data: CorrelatorData | None = None
    user_data: UserData | None = None
    call_characteristics: CallCharacteristics | None = None
    media_call_characteristics: MediaCallCharacteristics | None = None
    calling_connection_info: ConnectionInformation | None = None
    subject_of_call: str | None = None
    language_preferences: str | None = None
    reason: str | None = xml(since=6, default=None)
    extensions: Extensions | None = None


@structure
class AnswerCallResponse(Acknowledged):
    """AnswerCall is accepted."""


@structure
class AnswerCall(Request[AnswerCallResponse]):
    """Answers an alerting connection."""

    call_to_be_answered: ConnectionID
    correlator_data: CorrelatorData | None = None
    user_data: UserData | None = None
    extensions: Extensions | None = None


@structure
class ClearConnectionResponse(Acknowledged):
    """ClearConnection is accepted."""


@structure
class ClearConnection(Request[ClearConnectionResponse]):
    """Takes one device out of a call."""

    connection_to_be_cleared: ConnectionID
    correlator_data: CorrelatorData | None = None
    user_data: UserData | None = None
    reason: str | None = None
    extensions: Extensions | None = None


@structure
class ClearCallResponse(Acknowledged):
    """ClearCall is accepted."""


@structure
class ClearCall(Request[ClearCallResponse]):
    """Ends a call for everybody."""

    call_to_be_cleared: ConnectionID
    user_data: UserData | None = None
    reason: str | None = xml(since=6, default=None)
    extensions: Extensions | None = None


@structure
class HoldCallResponse(Acknowledged):
    """HoldCall is accepted."""


@structure
class HoldCall(Request[HoldCallResponse]):
    """Puts a connection on hold."""

    call_to_be_held: ConnectionID
    connection_reservation: bool | None = None
    extensions: Extensions | None = None


@structure
class RetrieveCallResponse(Acknowledged):
    """RetrieveCall is accepted."""


@structure
class RetrieveCall(Request[RetrieveCallResponse]):
    """Takes a connection off hold."""

    call_to_be_retrieved: ConnectionID
    extensions: Extensions | None = None


@structure
class ReconnectCallResponse(Acknowledged):
    """ReconnectCall is accepted."""


@structure
class ReconnectCall(Request[ReconnectCallResponse]):
    """Clears the active call and takes the held one off hold."""

    active_call: ConnectionID
    held_call: ConnectionID
    extensions: Extensions | None = None


@structure
class AlternateCallResponse(Acknowledged):
    """AlternateCall is accepted."""


@structure
class AlternateCall(Request[AlternateCallResponse]):
    """Swaps the held and the active call."""

    held_call: ConnectionID
    active_call: ConnectionID
    connection_reservation: bool | None = None
    consult_options: str | None = None
    extensions: Extensions | None = None


@structure
class GenerateDigitsResponse(Acknowledged):
    """GenerateDigits is accepted."""


@structure
class GenerateDigits(Request[GenerateDigitsResponse]):
    """Sends digits to the far end."""

    connection_to_send_digits: ConnectionID
    digit_mode: str | None = None
    characters_to_send: str
    tone_duration: int | None = None
    pulse_rate: int | None = None
    pause_duration: int | None = None
    extensions: Extensions | None = None
