"""The services that read and set what a device does with calls, and Escape, the door to private services."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from ctibridge.wire.csta.markup import structure
from ctibridge.wire.csta.types import (
    Acknowledged,
    CSTAPrivateData,
    CSTASecurityData,
    DeviceID,
    Extensions,
    Request,
    Response,
)
from ctibridge.wire.markup.binding import names, xml

CallOrigination = Annotated[frozenset[str], names("external")]


class ForwardingType(StrEnum):
    """When calls are forwarded."""

    IMMEDIATE = "forwardImmediate"
    BUSY = "forwardBusy"
    NO_ANSWER = "forwardNoAns"
    DO_NOT_DISTURB = "forwardDND"
    BUSY_INTERNAL = "forwardBusyInt"
    BUSY_EXTERNAL = "forwardBusyExt"
    NO_ANSWER_INTERNAL = "forwardNoAnsInt"
    NO_ANSWER_EXTERNAL = "forwardNoAnsExt"
    IMMEDIATE_INTERNAL = "forwardImmInt"
    IMMEDIATE_EXTERNAL = "forwardImmExt"
    DO_NOT_DISTURB_INTERNAL = "forwardDNDInt"
    DO_NOT_DISTURB_EXTERNAL = "forwardDNDExt"


class ForwardDefault(StrEnum):
    """What of a forwarding is the switch's own setting."""

    TYPE_AND_DN = "forwardingTypeAndForwardDN"
    TYPE = "forwardingType"
    DN = "forwardDN"


@structure
class SetDoNotDisturbResponse(Acknowledged):
    """SetDoNotDisturb is accepted."""


@structure
class SetDoNotDisturb(Request[SetDoNotDisturbResponse]):
    """Switches do not disturb on or off."""

    device: DeviceID
    do_not_disturb_on: bool
    call_origination: CallOrigination | None = None
    calling_device_list: tuple[DeviceID, ...] = xml(wrap="callingDevice", default=())
    extensions: Extensions | None = None


@structure
class GetDoNotDisturbResponse(Response):
    """Do not disturb as it is set."""

    do_not_disturb_on: bool
    call_origination: CallOrigination | None = None
    calling_device_list: tuple[DeviceID, ...] = xml(wrap="callingDevice", default=())
    extensions: Extensions | None = None


@structure
class GetDoNotDisturb(Request[GetDoNotDisturbResponse]):
    """Asks for do not disturb."""

    device: DeviceID
    extensions: Extensions | None = None


@structure
class ForwardListItem:
    """One forwarding of a device."""

    forwarding_type: str | None = None
    forward_status: bool
    forward_dn: DeviceID | None = None
    forward_default: str | None = None
    ring_count: int | None = None
    ring_duration: int | None = xml(since=6, default=None)


@structure
class SetForwardingResponse(Acknowledged):
    """SetForwarding is accepted."""


@structure
class SetForwarding(Request[SetForwardingResponse]):
    """Switches a forwarding on or off."""

    device: DeviceID
    forwarding_type: str | None = None
    activate_forward: bool
    forward_dn: DeviceID | None = None
    ring_count: int | None = None
    ring_duration: int | None = xml(since=6, default=None)
    extensions: Extensions | None = None


@structure
class GetForwardingResponse(Response):
    """The forwardings as they are set."""

    forwarding_list: tuple[ForwardListItem, ...] = xml(wrap="forwardListItem", absent=())
    extensions: Extensions | None = None


@structure
class GetForwarding(Request[GetForwardingResponse]):
    """Asks for all forwardings."""

    device: DeviceID
    extensions: Extensions | None = None


@structure
class SetMessageWaitingIndicatorResponse(Acknowledged):
    """SetMessageWaitingIndicator is accepted."""


@structure
class SetMessageWaitingIndicator(Request[SetMessageWaitingIndicatorResponse]):
    """Switches the message lamp on or off."""

    device: DeviceID
    message_waiting_on: bool
    device_for_message: DeviceID | None = None
    extensions: Extensions | None = None


@structure
class GetMessageWaitingIndicatorResponse(Response):
    """Whether messages wait."""

    message_waiting_on: bool
    device_for_message: DeviceID | None = None
    lamp_is_present: bool | None = None
    extensions: Extensions | None = None


@structure
class GetMessageWaitingIndicator(Request[GetMessageWaitingIndicatorResponse]):
    """Asks for the message lamp."""

    device: DeviceID
    extensions: Extensions | None = None


@structure
class EscapeResponse(Acknowledged):
    """Escape is accepted."""


@structure
class Escape(Request[EscapeResponse]):
    """Asks for a private service."""

    escape_register_id: str | None = None
    security: CSTASecurityData | None = None
    private_data: CSTAPrivateData
