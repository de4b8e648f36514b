"""The call book under whatever a switch may say, in any order.

A client that only replays the changes has the book's view; ended calls leave nothing behind; repeats change nothing.
"""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from ctibridge.model.callbook import CallBook
from ctibridge.model.ids import ConnectionId, EventId, LineId, TrackingId
from ctibridge.model.parties import Cause, Party, Redirection
from ctibridge.model.reports import (
    CallFacts,
    CallReported,
    CallsRedirected,
    CallWaitingReported,
    ConferenceFacts,
    ConferenceReported,
    DoubtOver,
    LineDown,
    LineReported,
    LineUp,
    Occasion,
    ParkReported,
    Redirect,
    Side,
)
from ctibridge.model.states import ConnectionState as S
from ctibridge.model.states import Recording
from tests.property.replica import Replica, device, view_of
from tests.unit.model.bench import TROUBLE

LINES = [LineId(name) for name in "abc"]
PARTIES = st.sampled_from(
    [
        *(Party(line=line) for line in LINES),
        Party(line=LineId("d"), number="+4930999"),
        Party(line=LineId("b"), number="+4930222", external=True),
        Party(number="+4989111", external=True),
        Party(number="+4989222", name="Zoe", external=True),
        Party(number="1013"),
        Party(number="*98"),
        Party(restricted=True, external=True),
    ]
)
OWN = st.sampled_from([S.INITIATED, S.ALERTING, S.CONNECTED, S.CONNECTED, S.HOLD, S.FAIL, S.NULL])
FAR = st.sampled_from([None, S.ALERTING, S.CONNECTED, S.HOLD])
NUMBERS = st.integers(1, 4)


