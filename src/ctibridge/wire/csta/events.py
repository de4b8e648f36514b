"""The events of a monitor. ECMA-323 spells one of them TransferedEvent.

What a sender has to fill in has no default here. Where a peer leaves out such a device it is read as not known, and
a missing cause as normal: an event that names its connection is worth having.
"""

from __future__ import annotations

from ctibridge.wire.csta.attributes import (
    CallCharacteristics,
    CallLinkageData,
    CallLinkageDataList,
    DeviceHistoryListItem,
    MediaCallCharacteristics,
    MessageInfoItem,
)
from ctibridge.wire.csta.causes import EventCause
from ctibridge.wire.csta.features import CallOrigination
from ctibridge.wire.csta.markup import structure
from ctibridge.wire.csta.types import (
    NOT_KNOWN,
    NOT_REQUIRED,
    ConnectionID,
    ConnectionInformation,
    ConnectionListItem,
    CorrelatorData,
    CSTAPrivateData,
    CSTASecurityData,
    DeviceID,
    Event,
    ExtendedDeviceID,
    Extensions,
    RedirectionDeviceID,
    ServicesPermitted,
    UserData,
)
from ctibridge.wire.markup.binding import xml


@structure
class ServiceInitiatedEvent(Event):
    """A device is asked to dial, or has gone off hook."""

    initiated_connection: ConnectionID
    initiating_device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    called_device: ExtendedDeviceID | None = xml(since=6, default=None)
    local_connection_info: str | None = None
    correlator_data: CorrelatorData | None = None
    cause: str = xml(absent=EventCause.NORMAL)
    services_permitted: ServicesPermitted | None = xml(since=3, default=None)
    media_call_characteristics: MediaCallCharacteristics | None = None
    call_characteristics: CallCharacteristics | None = None
    initiated_connection_info: ConnectionInformation | None = None
    network_calling_device: ExtendedDeviceID | None = None
    network_called_device: ExtendedDeviceID | None = None
    associated_calling_device: ExtendedDeviceID | None = None
    call_linkage_data: CallLinkageData | None = None
    subject_of_call: str | None = None
    message_info: tuple[MessageInfoItem, ...] = xml(wrap="messageInfoItem", default=())
    language_preferences: str | None = None
    extensions: Extensions | None = None


@structure
class OriginatedEvent(Event):
    """A call has been dialled."""

    originated_connection: ConnectionID
    calling_device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    called_device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    originating_device: DeviceID | None = None
    local_connection_info: str | None = None
    correlator_data: CorrelatorData | None = None
    cause: str = xml(absent=EventCause.NORMAL)
    services_permitted: ServicesPermitted | None = xml(since=3, default=None)
    network_calling_device: ExtendedDeviceID | None = None
    network_called_device: ExtendedDeviceID | None = None
    associated_calling_device: ExtendedDeviceID | None = None
    associated_called_device: ExtendedDeviceID | None = None
    media_call_characteristics: MediaCallCharacteristics | None = None
    call_characteristics: CallCharacteristics | None = None
    originated_connection_info: ConnectionInformation | None = None
    call_linkage_data: CallLinkageData | None = None
    subject_of_call: str | None = None
    message_info: tuple[MessageInfoItem, ...] = xml(wrap="messageInfoItem", default=())
    language_preferences: str | None = None
    extensions: Extensions | None = None


@structure
class DeliveredEvent(Event):
    """A call alerts at a device."""

    connection: ConnectionID
    alerting_device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    calling_device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    called_device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    last_redirection_device: RedirectionDeviceID = xml(absent=NOT_REQUIRED)
    originating_nid_connection: ConnectionID | None = None
    local_connection_info: str | None = None
    correlator_data: CorrelatorData | None = None
    user_data: UserData | None = None
    cause: str = xml(absent=EventCause.NORMAL)
    services_permitted: ServicesPermitted | None = xml(since=3, default=None)
    network_calling_device: ExtendedDeviceID | None = None
    network_called_device: ExtendedDeviceID | None = None
    associated_calling_device: ExtendedDeviceID | None = None
    associated_called_device: ExtendedDeviceID | None = None
    media_call_characteristics: MediaCallCharacteristics | None = None
    call_characteristics: CallCharacteristics | None = None
    connection_info: ConnectionInformation | None = None
    call_linkage_data: CallLinkageData | None = None
    subject_of_call: str | None = None
    message_info: tuple[MessageInfoItem, ...] = xml(wrap="messageInfoItem", default=())
    language_preferences: str | None = None
    device_history: tuple[DeviceHistoryListItem, ...] = xml(wrap="DeviceHistoryListItem", default=())
    extensions: Extensions | None = None


