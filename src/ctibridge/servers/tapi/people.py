"""Parties and lines as TAPI shows them: an address and a name."""

from __future__ import annotations

from typing import NamedTuple

from ctibridge.hub.directory import LineDirectory
from ctibridge.model.lines import Line
from ctibridge.model.parties import Party
from ctibridge.servers.tapi import constants as t


class PartyId(NamedTuple):
    """LINECALLPARTYID_*, and what they speak of."""

    flags: int = 0
    address: str = ""
    name: str = ""


UNKNOWN = PartyId(t.LINECALLPARTYID_UNKNOWN)
BLOCKED = PartyId(t.LINECALLPARTYID_BLOCKED)


class People:
    """Between lines and parties on one side, addresses and names on the other.

    Args:
        lines: All lines.
    """

    def __init__(self, lines: LineDirectory) -> None:
        self._lines = lines

    def address_of(self, line: Line) -> str:
        """What colleagues dial: the extension, or the number where that is missing or not the line's alone."""
        extension = line.extension if self._lines.has_unique_extension(line) else None
        return extension or line.number or line.user_id

    def name_of(self, line: Line) -> str:
        """By what people choose a line."""
        address = self.address_of(line)
        return f"{line.name} ({address})" if line.name else address

    def party(self, party: Party | None) -> PartyId:
        """Who somebody is, as far as that may be told."""
        if party is None:
            return PartyId()
        line = self._line(party)
        address = self.address_of(line) if line is not None else party.shown or party.number or ""
        name = party.name or (line.name if line is not None else "")
        if party.restricted and line is None:
            return BLOCKED
        flags = (t.LINECALLPARTYID_ADDRESS if address else 0) | (t.LINECALLPARTYID_NAME if name else 0)
        return PartyId(flags, address, name) if flags else UNKNOWN

    def _line(self, party: Party) -> Line | None:
        if party.line is not None:
            return self._lines.get(party.line)
        return self._lines.find(party.number) if party.number else None
