"""The services that bring a third party into a call or send it on: requests and responses."""

from __future__ import annotations

from enum import StrEnum

from ctibridge.wire.csta.attributes import (
    CallCharacteristics,
    CallLinkageData,
    CallLinkageDataList,
    MediaCallCharacteristics,
)
from ctibridge.wire.csta.markup import structure
from ctibridge.wire.csta.types import (
    Acknowledged,
    ConnectionID,
    ConnectionInformation,
    ConnectionListItem,
    CorrelatorData,
    DeviceID,
    Extensions,
    Request,
    Response,
    UserData,
)
from ctibridge.wire.markup.binding import xml


class ConsultOptions(StrEnum):
    """What a consultation is for."""

    UNRESTRICTED = "unrestricted"
    CONSULT_ONLY = "consultOnly"
    TRANSFER_ONLY = "transferOnly"
    CONFERENCE_ONLY = "conferenceOnly"


@structure
class ConsultationCallResponse(Response):
    """The consultation is being made."""

    initiated_call: ConnectionID
    media_call_characteristics: MediaCallCharacteristics | None = None
    initiated_call_info: ConnectionInformation | None = None
    call_linkage_data: CallLinkageData | None = xml(since=6, default=None)
    extensions: Extensions | None = None


@structure
class ConsultationCall(Request[ConsultationCallResponse]):
    """Holds a call and dials somebody else."""

    existing_call: ConnectionID
    consulted_device: DeviceID
    connection_reservation: bool | None = None
    account_code: str | None = None
    auth_code: str | None = None
    correlator_data: CorrelatorData | None = None
    user_data: UserData | None = None
    call_characteristics: CallCharacteristics | None = None
    media_call_characteristics: MediaCallCharacteristics | None = None
    calling_connection_info: ConnectionInformation | None = None
    consult_options: str | None = None
    subject_of_call: str | None = None
    language_preferences: str | None = None
    extensions: Extensions | None = None


@structure
class TransferCallResponse(Response):
    """The parties are connected."""

    transferred_call: ConnectionID
    connections: tuple[ConnectionListItem, ...] = xml(wrap="connectionListItem", default=())
    transferred_call_info: ConnectionInformation | None = None
    call_linkage_data_list: CallLinkageDataList | None = xml(since=6, default=None)
    extensions: Extensions | None = None


@structure
class TransferCall(Request[TransferCallResponse]):
    """Connects the held and the active party and leaves."""

    held_call: ConnectionID
    active_call: ConnectionID
    extensions: Extensions | None = None


@structure
class SingleStepTransferCallResponse(Response):
    """The call is sent on."""

    transferred_call: ConnectionID | None = None
    connections: tuple[ConnectionListItem, ...] = xml(wrap="connectionListItem", default=())
    transferred_call_info: ConnectionInformation | None = None
    call_linkage_data_list: CallLinkageDataList | None = xml(since=6, default=None)
    extensions: Extensions | None = None


@structure
class SingleStepTransferCall(Request[SingleStepTransferCallResponse]):
    """Sends a call on without asking the new party first."""

    active_call: ConnectionID | None = None
    transferred_to: DeviceID | None = None
    account_code: str | None = None
    auth_code: str | None = None
    correlator_data: CorrelatorData | None = None
    user_data: UserData | None = None
    call_characteristics: CallCharacteristics | None = xml(since=6, default=None)
    subject_of_call: str | None = None
    language_preferences: str | None = None
    reason: str | None = None
    extensions: Extensions | None = None


@structure
class DeflectCallResponse(Acknowledged):
    """DeflectCall is accepted."""


@structure
class DeflectCall(Request[DeflectCallResponse]):
    """Sends an alerting call elsewhere. `new_destination` is one device below edition 6, several from there on."""

    call_to_be_diverted: ConnectionID
    new_destination: tuple[DeviceID, ...] = xml(wrap="device", wrapped_since=6, required=True)
    correlator_data: CorrelatorData | None = None
    user_data: UserData | None = None
    call_characteristics: CallCharacteristics | None = xml(since=6, default=None)
    subject_of_call: str | None = None
    language_preferences: str | None = None
    reason: str | None = None
    extensions: Extensions | None = None


@structure
class ConferenceCallResponse(Response):
    """The calls are joined."""

    conference_call: ConnectionID
    connections: tuple[ConnectionListItem, ...] = xml(wrap="connectionListItem", default=())
    conference_call_info: ConnectionInformation | None = None
    call_linkage_data_list: CallLinkageDataList | None = xml(since=6, default=None)
    extensions: Extensions | None = None


@structure
class ConferenceCall(Request[ConferenceCallResponse]):
    """Joins the held and the active call."""

    held_call: ConnectionID
    active_call: ConnectionID
    extensions: Extensions | None = None


@structure
class DirectedPickupCallResponse(Response):
    """The call is picked up."""

    picked_call: ConnectionID | None = None
    picked_call_info: ConnectionInformation | None = None
    call_linkage_data: CallLinkageData | None = xml(since=6, default=None)
    extensions: Extensions | None = None


@structure
class DirectedPickupCall(Request[DirectedPickupCallResponse]):
    """Takes a call that alerts at another device."""

    call_to_be_picked_up: ConnectionID
    requesting_device: DeviceID
    correlator_data: CorrelatorData | None = None
    user_data: UserData | None = None
    extensions: Extensions | None = None


@structure
class GroupPickupCallResponse(Response):
    """The call is picked up."""

    picked_call: ConnectionID | None = None
    picked_call_info: ConnectionInformation | None = None
    call_linkage_data: CallLinkageData | None = xml(since=6, default=None)
    extensions: Extensions | None = None


@structure
class GroupPickupCall(Request[GroupPickupCallResponse]):
    """Takes a call that alerts at a device of the group."""

    new_destination: DeviceID
    pick_group: DeviceID | None = None
    correlator_data: CorrelatorData | None = None
    user_data: UserData | None = None
    extensions: Extensions | None = None


@structure
class ParkCallResponse(Response):
    """The call is parked."""

    parked_to: ConnectionID | None = None
    call_linkage_data: CallLinkageData | None = xml(since=6, default=None)
    extensions: Extensions | None = None


@structure
class ParkCall(Request[ParkCallResponse]):
    """Leaves a call at a place from which anybody can take it."""

    parking: ConnectionID
    park_to: DeviceID
    correlator_data: CorrelatorData | None = None
    subject_of_call: str | None = None
    language_preferences: str | None = None
    extensions: Extensions | None = None
