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
class RemoteOffice:
    """Calls ring at another number, and the user calls from there."""

    active: bool | None = None
    remote_office_number: Address | None = xml(nillable=True)


@structure
class AnywhereLocation:
    """One of the numbers of BroadWorks Anywhere, as the list of them has it."""

    location_uri: str | None = None
    phone_number: Address
    active: bool | None = None
    description: str | None = None


@structure
class BroadWorksAnywhere:
    """Calls ring at all active locations too. The service as a whole cannot be switched."""

    alert_all_locations_for_click_to_dial_calls: bool | None = None
    alert_all_locations_for_group_paging_calls: bool | None = None
    locations: tuple[AnywhereLocation, ...] = xml(wrap="location")


@structure
class BroadWorksAnywhereLocation:
    """The same location by itself: what is read and changed under its number."""

    phone_number: str | None = None
    description: str | None = xml(nillable=True)
    active: bool | None = None


@structure
class HotelingGuest:
    """The user works at the telephone of a host. The host's name is read only."""

    active: bool | None = None
    enable_association_limit: bool | None = None
    association_limit_hours: int | None = None
    host_user_id: str | None = xml(nillable=True)
    host_last_name: str | None = None
    host_first_name: str | None = None


@structure
class ServiceEntry:
    """One service in the list of a user's services."""

    name: str
    uri: str | None = xml(nillable=True)


@structure
class Services:
    """The services that the user has."""

    service: tuple[ServiceEntry, ...] = ()
