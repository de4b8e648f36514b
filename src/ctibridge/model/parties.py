"""Who is in a call."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ctibridge.model.ids import LineId


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a call.

    Args:
        line: Set when the party is a line of ours, or would be one if we watched it.
        number: E.164 with +, extension, SIP URI or what was dialled. None: unknown, or withheld.
        name: As the switch shows it.
        restricted: The number is withheld on purpose.
        external: Outside the other side's enterprise; a line of ours all the same if `line` is set.
        shown: The number as clients are to see it (decision 22); None: as it is. It never tells who somebody is.
    """

    line: LineId | None = None
    number: str | None = None
    name: str | None = None
    restricted: bool = False
    external: bool = False
    shown: str | None = None

    @property
    def is_code(self) -> bool:
        """Whether this is no party but a feature access code that was dialled, such as *98."""
        return self.number is not None and self.number.startswith(("*", "#"))

    def is_same(self, other: Party) -> bool:
        """Whether both are the same device, as far as the switch tells."""
        if self.line is not None and other.line is not None:
            return self.line == other.line
        return self.number == other.number and self.restricted == other.restricted


NOBODY = Party()


class Cause(StrEnum):
    """Why something happened: those of CSTA's event causes (ECMA-269, 12.2.15) that BroadWorks can tell."""

    ALTERNATE = "alternate"
    BUSY = "busy"
    CALL_FORWARD = "callForward"
    CALL_FORWARD_BUSY = "callForwardBusy"
    CALL_FORWARD_IMMEDIATE = "callForwardImmediate"
    CALL_FORWARD_NO_ANSWER = "callForwardNoAnswer"
    CALL_NOT_ANSWERED = "callNotAnswered"
    CALL_PICKUP = "callPickup"
    CONFERENCE = "conference"
    CONSULTATION = "consultation"
    DEST_NOT_OBTAINABLE = "destNotObtainable"
    DEST_OUT_OF_ORDER = "destOutOfOrder"
    DISTRIBUTED = "distributed"
    DO_NOT_DISTURB = "doNotDisturb"
    MAINTENANCE = "maintenance"
    MAKE_CALL = "makeCall"
    NETWORK_CONGESTION = "networkCongestion"
    NETWORK_NOT_OBTAINABLE = "networkNotObtainable"
    NETWORK_SIGNAL = "networkSignal"
    NEW_CALL = "newCall"
    NORMAL = "normal"
    NORMAL_CLEARING = "normalClearing"
    NUMBER_UNALLOCATED = "numberUnallocated"
    PARK = "park"
    RECALL = "recall"
    REDIRECTED = "redirected"
    RESOURCES_NOT_AVAILABLE = "resourcesNotAvailable"
    SINGLE_STEP_TRANSFER = "singleStepTransfer"
    TIMEOUT = "timeout"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class Redirection:
    """A device that a call came to and left again, and why."""

    party: Party
    cause: Cause
