"""How each line is, since when, and what of that is told outward. Pure: time is an argument.

Worse is told at once: nobody must count on a line that is not served. Better is told at once as well, unless the line
flaps; then it is told when it lasted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from ctibridge.model.health import HealthState, LineHealth, Trouble
from ctibridge.model.ids import LineId

# Engineering choices. Down and up again is news, twice in a minute is none; a third of the window is long enough to
# tell a line that holds from one that does not, and short enough for a person who waits for it.
WINDOW_S = 60.0
MOST_CHANGES = 3
STEADY_S = 20.0
MOMENT_S = 0.001  # timers are rounded: who wakes so early must not find that it is not yet time


@dataclass(slots=True)
class _Record:
    """One line: how it is, and how it is told to be."""

    state: HealthState
    since: float
    told: HealthState
    told_since: float
    trouble: Trouble | None = None
    seen_at: float = 0.0  # when the trouble was reported
    shown: Trouble | None = None  # with what is told
    shown_at: float = 0.0
    changes: list[float] = field(default_factory=list)  # the last ones

    def becomes(self, state: HealthState, now: float) -> None:
        self.state, self.since = state, now
        self.changes = [*self.changes[-MOST_CHANGES:], now]

    def flaps(self, now: float) -> bool:
        return len(self.changes) > MOST_CHANGES and self.changes[0] > now - WINDOW_S


class HealthBook:
    """The health of all lines."""

    def __init__(self) -> None:
        self._records: dict[LineId, _Record] = {}
        self._counts: Counter[HealthState] = Counter()

    def begin(self, lines: Iterable[LineId], now: float) -> None:
        """These lines are there from now on; nothing is known of them yet."""
        for line in lines:
            if line not in self._records:
                self._add(line, now)

    def forget(self, line: LineId) -> None:
        """The line is no more."""
        record = self._records.pop(line, None)
        if record is not None:
            self._counts[record.told] -= 1

    def take(self, line: LineId, trouble: Trouble | None, now: float) -> bool:
        """What a provider says of a line; None: it is in service. Returns whether something is to be told outward."""
        record = self._records.get(line) or self._add(line, now)
        state = HealthState.IN_SERVICE if trouble is None else trouble.state
        record.trouble, record.seen_at = trouble, now
        if state is not record.state:
            record.becomes(state, now)
        if state is record.told:
            record.shown, record.shown_at = trouble, now
            return False
        return self._settle(record, now)

    def settle(self, line: LineId, now: float) -> bool:
        """Time went by: whether something is to be told outward that had to wait."""
        record = self._records.get(line)
        return record is not None and record.state is not record.told and self._settle(record, now)

    def waits_s(self, line: LineId, now: float) -> float | None:
        """In how many seconds `settle` is to be called; None: what is told is what is."""
        record = self._records.get(line)
        if record is None or record.state is record.told:
            return None
        return max(0.0, record.since + STEADY_S - now)

    def get(self, line: LineId) -> LineHealth | None:
        """The line as it is told to be, times in those of `take`; None: there is no such line."""
        record = self._records.get(line)
        if record is None:
            return None
        trouble = record.shown
        if trouble is None:
            return LineHealth(record.told, record.told_since)
        retry_at = record.shown_at + trouble.retry_s if trouble.retry_s is not None else None
        return LineHealth(record.told, record.told_since, trouble.evidence, trouble.who, retry_at)

    @property
    def counts(self) -> dict[HealthState, int]:
        """How many lines are told to be how."""
        return {state: self._counts[state] for state in HealthState if self._counts[state]}

    def _add(self, line: LineId, now: float) -> _Record:
        record = self._records[line] = _Record(HealthState.STARTING, now, HealthState.STARTING, now)
        self._counts[HealthState.STARTING] += 1
        return record

    def _settle(self, record: _Record, now: float) -> bool:
        is_better = record.state.rank <= record.told.rank
        if is_better and record.flaps(record.since) and now < record.since + STEADY_S - MOMENT_S:
            return False
        self._counts[record.told] -= 1
        self._counts[record.state] += 1
        record.told, record.told_since = record.state, record.since
        record.shown, record.shown_at = record.trouble, record.seen_at
        return True
