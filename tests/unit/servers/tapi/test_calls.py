"""TAPI's calls of a line, from changes: what the scenarios do not come to."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from ctibridge.hub.directory import LineDirectory
from ctibridge.model import changes as c
from ctibridge.model.ids import CONFERENCE, CallId, ConnectionId, LineId
from ctibridge.model.parties import NOBODY, Cause, Party
from ctibridge.model.states import ConnectionState as S
from ctibridge.model.views import ConnectionView, OtherParty
from ctibridge.servers.tapi import constants as t
from ctibridge.servers.tapi.calls import FORGOTTEN_AFTER, LineCalls
from ctibridge.servers.tapi.people import People
from ctibridge.servers.tapi.translate import call_number
from ctibridge.wire.tapi.messages import NewCall

LINE = LineId("anna")
ME, FAR = Party(line=LINE), Party(number="+49301")


def line_calls() -> LineCalls:
    numbers = count(0x8000_0000)
    return LineCalls(7, People(LineDirectory()), lambda: next(numbers))


def view(call: str, state: S, connection: str = "x") -> ConnectionView:
    others = (OtherParty(FAR, S.CONNECTED, ConnectionId(connection)),)
    return ConnectionView(
        CallId(call), ConnectionId(connection), LINE, state, FAR, NOBODY, None, others, False, True, True, False
    )


def told(calls: LineCalls) -> list[tuple[int, int]]:
    calls.settle()
    return [(message.call & 0x7FFF_FFFF, message.state) for message in calls.take()]


def test_a_call_of_which_nothing_is_ever_heard_is_ended():
    calls = line_calls()
    calls.bind(calls.add(1), ConnectionId("x"), CallId("1"))
    for _ in range(FORGOTTEN_AFTER - 1):
        calls.look([])
    assert [] == told(calls)
    calls.look([])
    assert [(1, t.LINECALLSTATE_DISCONNECTED), (1, t.LINECALLSTATE_IDLE)] == told(calls)


def test_a_call_that_the_book_knows_is_waited_for():
    calls = line_calls()
    calls.bind(calls.add(1), ConnectionId("x"), CallId("1"))
    for _ in range(2 * FORGOTTEN_AFTER):
        calls.look([view("1", S.INITIATED)])
    assert [] == told(calls)


def test_a_dial_request_that_goes_out_under_another_name_stays_the_same_call():
    calls = line_calls()
    calls.bind(calls.add(1), ConnectionId("x"), CallId("1"))
    calls.apply(c.ServiceInitiated(LINE, view("1", S.INITIATED), Cause.MAKE_CALL))
    calls.apply(c.Originated(LINE, view("1", S.CONNECTED, "y"), Cause.MAKE_CALL))
    assert [1, 1] == [number for number, _ in told(calls)]


def test_the_end_of_a_call_that_was_never_told_is_not_told():
    calls = line_calls()
    calls.apply(c.ConnectionCleared(LINE, view("1", S.NULL), Cause.NORMAL_CLEARING, ME))
    assert [] == told(calls)


def test_a_call_that_is_lost_in_the_middle_of_a_pickup_ends_when_nothing_follows():
    calls = line_calls()
    call = calls.add(1)
    calls.bind(call, ConnectionId("x"), CallId("1"))
    call.fetches = True
    calls.apply(c.Originated(LINE, view("1", S.CONNECTED), Cause.MAKE_CALL))
    calls.apply(c.ConnectionCleared(LINE, view("1", S.NULL), Cause.NORMAL_CLEARING, ME))
    assert [t.LINECALLSTATE_DISCONNECTED, t.LINECALLSTATE_IDLE] == [state for _, state in told(calls)][1:]


def test_a_forgotten_call_goes_on_unseen_and_its_number_is_not_given_again():
    calls = line_calls()
    calls.apply(c.Delivered(LINE, view("1", S.ALERTING), Cause.NEW_CALL, ME))
    (message,) = calls.take()
    calls.forget(message.call)
    calls.apply(c.Established(LINE, view("1", S.CONNECTED), Cause.NEW_CALL, ME))
    calls.apply(c.ConnectionCleared(LINE, view("1", S.NULL), Cause.NORMAL_CLEARING, ME))
    assert [] == told(calls)
    calls.apply(c.Delivered(LINE, view("2", S.ALERTING), Cause.NEW_CALL, ME))
    (other,) = calls.take()
    assert (NewCall, message.call + 1) == (type(other), other.call)


def test_why_a_call_failed_is_why_it_ends():
    calls = line_calls()
    calls.apply(c.Originated(LINE, view("1", S.CONNECTED), Cause.NEW_CALL))
    calls.apply(c.Failed(LINE, view("1", S.FAIL), Cause.BUSY, FAR))
    calls.apply(c.ConnectionCleared(LINE, view("1", S.NULL), Cause.NORMAL_CLEARING, ME))
    messages = calls.take()
    modes = {message.state: message.mode for message in messages}
    assert t.LINEBUSYMODE_STATION == modes[t.LINECALLSTATE_BUSY]
    assert t.LINEDISCONNECTMODE_BUSY == modes[t.LINECALLSTATE_DISCONNECTED]


def test_another_number_of_the_caller_is_news_and_no_event():
    calls = line_calls()
    calls.apply(c.Delivered(LINE, view("1", S.ALERTING), Cause.NEW_CALL, ME))
    calls.take()
    better = replace(view("1", S.ALERTING), calling=Party(number="+49302", name="Kunde"))
    calls.apply(c.CallInformation(LINE, better, Cause.NORMAL, FAR))
    (message,) = calls.take()
    assert (0, t.LINECALLINFOSTATE_CALLERID) == (message.event, message.info)
    assert ("+49302", "Kunde") == (message.caller, message.callername)


def connected(calls: LineCalls, name: str) -> int:
    """A call that talks; its number."""
    calls.apply(c.Established(LINE, view(name, S.CONNECTED, name), Cause.NEW_CALL, ME))
    return calls.take()[0].call


def held_with_a_dial_tone(calls: LineCalls) -> None:
    """A call on hold, and a consultation call beside it, number 1, for which nothing was dialled yet."""
    number = connected(calls, "x")
    calls.apply(c.Held(LINE, view("x", S.HOLD, "x"), Cause.NORMAL, ME))
    calls.add(1, main=calls.get(number))
    calls.tell(calls.get(number))
    calls.settle()
    calls.take()


def confer_with_another(calls: LineCalls) -> None:
    """The call `x` and a new one become a conference, which is called `x` as well."""
    connected(calls, "z")
    others = (*view("x", S.CONNECTED, "x").others, *view("z", S.CONNECTED, "z").others)
    both = replace(view("x", S.CONNECTED, CONFERENCE), others=others, conference=True)
    calls.apply(c.Conferenced(LINE, both, Cause.CONFERENCE, CallId("x"), CallId("z"), FAR, ME, ()))


def test_a_consultation_call_is_told_with_the_call_that_it_was_begun_for():
    calls = line_calls()
    held_with_a_dial_tone(calls)
    assert (t.LINECALLSTATE_DIALTONE, call_number(CallId("x"))) == shown(calls, 1)


def test_a_consultation_call_names_its_call_also_when_that_is_called_otherwise():
    calls = line_calls()
    held_with_a_dial_tone(calls)
    calls.apply(c.CallInformation(LINE, view("y", S.HOLD, "x"), Cause.NORMAL, FAR))
    assert (t.LINECALLSTATE_DIALTONE, call_number(CallId("y"))) == shown(calls, 1)


def test_a_consultation_call_names_no_call_any_more_that_went_into_a_conference():
    calls = line_calls()
    held_with_a_dial_tone(calls)
    confer_with_another(calls)
    assert (t.LINECALLSTATE_DIALTONE, 0) == shown(calls, 1)


def test_a_conference_that_its_owner_joins_with_another_call_is_over_for_him():
    calls = line_calls()
    connected(calls, "x")
    confer_with_another(calls)
    connected(calls, "w")
    calls.apply(c.Transferred(LINE, view("w", S.NULL, "w"), Cause.TRANSFER, CallId("w"), CallId("x"), ME, FAR, ()))
    calls.settle()
    assert [] == list(calls)


def test_what_others_allow_is_told_when_a_request_changed_what_there_is():
    calls = line_calls()
    first, second = connected(calls, "x"), connected(calls, "z")
    calls.apply(c.Held(LINE, view("x", S.HOLD, "x"), Cause.NORMAL, ME))
    calls.settle()
    calls.take()
    conference = calls.add(1)
    conference.members, conference.begun = [calls.get(first)], True
    calls.get(first).parent = conference
    calls.tell(conference, calls.get(first))
    calls.settle()
    features = {message.call: message.features for message in calls.take()}
    assert features[second] & t.LINECALLFEATURE_ADDTOCONF


def test_of_many_calls_only_those_are_told_whose_features_changed():
    calls = line_calls()
    number = connected(calls, "talks")
    for name in range(300):
        calls.apply(c.Delivered(LINE, view(str(name), S.ALERTING, str(name)), Cause.NEW_CALL, ME))
    calls.settle()
    calls.take()
    calls.apply(c.Held(LINE, view("talks", S.HOLD, "talks"), Cause.NORMAL, ME))
    calls.settle()
    assert [number] == [message.call for message in calls.take()]


def shown(calls: LineCalls, number: int) -> tuple[int, int]:
    """State and related call, as a TSP knows them."""
    calls.settle()
    message = calls.get(number).told
    assert message is not None
    return message.state, message.relid