@structure
class NetworkReachedEvent(Event):
    """A call has left the switch; what happens outside is known in part only."""

    outbound_connection: ConnectionID
    network_interface_used: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    calling_device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    called_device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    last_redirection_device: RedirectionDeviceID = xml(absent=NOT_REQUIRED)
    originating_nid_connection: ConnectionID | None = None
    local_connection_info: str | None = None
    correlator_data: CorrelatorData | None = None
    user_data: UserData | None = None
    cause: str = xml(absent=EventCause.NORMAL)
    services_permitted: ServicesPermitted | None = xml(since=3, default=None)
    media_call_characteristics: MediaCallCharacteristics | None = None
    call_characteristics: CallCharacteristics | None = None
    outbound_connection_info: ConnectionInformation | None = None
    network_calling_device: ExtendedDeviceID | None = None
    network_called_device: ExtendedDeviceID | None = None
    associated_calling_device: ExtendedDeviceID | None = None
    call_linkage_data: CallLinkageData | None = None
    language_preferences: str | None = None
    device_history: tuple[DeviceHistoryListItem, ...] = xml(wrap="DeviceHistoryListItem", default=())
    extensions: Extensions | None = None


@structure
class EstablishedEvent(Event):
    """A device is connected to a call."""

    established_connection: ConnectionID
    answering_device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    calling_device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    called_device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    last_redirection_device: RedirectionDeviceID = xml(absent=NOT_REQUIRED)
    originatin_nid_connection: ConnectionID | None = None
    local_connection_info: str | None = None
    correlator_data: CorrelatorData | None = None
    user_data: UserData | None = None
    cause: str = xml(absent=EventCause.NORMAL)
    services_permitted: ServicesPermitted | None = xml(since=3, default=None)
    network_calling_device: ExtendedDeviceID | None = None
    network_called_device: ExtendedDeviceID | None = None
    associated_calling_device: ExtendedDeviceID | None = None
    associated_called_device: ExtendedDeviceID | None = None
    media_call_characteristics: MediaCallCharacteristics | None = None
    call_characteristics: CallCharacteristics | None = None
    established_connection_info: ConnectionInformation | None = None
    call_linkage_data: CallLinkageData | None = None
    subject_of_call: str | None = None
    message_info: tuple[MessageInfoItem, ...] = xml(wrap="messageInfoItem", default=())
    language_preferences: str | None = None
    device_history: tuple[DeviceHistoryListItem, ...] = xml(wrap="DeviceHistoryListItem", default=())
    extensions: Extensions | None = None


@structure
class HeldEvent(Event):
    """A device has put a call on hold."""

    held_connection: ConnectionID
    holding_device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    local_connection_info: str | None = None
    correlator_data: CorrelatorData | None = None
    cause: str = xml(absent=EventCause.NORMAL)
    services_permitted: ServicesPermitted | None = xml(since=3, default=None)
    media_call_characteristics: MediaCallCharacteristics | None = None
    call_characteristics: CallCharacteristics | None = None
    held_connection_info: ConnectionInformation | None = None
    call_linkage_data: CallLinkageData | None = None
    language_preferences: str | None = None
    extensions: Extensions | None = None


@structure
class RetrievedEvent(Event):
    """A device has taken a call off hold."""

    retrieved_connection: ConnectionID
    retrieving_device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    local_connection_info: str | None = None
    correlator_data: CorrelatorData | None = None
    cause: str = xml(absent=EventCause.NORMAL)
    services_permitted: ServicesPermitted | None = xml(since=3, default=None)
    media_call_characteristics: MediaCallCharacteristics | None = None
    call_characteristics: CallCharacteristics | None = None
    retrieved_connection_info: ConnectionInformation | None = None
    call_linkage_data: CallLinkageData | None = None
    language_preferences: str | None = None
    extensions: Extensions | None = None


@structure
class FailedEvent(Event):
    """A call could not be completed."""

    failed_connection: ConnectionID
    failing_device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    calling_device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    called_device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    last_redirection_device: RedirectionDeviceID = xml(absent=NOT_REQUIRED)
    originating_nid_connection: ConnectionID | None = None
    local_connection_info: str | None = None
    correlator_data: CorrelatorData | None = None
    user_data: UserData | None = None
    cause: str = xml(absent=EventCause.NORMAL)
    services_permitted: ServicesPermitted | None = xml(since=3, default=None)
    network_calling_device: ExtendedDeviceID | None = None
    network_called_device: ExtendedDeviceID | None = None
    associated_calling_device: ExtendedDeviceID | None = None
    associated_called_device: ExtendedDeviceID | None = None
    media_call_characteristics: MediaCallCharacteristics | None = None
    call_characteristics: CallCharacteristics | None = None
    failed_connection_info: ConnectionInformation | None = None
    call_linkage_data: CallLinkageData | None = None
    subject_of_call: str | None = None
    message_info: tuple[MessageInfoItem, ...] = xml(wrap="messageInfoItem", default=())
    language_preferences: str | None = None
    device_history: tuple[DeviceHistoryListItem, ...] = xml(wrap="DeviceHistoryListItem", default=())
    extensions: Extensions | None = None


