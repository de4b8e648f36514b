"""Answers to events are written in a short way that gives the same bytes as the long one."""

import pytest

from ctibridge.broadworks.acknowledging import _answer
from ctibridge.wire.xsi.channels import EventResponse, EventStatus
from ctibridge.wire.xsi.documents import encode


@pytest.mark.parametrize("event_id", ["e3e70682-c209-4cac-a29f-6fbed82c07cd", "1", "a:b.c_d", "e<1>&", "é", "a b", ""])
@pytest.mark.parametrize(("status", "reason"), [(EventStatus.TAKEN, "OK"), (EventStatus.DROPPED, "Bad Request")])
def test_the_answer_is_the_document_that_the_writer_would_write(event_id, status, reason):
    expected = encode(EventResponse(event_id=event_id, status_code=int(status), reason=reason))
    assert expected == _answer(event_id, status)
