"""Devices as CSTA names them: lines in the announced form, other parties by number."""

from __future__ import annotations

import re
from urllib.parse import unquote

from ctibridge.errors import InvalidDestination, UnknownLine
from ctibridge.hub.directory import LineDirectory
from ctibridge.model.ids import CallId, LineId
from ctibridge.model.lines import Line
from ctibridge.model.parties import Party, Redirection
from ctibridge.servers.csta.settings import DeviceForm
from ctibridge.wire.csta.types import (
    NOT_KNOWN,
    NOT_REQUIRED,
    RESTRICTED,
    ConnectionID,
    DeviceID,
    Endpoint,
    ExtendedDeviceID,
    RedirectionDeviceID,
    TypeOfNumber,
)

# N<number>name;... of the older string form, "name" <uri> of SIP
_ANGLES = re.compile(r"[^<>]*<([^>]*)>.*", re.DOTALL)
_SCHEME = re.compile(r"(?i)(?:tel|sips?):")
_NO_NUMBER = DeviceID("unknown", TypeOfNumber.DYNAMIC)
_WITHHELD = DeviceID("restricted", TypeOfNumber.DYNAMIC)


class Devices:
    """Between lines and parties on one side and DeviceIDs on the other.

    Args:
        lines: All lines.
        form: How lines are announced.
    """

    def __init__(self, lines: LineDirectory, form: DeviceForm) -> None:
        self._lines, self._form = lines, form
        self._announced: dict[LineId, DeviceID] = {}

    def forget(self) -> None:
        """Lines changed: extensions may have become unique, or ceased to be."""
        self._announced.clear()

    def of_line(self, line: LineId) -> DeviceID | None:
        """The announced device of a line; None when there is no such line."""
        device = self._announced.get(line)
        if device is None:
            known = self._lines.get(line)
            if known is None:
                return None
            device = self._announced[line] = DeviceID(self._name(known))
        return device

    def _name(self, line: Line) -> str:
        """What names the line alone: a shared extension would name none of those who share it."""
        extension = line.extension if self._lines.has_unique_extension(line) else None
        match self._form:
            case DeviceForm.USER_ID:
                return line.user_id
            case DeviceForm.EXTENSION:
                return extension or line.number or line.user_id
            case DeviceForm.E164:
                return line.number or extension or line.user_id

    def of_party(self, party: Party) -> DeviceID | None:
        """The device of a party; None when nobody knows it, or may know it."""
        if party.line is not None:
            device = self.of_line(party.line)
            if device is not None:
                return device
        if party.number is None or party.number == "":
            return None
        line = self._lines.find(party.number)  # the platform may tell the number of a line, and not whose it is
        return self.of_line(line.id) if line is not None else DeviceID(party.shown or party.number)

    def name(self, party: Party) -> str | None:
        """The party's name: what the platform tells with the call, else that of the line."""
        line = self._lines.get(party.line) if party.line is not None and not party.name else None
        return line.name if line is not None else party.name

    def extended(self, party: Party) -> ExtendedDeviceID:
        """The device of a party, or why there is none."""
        device = self.of_party(party)
        if device is not None:
            return ExtendedDeviceID(device)
        return RESTRICTED if party.restricted else NOT_KNOWN

    def endpoint(self, party: Party) -> Endpoint:
        """The same, in a list of connections."""
        device = self.of_party(party)
        if device is not None:
            return Endpoint(device)
        return Endpoint(restricted=True) if party.restricted else Endpoint(not_known=True)

    def redirection(self, redirection: Redirection | None) -> RedirectionDeviceID:
        """Where a call was before."""
        if redirection is None:
            return NOT_REQUIRED
        device = self.of_party(redirection.party)
        if device is not None:
            return RedirectionDeviceID(device)
        restricted = redirection.party.restricted
        return RedirectionDeviceID(restricted=True) if restricted else RedirectionDeviceID(not_known=True)

    def connection(self, call: CallId, party: Party) -> ConnectionID:
        """A party's connection in a call. A party without number gets a dynamic device, as the standard has it."""
        device = self.of_party(party)
        if device is None:
            device = _WITHHELD if party.restricted else _NO_NUMBER
        return ConnectionID(call, device)

    def line(self, device: DeviceID) -> Line:
        """The line that a client means.

        Raises:
            UnknownLine: there is none, or several.
        """
        line = self.find(device)
        if line is None:
            raise UnknownLine(f"no line is called {device.value!r}")
        return line

    def find(self, device: DeviceID) -> Line | None:
        """The line that a client means, if it is one."""
        return self._lines.find(number_of(device))


def bare(text: str) -> str:
    """What stands for the device in any of the accepted spellings."""
    angles = _ANGLES.fullmatch(text.strip())
    name = (angles[1] if angles is not None else text).strip()
    plain = _SCHEME.sub("", name, count=1)
    number = plain.partition(";")[0]
    if plain != name:
        number = unquote(number)  # a URI
    user, at, _ = number.partition("@")
    return user if at and user.lstrip("+").isdigit() else number


def number_of(device: DeviceID) -> str:
    """The same, with the plus that the type of a number stands for."""
    number = bare(device.value)
    international = device.type_of_number == TypeOfNumber.EXPLICIT_PUBLIC_INTERNATIONAL
    return f"+{number}" if international and number.isdigit() else number


def dialable(device: DeviceID) -> str:
    """What is dialled to reach a device.

    Raises:
        InvalidDestination: nothing is left to dial.
    """
    number = number_of(device)
    if not number or any(character in number for character in "/\n\r"):
        raise InvalidDestination(f"{device.value!r} cannot be dialled")
    return number
