"""A bench for the call book: reports written as short as a story is told, changes read back as short."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

from ctibridge.model import changes as c
from ctibridge.model.callbook import CallBook
from ctibridge.model.health import Evidence, HealthState, Trouble
from ctibridge.model.ids import ConnectionId, EventId, LineId, TrackingId
from ctibridge.model.parties import Cause, Party, Redirection
from ctibridge.model.reports import (
    CallFacts,
    CallReported,
    CallsRedirected,
    CallWaitingReported,
    ConferenceFacts,
    ConferenceReported,
    LineReported,
    LineUp,
    Occasion,
    Redirect,
    Side,
)
from ctibridge.model.states import ConnectionState as S

ANNA, BERT, CARLA = (Party(line=LineId(name), number=f"+4930555{i}", name=name) for i, name in enumerate("abc", 1))
TROUBLE = Trouble(HealthState.REFUSED, Evidence("test"))
OUTSIDE = Party(number="+4989999", name="Zoe", external=True)


def line(party: Party) -> LineId:
    assert party.line is not None
    return party.line


@dataclass
class Half:
    """One half at the switch; each method reports something about it and returns what the book concluded."""

    bench: Bench
    owner: Party
    far: Party
    id: str
    tracking: str
    outgoing: bool
    redirections: tuple[Redirection, ...] = ()
    recall: bool = False

    def facts(self, state, far_state=None, **more) -> CallFacts:
        return CallFacts(
            ConnectionId(self.id), TrackingId(self.tracking), state, far_state, self.outgoing, self.far,
            redirections=self.redirections, recall=self.recall, **more,
        )  # fmt: skip

    def report(self, state, far_state=None, occasion=Occasion.PROGRESS, **more) -> list[str]:
        facts = self.facts(state, far_state, **more)
        return self.bench.apply(CallReported(line(self.owner), self.bench.event(), occasion, facts))

    def originating(self):
        return self.report(S.INITIATED)

    def originated(self):
        return self.report(S.CONNECTED, S.ALERTING)

    def received(self):
        return self.report(S.ALERTING, S.CONNECTED)

    def answered(self):
        return self.report(S.CONNECTED, S.CONNECTED)

    def held(self):
        return self.report(S.HOLD, S.CONNECTED)

    def remote_held(self):
        return self.report(S.CONNECTED, S.HOLD)

    retrieved = answered

    def releasing(self, cause=Cause.BUSY):
        return self.report(S.FAIL, cause=cause)

    def released(self, by=Side.LOCAL):
        return self.report(S.NULL, released_by=by)

    def redirected(self, to, cause=Cause.REDIRECTED, state=S.NULL):
        facts = self.facts(state, redirect=Redirect(to, cause))
        return self.bench.apply(CallsRedirected(line(self.owner), self.bench.event(), (facts,)))


@dataclass
class Bench:
    book: CallBook = field(default_factory=CallBook)
    call_waiting: bool = True
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self):
        for party in (ANNA, BERT, CARLA):
            self.apply(LineUp(line(party)))
            self.apply(CallWaitingReported(line(party), None, active=self.call_waiting))

    def event(self) -> EventId:
        return EventId(f"e{next(self._numbers)}")

    def half(self, owner, far, tracking, *, outgoing, **more) -> Half:
        return Half(self, owner, far, f"half-{next(self._numbers)}", tracking, outgoing, **more)

    def call(self, caller, called, tracking="1:1"):
        """Both halves of a call between two lines."""
        return (
            self.half(caller, called, tracking, outgoing=True),
            self.half(called, caller, tracking, outgoing=False),
        )

    def apply(self, report) -> list[str]:
        return [told(change) for change in self.book.apply(report)]

    def redirect_both(self, owner, first, second) -> list[str]:
        return self.apply(CallsRedirected(line(owner), self.event(), (first, second)))

    def conference(self, owner, *halves, held=False) -> list[str]:
        facts = ConferenceFacts(tuple(ConnectionId(half.id) for half in halves), held)
        return self.apply(ConferenceReported(line(owner), self.event(), facts))

    def resync(self, owner, *facts, conference=None) -> list[str]:
        return self.apply(LineReported(line(owner), self.event(), facts, conference))

    def states(self, party) -> list[str]:
        views = self.book.snapshot(line(party)).connections
        return [
            f"{view.call} {view.state} " + ",".join(f"{name(o.party)}={o.state}" for o in view.others) for view in views
        ]


def name(party: Party) -> str:
    return party.line or party.number or "?"


def told(change: c.Change) -> str:
    """`a: Delivered b connected/newCall`: line, what, about whom, local state and cause."""
    kind = type(change).__name__
    if isinstance(change, c.Transferred | c.Conferenced):
        who = f"{name(change.transferring)}>{name(change.transferred_to)}" if isinstance(change, c.Transferred) else (
            f"{name(change.conferencing)}+{name(change.added)}"
        )  # fmt: skip
        moved = " ".join(f"{name(m.party)}:{m.old_call or '-'}>{m.new_call}" for m in change.moved)
        old = change.primary_old + (f"+{change.secondary_old}" if change.secondary_old else "")
        return f"{change.line}: {kind} {who} {old} [{moved}] {change.view.state}/{change.cause}"
    if isinstance(change, c.Diverted):
        who = f"{name(change.subject)}>{name(change.destination)}"
        return f"{change.line}: {kind} {who} {change.view.state}/{change.cause}"
    if isinstance(change, c.CallChange):
        subject = getattr(change, "subject", None)
        who = f" {name(subject)}" if subject else ""
        return f"{change.line}: {kind}{who} {change.view.state}/{change.cause}"
    if isinstance(change, c.LineSuspect | c.CallInDoubt):
        return f"{change.line}: {kind}"
    return repr(change)