@structure
class ConnectionClearedEvent(Event):
    """A device has left a call."""

    dropped_connection: ConnectionID
    releasing_device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    local_connection_info: str | None = None
    correlator_data: CorrelatorData | None = None
    user_data: UserData | None = None
    cause: str = xml(absent=EventCause.NORMAL)
    services_permitted: ServicesPermitted | None = xml(since=3, default=None)
    media_call_characteristics: MediaCallCharacteristics | None = None
    call_characteristics: CallCharacteristics | None = None
    dropped_connection_info: ConnectionInformation | None = None
    call_linkage_data: CallLinkageData | None = None
    language_preferences: str | None = None
    device_history: tuple[DeviceHistoryListItem, ...] = xml(wrap="DeviceHistoryListItem", default=())
    extensions: Extensions | None = None


@structure
class CallClearedEvent(Event):
    """A call has ended for everybody."""

    cleared_call: ConnectionID
    correlator_data: CorrelatorData | None = None
    user_data: UserData | None = None
    cause: str = xml(absent=EventCause.NORMAL)
    media_call_characteristics: MediaCallCharacteristics | None = None
    call_characteristics: CallCharacteristics | None = None
    call_linkage_data: CallLinkageData | None = None
    language_preferences: str | None = None
    extensions: Extensions | None = None


@structure
class DivertedEvent(Event):
    """A call has gone from a device to another."""

    connection: ConnectionID
    diverting_device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    new_destination: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    calling_device: ExtendedDeviceID | None = None
    called_device: ExtendedDeviceID | None = None
    last_redirection_device: RedirectionDeviceID = xml(absent=NOT_REQUIRED)
    local_connection_info: str | None = None
    correlator_data: CorrelatorData | None = None
    user_data: UserData | None = None
    cause: str = xml(absent=EventCause.NORMAL)
    services_permitted: ServicesPermitted | None = xml(since=3, default=None)
    media_call_characteristics: MediaCallCharacteristics | None = None
    call_characteristics: CallCharacteristics | None = None
    connection_info: ConnectionInformation | None = None
    network_calling_device: ExtendedDeviceID | None = None
    network_called_device: ExtendedDeviceID | None = None
    associated_calling_device: ExtendedDeviceID | None = None
    associated_called_device: ExtendedDeviceID | None = None
    call_linkage_data: CallLinkageData | None = None
    subject_of_call: str | None = None
    message_info: tuple[MessageInfoItem, ...] = xml(wrap="messageInfoItem", default=())
    language_preferences: str | None = None
    device_history: tuple[DeviceHistoryListItem, ...] = xml(wrap="DeviceHistoryListItem", default=())
    extensions: Extensions | None = None


@structure
class TransferedEvent(Event):
    """A device has connected two calls and left."""

    primary_old_call: ConnectionID
    secondary_old_call: ConnectionID | None = None
    transferring_device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    transferred_to_device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    transferred_connections: tuple[ConnectionListItem, ...] = xml(wrap="connectionListItem", absent=())
    local_connection_info: str | None = None
    correlator_data: CorrelatorData | None = None
    user_data: UserData | None = None
    cause: str = xml(absent=EventCause.NORMAL)
    services_permitted: ServicesPermitted | None = xml(since=3, default=None)
    media_call_characteristics: MediaCallCharacteristics | None = None
    call_characteristics: CallCharacteristics | None = None
    call_linkage_data_list: CallLinkageDataList | None = None
    language_preferences: str | None = None
    device_history: tuple[DeviceHistoryListItem, ...] = xml(wrap="DeviceHistoryListItem", default=())
    extensions: Extensions | None = None


@structure
class ConferencedEvent(Event):
    """Two calls have become one, or somebody has joined."""

    primary_old_call: ConnectionID
    secondary_old_call: ConnectionID | None = None
    conferencing_device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    added_party: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    conference_connections: tuple[ConnectionListItem, ...] = xml(wrap="connectionListItem", absent=())
    local_connection_info: str | None = None
    correlator_data: CorrelatorData | None = None
    user_data: UserData | None = None
    cause: str = xml(absent=EventCause.NORMAL)
    services_permitted: ServicesPermitted | None = xml(since=3, default=None)
    media_call_characteristics: MediaCallCharacteristics | None = None
    call_characteristics: CallCharacteristics | None = None
    call_linkage_data_list: CallLinkageDataList | None = None
    language_preferences: str | None = None
    device_history: tuple[DeviceHistoryListItem, ...] = xml(wrap="DeviceHistoryListItem", default=())
    extensions: Extensions | None = None


