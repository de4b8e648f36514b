"""What the messages of CSTA are made of: devices, connections, data of others, and the kinds of messages.

Enumerations are open: a field holds the text that came, and the classes here name the known values.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Generic, TypeVar

from ctibridge.wire.csta.markup import structure
from ctibridge.wire.markup.binding import Flag, Tree, names, xml


class Response:
    """What answers a request."""


R_co = TypeVar("R_co", bound=Response, covariant=True)


class Request(Generic[R_co]):
    """What the other side has to answer, and with what."""


class Notice:
    """A service request that has no response (ECMA-285: ALWAYS RESPONDS FALSE)."""


@structure
class Event:
    """What a monitor reports."""

    monitor_cross_ref_id: str


class TypeOfNumber(StrEnum):
    """What the digits of a device are."""

    DIALING_NUMBER = "dialingNumber"
    DEVICE_NUMBER = "deviceNumber"
    IMPLICIT_PUBLIC = "implicitPublic"
    EXPLICIT_PUBLIC_UNKNOWN = "explicitPublic:unknown"
    EXPLICIT_PUBLIC_INTERNATIONAL = "explicitPublic:international"
    EXPLICIT_PUBLIC_NATIONAL = "explicitPublic:national"
    EXPLICIT_PUBLIC_NETWORK_SPECIFIC = "explicitPublic:networkspecific"
    EXPLICIT_PUBLIC_SUBSCRIBER = "explicitPublic:subscriber"
    EXPLICIT_PUBLIC_ABBREVIATED = "explicitPublic:abbreviated"
    IMPLICIT_PRIVATE = "implicitPrivate"
    EXPLICIT_PRIVATE_UNKNOWN = "explicitPrivate:unknown"
    EXPLICIT_PRIVATE_LEVEL_3 = "explicitPrivate:level3RegionalNumber"
    EXPLICIT_PRIVATE_LEVEL_2 = "explicitPrivate:level2RegionalNumber"
    EXPLICIT_PRIVATE_LEVEL_1 = "explicitPrivate:level1RegionalNumber"
    EXPLICIT_PRIVATE_PTN_SPECIFIC = "explicitPrivate:pTNSpecificNumber"
    EXPLICIT_PRIVATE_LOCAL = "explicitPrivate:localNumber"
    EXPLICIT_PRIVATE_ABBREVIATED = "explicitPrivate:abbreviated"
    OTHER = "other"
    DYNAMIC = "dynamic"  # only inside a ConnectionID


@structure(kw_only=False)
class DeviceID:
    """A device as text; also the LocalDeviceID inside a ConnectionID, which looks the same."""

    value: str = xml(value=True, required=True)
    type_of_number: str | None = xml("typeOfNumber", attribute=True, default=None)


@structure(kw_only=False)
class ConnectionID:
    """One device's part of a call. A client may know only the call or only the device."""

    call_id: str | None = None
    device_id: DeviceID | None = None


@structure(kw_only=False)
class ExtendedDeviceID:
    """A device that may be unknown or restricted: exactly one of the three.

    The schema has several names for it: SubjectDeviceID, CallingDeviceID, CalledDeviceID, NetworkCallingDeviceID,
    NetworkCalledDeviceID, AssociatedCallingDeviceID, AssociatedCalledDeviceID.
    """

    device_identifier: DeviceID | None = None
    not_known: Flag = False
    restricted: Flag = False


@structure(kw_only=False)
class RedirectionDeviceID:
    """The device that a call came from last: exactly one of the five."""

    number_dialed: DeviceID | None = None
    not_known: Flag = False
    not_required: Flag = False
    not_specified: Flag = False
    restricted: Flag = False


NOT_KNOWN = ExtendedDeviceID(not_known=True)
RESTRICTED = ExtendedDeviceID(restricted=True)
NOT_REQUIRED = RedirectionDeviceID(not_required=True)


@structure(kw_only=False)
class Endpoint:
    """The device of a connection in a list: exactly one of the three."""

    device_id: DeviceID | None = None
    not_known: Flag = False
    restricted: Flag = False


@structure(kw_only=False)
class AssociatedNID:
    """The network interface of a connection in a list: exactly one of the two."""

    device_id: DeviceID | None = None
    not_known: Flag = False


@structure
class ConnectionInformation:
    """The media of a connection."""

    flow_direction: str | None = None
    number_of_channels: int | None = None
    media_session_info: str | None = None


@structure
class ConnectionListItem:
    """A member of a call that came out of a transfer or a conference."""

    new_connection: ConnectionID | None = None
    old_connection: ConnectionID | None = None
    endpoint: Endpoint | None = None
    associated_nid: AssociatedNID | None = None
    resulting_connection_info: ConnectionInformation | None = None


@structure
class AnyData:
    """Data that CSTA only carries: one element of any content, or bytes as hexadecimal digits."""

    private: Tree | None = None
    string: str | None = None


UserData = AnyData
CorrelatorData = AnyData
CSTAPrivateData = AnyData


@structure
class CSTASecurityData:
    """The sequence number and the time of a message."""

    message_sequence_number: int | None = None
    time_stamp: str | None = None


@structure
class Extensions:
    """What every message may carry besides its own: CSTACommonArguments."""

    security: CSTASecurityData | None = None
    private_data: CSTAPrivateData | None = None


@structure
class Acknowledged(Response):
    """A response that says no more than that the request is accepted."""

    extensions: Extensions | None = None


def private(*children: Tree) -> Extensions:
    """Extensions that hold these elements as private data."""
    return Extensions(private_data=private_data(*children))


def private_data(*children: Tree) -> CSTAPrivateData:
    """Private data that holds these elements."""
    return AnyData(private=Tree("private", children=children))


def local_text(tree: Tree | None, name: str) -> str | None:
    """The text of the first element with this local name inside `tree`, whatever its namespace and depth."""
    for child in tree.children if tree is not None else ():
        found = child.text if child.name.rpartition("}")[2] == name else local_text(child, name)
        if found is not None:
            return found
    return None


CallControlServices = Annotated[
    frozenset[str],
    names(
        *("acceptCall", "alternateCall", "answerCall", "callBack", "callBackMessage", "campOnCall", "clearCall"),
        *("clearConnection", "conferenceCall", "consultationCall", "deflectCall", "dialDigits"),
        *("directedPickupCall", "groupPickupCall", "holdCall", "intrudeCall", "joinCall", "makeCall"),
        *("makePredictiveCall", "parkCall", "reconnectCall", "retrieveCall", "sendMessage"),
        *("singleStepConference", "singleStepTransfer", "transferCall"),
    ),
]
CallAssociatedServices = Annotated[
    frozenset[str],
    names(
        *("associateData", "cancelTelephonyTones", "generateDigits", "generateTelephonyTones"),
        *("sendUserInformation", "changeConnectionInformation"),
        since={"changeConnectionInformation": 6},
    ),
]


@structure
class ServicesPermitted:
    """What may be asked for a connection in its present state."""

    call_control_services: CallControlServices | None = None
    call_associated_services: CallAssociatedServices | None = None
