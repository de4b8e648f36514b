"""A call that may be none: the switch tells a second call before it knows whether the line takes it.

At a busy line without Call Waiting such a call ends after some milliseconds, and no telephone ever rang. Clients are
told of it only when that time has passed, or the switch says more. Where second calls are known to ring, none waits.
"""

from __future__ import annotations

from ctibridge.model.ids import ConnectionId
from ctibridge.model.records import LineRecord
from ctibridge.model.reports import CallFacts, Occasion, Side
from ctibridge.model.states import ConnectionState as S


def is_doubtful(line: LineRecord, facts: CallFacts, occasion: Occasion) -> bool:
    """Whether this call, which is new, may end without having rung."""
    rings = facts.state is S.ALERTING and not facts.outgoing and not facts.recall
    return rings and bool(line.connections) and not _second_calls_ring(line) and occasion is not Occasion.RESYNC


def _second_calls_ring(line: LineRecord) -> bool:
    """What the service says; experience, where the switch does not tell of the service."""
    told = line.call_waiting if line.call_waiting is not None else line.second_rang
    return bool(told)


def put(line: LineRecord, facts: CallFacts) -> None:
    """Clients are not told of this call for now."""
    if line.doubtful is None:
        line.doubtful = {}
    line.doubtful[facts.connection] = facts


def take(line: LineRecord, connection: ConnectionId) -> CallFacts | None:
    """The call, which is not in doubt any more; None when it was not."""
    if line.doubtful is None:
        return None
    facts = line.doubtful.pop(connection, None)
    line.doubtful = line.doubtful or None
    return facts


def was_none(facts: CallFacts) -> bool:
    """Whether the call, which is over, never rang: who hangs up himself has heard it ring."""
    return facts.cause is not None or facts.released_by is not Side.REMOTE


def still_open(facts: CallFacts, occasion: Occasion) -> bool:
    """Whether this, said of a call in doubt, leaves it there."""
    return facts.state is S.ALERTING and not facts.at_device and occasion is not Occasion.RESYNC
