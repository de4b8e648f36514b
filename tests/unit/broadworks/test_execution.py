"""Commands of several requests, when the platform answers some and not others."""

from __future__ import annotations

import asyncio

import pytest

from ctibridge.broadworks.asking import Asker
from ctibridge.broadworks.execution import execute
from ctibridge.broadworks.pacer import Pacer
from ctibridge.broadworks.replies import Reply
from ctibridge.broadworks.requests import XsiRequest
from ctibridge.errors import (
    ConnectFailed,
    CtibridgeError,
    LineUnavailable,
    OutcomeUnknown,
    Rejected,
    RemoteProtocolError,
)
from ctibridge.model import commands as k
from ctibridge.model.ids import CONFERENCE
from ctibridge.model.line_services import ServiceKind, ServiceState
from ctibridge.wire.xsi import services as s

K = ServiceKind
CLOSED = ConnectFailed("xsp.example", "nobody listens")
OFF = {"DoNotDisturb": s.DoNotDisturb(active=False), "RemoteOffice": s.RemoteOffice(active=False), "CallWaiting":
       s.CallWaiting(active=True)}  # fmt: skip


class Platform:
    """Answers reads with the services that are off, unless something is wrong with a request."""

    def __init__(self, wrong: dict[tuple[str, str], CtibridgeError]) -> None:
        self.wrong = wrong
        self.asked: list[tuple[str, str]] = []
        self.requests = 0

    async def request(self, request: XsiRequest) -> Reply:
        key = (request.method, request.path.rpartition("/")[2])
        self.asked.append(key)
        if key in self.wrong:
            raise self.wrong[key]
        return Reply(200, OFF[key[1]] if request.method == "GET" else None)


def outcome(platform: Platform, command: k.Command) -> k.Result:
    async def main() -> k.Result:
        now = asyncio.get_running_loop().time
        return await execute(Asker(platform, Pacer(1000.0), now), command, "anna@x")

    return asyncio.run(main())


ASK = k.GetServices("a", (K.DO_NOT_DISTURB, K.REMOTE_OFFICE, K.CALL_WAITING))


@pytest.mark.parametrize(
    "wrong", [Rejected(500, "not today"), RemoteProtocolError("no XML")], ids=["a refusal", "nonsense"]
)
def test_one_service_that_is_not_answered_leaves_the_others_alone(wrong):
    states = outcome(Platform({("GET", "RemoteOffice"): wrong}), ASK).states
    assert [False, None, True] == [state.active for state in states]
    assert [False, True, False] == [state.unknown is not None for state in states]


def test_what_is_closed_is_tried_once():
    platform = Platform({("GET", name): CLOSED for name in ("RemoteOffice", "CallWaiting")})
    states = outcome(platform, ASK).states
    assert [("GET", "DoNotDisturb"), ("GET", "RemoteOffice")] == platform.asked
    assert [None, str(CLOSED), str(CLOSED)] == [state.unknown for state in states]


def test_when_nothing_is_answered_the_question_fails():
    platform = Platform({("GET", name): CLOSED for name in OFF})
    with pytest.raises(LineUnavailable):
        outcome(platform, ASK)


def test_what_was_set_and_cannot_be_read_is_no_failure():
    platform = Platform({("GET", "RemoteOffice"): Rejected(500, "not today")})
    (state,) = outcome(platform, k.SetService("a", K.REMOTE_OFFICE, active=False)).states
    assert (None, True) == (state.active, "it was set" in str(state.unknown))


@pytest.mark.parametrize("status", [403, 404])
def test_what_the_user_does_not_have_is_not_read_after_a_vain_try(status):
    platform = Platform({("PUT", "RemoteOffice"): Rejected(status, "not assigned")})
    answer = outcome(platform, k.SetService("a", K.REMOTE_OFFICE, active=False))
    assert k.ServiceStates((ServiceState(K.REMOTE_OFFICE, available=False),)) == answer
    assert [("PUT", "RemoteOffice")] == platform.asked


LEAVE = k.LeaveConference("a", CONFERENCE, "h", "g")
JOIN, END = ("PUT", "g"), ("DELETE", "Conference")


def test_a_conference_whose_members_can_be_joined_goes_on_without_its_owner():
    platform = Platform({})
    assert k.Accepted() == outcome(platform, LEAVE)
    assert [JOIN] == platform.asked


def test_a_conference_whose_members_cannot_be_joined_ends_with_its_owner():
    platform = Platform({JOIN: Rejected(409, "a treatment plays in one of the calls")})
    assert k.Accepted() == outcome(platform, LEAVE)
    assert [JOIN, END] == platform.asked


def test_nobody_ends_a_conference_whose_members_were_joined_perhaps():
    platform = Platform({JOIN: OutcomeUnknown("no answer")})
    with pytest.raises(OutcomeUnknown):
        outcome(platform, LEAVE)
    assert [JOIN] == platform.asked
