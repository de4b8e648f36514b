"""Every XSI document by the name of its root: bytes to structure and back.

Replies and requests are written with a default namespace, events with the prefixes `xsi` and `xsi1`, as live
platforms do and as public clients rely on.
"""

from __future__ import annotations

from ctibridge.errors import LocalProtocolError
from ctibridge.wire.markup.plain import INSTANCE, Vocabulary
from ctibridge.wire.markup.reader import DocumentReader, Unknown
from ctibridge.wire.markup.writer import Style, document
from ctibridge.wire.xsi import calls, channels, directory, events, services

NAMESPACE = "http://schema.broadsoft.com/xsi"
CONTENT_TYPE = "application/xml; charset=UTF-8"
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>'
_FIRST_LINE = DECLARATION + b"\n"

Document = (
    calls.Call
    | calls.Calls
    | calls.CallStartInfo
    | calls.Conference
    | calls.HookStatus
    | calls.TransmitDtmf
    | calls.VoiceMailMessageSummary
    | channels.Channel
    | channels.ChannelHeartBeat
    | channels.ChannelSet
    | channels.EventResponse
    | channels.Subscription
    | channels.SubscriptionList
    | directory.AccessDevices
    | directory.Enterprise
    | directory.ErrorInfo
    | directory.Group
    | directory.Profile
    | directory.Registrations
    | directory.Versions
    | events.ChannelTerminatedEvent
    | events.ErrorEvent
    | events.SubscriptionEvent
    | services.BroadWorksAnywhere
    | services.BroadWorksAnywhereLocation
    | services.CallForwardingAlways
    | services.CallForwardingBusy
    | services.CallForwardingNoAnswer
    | services.CallForwardingNotReachable
    | services.CallWaiting
    | services.DoNotDisturb
    | services.HotelingGuest
    | services.RemoteOffice
    | services.Services
)

ROOTS: dict[str, type] = {
    "Call": calls.Call,
    "Calls": calls.Calls,
    "CallStartInfo": calls.CallStartInfo,
    "Conference": calls.Conference,
    "HookStatus": calls.HookStatus,
    "TransmitDTMF": calls.TransmitDtmf,
    "VoiceMailMessageSummary": calls.VoiceMailMessageSummary,
    "Channel": channels.Channel,
    "ChannelHeartBeat": channels.ChannelHeartBeat,
    "ChannelSet": channels.ChannelSet,
    "EventResponse": channels.EventResponse,
    "Subscription": channels.Subscription,
    "SubscriptionList": channels.SubscriptionList,
    "AccessDevices": directory.AccessDevices,
    "Enterprise": directory.Enterprise,
    "ErrorInfo": directory.ErrorInfo,
    "Group": directory.Group,
    "Profile": directory.Profile,
    "Registrations": directory.Registrations,
    "Versions": directory.Versions,
    "BroadWorksAnywhere": services.BroadWorksAnywhere,
    "BroadWorksAnywhereLocation": services.BroadWorksAnywhereLocation,
    "CallForwardingAlways": services.CallForwardingAlways,
    "CallForwardingBusy": services.CallForwardingBusy,
    "CallForwardingNoAnswer": services.CallForwardingNoAnswer,
    "CallForwardingNotReachable": services.CallForwardingNotReachable,
    "CallWaiting": services.CallWaiting,
    "DoNotDisturb": services.DoNotDisturb,
    "HotelingGuest": services.HotelingGuest,
    "RemoteOffice": services.RemoteOffice,
    "Services": services.Services,
}
_NAMES = {cls: name for name, cls in ROOTS.items()}
_ALSO = {"ChannelHeartbeat": channels.ChannelHeartBeat}  # spelled so in one place of the specification

# Old texts of the specification put events into a namespace of their own; a proxy may drop namespaces altogether.
NAMESPACES = (NAMESPACE, f"{NAMESPACE}-events", "")
READER: DocumentReader[Document] = DocumentReader(Vocabulary(*NAMESPACES), lambda: {**ROOTS, **_ALSO, **events.EVENTS})

# JSON clients of live platforms ask for "@xsi1:type", the names that the specification's replies carry.
_VARIANT = f' xmlns:xsi1="{INSTANCE}" xsi1:type="xsi:{{}}" xmlns:xsi="{NAMESPACE}"'
_REPLY = Style("", f' xmlns="{NAMESPACE}"', "xsi:", f' xmlns:xsi="{INSTANCE}"', variant=_VARIANT)
_EVENT = Style("xsi:", f' xmlns:xsi="{NAMESPACE}" xmlns:xsi1="{INSTANCE}"', "xsi1:")
_HEARTBEAT = f'<ChannelHeartBeat xmlns="{NAMESPACE}"/>'.encode()  # exactly this: clients compare the bytes


def decode(data: bytes) -> Document | Unknown:
    """The structure in an XML document, `Unknown` when nobody here knows its root.

    Raises:
        RemoteProtocolError: not well-formed, has a DTD, or lacks what its structure needs.
    """
    return READER.read(unfolded(data))


def unfolded(data: bytes) -> bytes:
    """The document on one line.

    A line break in an `xs:token` stands for a space. In other texts, such as names, we take it so too: the
    specification prints some over two lines, and nobody can show a name that has lines.
    """
    if (data.count(b"\n") == data.startswith(_FIRST_LINE) and b"\r" not in data) or b"\0" in data:  # live; UTF-16
        return data
    return b" ".join(filter(None, (line.strip(b" \t") for line in data.splitlines())))


def encode(value: Document, *, declaration: bool = True) -> bytes:
    """The XML document of a structure, on one line but for a declaration line before it.

    Raises:
        LocalProtocolError: this structure is no document.
    """
    head = _FIRST_LINE if declaration else b""
    if isinstance(value, events.SubscriptionEvent | events.ChannelTerminatedEvent | events.ErrorEvent):
        return head + document("Event", value, _EVENT, type(value).__name__)
    if isinstance(value, channels.ChannelHeartBeat):
        return _HEARTBEAT
    name = _NAMES.get(type(value))
    if name is None:
        raise LocalProtocolError(f"{type(value).__name__} is no XSI document")
    return head + document(name, value, _REPLY)
