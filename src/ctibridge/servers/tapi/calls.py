"""The calls of one line as one TSP knows them: changes and answers in, messages out, in the order that TAPI demands.

Numbers below 2^31 are the TSP's, for calls that it asked for; the others are given here. What a change says is told
with the change: nothing is asked of the book, which may be ahead of what the TSP has read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from ctibridge.model import changes as c
from ctibridge.model.ids import CONFERENCE, CallId, ConnectionId
from ctibridge.model.parties import Cause
from ctibridge.model.states import ConnectionState as S
from ctibridge.model.states import Standing
from ctibridge.model.views import ConnectionView
from ctibridge.servers.tapi import constants as t
from ctibridge.servers.tapi.call import TapiCall, unpaired
from ctibridge.servers.tapi.features import Beside, features_of, shows_others
from ctibridge.servers.tapi.people import People
from ctibridge.servers.tapi.states import BEGINS, IDLE, NOTHING, disconnect_mode, state_of
from ctibridge.servers.tapi.table import CallTable
from ctibridge.servers.tapi.teller import Teller
from ctibridge.wire.tapi.messages import Call

FORGOTTEN_AFTER = 3  # looks at which nothing was known of a call that was asked for
NORMAL = t.LINEDISCONNECTMODE_NORMAL


class LineCalls:
    """One line.

    Args:
        number: Its permanent number.
        people: How parties are shown.
        next_number: Gives numbers for calls that the TSP did not ask for.
    """

    def __init__(self, number: int, people: People, next_number: Callable[[], int]) -> None:
        self._next_number = next_number
        self._table, self._teller = CallTable(), Teller(number, people)
        self._leaving: list[TapiCall] = []  # the line has left them, unless the next change says that they go on
        self._told_with: set[frozenset[Standing]] = set()  # what there was when features were told

    # What happened

    def opened(self, views: Iterable[ConnectionView]) -> None:
        """The calls that there are when the TSP begins to listen."""
        for view in views:
            self._seen(None, view, None)

    def apply(self, change: c.CallControlChange) -> None:
        """Something happened to one of the line's calls."""
        call = self._table.find(change)
        goes_on = call in self._leaving and isinstance(change, c.Established)
        self._settle_leaving(call if goes_on else None)
        if call is not None and call not in self._table:
            call = None
        match change:
            case c.Transferred() if change.view.state is S.NULL:
                self._transferred(change, call)
            case _ if change.view.state is S.NULL:
                self._left(change, call)
            case _:
                self._seen(call, change.view, change.cause)

    def settle(self) -> None:
        """Nothing more happened at the same moment."""
        self._settle_leaving(None)
        for call in self._table.conferences:
            if not call.is_real_conference and call.consult is None and call.begun and call.state is S.CONNECTED:
                self._dissolve(call)
        self._tell_others()

    def look(self, known: Iterable[ConnectionView]) -> None:
        """Ends calls that were asked for and of which nothing is known, time and again: they never came to be."""
        views = tuple(known)
        halves = {other.connection for view in views for other in view.others} | {view.connection for view in views}
        for call in self.unheard:
            call.age += call.half not in halves
            if call.age >= FORGOTTEN_AFTER:
                self._end(call, t.LINEDISCONNECTMODE_UNKNOWN)

    @property
    def unheard(self) -> list[TapiCall]:
        """Calls that were asked for, and of which nothing has been heard so far."""
        return [call for call in self._table if call.half is not None and call.view is None]

    def take(self) -> list[Call]:
        """What has to be told, in order."""
        return self._teller.take()

    # What requests make

    def get(self, number: int | None) -> TapiCall:
        """The call with this number.

        Raises:
            UnknownCall: there is none, or it is over.
        """
        return self._table.get(number)

    def add(self, number: int, *, main: TapiCall | None = None) -> TapiCall:
        """A call that an application asked for, if need be beside its `main` one."""
        call = self._table.add(TapiCall(number, main=main))
        if main is not None:
            main.consult = call
        return call

    def bind(self, call: TapiCall, half: ConnectionId, of: CallId) -> None:
        """The platform has named the call."""
        call.half, call.call = half, of

    def tell(self, *calls: TapiCall) -> None:
        """Says how these calls are, as far as it is news, and those that were begun beside them, which name them."""
        for call in calls:
            self._table.note(call)
        kinds = self._table.kinds
        self._told_with.add(kinds)
        for call in (*calls, *(call.consult for call in calls if call.consult is not None)):
            state = state_of(call)
            if state is not None and call in self._table:
                self._teller.say(call, state, features_of(call, kinds))

    def end(self, call: TapiCall) -> None:
        """The call is over without the platform's having had it."""
        self._end(call, NORMAL)

    def forget(self, number: int) -> None:
        """The TSP will not hear of this call any more. It goes on, and keeps its number from being given again."""
        if self._table.has(number):
            self._teller.forget(number)

    def has(self, number: int) -> bool:
        """Whether there is a call with this number."""
        return self._table.has(number)

    @property
    def kinds(self) -> Beside:
        """How the line's calls stand."""
        return self._table.kinds

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many calls are active, on hold, and on hold for something to be done."""
        states = self._teller.states
        held = states[t.LINECALLSTATE_ONHOLD]
        pending = states[t.LINECALLSTATE_ONHOLDPENDTRANSFER] + states[t.LINECALLSTATE_ONHOLDPENDCONF]
        return states.total() - held - pending, held, pending

    @property
    def rings(self) -> bool:
        """Whether something rings at the line."""
        return any(kind.state is S.ALERTING for kind in self._table.kinds)

    def __iter__(self) -> Iterator[TapiCall]:
        return iter(self._table)

    # Changing

    def _seen(self, call: TapiCall | None, view: ConnectionView, cause: Cause | None) -> None:
        """A call is as `view` says."""
        halves = tuple(dict.fromkeys(other.connection for other in view.others))
        if view.conference and len(halves) > 1:
            self._confer(view, halves)
            return
        over = (call.parent or call) if call is not None else None
        if over is not None and over.is_real_conference:
            call = self._dissolve(over, halves)
        if call is None:
            call = self._table.add(TapiCall(self._next_number()))
        call.half = halves[0] if view.connection == CONFERENCE and halves else view.connection
        call.view, call.cause = view, cause or call.cause
        self.tell(call)
        if call.parent is not None:
            call.parent.begun |= view.state is S.HOLD
            self.tell(call.parent)

    def _left(self, change: c.CallControlChange, call: TapiCall | None) -> None:
        if call is None:
            return
        failed = call.view is not None and call.view.state is S.FAIL  # that is why it ends
        call.cause = call.cause if failed else change.cause
        if call.fetches or (call.view is not None and call.view.called.is_code):
            self._leaving.append(call)  # unless the next change brings the line into the call that it fetched
        else:
            self._end(call, disconnect_mode(call.cause))

    def _settle_leaving(self, but: TapiCall | None) -> None:
        leaving, self._leaving = self._leaving, []
        for call in leaving:
            if call is not but and call in self._table:
                self._end(call, disconnect_mode(call.cause))

    def _transferred(self, change: c.Transferred, call: TapiCall | None) -> None:
        """The line joined others, and is out of both calls."""
        second = self._table.part_in(change.secondary_old) if change.secondary_old is not None else None
        for gone in dict.fromkeys((call, second)):
            if gone is not None:
                self._end(gone, NORMAL)

    def _end(self, call: TapiCall, mode: int) -> None:
        """DISCONNECTED, if that has not been said, and IDLE; a conference takes its members with it."""
        for member in call.members or ():
            member.parent = None
            self._end(member, mode)
        call.members = None if call.members is None else []
        parent, call.parent = call.parent, None
        self._table.remove(call)
        if call.told is None or call.told.state != t.LINECALLSTATE_DISCONNECTED:
            self._teller.say(call, (t.LINECALLSTATE_DISCONNECTED, mode), NOTHING)
        self._teller.say(call, IDLE, NOTHING)
        self._teller.over(call)
        self._let_go(call, parent)

    def _let_go(self, call: TapiCall, parent: TapiCall | None) -> None:
        """Nobody waits for this call, nor does it for anybody."""
        self.tell(*unpaired(call))
        if parent is not None and parent.members:
            parent.members.remove(call)
            if not parent.members:
                self._end(parent, NORMAL)

    # Conferences

    def _confer(self, view: ConnectionView, halves: tuple[ConnectionId, ...]) -> None:
        """The line's conference, of these parts, is as `view` says."""
        conference = self._table.conference or self._expected(halves)
        if conference is None:
            conference = self._table.add(TapiCall(self._next_number(), view=view, members=[]))
            self._teller.say(conference, BEGINS, NOTHING)
        members = [self._member(conference, half, view) for half in halves]
        parted = [other for member in members for other in unpaired(member)]
        gone = [member for member in conference.members or () if member not in members]
        conference.members, conference.view = members, view
        for member in gone:
            member.parent = None
            self._end(member, NORMAL)
        self.tell(*members, conference, *parted)

    def _expected(self, halves: tuple[ConnectionId, ...]) -> TapiCall | None:
        """The conference that an application asked for, and that the platform has made now."""
        for call in self._table.conferences:
            if any(member.half in halves for member in call.members or ()):
                return call
        return None

    def _member(self, conference: TapiCall, half: ConnectionId, view: ConnectionView) -> TapiCall:
        call = self._table.by_half(half) or self._table.add(TapiCall(self._next_number()))
        others = tuple(other for other in view.others if other.connection == half)
        call.half, call.parent = half, conference
        call.view = replace(call.view or view, others=others, state=view.state, answered=True, conference=False)
        return call

    def _dissolve(self, conference: TapiCall, halves: tuple[ConnectionId, ...] = ()) -> TapiCall | None:
        """It is none any more: who is left is an ordinary call again. Returns that call."""
        left, view = None, conference.view
        for member in tuple(conference.members or ()):
            member.parent = None
            if halves and member.half not in halves:
                self._end(member, NORMAL)
                continue
            left = member
            if view is not None and member.view is not None:
                member.view = replace(member.view, state=view.state)
            self.tell(member)
        conference.members = []
        self._end(conference, NORMAL)
        return left

    # Telling

    def _tell_others(self) -> None:
        """What else can be done with calls because others came, changed or went."""
        now = self._table.kinds
        outdated, self._told_with = self._told_with - {now}, {now}
        for before in outdated:
            self.tell(*(call for call in self._table.affected(before, now) if shows_others(call, now)))
