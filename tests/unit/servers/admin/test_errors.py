"""Every reason that ctibridge knows has an HTTP status and a problem."""

from __future__ import annotations

import msgspec
import pytest

from ctibridge import errors as e
from ctibridge.servers.admin.errors import STATUS, problem_from_exception
from ctibridge.servers.admin.messages import Problem
from tests.unit.servers.csta.test_errors import REASONS, made


@pytest.mark.parametrize("cls", REASONS)
def test_every_reason_is_a_problem_with_its_code(cls):
    problem = problem_from_exception(made(cls))
    assert (cls.code, STATUS[cls]) == (problem.code, problem.status)
    assert f"urn:ctibridge:{cls.code}" == problem.type
    assert 400 <= problem.status < 600
    assert problem == msgspec.json.decode(msgspec.json.encode(problem), type=Problem)


def test_every_reason_is_in_the_table_and_no_other():
    assert set(REASONS) == set(STATUS)


@pytest.mark.parametrize(
    ("error", "code", "status"),
    [
        (e.ConfigError("a.toml", "csta.port", "is wrong"), "misconfigured", 422),
        (e.LinkLost("host", "gone"), "platform-unreached", 502),
        (e.RemoteProtocolError("nonsense"), "platform-unreached", 502),
        (e.SlowClient("slow"), "broken", 500),
    ],
)
def test_other_errors_of_ours_are_told_with_their_reason(error, code, status):
    problem = problem_from_exception(error)
    assert (code, status, str(error)) == (problem.code, problem.status, problem.detail)


def test_who_asks_too_often_is_told_when_to_come_again():
    assert 7 == problem_from_exception(e.RateLimited("slow", 7)).retry_after_s
