"""A change of a call, from the change to the bytes for the provider: on a line with one call, and with many."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import count, cycle
from typing import Any

from bench.decode import in_turn
from bench.effort import Effort
from bench.table import Figure, Sample
from ctibridge.hub.directory import LineDirectory
from ctibridge.model import changes as c
from ctibridge.model.ids import CallId, ConnectionId, LineId
from ctibridge.model.lines import Line
from ctibridge.model.parties import NOBODY, Cause, Party
from ctibridge.model.states import ConnectionState as S
from ctibridge.model.views import ConnectionView, LineSnapshot, OtherParty
from ctibridge.servers.tapi.line import LineState
from ctibridge.servers.tapi.people import People
from ctibridge.servers.tapi.teller import FIRST_OF_OURS
from ctibridge.servers.tapi.watch import Watch
from ctibridge.wire.tapi.codec import encode

QUESTION = "TAPI, changes"
LINE = LineId("anna@example.com")
CALLS = (1, 300)
OWN, OTHER = Party(line=LINE), Party(number="+4930231259", name="Kunde")


def measure(effort: Effort) -> list[Figure]:
    """Microseconds for a call that is held and retrieved, while so many are there and the others ring."""
    return [_figure(effort, calls) for calls in CALLS]


def _figure(effort: Effort, calls: int) -> Figure:
    line = BusyLine(calls)
    said = [json.loads(text) for text in line.change()] + [json.loads(text) for text in line.change()]
    changes = effort.tapi_changes
    ours, floor = in_turn([lambda: _repeat(line.change, changes), lambda: _dump(said, changes)], effort.rounds)
    return Figure(
        QUESTION,
        f"a change on a line with {calls:,} call{'s' * (calls > 1)}",
        "us",
        Sample.of(seconds / changes * 1e6 for seconds in ours),
        Sample.of(seconds / changes * 1e6 for seconds in floor),
        notes=(f"{len(said) / 2:g} messages of a change on average; floor: json.dumps of them",),
    )


class BusyLine:
    """A line with so many calls, of which the last talks or is held, and the others ring."""

    def __init__(self, calls: int) -> None:
        numbers = count(FIRST_OF_OURS)
        line = Line(LINE, LINE, extension="101", first_name="Anna", last_name="Berg")
        state = LineState(1, line, LineSnapshot(LINE, True, (), None, None, (), None))
        self._watch = Watch(state, People(LineDirectory()), lambda: next(numbers))
        views = [*(_view(str(number), S.ALERTING) for number in range(1, calls)), _view("0", S.CONNECTED)]
        list(self._watch.opened(LineSnapshot(LINE, True, tuple(views), None, None, (), None)))
        held = c.Held(LINE, _view("0", S.HOLD), Cause.NORMAL, OWN)
        retrieved = c.Retrieved(LINE, _view("0", S.CONNECTED), Cause.NORMAL, OWN)
        self._changes: Iterator[c.CallControlChange] = cycle((held, retrieved))

    def change(self) -> list[bytes]:
        """The next change; what is written for it."""
        messages = [*self._watch.changed(next(self._changes)), *self._watch.settled()]
        return [encode(message) for message in messages]


def _view(name: str, state: S) -> ConnectionView:
    """One call of the line's, from outside."""
    others = (OtherParty(OTHER, S.CONNECTED, ConnectionId(name)),)
    return ConnectionView(
        call=CallId(name),
        connection=ConnectionId(name),
        line=LINE,
        state=state,
        calling=OTHER,
        called=NOBODY,
        last_redirection=None,
        others=others,
        outgoing=False,
        external=True,
        answered=True,
        conference=False,
    )


def _repeat(what: Callable[[], object], times: int) -> None:
    for _ in range(times):
        what()


def _dump(said: list[dict[str, Any]], changes: int) -> None:
    """What both changes say, as often as there were two."""
    for _ in range(changes // 2):
        for message in said:
            json.dumps(message, ensure_ascii=False)
