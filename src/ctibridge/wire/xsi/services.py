"""The services of a user that ctibridge reads and changes: XSISchema/Services.

In a PUT an absent element means "leave it"; an `Address` with the empty text is written as nil and takes the
number away.
"""

from __future__ import annotations

from ctibridge.wire.markup.binding import structure, xml
from ctibridge.wire.xsi.calls import Address


@structure
class DoNotDisturb:
    """Calls go away unheard."""

    active: bool | None = None
    ring_splash: bool | None = None


@structure
class CallForwardingAlways:
    """Every call goes elsewhere."""

    active: bool | None = None
    forward_to_phone_number: Address | None = xml(nillable=True)
    ring_splash: bool | None = None


@structure
class CallForwardingBusy:
    """Calls go elsewhere while the user talks."""

    active: bool | None = None
    forward_to_phone_number: Address | None = xml(nillable=True)


@structure
class CallForwardingNoAnswer:
    """Calls go elsewhere after `number_of_rings` (0, or 2 to 20)."""

    active: bool | None = None
    forward_to_phone_number: Address | None = xml(nillable=True)
    number_of_rings: int | None = None


@structure
class CallForwardingNotReachable:
    """Calls go elsewhere while no telephone of the user can be reached. No event tells of this service."""

    active: bool | None = None
    forward_to_phone_number: Address | None = xml(nillable=True)


@structure
class CallWaiting:
    """A second call may ring while the user talks."""

    active: bool | None = None


@structure
class ServiceEntry:
    """One service in the list of a user's services."""

    name: str
    uri: str | None = None


@structure
class Services:
    """The services that the user has."""

    service: tuple[ServiceEntry, ...] = ()
