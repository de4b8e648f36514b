"""Who is there: profile, group and enterprise directory (XSIProfile.xsd, XSIDirectories.xsd), versions, errors."""

from __future__ import annotations

from ctibridge.wire.markup.binding import structure, xml


@structure
class ServiceProvider:
    """The service provider or enterprise of a user."""

    value: str = xml(value=True, default="")
    is_enterprise: str | None = xml("isEnterprise", attribute=True)


@structure
class AdditionalDetails:
    """What the directory knows besides name and number."""

    mobile: str | None = None
    yahoo_id: str | None = None
    pager: str | None = None
    email_address: str | None = None
    title: str | None = None
    location: str | None = None
    address_line1: str | None = None
    address_line2: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    country: str | None = None
    department: str | None = None
    imp_id: str | None = None
    bridge_id: str | None = None
    room_id: str | None = None
    service_name: str | None = None
    location_dialing_code: str | None = None


@structure
class NameDialingName:
    """The name as callers spell it on their keys."""

    name_dialing_last_name: str | None = None  # both mandatory in the schema; no reason to refuse a directory
    name_dialing_first_name: str | None = None


@structure
class UserDetails:
    """A user. Number and extension are missing for virtual and unassigned users."""

    user_id: str
    external_id: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    hirangana_last_name: str | None = None  # sic, as published
    hirangana_first_name: str | None = None
    name_dialing_name: NameDialingName | None = None
    group_id: str | None = None
    service_provider: ServiceProvider | None = None
    number: str | None = None
    extension: str | None = None


@structure
class DirectoryDetails:
    """A user in a directory."""

    user_id: str
    external_id: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    hirangana_last_name: str | None = None
    hirangana_first_name: str | None = None
    name_dialing_name: NameDialingName | None = None
    group_id: str | None = None
    service_provider: ServiceProvider | None = None
    number: str | None = None
    extension: str | None = None
    additional_details: AdditionalDetails | None = None


@structure
class Profile:
    """The user himself. `fac`, `registrations` ... are relative addresses of further documents."""

    details: UserDetails
    additional_details: AdditionalDetails
    password_expires_days: int | None = None
    fac: str | None = None
    registrations: str | None = None
    schedule_list: str | None = None
    portal_password_change: str | None = None
    country_code: str | None = None
    national_prefix: str | None = None
    time_zone: str | None = None
    time_zone_display_name: str | None = None


@structure
class Group:
    """A page of the group's directory. `start_index` counts from 1."""

    start_index: int
    number_of_records: int
    total_available_records: int
    directory: tuple[DirectoryDetails, ...] = xml("groupDirectory", wrap="directoryDetails", absent=())


@structure
class Enterprise:
    """A page of the enterprise's directory. `start_index` counts from 1."""

    start_index: int
    number_of_records: int
    total_available_records: int
    directory: tuple[DirectoryDetails, ...] = xml("enterpriseDirectory", wrap="directoryDetails", absent=())


@structure
class AccessDevice:
    """A telephone that was set up for the user."""

    device_name: str
    device_level: str
    device_type: str
    device_line_port: str
    version: str | None = None
    endpoint_type: str | None = None


@structure
class AccessDevices:
    """The telephones that were set up for the user."""

    access_device: tuple[AccessDevice, ...] = ()


@structure
class Registration:
    """A telephone that is signed in at present."""

    endpoint_type: str | None = None
    uri: str | None = None
    expiration: str | None = None
    line_port: str | None = None
    user_agent: str | None = None


@structure
class Registrations:
    """The telephones that are signed in at present."""

    registration: tuple[Registration, ...] = ()


@structure
class Commands:
    """The version of the commands."""

    baseline: str


@structure
class EventPackages:
    """The version of the event packages."""

    baseline: str


@structure
class Versions:
    """What the server speaks."""

    commands: Commands
    event_packages: EventPackages | None = None


@structure
class ErrorInfo:
    """Why a request failed."""

    summary: str | None = None
    summary_english: str
    error_code: int
