"""Monitors: what a client watches, and what of it is not reported."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from ctibridge.wire.csta.markup import structure
from ctibridge.wire.csta.types import Acknowledged, ConnectionID, DeviceID, Extensions, Request, Response
from ctibridge.wire.markup.binding import names


class MonitorType(StrEnum):
    """Whether a monitor follows the device or one call."""

    CALL = "call"
    DEVICE = "device"


CallControlEvents = Annotated[
    frozenset[str],
    names(
        *("bridged", "callCleared", "conferenced", "connectionCleared", "delivered", "digitsDialed", "diverted"),
        *("established", "failed", "held", "networkCapabilitiesChanged", "networkReached", "offered", "originated"),
        *("queued", "retrieved", "serviceInitiated", "transferred"),
    ),
]
CallAssociatedEvents = Annotated[
    frozenset[str],
    names("callInformation", "charging", "digitsGenerated", "telephonyTonesGenerated", "serviceCompletionFailure"),
]
MediaAttachmentEvents = Annotated[frozenset[str], names("mediaAttached", "mediaDetached")]
PhysicalDeviceFeatureEvents = Annotated[
    frozenset[str],
    names(
        *("buttonInformation", "buttonPress", "displayUpdated", "hookswitch", "lampMode", "messageWaiting"),
        *("microphoneGain", "microphoneMute", "ringerStatus", "speakerMute", "speakerVolume"),
    ),
]
LogicalDeviceFeatureEvents = Annotated[
    frozenset[str],
    names(
        *("agentBusy", "agentLoggedOn", "agentLoggedOff", "agentNotReady", "agentReady", "agentWorkingAfterCall"),
        *("autoAnswer", "autoWorkMode", "callBack", "callBackMessage", "callerIDStatus", "doNotDisturb"),
        *("forwarding", "presenceState", "routeingMode"),
        since={"presenceState": 6},
    ),
]
DeviceMaintenanceEvents = Annotated[
    frozenset[str], names("backInService", "deviceCapabilityChanged", "outOfService", "partiallyInService")
]
VoiceEvents = Annotated[
    frozenset[str],
    names(
        *("bookmarkReached", "completed", "dtmfDetected", "emptied", "interruptionDetected", "notRecognized", "play"),
        *("recognized", "record", "review", "started", "silenceTimeoutExpired", "speechDetected", "stop"),
        *("suspendPlay", "suspendRecord", "voiceAttributesChanged", "voiceErrorOccurred"),
    ),
]
MonitorMediaClass = Annotated[
    frozenset[str],
    names("voice", "data", "image", "audio", "other", "chat", "email", "message", "im", "sms", "mms"),
]


@structure
class MonitorFilter:
    """The events that are not reported."""

    callcontrol: CallControlEvents | None = None
    call_associated: CallAssociatedEvents | None = None
    media_attachment: MediaAttachmentEvents | None = None
    physical_device_feature: PhysicalDeviceFeatureEvents | None = None
    logical_device_feature: LogicalDeviceFeatureEvents | None = None
    maintenance: DeviceMaintenanceEvents | None = None
    voice: VoiceEvents | None = None


@structure
class MonitorObject:
    """What is watched: exactly one of the two."""

    call_object: ConnectionID | None = None
    device_object: DeviceID | None = None


@structure
class MonitorStartResponse(Response):
    """The monitor has this identifier; its events carry it."""

    monitor_cross_ref_id: str
    actual_monitor_filter: MonitorFilter | None = None
    actual_monitor_media_class: MonitorMediaClass | None = None
    monitor_existing_calls: bool | None = None
    extensions: Extensions | None = None


@structure
class MonitorStart(Request[MonitorStartResponse]):
    """Begins to watch a device or a call."""

    monitor_object: MonitorObject
    requested_monitor_filter: MonitorFilter | None = None
    monitor_type: str | None = None
    requested_monitor_media_class: MonitorMediaClass | None = None
    extensions: Extensions | None = None


@structure
class MonitorStopResponse(Acknowledged):
    """The monitor is ended; no event of it follows."""


@structure
class MonitorStop(Request[MonitorStopResponse]):
    """Ends a monitor. A server that loses the device sends it too."""

    monitor_cross_ref_id: str
    extensions: Extensions | None = None


@structure
class ChangeMonitorFilterResponse(Response):
    """The filter as it is now."""

    actual_filter_list: MonitorFilter | None = None
    extensions: Extensions | None = None


@structure
class ChangeMonitorFilter(Request[ChangeMonitorFilterResponse]):
    """Changes which events a monitor does not report."""

    monitor_cross_ref_id: str
    requested_filter_list: MonitorFilter
    extensions: Extensions | None = None
