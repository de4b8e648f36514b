"""Chooses the rule: compares what the switch says of one call with what clients were told, and tells the rest.

The facts decide, not the kind of the event: so live events, repeats and full states go one way, and an event that
was lost is made up for by the next. A transition that telephony does not know is followed all the same, and the line
is marked suspect.
"""

from __future__ import annotations

from ctibridge.model import changes as c
from ctibridge.model.ids import ConnectionId
from ctibridge.model.records import Connection, Half, LineRecord, Registry
from ctibridge.model.reports import CallFacts, Occasion
from ctibridge.model.rules import answer, begin, clear, conference, divert, doubt, hold, pickup, recording, transfer
from ctibridge.model.states import ConnectionState as S
from ctibridge.model.states import is_legal


def call_reported(book: Registry, line: LineRecord, facts: CallFacts, occasion: Occasion) -> list[c.Change]:
    """The switch says something about one call of the line."""
    half = line.find_half(facts.connection)
    if half is None:
        half = _prompted_half(line, facts)
        if half is not None:
            begin.replaced(half, facts)
    if half is not None:
        return _advance(book, half, facts, occasion)
    if line.doubtful is not None and facts.connection in line.doubtful:
        return _doubtful(book, line, facts, occasion)
    if facts.state is S.NULL:
        line.forget(facts.connection)
        return []
    if line.gone is not None and facts.connection in line.gone and not facts.recall:
        return []  # clients know that it is over
    line.forget(facts.connection)
    if doubt.is_doubtful(line, facts, occasion):
        doubt.put(line, facts)
        return [c.CallInDoubt(line.id, facts.connection)]
    return _appears(book, line, facts, occasion)


def _doubtful(book: Registry, line: LineRecord, facts: CallFacts, occasion: Occasion) -> list[c.Change]:
    """The switch says more of a call of which clients were not told."""
    if doubt.still_open(facts, occasion):
        doubt.put(line, facts)
        return []
    if facts.state is S.NULL and doubt.was_none(facts):
        doubt.take(line, facts.connection)
        line.second_rang = False
        return []
    rang = facts.state is not S.NULL
    return settled(book, line, facts.connection, rang=rang) + call_reported(book, line, facts, occasion)


def settled(book: Registry, line: LineRecord, connection: ConnectionId, *, rang: bool) -> list[c.Change]:
    """The call is one, if it was in doubt at all; `rang`: a telephone of the line took it."""
    facts = doubt.take(line, connection)
    if facts is None:
        return []
    line.second_rang = rang or line.second_rang
    return _appears(book, line, facts, Occasion.PROGRESS)


def _appears(book: Registry, line: LineRecord, facts: CallFacts, occasion: Occasion) -> list[c.Change]:
    changes = begin.begin(book, line, facts, occasion)
    half = line.find_half(facts.connection)
    return changes if half is None else changes + _advance(book, half, facts, occasion)


def _prompted_half(line: LineRecord, facts: CallFacts) -> Half | None:
    """The click-to-dial call that goes out under another connection id."""
    if not facts.outgoing or facts.state is S.NULL:
        return None
    for connection in line.connections:
        if connection.state is S.INITIATED and facts.tracking in connection.call.trackings:
            return connection.half
    return None


def _advance(book: Registry, half: Half, facts: CallFacts, occasion: Occasion) -> list[c.Change]:
    if facts.state is S.NULL:
        half.connection.line.forget(half.id)
        return clear.released(book, half, facts)
    changes = _other_party(book, half, facts, occasion)
    if half.connection.conference:  # its own state is the conference's
        return changes + begin.far_progress(book, half, facts) + recording.recording_reported(half, facts)
    changes += _surprise(half, facts)
    changes += _gets_connected(half, facts)
    if not (occasion is Occasion.TRANSFER and facts.far_state is S.HOLD):  # the hold was that of the party who left
        changes += begin.far_progress(book, half, facts)
    return changes + _holds_or_fails(book, half, facts) + recording.recording_reported(half, facts)


def _other_party(book: Registry, half: Half, facts: CallFacts, occasion: Occasion) -> list[c.Change]:
    connection = half.connection
    new_call = facts.tracking not in connection.call.trackings
    again = _rings_again(half, facts, occasion)
    if not new_call and not again and facts.far == half.info:
        return []
    if half.far.is_code and _talks(connection, facts):
        return pickup.took(book, half, facts)
    if occasion is Occasion.PICKUP and not half.answered:
        return pickup.picked_up(book, half, facts)
    if occasion is Occasion.UNPARK and half.far_state is S.QUEUED:
        return pickup.fetched(book, half, facts)
    if new_call or again:
        return transfer.far_transferred(book, half, facts, occasion)
    partner = next((party for party in connection.partners if party.is_same(facts.far)), None)
    if partner is not None and not facts.far.is_same(half.info):
        return conference.owner_left(half, partner)
    if facts.far.is_same(half.info) or _is_refinement(half, facts, occasion):
        return transfer.party_described(half, facts)
    if occasion is Occasion.FORWARD or (connection.outgoing and not half.answered):
        return divert.far_diverted(half, facts.far)
    return transfer.far_transferred(book, half, facts, occasion)


