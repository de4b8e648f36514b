"""Which lines wait for their full state, and when those are asked for again that could not be fetched."""

from __future__ import annotations

from ctibridge.broadworks.resync import REFUSED_RETRY_S, RETRY_S, Errand, ResyncQueue
from ctibridge.model.ids import LineId

ANNA, BERT = LineId("anna"), LineId("bert")


def taken(queue: ResyncQueue[LineId]) -> LineId | None:
    errand = queue.take()
    return errand.what if errand is not None else None


def under_way(queue: ResyncQueue[LineId], line: LineId) -> Errand[LineId]:
    queue.put([line])
    errand = queue.take()
    assert errand is not None
    return errand


def is_taken_in(queue: ResyncQueue[LineId], errand: Errand[LineId]) -> bool:
    good = queue.is_good(errand)
    queue.done(errand)
    return good


def test_a_line_is_taken_once_however_often_it_is_put():
    queue = ResyncQueue()
    queue.put([ANNA, BERT])
    queue.put([ANNA])
    assert [ANNA, BERT, None] == [taken(queue) for _ in range(3)]


def test_a_line_in_a_hurry_is_the_next_one_if_it_waits():
    queue = ResyncQueue()
    queue.put([ANNA, BERT])
    queue.hurry(BERT)
    queue.hurry(LineId("carla"))
    assert [BERT, ANNA, None] == [taken(queue) for _ in range(3)]


def test_an_event_of_the_line_makes_what_was_fetched_stale():
    queue = ResyncQueue()
    errand = under_way(queue, ANNA)
    queue.touched(ANNA)
    assert not is_taken_in(queue, errand)
    again = queue.take()
    assert again is not None
    assert ANNA == again.what
    assert is_taken_in(queue, again)
    assert 0 == len(queue)


def test_a_line_whose_answer_is_stale_is_the_next_one():
    queue = ResyncQueue()
    errand = under_way(queue, ANNA)
    queue.put([BERT])
    queue.touched(ANNA)
    assert not is_taken_in(queue, errand)
    assert [ANNA, BERT] == [taken(queue), taken(queue)]


def test_what_was_under_way_when_there_was_no_channel_is_worth_nothing():
    queue = ResyncQueue()
    before = under_way(queue, ANNA)
    queue.clear()
    assert not is_taken_in(queue, before)
    assert 0 == len(queue)


def test_what_was_under_way_before_leaves_what_is_asked_for_since_alone():
    queue = ResyncQueue()
    before = under_way(queue, ANNA)
    queue.clear()
    since = under_way(queue, ANNA)
    queue.unanswered(before, 0.0)
    queue.touched(ANNA)
    assert not is_taken_in(queue, since)
    assert [ANNA, None] == [taken(queue), taken(queue)]


def test_a_line_that_is_put_while_its_answer_is_taken_in_waits_again():
    queue = ResyncQueue()
    errand = under_way(queue, ANNA)
    assert queue.is_good(errand)
    queue.put([ANNA])
    queue.done(errand)
    assert ANNA == taken(queue)


def test_a_line_that_nobody_answered_for_is_waited_for_and_asked_for_again():
    queue = ResyncQueue()
    queue.unanswered(under_way(queue, ANNA), 100.0)
    assert (None, 1, 100 + RETRY_S) == (taken(queue), len(queue), queue.next_at())
    assert not queue.due(100.0)
    assert queue.due(100 + RETRY_S)
    assert ANNA == taken(queue)


def test_a_line_that_was_refused_is_not_waited_for_but_asked_for_again():
    queue = ResyncQueue()
    queue.refused(under_way(queue, ANNA), 100.0)
    assert (0, 100 + REFUSED_RETRY_S) == (len(queue), queue.next_at())
    assert queue.due(100 + REFUSED_RETRY_S)
    assert ANNA == taken(queue)


def test_a_line_that_is_put_is_not_asked_for_a_second_time_later():
    queue = ResyncQueue()
    queue.unanswered(under_way(queue, ANNA), 0.0)
    queue.put([ANNA])
    assert queue.next_at() is None
    assert [ANNA, None] == [taken(queue), taken(queue)]


def test_without_a_channel_nothing_waits():
    queue = ResyncQueue()
    queue.unanswered(under_way(queue, BERT), 0.0)
    queue.put([ANNA])
    queue.clear()
    assert (0, None, None) == (len(queue), taken(queue), queue.next_at())
