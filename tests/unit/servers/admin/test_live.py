"""A live list tells what changed, and the reader has the whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ctibridge.servers.admin.live import LiveLines, Mirror
from ctibridge.servers.admin.messages import LineRow, Lines


def row(line: str, *, in_service: bool = True) -> LineRow:
    return LineRow("office", line, line, None, line, line, None, None, in_service)


def lines(*rows: LineRow) -> Lines:
    return Lines(rows, {"in-service": sum(each.in_service for each in rows)})


def test_the_first_message_has_everything_and_the_next_only_what_changed():
    live = LiveLines()
    first, second = lines(row("a"), row("b")), lines(row("a"), row("b", in_service=False), row("c"))
    assert first == live.news(first)
    assert Lines((row("b", in_service=False), row("c")), {"in-service": 2}) == live.news(second)
    assert Lines((), {"in-service": 1}, ("b", "c")) == live.news(lines(row("a")))


def test_nothing_is_told_when_nothing_changed_but_the_first_list_even_when_it_is_empty():
    live = LiveLines()
    assert lines() == live.news(lines())
    assert live.news(lines()) is None


ROWS = st.dictionaries(st.sampled_from("abcdef"), st.booleans()).map(
    lambda states: lines(*(row(line, in_service=up) for line, up in states.items()))
)


@given(st.lists(ROWS))
def test_a_reader_of_all_messages_has_what_there_is(history):
    live, mirror = LiveLines(), Mirror()
    for now in history:
        news = live.news(now)
        if news is not None:
            shown = mirror.take(news)
        assert {each.line: each for each in now.lines} == {each.line: each for each in shown.lines}
        assert now.counts == shown.counts
