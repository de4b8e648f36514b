"""CallBook: reports in, changes out. The only place where the state of calls is kept, with one writer.

`apply` never refuses a report: the switch is right, whatever we expected. Calls are joined by the switch's tracking
id, so two lines of ours that talk to each other share one call. The rules are in `rules/`, one file for each thing
that can happen.
"""

from __future__ import annotations

from typing import assert_never

from ctibridge.model import changes as c
from ctibridge.model import reports as r
from ctibridge.model.commands import Command
from ctibridge.model.ids import CallId, EventId, LineId, TrackingId
from ctibridge.model.line_services import ServiceKind, ServiceState
from ctibridge.model.records import Call, LineRecord, Registry
from ctibridge.model.rules.conference import conference_reported
from ctibridge.model.rules.expect import expect, expect_nothing
from ctibridge.model.rules.follow import call_reported, calls_redirected, settled
from ctibridge.model.rules.park import park_reported
from ctibridge.model.rules.resync import line_reported
from ctibridge.model.views import CallMember, CallSnapshot, LineSnapshot

REMEMBERED_EVENTS = 16_384
"""Events to know again. A repeat comes within the platform's acknowledgement time-out, about 10 s: 1,600 events/s."""


class RecentEvents:
    """The identifiers of the last events, in two generations: the elder one is dropped whole."""

    def __init__(self, capacity: int = REMEMBERED_EVENTS) -> None:
        self._capacity = capacity
        self._young: set[EventId] = set()
        self._old: set[EventId] = set()

    def is_repeat(self, event: EventId | None) -> bool:
        """Whether this event was here before; if not, it is remembered."""
        if event is None:
            return False
        if event in self._young or event in self._old:
            return True
        if len(self._young) >= self._capacity:
            self._young, self._old = set(), self._young
        self._young.add(event)
        return False


