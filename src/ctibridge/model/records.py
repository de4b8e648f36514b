"""The book's own records: lines, calls, connections, halves. Only `CallBook` and its rules touch them.

A connection is what clients see: one line's part of a call. It has one half, the switch's name for that part; the
owner of a conference has one half for each of his partners, and still one connection.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ctibridge.model.ids import CONFERENCE, CallId, ConnectionId, LineId, TrackingId, call_of
from ctibridge.model.line_services import ServiceKind, ServiceState
from ctibridge.model.parties import Cause, Party, Redirection
from ctibridge.model.reports import CallFacts, ForwardingKind, ForwardingState
from ctibridge.model.states import ConnectionState, Recording, Standing
from ctibridge.model.views import ConnectionView, OtherParty

_standing = cache(Standing)  # there are a few, and each event asks for those of all the line's calls


class Call:
    """A call: the lines of ours that are in it. Joined calls have several tracking ids.

    `diverted` says why lines of ours sent it on. A parked call goes on with none of them in it. `linked` are earlier
    calls whose parties went on in this one, in the order in which they came.
    """

    __slots__ = ("connections", "diverted", "id", "linked", "parked", "trackings")

    def __init__(self, tracking: TrackingId, call_id: CallId | None = None) -> None:
        self.id: CallId = call_id or call_of(tracking)
        self.trackings = {tracking}
        self.connections: list[Connection] = []
        self.diverted: dict[LineId, Cause] | None = None
        self.parked = False
        self.linked: tuple[CallId, ...] = ()

    def link(self, earlier: Call) -> None:
        """Parties of an earlier call go on in this one."""
        new = (call for call in (*earlier.linked, earlier.id) if call != self.id and call not in self.linked)
        self.linked += tuple(new)


class Half:
    """The line's part of a call as the switch names it, and what clients know of the party at its other end.

    `far` is that party as clients were told, `info` as the switch last described it; `far_state` is NULL as long
    as clients were told nothing of it. `unconfirmed`: the far side's own half said that it holds, this one did not yet.
    `ringing` are further devices where an outgoing call rings besides `far`.
    """

    __slots__ = ("answered", "connection", "far", "far_state", "id", "info", "recording", "ringing", "unconfirmed")

    def __init__(self, half_id: ConnectionId, connection: Connection, far: Party) -> None:
        self.id = half_id
        self.connection = connection
        self.far = self.info = far
        self.far_state = ConnectionState.NULL
        self.answered = False
        self.unconfirmed = False
        self.recording = Recording.OFF
        self.ringing: tuple[Party, ...] = ()

    def silence(self, party: Party) -> bool:
        """It does not ring there any more, besides `far`; whether it did."""
        left = tuple(other for other in self.ringing if not other.is_same(party))
        rang, self.ringing = len(left) < len(self.ringing), left
        return rang


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

    def _answered(self) -> bool:
        """Of a conference: somebody is in it."""
        return any([half.answered for half in self.halves.values()])  # noqa: C419 -- asked for each event, and slow

    @property
    def standing(self) -> Standing:
        """What decides what can be done with the line's other connections."""
        return _standing(self.state, self._answered(), self.conference)

    def _recording(self) -> Recording:
        """A conference is recorded when one of its halves is."""
        return next(
            (half.recording for half in self.halves.values() if half.recording is not Recording.OFF), Recording.OFF
        )

    def _beside(self) -> tuple[Standing, ...]:
        return tuple([other.standing for other in self.line.connections if other is not self])

    def view(self, beside: tuple[Standing, ...] | None = None) -> ConnectionView:
        """What clients may know of it now; `beside` is how the line's other connections stand, if that is known."""
        halves, first = tuple(self.halves.values()), self.half  # loops instead of generators: made for each event
        others = [
            OtherParty(half.far, half.far_state, half.id)
            for half in halves
            if half.far_state is not ConnectionState.NULL
        ]
        if first.ringing:
            others += [OtherParty(party, ConnectionState.ALERTING, first.id) for party in first.ringing]
        if self.partners:
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
            answered=first.answered if len(halves) == 1 else self._answered(),
            conference=self.conference,
            beside=self._beside() if beside is None else beside,
            recording=first.recording if len(halves) == 1 else self._recording(),
            linked=self.call.linked,
        )


