"""Whose Call Waiting is read: each line's once, with its first call, and what the answer means."""

from __future__ import annotations

import pytest

from ctibridge.broadworks.call_waiting import CallWaitingQueue, read_call_waiting
from ctibridge.broadworks.replies import Reply
from ctibridge.errors import Rejected, RemoteProtocolError
from ctibridge.model.ids import LineId
from ctibridge.model.reports import CallWaitingReported
from ctibridge.wire.xsi.calls import Calls
from ctibridge.wire.xsi.services import CallWaiting

ANNA, BERT = LineId("anna"), LineId("bert")


def test_a_line_is_asked_for_once_however_often_it_is_called():
    queue = CallWaitingQueue()
    assert [True, False] == [queue.called(ANNA), queue.called(ANNA)]
    assert ANNA == queue.take()
    queue.asked(ANNA, answered=True)
    assert queue.take() is None
    assert not queue.called(ANNA)


def test_one_line_is_asked_for_at_a_time():
    queue = CallWaitingQueue()
    queue.called(ANNA), queue.called(BERT)
    assert [ANNA, None] == [queue.take(), queue.take()]
    queue.asked(ANNA, answered=True)
    assert BERT == queue.take()


def test_what_the_platform_told_is_not_asked_for():
    queue = CallWaitingQueue()
    queue.called(ANNA)
    queue.told(ANNA)
    queue.told(BERT)
    assert queue.take() is None
    assert not queue.called(BERT)


def test_a_line_without_an_answer_is_asked_for_with_its_next_call():
    queue = CallWaitingQueue()
    queue.called(ANNA)
    queue.take()
    queue.asked(ANNA, answered=False)
    assert queue.take() is None
    assert queue.called(ANNA)


def test_after_a_gap_every_line_is_asked_for_again():
    queue = CallWaitingQueue()
    queue.told(ANNA)
    queue.forget()
    assert queue.called(ANNA)


def answering(answer):
    async def ask(request):
        assert "user/anna@x/services/CallWaiting" == request.path
        if isinstance(answer, Exception):
            raise answer
        return Reply(200, answer)

    return ask


async def read(answer):
    return await read_call_waiting(answering(answer), ANNA, "anna@x")


@pytest.mark.parametrize("active", [True, False])
async def test_the_service_is_reported(active):
    assert CallWaitingReported(ANNA, None, active) == await read(CallWaiting(active=active))


@pytest.mark.parametrize("status", [403, 404])
async def test_a_service_that_is_not_told_is_left_to_experience(status):
    assert await read(Rejected(status, "no")) is None


async def test_anything_else_is_no_answer():
    with pytest.raises(Rejected):
        await read(Rejected(500, "oh"))
    with pytest.raises(RemoteProtocolError):
        await read(Calls())
