"""What clients may know of a line's calls at one moment."""

from __future__ import annotations

from dataclasses import dataclass

from ctibridge.model.ids import CallId, ConnectionId, LineId
from ctibridge.model.parties import Party, Redirection
from ctibridge.model.reports import ForwardingState
from ctibridge.model.states import ConnectionState, Recording, Standing


@dataclass(frozen=True, slots=True)
class OtherParty:
    """Another party of the call. `connection` is the line's own part of the call with it."""

    party: Party
    state: ConnectionState
    connection: ConnectionId


@dataclass(frozen=True, slots=True)
class ConnectionView:
    """One connection of a line.

    Args:
        call: The call.
        connection: The line's part in it.
        line: The line.
        state: The line's state in the call.
        calling: Who calls.
        called: The device originally called.
        last_redirection: Where the call was last, before it came to where it is.
        others: The other parties of which clients were told, with their states.
        outgoing: The line called.
        external: A party is outside the enterprise.
        answered: Somebody else is in it, who answered or called.
        conference: The line's own conference.
        beside: How the line's other connections stand.
        recording: Whether the call is recorded for the line.
        linked: Earlier calls whose parties went on in this one, oldest first.
    """

    call: CallId
    connection: ConnectionId
    line: LineId
    state: ConnectionState
    calling: Party
    called: Party
    last_redirection: Redirection | None
    others: tuple[OtherParty, ...]
    outgoing: bool
    external: bool
    answered: bool
    conference: bool
    beside: tuple[Standing, ...] = ()
    recording: Recording = Recording.OFF
    linked: tuple[CallId, ...] = ()

    @property
    def standing(self) -> Standing:
        """What decides what can be done with it."""
        return Standing(self.state, self.answered, self.conference)


@dataclass(frozen=True, slots=True)
class LineSnapshot:
    """A line at one moment. None in a service: the switch has not said."""

    line: LineId
    in_service: bool
    connections: tuple[ConnectionView, ...]
    off_hook: bool | None
    do_not_disturb: bool | None
    forwardings: tuple[ForwardingState, ...]
    messages_waiting: bool | None


@dataclass(frozen=True, slots=True)
class CallMember:
    """A device in a call."""

    party: Party
    state: ConnectionState


@dataclass(frozen=True, slots=True)
class CallSnapshot:
    """A call at one moment: every device in it that we know of, lines of ours first; `lines` are only these."""

    call: CallId
    calling: Party
    called: Party
    members: tuple[CallMember, ...]
    lines: tuple[LineId, ...]