class Switch(RuleBasedStateMachine):
    """Says anything of up to four calls of three lines; only the identifiers keep to the platform's rules."""

    def __init__(self):
        super().__init__()
        self.book = CallBook()
        self.replicas = {line: Replica(line) for line in LINES}
        self.trackings = {}
        self.fresh = 100
        self.events = 0
        self.last, self.told = None, ()

    def apply(self, report):
        self.last = report
        self.told = self.book.apply(report)
        for change in self.told:
            self.replicas[change.line].see(change)

    def event(self):
        self.events += 1
        return EventId(f"e{self.events}")

    def facts(self, data, line, number, state=None):
        half = ConnectionId(f"{line}-{number}")
        tracking = self.trackings.get(half, TrackingId(f"{number}:1"))
        back = data.draw(st.lists(PARTIES, max_size=1))
        taken = self.devices_with(line, half)
        far = data.draw(PARTIES.filter(lambda party: device(party) not in taken))
        return CallFacts(
            half, tracking, data.draw(OWN) if state is None else state, data.draw(FAR),
            outgoing=data.draw(st.booleans()), far=far,
            redirections=tuple(Redirection(party, Cause.CALL_FORWARD_BUSY) for party in back),
            cause=data.draw(st.sampled_from([None, Cause.BUSY])),
            released_by=data.draw(st.sampled_from([None, Side.LOCAL, Side.REMOTE])),
            recall=data.draw(st.booleans()),
            recording=data.draw(st.sampled_from(Recording)),
        )  # fmt: skip

    @rule(line=st.sampled_from(LINES), number=NUMBERS, occasion=st.sampled_from(Occasion), data=st.data())
    def report_a_call(self, line, number, occasion, data):
        self.apply(CallReported(line, self.event(), occasion, self.facts(data, line, number)))

    @rule(line=st.sampled_from(LINES), number=NUMBERS, data=st.data())
    def report_a_call_under_another_tracking_id(self, line, number, data):
        self.fresh += 1
        self.trackings[ConnectionId(f"{line}-{number}")] = TrackingId(f"{self.fresh}:1")
        self.apply(CallReported(line, self.event(), Occasion.TRANSFER, self.facts(data, line, number)))

    @rule(line=st.sampled_from(LINES), numbers=st.lists(NUMBERS, min_size=1, max_size=2, unique=True), data=st.data())
    def redirect(self, line, numbers, data):
        to = Redirect(data.draw(PARTIES), Cause.TRANSFER)
        all_facts = [self.facts(data, line, number, S.NULL) for number in numbers]
        redirected = tuple(
            CallFacts(f.connection, f.tracking, f.state, None, f.outgoing, f.far, redirect=to) for f in all_facts
        )
        self.apply(CallsRedirected(line, self.event(), redirected))

    @rule(line=st.sampled_from(LINES), numbers=st.lists(NUMBERS, max_size=3, unique=True), held=st.booleans())
    def conference(self, line, numbers, held):
        record = self.book._book.line(line)
        owned = next((item for item in record.connections if item.conference), None)
        halves = tuple(owned.halves) if owned is not None else ()
        present = self.devices_beside(line, owned) if owned is not None else set()
        for number in numbers:
            half = record.find_half(ConnectionId(f"{line}-{number}"))
            if half is None or half.id in halves:
                continue
            others = self.devices_beside(line, half.connection)
            knows_owner = all(
                member.half.far.line == line for member in half.connection.call.connections if member.line.id != line
            )
            if knows_owner and not present & others:  # nobody confers with the same party twice
                halves += (half.id,)
                present |= others
        self.apply(ConferenceReported(line, self.event(), ConferenceFacts(halves, held)))

    def devices_with(self, line, half_id):
        """The line itself, and the devices that its conference has besides the one of this half."""
        half = self.book._book.line(line).find_half(half_id)
        members = half.connection.halves.values() if half is not None else ()
        return {line} | {device(member.far) for member in members if member.id != half_id}

    def devices_beside(self, line, connection):
        members = connection.call.connections
        fars = {device(half.far) for member in members for half in member.halves.values()}
        return (fars | {member.line.id for member in members}) - {line}

    @rule(line=st.sampled_from(LINES), numbers=st.lists(NUMBERS, max_size=3, unique=True), data=st.data())
    def resync(self, line, numbers, data):
        states = OWN.filter(lambda state: state is not S.NULL)
        calls = tuple(self.facts(data, line, number, data.draw(states)) for number in numbers)
        self.apply(LineReported(line, self.event(), calls))

    @rule(line=st.sampled_from(LINES), party=st.one_of(st.none(), PARTIES))
    def park(self, line, party):
        self.apply(ParkReported(line, self.event(), party))

    @rule(line=st.sampled_from(LINES), up=st.booleans())
    def service(self, line, up):
        self.apply(LineUp(line) if up else LineDown(line, TROUBLE))

    @rule(line=st.sampled_from(LINES), active=st.booleans())
    def call_waiting(self, line, active):
        self.apply(CallWaitingReported(line, self.event(), active))

    @rule(line=st.sampled_from(LINES), number=NUMBERS)
    def doubt_is_over(self, line, number):
        self.apply(DoubtOver(line, ConnectionId(f"{line}-{number}")))

    @rule()
    def repeat(self):
        if self.last is not None and not isinstance(self.last, LineUp | LineDown):
            assert () == self.book.apply(self.last)

    @invariant()
    def a_client_that_replays_the_changes_has_the_books_view(self):
        for line, replica in self.replicas.items():
            book = view_of(self.book.snapshot(line))
            assert book == replica.view(), f"{book} is the book's, {replica.view()} the client's after {self.told}"

    def teardown(self):
        for line in LINES:
            self.apply(LineReported(line, self.event(), ()))
            self.apply(ParkReported(line, self.event(), None))
        left = {t: (call.id, len(call.connections)) for t, call in self.book._book.calls.items()}
        assert self.book.is_idle(), (left, {line.id: line.gone for line in self.book._book.lines.values()})
        assert all(not replica.calls for replica in self.replicas.values())


TestCallBook = Switch.TestCase
TestCallBook.settings = settings(max_examples=100, stateful_step_count=25, deadline=None, report_multiple_bugs=False)