class CallBook:
    """The calls of all lines."""

    def __init__(self) -> None:
        self._book = Registry()
        self._events = RecentEvents()

    def apply(self, report: r.LineReport) -> tuple[c.Change, ...]:
        """What clients have to be told after this report; nothing when it repeats an event."""
        if isinstance(report, r.LineUp):
            return self._line_up(report.line)
        if isinstance(report, r.LineDown):
            return self._line_down(report.line, report.trouble.evidence.text)
        if isinstance(report, r.DoubtOver):
            return tuple(settled(self._book, self._book.line(report.line), report.connection, rang=True))
        if self._events.is_repeat(report.event):
            return ()
        line = self._book.line(report.line)
        return tuple(self._changes(line, report))

    def _changes(self, line: LineRecord, report: r.LineReport) -> list[c.Change]:
        match report:
            case r.CallReported():
                return call_reported(self._book, line, report.facts, report.occasion)
            case r.CallsRedirected():
                return calls_redirected(self._book, line, report.facts)
            case r.ConferenceReported():
                return conference_reported(self._book, line, report.conference)
            case r.LineReported():
                line.off_hook = report.off_hook if report.off_hook is not None else line.off_hook
                return line_reported(self._book, line, report.calls, report.conference)
            case r.ParkReported():
                return park_reported(self._book, line, report.party)
            case r.LineUp() | r.LineDown() | r.DoubtOver():
                raise AssertionError("handled by apply")
            case _:
                return self._telephone(line, report)

    def _telephone(self, line: LineRecord, report: r.TelephoneReport) -> list[c.Change]:
        """The telephone and the services of a line."""
        match report:
            case r.HookReported():
                line.off_hook = report.off_hook
                return []
            case r.DoNotDisturbReported():
                return self._do_not_disturb(line, active=report.active)
            case r.ForwardingReported():
                return self._forwarding(line, report.forwarding)
            case r.CallWaitingReported():
                line.call_waiting = report.active
                active = report.active if report.available else None
                return self._service(line, ServiceState(ServiceKind.CALL_WAITING, report.available, active))
            case r.MessagesReported():
                box = ServiceState(ServiceKind.VOICE_MAIL, messages=report.messages)
                return [*self._messages(line, waiting=report.messages.are_waiting), *self._service(line, box)]
            case r.ServiceReported():
                return self._service(line, report.state)
            case _:
                assert_never(report)

    def _line_up(self, line_id: LineId) -> tuple[c.Change, ...]:
        line = self._book.line(line_id)
        if line.in_service:
            return ()
        line.in_service = True
        return (c.BackInService(line_id),)

    def _line_down(self, line_id: LineId, reason: str) -> tuple[c.Change, ...]:
        line = self._book.line(line_id)
        if not line.in_service:
            return ()
        line.in_service = False
        return (c.OutOfService(line_id, reason),)

    def _do_not_disturb(self, line: LineRecord, *, active: bool) -> list[c.Change]:
        before, line.do_not_disturb = line.do_not_disturb, active
        return [] if before is active or (before is None and not active) else [c.DoNotDisturbChanged(line.id, active)]

    def _forwarding(self, line: LineRecord, forwarding: r.ForwardingState) -> list[c.Change]:
        if line.forwardings is None:
            line.forwardings = {}
        before = line.forwardings.get(forwarding.kind)
        line.forwardings[forwarding.kind] = forwarding
        news = before != forwarding and (before is not None or forwarding.active)
        return [c.ForwardingChanged(line.id, forwarding)] if news else []

    def _messages(self, line: LineRecord, *, waiting: bool) -> list[c.Change]:
        before, line.messages_waiting = line.messages_waiting or False, waiting
        return [c.MessageWaitingChanged(line.id, waiting)] if before is not waiting else []

    def _service(self, line: LineRecord, state: ServiceState) -> list[c.Change]:
        if line.services is None:
            line.services = {}
        before = line.services.get(state.kind)
        line.services[state.kind] = state
        news = before != state and (before is not None or not state.is_usual)
        return [c.ServiceChanged(line.id, state)] if news else []

    def expect(self, command: Command) -> None:
        """The command is about to be sent: what follows will be told with its cause."""
        line = self._book.lines.get(command.line)
        if line is not None:
            expect(line, command)

    def expect_nothing(self, line_id: LineId) -> None:
        """A command of the line was refused."""
        line = self._book.lines.get(line_id)
        if line is not None:
            expect_nothing(line)

    def call_id(self, tracking: TrackingId) -> CallId:
        """The identifier that clients know for the call with this tracking id."""
        return self._book.call_id(tracking)

    def snapshot(self, line_id: LineId) -> LineSnapshot:
        """The line as clients know it now."""
        line = self._book.lines.get(line_id) or LineRecord(line_id)
        return LineSnapshot(
            line=line.id,
            in_service=line.in_service,
            connections=line.views(),
            off_hook=line.off_hook,
            do_not_disturb=line.do_not_disturb,
            forwardings=tuple((line.forwardings or {}).values()),
            messages_waiting=line.messages_waiting,
        )

    def has_calls(self, line_id: LineId) -> bool:
        """Whether the line has calls, as clients know it now."""
        line = self._book.lines.get(line_id)
        return line is not None and bool(line.connections)

    def call(self, call_id: CallId) -> CallSnapshot | None:
        """Every device in the call that we know of; None when there is no such call."""
        call = self._find(call_id)
        if call is None or not call.connections:
            return None
        members = [CallMember(item.line.party, item.state) for item in call.connections]
        for connection in call.connections:
            for other in connection.view().others:
                if not any(other.party.is_same(member.party) for member in members):
                    members.append(CallMember(other.party, other.state))
        first = call.connections[0].view()
        lines = tuple(item.line.id for item in call.connections)
        return CallSnapshot(call.id, first.calling, first.called, tuple(members), lines)

    def has_call(self, call_id: CallId) -> bool:
        """Whether there is such a call."""
        return self._find(call_id) is not None

    def _find(self, call_id: CallId) -> Call | None:
        call = self._book.calls.get(TrackingId(call_id))
        if call is not None and call.id == call_id:
            return call
        return next((item for item in self._book.calls.values() if item.id == call_id), None)

    def remove(self, line_id: LineId) -> tuple[c.Change, ...]:
        """The line is no more: its calls end for clients, and the book forgets it."""
        line = self._book.lines.get(line_id)
        if line is None:
            return ()
        changes = (*line_reported(self._book, line, (), None), *park_reported(self._book, line, None))
        del self._book.lines[line_id]
        return changes

    @property
    def open_calls(self) -> int:
        """How many calls there are."""
        return len({id(call) for call in self._book.calls.values()})

    def is_idle(self) -> bool:
        """Whether nothing of any call is left."""
        return not self._book.calls and all(
            not line.connections and not line.gone and not line.doubtful for line in self._book.lines.values()
        )
