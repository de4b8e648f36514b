"""Services of a line in the call book: what is news."""

import pytest

from ctibridge.model import changes as c
from ctibridge.model import reports as r
from ctibridge.model.callbook import CallBook
from ctibridge.model.line_services import Messages, ServiceKind, ServiceState

K = ServiceKind
HOME = ServiceState(K.REMOTE_OFFICE, active=True, to="+4930")
OFF = ServiceState(K.REMOTE_OFFICE, active=False, to="+4930")
GONE = ServiceState(K.REMOTE_OFFICE, available=False)


def told(*states: ServiceState) -> list[ServiceState]:
    book = CallBook()
    changes = [book.apply(r.ServiceReported("a", None, state)) for state in states]
    return [change.state for each in changes for change in each if isinstance(change, c.ServiceChanged)]


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ((HOME,), [HOME]),
        ((OFF,), []),
        ((GONE,), []),
        ((OFF, HOME, HOME, OFF), [HOME, OFF]),
        ((HOME, GONE, HOME), [HOME, GONE, HOME]),
    ],
)
def test_what_differs_is_told_and_at_first_only_what_is_unusual(states, expected):
    assert expected == told(*states)


def test_call_waiting_is_usually_on():
    book = CallBook()
    assert () == book.apply(r.CallWaitingReported("a", None, active=True))
    off = ServiceState(K.CALL_WAITING, active=False)
    assert (c.ServiceChanged("a", off),) == book.apply(r.CallWaitingReported("a", None, active=False))


def test_messages_light_the_lamp_once_and_are_counted_each_time():
    book, one, two = CallBook(), Messages(new=1), Messages(new=2)
    first = book.apply(r.MessagesReported("a", None, one))
    assert (
        c.MessageWaitingChanged("a", True),
        c.ServiceChanged("a", ServiceState(K.VOICE_MAIL, messages=one)),
    ) == first
    second = book.apply(r.MessagesReported("a", None, two))
    assert (c.ServiceChanged("a", ServiceState(K.VOICE_MAIL, messages=two)),) == second


@pytest.mark.parametrize(
    ("box", "waiting"),
    [
        (Messages(), False),
        (Messages(old=3, old_urgent=1), False),
        (Messages(new=1), True),
        (Messages(new_urgent=1), True),
    ],
)
def test_messages_that_nobody_has_listened_to_wait(box, waiting):
    assert waiting is box.are_waiting
