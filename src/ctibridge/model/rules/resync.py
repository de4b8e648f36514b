"""The full state of a line: what changed while nobody told us becomes ordinary changes."""

from __future__ import annotations

from dataclasses import replace

from ctibridge.model import changes as c
from ctibridge.model.parties import Cause
from ctibridge.model.records import LineRecord, Registry
from ctibridge.model.reports import CallFacts, ConferenceFacts, Occasion
from ctibridge.model.rules import clear, conference, doubt, follow


def line_reported(
    book: Registry, line: LineRecord, calls: tuple[CallFacts, ...], own_conference: ConferenceFacts | None
) -> list[c.Change]:
    """These, and only these, are the line's calls."""
    present = {facts.connection for facts in calls}
    changes: list[c.Change] = []
    for connection in list(line.connections):
        for half in [half for half in connection.halves.values() if half.id not in present]:
            if len(connection.halves) > 1:
                gone = clear.partner_left(half)
            else:
                gone = clear.own_cleared(book, connection, Cause.NORMAL_CLEARING)
            changes += map(_unreported, gone)
    for half_id in set(line.doubtful or ()) - present:
        doubt.take(line, half_id)
    for half_id in tuple(line.gone or ()):
        line.forget(half_id)  # over at the switch as well, or not over at all: an event was lost, and we were wrong
    for facts in calls:
        changes += follow.call_reported(book, line, facts, Occasion.RESYNC)
    changes += conference.conference_reported(book, line, own_conference or ConferenceFacts(()))
    return changes


def _unreported(change: c.Change) -> c.Change:
    return replace(change, unreported=True) if isinstance(change, c.ConnectionCleared) else change
