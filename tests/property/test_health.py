"""Whatever happens to lines: worse is told at once, what lasts is told in the end, and counts are of what is told."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from ctibridge.hub.health import STEADY_S, HealthBook
from ctibridge.model.health import Evidence, HealthState, Trouble
from ctibridge.model.ids import LineId

LINES = [LineId(name) for name in "ab"]
STATES = [state for state in HealthState if state is not HealthState.STARTING]
HAPPENINGS = st.lists(st.tuples(st.sampled_from(LINES), st.sampled_from(STATES), st.floats(0.0, 70.0)), max_size=40)


def trouble(state: HealthState) -> Trouble | None:
    return Trouble(state, Evidence("x")) if state is not HealthState.IN_SERVICE else None


def told(book: HealthBook, line: LineId) -> HealthState:
    health = book.get(line)
    assert health is not None
    return health.state


@given(HAPPENINGS)
def test_worse_is_told_at_once_and_what_lasts_in_the_end(happenings):
    book, now = HealthBook(), 0.0
    book.begin(LINES, now)
    last = dict.fromkeys(LINES, HealthState.STARTING)
    for line, state, pause_s in happenings:
        before = told(book, line)
        is_told = book.take(line, trouble(state), now)
        last[line] = state
        assert is_told == (told(book, line) is not before)
        assert is_told or state is before or state.rank <= before.rank
        assert (book.waits_s(line, now) is None) == (told(book, line) is state)
        assert Counter(told(book, each) for each in LINES) == Counter(book.counts)
        now += pause_s
    for line in LINES:
        book.settle(line, now + STEADY_S)
    assert last == {line: told(book, line) for line in LINES}
