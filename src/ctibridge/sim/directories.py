"""Profile, devices and directories: pages, and filters with wildcards (3.5.2, 3.5.7, 3.5.17, 3.5.18).

A profile names addresses for feature access codes, schedules and passwords, because clients expect them there; they
are not simulated, and not found.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ctibridge.errors import Rejected
from ctibridge.sim.asks import Ask
from ctibridge.sim.people import Administrator, Kind, Population, Target, User
from ctibridge.sim.requests import Charset, Reply
from ctibridge.wire.xsi import directory as d

TELEPHONE = "Simulated telephone"
MOST_RESULTS = 1000  # that a request may ask for

_FILTERS: dict[str, Callable[[User], str | None]] = {
    "firstName": lambda user: user.first_name,
    "lastName": lambda user: user.last_name,
    "userId": lambda user: user.user_id,
    "groupId": lambda user: user.group.group_id,
    "number": lambda user: user.number,
    "extension": lambda user: user.extension,
    "mobileNo": lambda user: user.mobile,
    "department": lambda user: user.department,
    "emailAddress": lambda user: user.user_id,
}


def profile(ask: Ask) -> Reply:
    """GET profile."""
    owner, people = ask.owner, ask.x.people
    base = f"/v2.0/user/{owner.user_id}/profile"
    document = d.Profile(
        details=_user_details(owner, people) if isinstance(owner, User) else _administrator_details(owner),
        additional_details=_additional(owner) if isinstance(owner, User) else d.AdditionalDetails(),
        fac=f"{base}/Fac",
        registrations=f"{base}/Registrations",
        schedule_list=f"{base}/Schedule",
        portal_password_change=f"{base}/Password/Portal",
        country_code=people.country_code,
    )
    return Reply(200, document, charset=Charset.LOCALE)


def _user_details(user: User, people: Population) -> d.UserDetails:
    return d.UserDetails(
        user_id=user.user_id,
        first_name=user.first_name,
        last_name=user.last_name,
        group_id=user.group.group_id,
        service_provider=_enterprise(user.enterprise),
        number=_national(user, people),
        extension=user.extension,
    )


def _administrator_details(administrator: Administrator) -> d.UserDetails:
    return d.UserDetails(
        user_id=administrator.user_id,
        group_id=administrator.group or None,
        service_provider=_enterprise(administrator.enterprise) if administrator.enterprise else None,
    )


def devices(ask: Ask) -> Reply:
    """GET profile/Device: everybody here has one telephone."""
    device = d.AccessDevice(
        device_name=ask.user.user_id.partition("@")[0],
        device_level="Group",
        device_type=TELEPHONE,
        device_line_port=ask.user.address_of_record,
        endpoint_type="Primary",
    )
    return Reply(200, d.AccessDevices(access_device=(device,)), charset=Charset.LOCALE)


def registrations(ask: Ask) -> Reply:
    """GET profile/Registrations: the telephone is signed in unless it is unplugged."""
    if ask.user.user_id in ask.x.unreachable:
        return Reply(200, d.Registrations(), charset=Charset.LOCALE)
    registration = d.Registration(
        endpoint_type="Primary",
        uri=f"sip:{ask.user.address_of_record}",
        line_port=ask.user.address_of_record,
        user_agent=TELEPHONE,
    )
    return Reply(200, d.Registrations(registration=(registration,)), charset=Charset.LOCALE)


def group(ask: Ask) -> Reply:
    """GET directories/Group."""
    owner = ask.owner
    name = owner.group.group_id if isinstance(owner, User) else owner.group
    entries, start, total = _page(ask, Target(Kind.GROUP, name, owner.enterprise))
    page = d.Group(start_index=start, number_of_records=len(entries), total_available_records=total, directory=entries)
    return Reply(200, page, charset=Charset.LOCALE)


def enterprise(ask: Ask) -> Reply:
    """GET directories/Enterprise."""
    entries, start, total = _page(ask, Target(Kind.ENTERPRISE, ask.owner.enterprise))
    page = d.Enterprise(
        start_index=start, number_of_records=len(entries), total_available_records=total, directory=entries
    )
    return Reply(200, page, charset=Charset.LOCALE)


def _page(ask: Ask, target: Target) -> tuple[tuple[d.DirectoryDetails, ...], int, int]:
    start = _number(ask, "start", 1)
    results = min(_number(ask, "results", ask.x.knobs.page_records), ask.x.knobs.page_records)
    tests = [(_FILTERS[name], _pattern(text)) for name, text in ask.request.query.items() if name in _FILTERS]
    found = [
        user for user in ask.x.people.within(target) if user.listed and all(_matches(user, *test) for test in tests)
    ]
    page = found[start - 1 : start - 1 + results]
    return tuple(map(_details, page)), start, len(found)


def _number(ask: Ask, name: str, default: int) -> int:
    text = ask.request.query.get(name)
    if text is None:
        return default
    if not text.isdecimal() or not 1 <= int(text) <= (
        MOST_RESULTS if name == "results" else len(ask.x.people.users) + 1
    ):
        raise Rejected(400, f"{name} must be a number from 1")
    return int(text)


def _pattern(text: str) -> re.Pattern[str]:
    """A filter as a regular expression: `*` at an end, `/i` for any case, `\\/` for a slash."""
    anyhow = text.endswith("/i") and not text.endswith("\\/i")
    plain = (text[:-2] if anyhow else text).replace("\\/", "/")
    core = re.escape(plain.strip("*"))
    before, after = (".*" if plain.startswith("*") else ""), (".*" if plain.endswith("*") else "")
    return re.compile(before + core + after, re.IGNORECASE if anyhow else 0)


def _matches(user: User, value: Callable[[User], str | None], pattern: re.Pattern[str]) -> bool:
    return pattern.fullmatch(value(user) or "") is not None


def _details(user: User) -> d.DirectoryDetails:
    return d.DirectoryDetails(
        user_id=user.user_id,
        first_name=user.first_name,
        last_name=user.last_name,
        hirangana_last_name=user.last_name,
        hirangana_first_name=user.first_name,
        group_id=user.group.group_id,
        number=user.number,
        extension=user.extension,
        additional_details=_additional(user),
    )


def _additional(user: User) -> d.AdditionalDetails:
    return d.AdditionalDetails(mobile=user.mobile, email_address=user.user_id, department=user.department)


def _enterprise(name: str) -> d.ServiceProvider:
    return d.ServiceProvider(value=name, is_enterprise="true")


def _national(user: User, people: Population) -> str | None:
    """The published example shows a profile's number without country code, and that in an element of its own."""
    return user.number.removeprefix(f"+{people.country_code}") if user.number else None