class LineRecord:
    """A line: its calls and its services. Idle lines are many, so this is small."""

    __slots__ = (
        "call_waiting",
        "connections",
        "do_not_disturb",
        "doubtful",
        "expected",
        "forwardings",
        "gone",
        "id",
        "in_service",
        "messages_waiting",
        "off_hook",
        "party",
        "second_rang",
        "services",
    )

    def __init__(self, line: LineId) -> None:
        self.id = line
        self.party = Party(line=line)
        self.in_service = False
        self.off_hook: bool | None = None
        self.do_not_disturb: bool | None = None
        self.messages_waiting: bool | None = None
        self.forwardings: dict[ForwardingKind, ForwardingState] | None = None
        self.connections: list[Connection] = []
        self.expected: Cause | None = None  # why the line will call next
        self.gone: set[ConnectionId] | None = None  # halves whose end clients know, but not yet the switch
        self.services: dict[ServiceKind, ServiceState] | None = None
        self.call_waiting: bool | None = None
        self.second_rang: bool | None = None  # what became of the last second call that was in doubt
        self.doubtful: dict[ConnectionId, CallFacts] | None = None  # calls that may be none

    def find_half(self, half_id: ConnectionId) -> Half | None:
        """The half with this id."""
        for connection in self.connections:
            half = connection.halves.get(half_id)
            if half is not None:
                return half
        return None

    def views(self) -> tuple[ConnectionView, ...]:
        """What clients may know of its calls now. How each stands is worked out once: there may be hundreds."""
        stands = [connection.standing for connection in self.connections]
        return tuple([each.view((*stands[:at], *stands[at + 1 :])) for at, each in enumerate(self.connections)])

    def leave(self, *halves: Half) -> None:
        """These halves are over for clients; the switch will still speak of them."""
        self.gone = (self.gone or set()) | {half.id for half in halves}

    def forget(self, half_id: ConnectionId) -> None:
        """The switch has told the end of this half as well."""
        if self.gone is not None:
            self.gone.discard(half_id)
            self.gone = self.gone or None


@dataclass(frozen=True, slots=True)
class Parked:
    """A call that is parked: who waits, and who was called."""

    call: Call
    party: Party
    called: Party


class Registry:
    """All lines and calls."""

    def __init__(self) -> None:
        self.lines: dict[LineId, LineRecord] = {}
        self.calls: dict[TrackingId, Call] = {}
        self.parked: dict[LineId, Parked] = {}  # by the line against which

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

    def everyone(self) -> Iterator[Connection]:
        """All connections of all calls."""
        return (connection for line in self.lines.values() for connection in line.connections)

    def find(self, line: LineId | None, call: Call) -> Connection | None:
        """The line's connection in a call."""
        return next((item for item in call.connections if item.line.id == line), None)

    def move(self, connection: Connection, call: Call) -> None:
        """The connection goes on in another call."""
        call.link(connection.call)
        self._leave_call(connection)
        connection.call = call
        call.connections.append(connection)

    def remove(self, connection: Connection) -> None:
        """The connection is over."""
        connection.line.connections.remove(connection)
        self._leave_call(connection)

    def merge(self, into: Call, other: Call) -> list[Connection]:
        """Both calls are one from now on, with the identifier of `into`; returns the connections that went there."""
        into.link(other)
        moved = [connection for connection in other.connections if not _has(into, connection.line)]
        self.also(into, *other.trackings)
        for connection in moved:
            self.move(connection, into)
        return moved

    def also(self, call: Call, *trackings: TrackingId) -> None:
        """The call goes by these tracking ids too."""
        call.trackings.update(trackings)
        for tracking in trackings:
            self.calls[tracking] = call

    def _leave_call(self, connection: Connection) -> None:
        call = connection.call
        call.connections.remove(connection)
        self.let_go(call)

    def let_go(self, call: Call) -> None:
        """Forgets the call if nobody is in it any more and it is not parked."""
        if call.connections or call.parked:
            return
        for tracking in call.trackings:
            if self.calls.get(tracking) is call:
                del self.calls[tracking]


def _has(call: Call, line: LineRecord) -> bool:
    return any(connection.line is line for connection in call.connections)
