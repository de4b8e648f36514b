"""The book's own records: lines, calls, connections, halves. Only `CallBook` and its rules touch them.

A connection is what clients see: one line's part of a call. It has one half, the switch's name for that part; the
owner of a conference has one half for each of his partners, and still one connection.
"""

from __future__ import annotations

from ctibridge.model.ids import CONFERENCE, CallId, ConnectionId, LineId, TrackingId, call_of
from ctibridge.model.parties import Cause, Party, Redirection
from ctibridge.model.reports import ForwardingKind, ForwardingState
from ctibridge.model.states import ConnectionState
from ctibridge.model.views import ConnectionView, OtherParty


class Call:
    """A call: the lines of ours that are in it. Joined calls have several tracking ids."""

    __slots__ = ("connections", "id", "trackings")

    def __init__(self, tracking: TrackingId, call_id: CallId | None = None) -> None:
        self.id: CallId = call_id or call_of(tracking)
        self.trackings = {tracking}
        self.connections: list[Connection] = []


class Half:
    """The line's part of a call as the switch names it, and what clients know of the party at its other end.

    `far` is that party as clients were told, `info` as the switch last described it; `far_state` is NULL as long
    as clients were told nothing of it.
    """

    __slots__ = ("answered", "connection", "far", "far_state", "id", "info")

    def __init__(self, half_id: ConnectionId, connection: Connection, far: Party) -> None:
        self.id = half_id
        self.connection = connection
        self.far = self.info = far
        self.far_state = ConnectionState.NULL
        self.answered = False


class Connection:
    """One line's part of a call, as clients know it."""

    __slots__ = (
        "call",
        "called",
        "conference",
        "expected",
        "halves",
        "last_redirection",
        "line",
        "outgoing",
        "partners",
        "reason",
        "state",
    )

    def __init__(self, line: LineRecord, call: Call, *, outgoing: bool, called: Party) -> None:
        self.line, self.call = line, call
        self.outgoing, self.called = outgoing, called
        self.state = ConnectionState.NULL
        self.last_redirection: Redirection | None = None
        self.halves: dict[ConnectionId, Half] = {}
        self.conference = False  # the line owns it
        self.partners: list[Party] = []  # further parties, when the far side owns a conference
        self.reason = Cause.NEW_CALL  # why the line called
        self.expected: Cause | None = None  # what a request of ours will bring about next: see rules/expect.py

    @property
    def half(self) -> Half:
        """The first half: the only one outside a conference of the line's own."""
        return next(iter(self.halves.values()))

    def view(self) -> ConnectionView:
        """What clients may know of it now."""
        others = [
            OtherParty(half.far, half.far_state, half.id)
            for half in self.halves.values()
            if half.far_state is not ConnectionState.NULL
        ]
        first = self.half
        others += [OtherParty(party, ConnectionState.CONNECTED, first.id) for party in self.partners]
        return ConnectionView(
            call=self.call.id,
            connection=CONFERENCE if self.conference else first.id,
            line=self.line.id,
            state=self.state,
            calling=self.line.party if self.outgoing else first.info,
            called=self.called,
            last_redirection=self.last_redirection,
            others=tuple(others),
            outgoing=self.outgoing,
            external=first.far.external,
            answered=any(half.answered for half in self.halves.values()),
            conference=self.conference,
            beside=tuple(other.state for other in self.line.connections if other is not self),
        )


class LineRecord:
    """A line: its calls and its services. Idle lines are many, so this is small."""

    __slots__ = (
        "connections",
        "do_not_disturb",
        "expected",
        "forwardings",
        "gone",
        "id",
        "in_service",
        "off_hook",
        "party",
    )

    def __init__(self, line: LineId) -> None:
        self.id = line
        self.party = Party(line=line)
        self.in_service = False
        self.off_hook: bool | None = None
        self.do_not_disturb: bool | None = None
        self.forwardings: dict[ForwardingKind, ForwardingState] | None = None
        self.connections: list[Connection] = []
        self.expected: Cause | None = None  # why the line will call next
        self.gone: set[ConnectionId] | None = None  # halves whose end clients know, but not yet the switch

    def find_half(self, half_id: ConnectionId) -> Half | None:
        """The half with this id."""
        for connection in self.connections:
            half = connection.halves.get(half_id)
            if half is not None:
                return half
        return None

    def leave(self, *halves: Half) -> None:
        """These halves are over for clients; the switch will still speak of them."""
        self.gone = (self.gone or set()) | {half.id for half in halves}

    def forget(self, half_id: ConnectionId) -> None:
        """The switch has told the end of this half as well."""
        if self.gone is not None:
            self.gone.discard(half_id)
            self.gone = self.gone or None


class Registry:
    """All lines and calls."""

    def __init__(self) -> None:
        self.lines: dict[LineId, LineRecord] = {}
        self.calls: dict[TrackingId, Call] = {}

    def line(self, line: LineId) -> LineRecord:
        """The record of this line, made if there is none."""
        record = self.lines.get(line)
        if record is None:
            record = self.lines[line] = LineRecord(line)
        return record

    def is_watched(self, party: Party) -> bool:
        """Whether the switch tells us about this party by itself."""
        record = self.lines.get(party.line) if party.line is not None else None
        return record is not None and record.in_service

    def call(self, tracking: TrackingId) -> Call:
        """The call with this tracking id, made if there is none."""
        call = self.calls.get(tracking)
        if call is None:
            call = self.calls[tracking] = Call(tracking)
        return call

    def call_id(self, tracking: TrackingId) -> CallId:
        """The identifier of the call with this tracking id, also before there is one."""
        call = self.calls.get(tracking)
        return call.id if call is not None else call_of(tracking)

    def call_for(self, line: LineRecord, tracking: TrackingId, half_id: ConnectionId) -> Call:
        """The call for a connection of this line: no device is twice in one call, so a second one stays apart."""
        call = self.call(tracking)
        return Call(tracking, CallId(half_id)) if _has(call, line) else call

    def connect(self, line: LineRecord, call: Call, half_id: ConnectionId, far: Party, *, outgoing: bool) -> Half:
        """A new connection of the line."""
        connection = Connection(line, call, outgoing=outgoing, called=far if outgoing else line.party)
        half = connection.halves[half_id] = Half(half_id, connection, far)
        line.connections.append(connection)
        call.connections.append(connection)
        return half

    def move(self, connection: Connection, call: Call) -> None:
        """The connection goes on in another call."""
        self._leave_call(connection)
        connection.call = call
        call.connections.append(connection)

    def remove(self, connection: Connection) -> None:
        """The connection is over."""
        connection.line.connections.remove(connection)
        self._leave_call(connection)

    def merge(self, into: Call, other: Call) -> list[Connection]:
        """Both calls are one from now on, with the identifier of `into`; returns the connections that went there."""
        moved = [connection for connection in other.connections if not _has(into, connection.line)]
        for connection in moved:
            self.move(connection, into)
        for tracking in other.trackings:
            self.calls[tracking] = into
        into.trackings |= other.trackings
        return moved

    def _leave_call(self, connection: Connection) -> None:
        call = connection.call
        call.connections.remove(connection)
        if not call.connections:
            for tracking in call.trackings:
                if self.calls.get(tracking) is call:
                    del self.calls[tracking]


def _has(call: Call, line: LineRecord) -> bool:
    return any(connection.line is line for connection in call.connections)
