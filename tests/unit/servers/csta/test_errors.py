"""Every reason that ctibridge knows has an answer in CSTA, and CSTA can say it."""

from __future__ import annotations

import pytest

from ctibridge import errors as e
from ctibridge.servers.csta.errors import (
    FOR_REQUEST,
    INVALID_REQUEST,
    NOT_ASSOCIATED,
    REJECTED,
    UNKNOWN_SERVICE,
    VALUES,
    error_from_exception,
)
from ctibridge.servers.csta.requests import COMMANDS
from ctibridge.wire.csta import calls, monitoring
from ctibridge.wire.csta.editions import Edition
from ctibridge.wire.csta.errors import CSTAErrorCode
from ctibridge.wire.csta.messages import decode, encode
from ctibridge.wire.csta.types import ConnectionID, DeviceID

MAKE_CALL = calls.MakeCall(calling_device=DeviceID("1"), called_directory_number=DeviceID("2"))
ANSWER_CALL = calls.AnswerCall(call_to_be_answered=ConnectionID("1"))


def all_subclasses(cls: type[e.CommandError]) -> set[type[e.CommandError]]:
    found = {cls}
    for sub in cls.__subclasses__():
        found |= all_subclasses(sub)
    return found


def made(cls: type[e.CommandError]) -> e.CommandError:
    if issubclass(cls, e.Rejected):
        return cls(418, "teapot")
    if issubclass(cls, e.RateLimited):
        return cls("slow", 1)
    return cls("because")


REASONS = sorted(all_subclasses(e.CommandError) - {e.CommandError}, key=lambda cls: cls.__name__)


@pytest.mark.parametrize("cls", REASONS)
def test_every_reason_has_an_answer_that_csta_can_say(cls):
    answer = error_from_exception(made(cls), MAKE_CALL)
    for edition in Edition:
        again, _ = decode(encode(answer, edition))
        assert isinstance(again, CSTAErrorCode)
        assert (answer.category, answer.value) == (again.category, again.value)
        assert again.value


def test_every_reason_is_in_the_table_and_no_other():
    assert set(REASONS) == set(VALUES)


def test_codes_are_stable_and_each_has_one_meaning():
    codes = [cls.code for cls in REASONS]
    assert len(set(codes)) == len(codes)


def test_what_is_refined_can_occur():
    """A pair of a reason that is not in the table, or of a request that is not served, would be dead."""
    for reason, request in FOR_REQUEST:
        assert reason in VALUES
        assert request in COMMANDS or request.__module__ in {
            "ctibridge.wire.csta.monitoring",
            "ctibridge.wire.csta.snapshots",
        }


@pytest.mark.parametrize(
    ("error", "request_", "category", "value"),
    [
        (e.UnknownLine("x"), MAKE_CALL, "operation", "invalidCallingDeviceID"),
        (e.UnknownLine("x"), ANSWER_CALL, "operation", "invalidDeviceID"),
        (e.UnknownLine("x"), monitoring.MonitorStart(monitor_object=monitoring.MonitorObject()), "operation",
         "invalidMonitorObject"),
        (e.InvalidDestination("x"), MAKE_CALL, "operation", "invalidCalledDeviceID"),
        (e.WrongState("x"), ANSWER_CALL, "stateIncompatibility", "noCallToAnswer"),
        (e.Rejected(400, "x"), MAKE_CALL, "operation", "invalidDestination"),
        (e.Rejected(400, "x"), ANSWER_CALL, "operation", "invalidParameterValue"),
        (e.Rejected(401, "x"), ANSWER_CALL, "operation", "privilegeViolationSpecifiedDevice"),
        (e.Rejected(403, "x"), ANSWER_CALL, "operation", "privilegeViolationSpecifiedDevice"),
        (e.Rejected(404, "x"), ANSWER_CALL, "operation", "invalidConnectionID"),
        (e.Rejected(409, "x"), ANSWER_CALL, "stateIncompatibility", "invalidConnectionState"),
        (e.Rejected(418, "x"), ANSWER_CALL, "operation", "generic"),
        (e.Rejected(500, "x"), MAKE_CALL, "systemResourceAvailibility", "generic"),
        (e.Rejected(599, "x"), ANSWER_CALL, "systemResourceAvailibility", "generic"),
    ],
)  # fmt: skip
def test_the_request_and_the_platform_s_status_make_the_reason_precise(error, request_, category, value):
    answer = error_from_exception(error, request_)
    assert (category, value) == (answer.category, answer.value)


def test_statuses_of_the_table_are_refusals():
    assert all(400 <= status < 500 for status in REJECTED)


def test_what_never_gets_as_far_as_a_command_has_answers_as_well():
    assert ("operation", "invalidParameterValue") == (INVALID_REQUEST.category, INVALID_REQUEST.value)
    assert ("operation", "serviceNotSupported") == (UNKNOWN_SERVICE.category, UNKNOWN_SERVICE.value)
    assert ("operation", "securityViolation") == (NOT_ASSOCIATED.category, NOT_ASSOCIATED.value)