@structure
class OfferedEvent(Event):
    """A call waits for a device to accept it before it alerts."""

    offered_connection: ConnectionID
    offered_device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    calling_device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    called_device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    last_redirection_device: RedirectionDeviceID = xml(absent=NOT_REQUIRED)
    originating_nid_connection: ConnectionID | None = None
    local_connection_info: str | None = None
    correlator_data: CorrelatorData | None = None
    user_data: UserData | None = None
    cause: str = xml(absent=EventCause.NORMAL)
    services_permitted: ServicesPermitted | None = xml(since=3, default=None)
    network_calling_device: ExtendedDeviceID | None = None
    network_called_device: ExtendedDeviceID | None = None
    associated_calling_device: ExtendedDeviceID | None = None
    associated_called_device: ExtendedDeviceID | None = None
    media_call_characteristics: MediaCallCharacteristics | None = None
    call_characteristics: CallCharacteristics | None = None
    offered_connection_info: ConnectionInformation | None = None
    call_linkage_data: CallLinkageData | None = None
    subject_of_call: str | None = None
    message_info: tuple[MessageInfoItem, ...] = xml(wrap="messageInfoItem", default=())
    language_preferences: str | None = None
    device_history: tuple[DeviceHistoryListItem, ...] = xml(wrap="DeviceHistoryListItem", default=())
    extensions: Extensions | None = None


@structure
class QueuedEvent(Event):
    """A call waits in a queue."""

    queued_connection: ConnectionID
    queue: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    calling_device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    called_device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    last_redirection_device: RedirectionDeviceID = xml(absent=NOT_REQUIRED)
    number_queued: int | None = None
    calls_in_front: int | None = None
    local_connection_info: str | None = None
    correlator_data: CorrelatorData | None = None
    user_data: UserData | None = None
    cause: str = xml(absent=EventCause.NORMAL)
    services_permitted: ServicesPermitted | None = xml(since=3, default=None)
    network_calling_device: ExtendedDeviceID | None = None
    network_called_device: ExtendedDeviceID | None = None
    associated_calling_device: ExtendedDeviceID | None = None
    associated_called_device: ExtendedDeviceID | None = None
    media_call_characteristics: MediaCallCharacteristics | None = None
    call_characteristics: CallCharacteristics | None = None
    queued_connection_info: ConnectionInformation | None = None
    call_linkage_data: CallLinkageData | None = None
    subject_of_call: str | None = None
    message_info: tuple[MessageInfoItem, ...] = xml(wrap="messageInfoItem", default=())
    language_preferences: str | None = None
    device_history: tuple[DeviceHistoryListItem, ...] = xml(wrap="DeviceHistoryListItem", default=())
    extensions: Extensions | None = None


@structure
class CallInformationEvent(Event):
    """Something about a call has changed."""

    connection: ConnectionID
    device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    calling_device: ExtendedDeviceID | None = None
    account_info: str | None = None
    auth_code: str | None = None
    correlator_data: CorrelatorData | None = None
    services_permitted: ServicesPermitted | None = xml(since=3, default=None)
    user_data: UserData | None = None
    call_qualifying_data: str | None = None
    connection_info: ConnectionInformation | None = None
    call_linkage_data_list: CallLinkageDataList | None = None
    call_characteristics: CallCharacteristics | None = None
    subject_of_call: str | None = None
    language_preferences: str | None = None
    device_info: DeviceID | None = xml(since=6, default=None)
    extensions: Extensions | None = None


@structure
class DoNotDisturbEvent(Event):
    """Do not disturb has been switched on or off."""

    device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    do_not_disturb_on: bool
    call_origination: CallOrigination | None = None
    calling_device_list: tuple[DeviceID, ...] = xml(wrap="callingDevice", default=())
    extensions: Extensions | None = None


@structure
class ForwardingEvent(Event):
    """A forwarding has been switched on or off."""

    device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    forwarding_type: str | None = None
    forward_status: bool
    forward_to: DeviceID | None = None
    forward_default: str | None = None
    ring_count: int | None = None
    ring_duration: int | None = xml(since=6, default=None)
    extensions: Extensions | None = None


@structure
class MessageWaitingEvent(Event):
    """The message lamp has been switched on or off."""

    target_device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    device_for_message: DeviceID | None = None
    message_waiting_on: bool
    extensions: Extensions | None = None


@structure
class PrivateEvent(Event):
    """What the vendor tells beyond CSTA."""

    security: CSTASecurityData | None = None
    private_data: CSTAPrivateData


@structure
class BackInServiceEvent(Event):
    """A device can be used again."""

    device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    cause: str | None = None
    extensions: Extensions | None = None


@structure
class OutOfServiceEvent(Event):
    """A device cannot be used."""

    device: ExtendedDeviceID = xml(absent=NOT_KNOWN)
    cause: str | None = None
    extensions: Extensions | None = None
