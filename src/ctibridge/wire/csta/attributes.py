"""What is said about a call besides who takes part: media, kind, linkage, history, messages."""

from __future__ import annotations

from typing import Annotated

from ctibridge.wire.csta.markup import structure
from ctibridge.wire.csta.types import ConnectionID, RedirectionDeviceID
from ctibridge.wire.markup.binding import names, xml

MediaClass = Annotated[
    frozenset[str],
    names(
        *("voice", "data", "image", "audio", "other", "notKnown"),
        *("chat", "email", "message", "im", "sms", "mms"),
    ),
]
CallCharacteristics = Annotated[
    frozenset[str],
    names(
        *("acdCall", "lowPriorityCall", "priorityCall", "highPriorityCall"),
        "maintainanceCall",  # spelled so
        *("directAgent", "assistCall", "voiceUnitCall", "privateCall", "personalCall", "sensitiveCall"),
        *("confidentialCall", "encryptedCall"),
        since={"encryptedCall": 6},
    ),
]


@structure
class MediaCallCharacteristics:
    """The media of a call."""

    media_class: MediaClass | None = None
    connection_rate: int | None = None
    bit_rate: str | None = None
    delay_tolerance: int | None = None
    switching_sub_domain_ccie_type: str | None = xml("switchingSubDomainCCIEType", default=None)
    switching_sub_domain_information_elements: str | None = None


@structure
class GlobalCallLinkageID:
    """The identifier of a global call: exactly one of the two."""

    globally_unique_call_linkage_id: str | None = None
    sub_domain_call_linkage_id: str | None = None


@structure
class GlobalCallData:
    """What ties a call to its other halves in other switches."""

    global_call_switching_sub_domain_name: str | None = None
    global_call_linkage_id: GlobalCallLinkageID | None = None
    call_linkage_id_timestamp: str | None = xml("callLinkageIDTimestamp", default=None)


@structure
class ThreadLinkageID:
    """The identifier of a thread: exactly one of the two."""

    globally_unique_thread_id: str | None = None
    sub_domain_thread_id: str | None = None


@structure
class ThreadData:
    """What ties calls together that belong to one matter."""

    thread_switching_sub_domain_name: str | None = None
    thread_linkage_id: ThreadLinkageID | None = None
    thread_id_time_stamp: str | None = None


@structure
class CallLinkageData:
    """The call's place among other calls."""

    global_call_data: GlobalCallData | None = None
    thread_data: ThreadData | None = None


@structure
class CallLinkageDataList:
    """The linkage after two calls became one, and before."""

    new_call_linkage_data: CallLinkageData | None = None
    old_call_linkage_data: CallLinkageData | None = None


@structure
class MessageInfoItem:
    """A text or document that travels with the call."""

    content_type_and_subtype: str | None = None
    contents: str | None = None
    contents_length: int | None = None


@structure
class DeviceHistoryListItem:
    """A device that has left the call, and why."""

    old_device_id: RedirectionDeviceID | None = None
    event_cause: str | None = None
    old_connection_id: ConnectionID | None = None
