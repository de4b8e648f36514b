"""Which lines wait for their full state, and when those are asked for again that could not be fetched."""

from __future__ import annotations

from ctibridge.broadworks.resync import REFUSED_RETRY_S, RETRY_S, ResyncQueue
from ctibridge.model.ids import LineId

ANNA, BERT = LineId("anna"), LineId("bert")


def test_a_line_is_taken_once_however_often_it_is_put():
    queue = ResyncQueue()
    queue.put([ANNA, BERT])
    queue.put([ANNA])
    assert [ANNA, BERT, None] == [queue.take() for _ in range(3)]


def test_a_line_in_a_hurry_is_the_next_one_if_it_waits():
    queue = ResyncQueue()
    queue.put([ANNA, BERT])
    queue.hurry(BERT)
    queue.hurry(LineId("carla"))
    assert [BERT, ANNA, None] == [queue.take() for _ in range(3)]


def test_an_event_of_the_line_makes_what_was_fetched_stale():
    queue = ResyncQueue()
    queue.put([ANNA])
    assert ANNA == queue.take()
    queue.touched(ANNA)
    assert queue.is_stale(ANNA)
    assert ANNA == queue.take()
    assert not queue.is_stale(ANNA)
    assert 0 == len(queue)


def test_a_line_whose_answer_is_stale_is_the_next_one():
    queue = ResyncQueue()
    queue.put([ANNA, BERT])
    assert ANNA == queue.take()
    queue.touched(ANNA)
    assert queue.is_stale(ANNA)
    assert [ANNA, BERT] == [queue.take(), queue.take()]


def test_a_line_that_nobody_answered_for_is_waited_for_and_asked_for_again():
    queue = ResyncQueue()
    queue.put([ANNA])
    queue.take()
    queue.unanswered(ANNA, 100.0)
    assert (None, 1, 100 + RETRY_S) == (queue.take(), len(queue), queue.next_at())
    assert not queue.due(100.0)
    assert queue.due(100 + RETRY_S)
    assert ANNA == queue.take()


def test_a_line_that_was_refused_is_not_waited_for_but_asked_for_again():
    queue = ResyncQueue()
    queue.put([ANNA])
    queue.take()
    queue.refused(ANNA, 100.0)
    assert (0, 100 + REFUSED_RETRY_S) == (len(queue), queue.next_at())
    assert queue.due(100 + REFUSED_RETRY_S)
    assert ANNA == queue.take()


def test_a_line_that_is_put_is_not_asked_for_a_second_time_later():
    queue = ResyncQueue()
    queue.unanswered(ANNA, 0.0)
    queue.put([ANNA])
    assert queue.next_at() is None
    assert [ANNA, None] == [queue.take(), queue.take()]


def test_without_a_channel_nothing_waits():
    queue = ResyncQueue()
    queue.put([ANNA])
    queue.unanswered(BERT, 0.0)
    queue.clear()
    assert (0, None, None) == (len(queue), queue.take(), queue.next_at())
