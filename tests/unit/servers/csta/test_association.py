"""Who the client is, and until when."""

from __future__ import annotations

import pytest

from ctibridge.servers.csta.association import Association, State
from ctibridge.servers.csta.settings import SHORTEST_SESSION_S, CstaSettings
from ctibridge.wire.csta import sessions as s
from ctibridge.wire.csta.editions import Edition
from ctibridge.wire.markup.binding import Tree

OPEN = CstaSettings(session_s=600)
LOCKED = CstaSettings(user="app", password="geheim-ü")


def start(user: str | None = None, password: str | None = None, duration: int | None = None):
    login = (("userName", user), ("password", password))
    children = tuple(Tree(f"{{urn:v}}{name}", text) for name, text in login if text is not None)
    specific = Tree("applicationSpecificInfo", "", {}, children)
    info = s.ApplicationInfo(application_id="desk", application_specific_info=specific)
    return s.StartApplicationSession(application_info=info, requested_session_duration=duration)


def test_without_a_user_anybody_may_ask_without_a_session():
    association = Association(OPEN, "1")
    assert not association.is_open
    assert association.admit()
    assert (State.IMPLICIT, True, None) == (association.state, association.is_open, association.ends_at)


def test_with_a_user_nobody_may_ask_without_a_session():
    association = Association(LOCKED, "1")
    assert not association.admit()
    assert State.NEW is association.state


def test_the_right_login_opens_a_session():
    association = Association(LOCKED, "one")
    answer = association.start(start("app", "geheim-ü"), Edition.ED4, now=100.0)
    assert isinstance(answer, s.StartApplicationSessionPosResponse)
    assert ("one", Edition.ED4.namespace, 86_400) == (
        answer.session_id, answer.actual_protocol_version, answer.actual_session_duration
    )  # fmt: skip
    assert (State.EXPLICIT, "desk", 86_500.0) == (association.state, association.application, association.ends_at)
    assert association.admit()


@pytest.mark.parametrize(
    ("user", "password"),
    [("app", "wrong"), ("other", "geheim-ü"), (None, "geheim-ü"), ("app", None), (None, None), ("None", "None"),
     ("app\ngeheim-ü", ""), ("", "app\ngeheim-ü"), ("app", "geheim-ü ")],
)  # fmt: skip
def test_a_wrong_login_opens_nothing(user, password):
    association = Association(LOCKED, "1")
    answer = association.start(start(user, password), Edition.ED5, now=0)
    assert isinstance(answer, s.StartApplicationSessionNegResponse)
    assert s.SessionError.INVALID_APPLICATION_INFO == answer.value
    assert not association.admit()


def test_a_login_with_line_breaks_is_not_taken_for_another():
    association = Association(CstaSettings(user="a\nb", password="c"), "1")
    answer = association.start(start("a", "b\nc"), Edition.ED5, now=0)
    assert isinstance(answer, s.StartApplicationSessionNegResponse)


def test_a_client_that_sends_no_login_is_not_taken_for_one_that_is_called_none():
    association = Association(CstaSettings(user="None", password="None"), "1")
    answer = association.start(s.StartApplicationSession(), Edition.ED5, now=0)
    assert isinstance(answer, s.StartApplicationSessionNegResponse)


def test_a_wrong_login_does_not_end_the_session_that_is_there():
    association = Association(LOCKED, "1")
    association.start(start("app", "geheim-ü"), Edition.ED5, now=0)
    association.start(start("app", "wrong"), Edition.ED5, now=0)
    assert State.EXPLICIT is association.state


def test_an_edition_that_nobody_speaks_is_refused():
    answer = Association(OPEN, "1").start(start(), None, now=0)
    assert isinstance(answer, s.StartApplicationSessionNegResponse)
    assert s.SessionError.REQUESTED_PROTOCOL_VERSION_NOT_SUPPORTED == answer.value


@pytest.mark.parametrize(
    ("wish", "granted"),
    [(None, 600), (0, 600), (60, 60), (601, 600), (1, SHORTEST_SESSION_S), (-5, SHORTEST_SESSION_S)],
)
def test_the_life_that_is_granted(wish, granted):
    association = Association(OPEN, "1")
    answer = association.start(start(duration=wish), Edition.ED5, now=10.0)
    assert granted == answer.actual_session_duration
    assert 10.0 + granted == association.ends_at
    again = association.reset_timer(s.ResetApplicationSessionTimer(requested_session_duration=wish), now=20.0)
    assert granted == again.actual_session_duration
    assert 20.0 + granted == association.ends_at


@pytest.mark.parametrize("session", [None, "", "one"])
def test_the_session_may_be_left_unnamed(session):
    association = Association(OPEN, "one")
    association.start(start(), Edition.ED5, now=0)
    reset = association.reset_timer(s.ResetApplicationSessionTimer(session_id=session), now=0)
    assert isinstance(reset, s.ResetApplicationSessionTimerPosResponse)
    assert isinstance(
        association.stop(s.StopApplicationSession(session_id=session)), s.StopApplicationSessionPosResponse
    )
    assert (State.ENDED, False) == (association.state, association.admit())


@pytest.mark.parametrize("started", [True, False])
def test_another_session_is_not_prolonged_or_ended(started):
    association = Association(OPEN, "one")
    if started:
        association.start(start(), Edition.ED5, now=0)
    name = "two" if started else None
    for answer in (
        association.reset_timer(s.ResetApplicationSessionTimer(session_id=name), now=0),
        association.stop(s.StopApplicationSession(session_id=name)),
    ):
        assert isinstance(answer, s.NegativeResponse)
        assert s.SessionError.INVALID_SESSION_ID == answer.value
    assert (State.EXPLICIT if started else State.NEW) is association.state


def test_a_session_whose_time_is_over_says_so():
    association = Association(OPEN, "one")
    association.start(start(), Edition.ED5, now=0)
    told = association.expired()
    assert ("one", "sessionTimerExpired") == (told.session_id, told.reason)
    assert not association.admit()
