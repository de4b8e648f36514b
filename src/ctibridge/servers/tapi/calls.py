"""The calls of one line as one TSP knows them: changes and answers in, messages out, in the order that TAPI demands.

Numbers below 2^31 are the TSP's, for calls that it asked for; the others are given here. What a change says is told
with the change: nothing is asked of the book, which may be ahead of what the TSP has read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from ctibridge.errors import UnknownCall
from ctibridge.model import changes as c
from ctibridge.model.ids import CONFERENCE, CallId, ConnectionId, LineId
from ctibridge.model.parties import Cause
from ctibridge.model.states import ConnectionState as S
from ctibridge.model.views import ConnectionView
from ctibridge.servers.tapi import constants as t
from ctibridge.servers.tapi.call import TapiCall
from ctibridge.servers.tapi.features import Features, features_of
from ctibridge.servers.tapi.people import People
from ctibridge.servers.tapi.states import IDLE, State, disconnect_mode, state_of
from ctibridge.servers.tapi.translate import message_from_call, news
from ctibridge.wire.tapi.codec import slots
from ctibridge.wire.tapi.messages import Call, NewCall

FIRST_OF_OURS = 0x8000_0000
FORGOTTEN_AFTER = 3  # looks at which nothing was known of a call that was asked for


class LineCalls:
    """One line.

    Args:
        line: The line.
        number: Its permanent number.
        people: How parties are shown.
        next_number: Gives numbers for calls that the TSP did not ask for.
    """

    def __init__(self, line: LineId, number: int, people: People, next_number: Callable[[], int]) -> None:
        self.line, self.number = line, number
        self._people, self._next_number = people, next_number
        self._calls: dict[int, TapiCall] = {}
        self._forgotten: set[int] = set()
        self._out: list[Call] = []

    # What happened

    def opened(self, views: Iterable[ConnectionView]) -> None:
        """The calls that there are when the TSP begins to listen."""
        for view in views:
            self._seen(None, view, None)
        self._tell_all()

    def apply(self, change: c.CallControlChange) -> None:
        """Something happened to one of the line's calls."""
        call, before = self._find(change), self._beside()
        goes_on = call is not None and call.leaving and isinstance(change, c.Established)
        self._settle_leaving(call if goes_on else None)
        if call is not None and call.number not in self._calls:
            call = None
        match change:
            case c.Transferred() if change.view.state is S.NULL:
                self._transferred(change, call)
            case _ if change.view.state is S.NULL:
                self._left(change, call)
            case _:
                self._seen(call, change.view, change.cause)
        if before != self._beside():
            self._tell_all()

    def settle(self) -> None:
        """Nothing more happened at the same moment."""
        self._settle_leaving(None)
        for call in self._conferences():
            if not call.is_real_conference and call.consult is None and call.begun and call.state is S.CONNECTED:
                self._dissolve(call)

    def look(self, known: Iterable[ConnectionView]) -> None:
        """Ends calls that were asked for and of which nothing is known, time and again: they never came to be."""
        views = tuple(known)
        halves = {other.connection for view in views for other in view.others} | {view.connection for view in views}
        for call in tuple(self._calls.values()):
            if call.half is None or call.view is not None or call.half in halves:
                continue
            call.age += 1
            if call.age >= FORGOTTEN_AFTER:
                self._end(call, t.LINEDISCONNECTMODE_UNKNOWN)

    def take(self) -> list[Call]:
        """What has to be told, in order."""
        out, self._out = self._out, []
        return out

    # What requests make

    def get(self, number: int | None) -> TapiCall:
        """The call with this number.

        Raises:
            UnknownCall: there is none, or it is over.
        """
        call = self._calls.get(number or 0)
        if call is None:
            raise UnknownCall(f"no call {number}")
        return call

    def add(self, number: int, *, main: TapiCall | None = None) -> TapiCall:
        """A call that an application asked for."""
        call = self._calls[number] = TapiCall(number, main=main)
        if main is not None:
            main.consult = call
        return call

    def bind(self, call: TapiCall, half: ConnectionId, of: CallId) -> None:
        """The platform has named the call."""
        call.half, call.call = half, of

    def tell(self, *calls: TapiCall) -> None:
        """Says how these calls are, as far as it is news."""
        for call in calls:
            self._tell(call)

    def end(self, call: TapiCall) -> None:
        """The call is over without the platform's having had it."""
        self._end(call, t.LINEDISCONNECTMODE_NORMAL)

    def forget(self, number: int) -> None:
        """The TSP will not hear of this call any more. It goes on, and keeps its number from being given again."""
        if number in self._calls:
            self._forgotten.add(number)

    def beside(self, call: TapiCall) -> tuple[S, ...]:
        """The states of the line's other calls."""
        own = call.parent or call
        return tuple(state for other, state in self._states() if other is not own)

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many calls are active, on hold, and on hold for something to be done."""
        states = [call.told.state for call in self._calls.values() if call.told is not None]
        held, pending = _count(states, t.LINECALLSTATE_ONHOLD), _count(states, *PENDING)
        return len(states) - held - pending, held, pending

    @property
    def rings(self) -> bool:
        """Whether something rings at the line."""
        return any(call.view is not None and call.view.state is S.ALERTING for call in self._calls.values())

    def __iter__(self) -> Iterator[TapiCall]:
        return iter(tuple(self._calls.values()))

    # Finding

    def _find(self, change: c.CallControlChange) -> TapiCall | None:
        """The call that a change is about: by the line's part in it, else by the identifier, which outlives a part."""
        view = change.view
        if view.connection == CONFERENCE and (conference := self.conference) is not None:
            return conference
        halves = {view.connection, *(other.connection for other in view.others)}
        for call in self._calls.values():
            if call.half in halves:
                return call
        olds = {view.call}
        if isinstance(change, c.Transferred | c.Conferenced):
            olds.add(change.primary_old)
        return self._by_call(olds)

    def _by_call(self, ids: set[CallId]) -> TapiCall | None:
        for call in self._calls.values():
            in_conference = call.parent is not None and call.parent.is_real_conference
            if call.half is not None and not in_conference and _call_of(call) in ids:
                return call
        return None

    @property
    def conference(self) -> TapiCall | None:
        """The line's conference that the platform has too."""
        return next((call for call in self._conferences() if call.is_real_conference), None)

    def _conferences(self) -> list[TapiCall]:
        return [call for call in self._calls.values() if call.members is not None]

    def _states(self) -> Iterator[tuple[TapiCall, S]]:
        for call in self._calls.values():
            if call.parent is None and (state := call.state) is not None:
                yield call, state

    def _beside(self) -> tuple[bool, ...]:
        """All that the features of calls depend on beside themselves."""
        states = [state for _, state in self._states()]
        return S.CONNECTED in states, S.HOLD in states, bool(self._conferences())

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
            call = self._new()
        call.half = halves[0] if view.connection == CONFERENCE and halves else view.connection
        call.view, call.cause, call.leaving = view, cause or call.cause, False
        self._tell(call)
        if call.parent is not None:
            call.parent.begun |= view.state is S.HOLD
            self._tell(call.parent)

    def _new(self, members: list[TapiCall] | None = None) -> TapiCall:
        number = self._next_number()
        call = self._calls[number] = TapiCall(number, members=members)
        return call

    def _left(self, change: c.CallControlChange, call: TapiCall | None) -> None:
        if call is None:
            return
        failed = call.view is not None and call.view.state is S.FAIL  # that is why it ends
        call.cause = call.cause if failed else change.cause
        if call.fetches or (call.view is not None and call.view.called.is_code):
            call.leaving = True  # unless the next change brings the line into the call that it fetched
        else:
            self._end(call, disconnect_mode(call.cause))

    def _settle_leaving(self, but: TapiCall | None) -> None:
        for call in tuple(self._calls.values()):
            if call.leaving and call is not but:
                self._end(call, disconnect_mode(call.cause))

    def _transferred(self, change: c.Transferred, call: TapiCall | None) -> None:
        """The line joined others, and is out of both calls."""
        second = self._by_call({change.secondary_old} if change.secondary_old is not None else set())
        for gone in dict.fromkeys((call, second)):
            if gone is not None:
                self._end(gone, t.LINEDISCONNECTMODE_NORMAL)

    def _end(self, call: TapiCall, mode: int) -> None:
        """DISCONNECTED, if that has not been said, and IDLE; a conference takes its members with it."""
        for member in call.members or ():
            member.parent = None
            self._end(member, mode)
        call.members = None if call.members is None else []
        parent, call.parent = call.parent, None
        self._calls.pop(call.number, None)
        if call.told is None or call.told.state != t.LINECALLSTATE_DISCONNECTED:
            self._say(call, (t.LINECALLSTATE_DISCONNECTED, mode), (0, 0))
        self._say(call, IDLE, (0, 0))
        self._forgotten.discard(call.number)
        self._let_go(call, parent)

    def _let_go(self, call: TapiCall, parent: TapiCall | None) -> None:
        """Nobody waits for this call, nor does it for anybody."""
        main, consult = call.main, call.consult
        call.main = call.consult = None
        if main is not None:
            main.consult = None
            self._tell(main)
        if consult is not None:
            consult.main = None
            self._tell(consult)
        if parent is not None and parent.members:
            parent.members.remove(call)
            if not parent.members:
                self._end(parent, t.LINEDISCONNECTMODE_NORMAL)

    # Conferences

    def _confer(self, view: ConnectionView, halves: tuple[ConnectionId, ...]) -> None:
        """The line's conference, of these parts, is as `view` says."""
        conference = self.conference or self._expected(halves)
        if conference is None:
            conference = self._new(members=[])
            conference.view = view
            self._say(conference, (t.LINECALLSTATE_ONHOLDPENDCONF, 0), (0, 0))
        members = [self._member(conference, half, view) for half in halves]
        gone = [member for member in conference.members or () if member not in members]
        conference.members, conference.view = members, view
        if conference.consult in members:
            conference.consult = None
        for member in gone:
            member.parent = None
            self._end(member, t.LINEDISCONNECTMODE_NORMAL)
        self.tell(*members, conference)

    def _expected(self, halves: tuple[ConnectionId, ...]) -> TapiCall | None:
        """The conference that an application asked for, and that the platform has made now."""
        for call in self._conferences():
            if any(member.half in halves for member in call.members or ()):
                return call
        return None

    def _member(self, conference: TapiCall, half: ConnectionId, view: ConnectionView) -> TapiCall:
        call = next((item for item in self._calls.values() if item.half == half and item.members is None), None)
        call = call or self._new()
        if call.main is not None:
            call.main.consult = None
        if call.consult is not None:
            call.consult.main = None
        call.main = call.consult = None
        others = tuple(other for other in view.others if other.connection == half)
        call.half, call.parent = half, conference
        call.view = replace(call.view or view, others=others, state=view.state, answered=True, conference=False)
        return call

    def _dissolve(self, conference: TapiCall, halves: tuple[ConnectionId, ...] = ()) -> TapiCall | None:
        """It is none any more: who is left is an ordinary call again. Returns that call."""
        left = None
        for member in tuple(conference.members or ()):
            member.parent = None
            if halves and member.half not in halves:
                self._end(member, t.LINEDISCONNECTMODE_NORMAL)
            else:
                left = member
                if conference.is_real_conference and conference.view is not None and member.view is not None:
                    member.view = replace(member.view, state=conference.view.state)
                self._tell(member)
        conference.members = []
        self._end(conference, t.LINEDISCONNECTMODE_NORMAL)
        return left

    # Telling

    def _tell_all(self) -> None:
        for call in tuple(self._calls.values()):
            self._tell(call)

    def _tell(self, call: TapiCall) -> None:
        state = state_of(call)
        if state is not None and call.number in self._calls:
            can_join = any(item is not call for item in self._conferences())
            self._say(call, state, features_of(call, self.beside(call), can_join=can_join))

    def _say(self, call: TapiCall, state: State, features: Features) -> None:
        before = call.told
        now = message_from_call(self.number, call, state, features, self._people)
        call.told = now
        if (before is not None and before == now) or call.number in self._forgotten:
            return
        if before is None:
            self._out.append(_first(now))
            return
        changed = (before.state, before.mode, before.parent) != (now.state, now.mode, now.parent)
        self._out.append(replace(now, event=int(changed), info=news(before, now)))


PENDING = (t.LINECALLSTATE_ONHOLDPENDTRANSFER, t.LINECALLSTATE_ONHOLDPENDCONF)


def _count(states: list[int], *wanted: int) -> int:
    return sum(state in wanted for state in states)


def _call_of(call: TapiCall) -> CallId | None:
    return call.view.call if call.view is not None else call.call


def _first(message: Call) -> Call:
    """The first that is said of a call."""
    if message.call < FIRST_OF_OURS:
        return replace(message, event=1, info=news(Call(), message))
    return NewCall(**{slot.name: getattr(message, slot.name) for slot in slots(Call)} | {"event": 1})