def _rings_again(half: Half, facts: CallFacts, occasion: Occasion) -> bool:
    """Whether it rings at a party who had answered: also at the same one, who sent the call to itself."""
    told = half.answered and not half.far.external  # who is in another enterprise may be told of by its own half only
    return told and facts.far_state is S.ALERTING and occasion in {Occasion.TRANSFER, Occasion.RESYNC}


def _talks(connection: Connection, facts: CallFacts) -> bool:
    """Whether a call to a code has become one to a party who is there."""
    there = facts.far_state in {S.CONNECTED, S.HOLD} and not facts.far.is_code
    return there and connection.outgoing and connection.state is S.CONNECTED and not connection.conference


def _is_refinement(half: Half, facts: CallFacts, occasion: Occasion) -> bool:
    """Another number or name, but nothing says that it is another device."""
    before, now = half.info, facts.far
    if before.is_code:
        return True  # a prefix, with the number behind it
    if occasion in {Occasion.TRANSFER, Occasion.FORWARD} or before.external != now.external:
        return False
    if before.line is not None and now.line is not None:
        return before.line == now.line
    return before.line is None or now.number is None  # a line of ours by another number is another device


def _surprise(half: Half, facts: CallFacts) -> list[c.Change]:
    """A transition that telephony does not know."""
    before, after = half.connection.state, facts.state
    far_rings_again = before in {S.CONNECTED, S.HOLD} and after is S.ALERTING  # after a blind transfer
    if is_legal(before, after) or far_rings_again:
        return []
    return [c.LineSuspect(half.connection.line.id, f"call {half.id} went from {before} to {after}")]


def _gets_connected(half: Half, facts: CallFacts) -> list[c.Change]:
    connection = half.connection
    if facts.state not in {S.CONNECTED, S.HOLD} or connection.state in {S.CONNECTED, S.HOLD}:
        return []
    if connection.state is S.INITIATED:
        connection.outgoing = True
        return begin.originated(half)
    return answer.answered(half)


def _holds_or_fails(book: Registry, half: Half, facts: CallFacts) -> list[c.Change]:
    connection = half.connection
    match facts.state:
        case S.HOLD if connection.state is S.CONNECTED:
            return hold.held(connection)
        case S.CONNECTED if connection.state is S.HOLD:
            return hold.retrieved(connection)
        case S.FAIL if connection.state is not S.FAIL:
            return clear.failed(book, half, facts)
        case _:
            return []


def calls_redirected(book: Registry, line: LineRecord, facts: tuple[CallFacts, ...]) -> list[c.Change]:
    """The line sends calls elsewhere."""
    each = {item.connection: item for item in facts}.values()  # who is listed twice leaves once
    changes = [change for item in each for change in settled(book, line, item.connection, rang=False)]
    known = [(half, item) for item in each if (half := line.find_half(item.connection)) is not None]
    if len(known) == 2 and known[0][0].connection is not known[1][0].connection:
        (first, first_facts), (second, second_facts) = known
        if second.connection.state is S.HOLD and first.connection.state is not S.HOLD:
            first, second, first_facts, second_facts = second, first, second_facts, first_facts
        # Which call survives is not published; where both halves name one, it is that (inferred, xsi.md 6).
        same = first_facts.tracking == second_facts.tracking
        result = book.call_id(first_facts.tracking) if same else second.connection.call.id
        return changes + transfer.transferred_both(book, first, second, result)
    if len(known) == 2 and len(known[0][0].connection.halves) == 2:
        return changes + conference.left_to_each_other(book, known[0][0], known[1][0])
    for half, item in known:
        if half.id in half.connection.halves:
            changes += _redirected(book, half, item)
    return changes


def _redirected(book: Registry, half: Half, facts: CallFacts) -> list[c.Change]:
    if facts.redirect is None:
        return []
    if len(half.connection.halves) > 1:
        half.connection.line.leave(half)
        return clear.partner_left(half)  # sent out of the line's own conference
    if half.connection.state is not S.ALERTING:
        return transfer.transferred(book, half, facts.redirect)
    if facts.state is S.NULL:
        return divert.diverted(book, half, facts.redirect)
    return []  # it rings elsewhere too, and still here
