"""What was dialled, and how a party is shown to another.

An address is E.164, national, an extension, `user@domain`, `sip:` or `tel:` (3.5.4).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from ctibridge.sim.people import Population, User
from ctibridge.wire.xsi.calls import Address, CallType, PartyInformation

EMERGENCY = frozenset({"110", "112"})
MIN_NATIONAL = 3  # digits; what is shorter is nobody's number

_SEPARATORS = re.compile(r"[\s\-().]")


@dataclass(frozen=True, slots=True)
class Far:
    """A number in the public network; `number` is E.164, or an emergency number, or empty: the network tells none."""

    number: str
    name: str | None = None
    restricted: bool = False  # the number may not be shown
    call_type: str = CallType.NETWORK


@dataclass(frozen=True, slots=True)
class Nobody:
    """Digits that lead nowhere."""

    dialled: str


Destination = User | Far | Nobody


def dialled_digits(address: str) -> str:
    """The address without its scheme, its parameters and its separators."""
    text = unquote(address).strip()
    scheme, colon, rest = text.partition(":")
    if colon and scheme.lower() in {"tel", "sip", "sips"}:
        text = rest.partition(";")[0]
    return text if "@" in text else _SEPARATORS.sub("", text)


def destination(people: Population, caller: User | None, address: str) -> Destination:
    """Whom an address means when `caller` dials it; None dials from the public network."""
    digits = dialled_digits(address)
    if "@" in digits:
        return _at_domain(people, digits)
    if digits in EMERGENCY:
        return Far(digits, call_type=CallType.EMERGENCY)
    if caller is not None and (colleague := people.by_extension(digits, caller)) is not None:
        return colleague
    number = e164(people, digits)
    if number is None:
        return Nobody(digits)
    user = people.by_number(number)
    if user is not None:
        return user
    return Nobody(digits) if people.is_own_block(number) else Far(number)


def _at_domain(people: Population, address: str) -> Destination:
    user = people.user(address)
    if user is not None:
        return user
    local = _SEPARATORS.sub("", address.partition("@")[0])
    number = e164(people, local)
    return (people.by_number(number) if number else None) or Nobody(local)


def e164(people: Population, digits: str) -> str | None:
    """The E.164 number that these digits are, dialled on the platform; None when they are none."""
    prefix = people.national_prefix
    plain = digits.removeprefix("+")
    if not plain.isdigit() or not plain.isascii():
        return None
    if digits.startswith("+"):
        number = digits
    elif digits.startswith(prefix * 2):
        number = "+" + digits[2 * len(prefix) :]
    elif digits.startswith(prefix):
        number = f"+{people.country_code}{digits[len(prefix) :]}"
    else:
        return None
    return number if len(number) > MIN_NATIONAL + len(people.country_code) else None


def tel(number: str) -> str:
    """A number as a `tel:` address."""
    return f"tel:{number}"


def address_of(where: Destination, viewer: User | None) -> str:
    """The `tel:` address under which `viewer` sees a destination: the extension of a colleague, else the number."""
    match where:
        case User():
            colleague = viewer is not None and viewer.enterprise == where.enterprise
            return tel((where.extension if colleague else None) or where.number or where.user_id)
        case Far():
            return tel(where.number)
        case Nobody():
            return tel(where.dialled)


def shown(where: Destination, viewer: User, people: Population) -> PartyInformation:
    """A party as a user sees it. User id and userDN are only shown within an enterprise (PartyInformation)."""
    match where:
        case User() if where.enterprise == viewer.enterprise:
            return _colleague(where, viewer, people)
        case User():
            return PartyInformation(
                name=where.name, address=Address(value=address_of(where, viewer)), call_type=CallType.NETWORK
            )
        case Far() if where.restricted:
            return PartyInformation(privacy=True, call_type=where.call_type)
        case Far() if not where.number:
            return PartyInformation(name=where.name, call_type=where.call_type)
        case Far():
            return PartyInformation(
                name=where.name, address=Address(value=tel(where.number)), call_type=where.call_type
            )
        case Nobody():
            return PartyInformation(address=Address(value=tel(where.dialled)), call_type=CallType.NETWORK)


def _colleague(other: User, viewer: User, people: Population) -> PartyInformation:
    extension = f";ext={other.extension}" if other.extension else ""
    user_dn = Address(value=tel(other.number + extension), country_code=people.country_code) if other.number else None
    return PartyInformation(
        name=other.name,
        address=Address(value=address_of(other, viewer)),
        user_id=other.user_id,
        user_dn=user_dn,
        call_type=CallType.GROUP if other.group == viewer.group else CallType.ENTERPRISE,
    )
