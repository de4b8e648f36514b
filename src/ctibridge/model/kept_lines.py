"""A line as the gateway keeps it: with a number of its own for ever, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ctibridge.model.lines import Line


class Source(StrEnum):
    """Who wanted the line."""

    PLATFORM = "platform"  # it was read, and the filters let it through
    MANUAL = "manual"  # an administrator: no filter leaves it out


class Presence(StrEnum):
    """What became of the line. Only a present one is served."""

    PRESENT = "present"
    GONE = "gone"  # the platform does not tell of it, or the filters leave it out
    REMOVED = "removed"  # by an administrator: it does not come back by itself


@dataclass(frozen=True, slots=True)
class KeptLine:
    """One line of one provider.

    Args:
        id: Small, for this user of this provider for ever, and never anybody else's.
        line: As the platform described it last.
        source: Who wanted it.
        presence: What became of it.
    """

    id: int
    line: Line
    source: Source = Source.PLATFORM
    presence: Presence = Presence.PRESENT

    @property
    def is_served(self) -> bool:
        """Whether applications can open it."""
        return self.presence is Presence.PRESENT
