"""Messages that cannot be used: each gets the answer that it is owed, and the session goes on."""

from __future__ import annotations

import asyncio

import pytest

from ctibridge.wire.csta.editions import Edition
from ctibridge.wire.csta.errors import CSTAErrorCode
from ctibridge.wire.csta.system import RequestSystemStatus, RequestSystemStatusResponse
from tests.integration.csta.north import QUIET_S, North, in_the_north

NS = f'xmlns="{Edition.ED5.namespace}"'
APPL = 'xmlns="http://www.ecma-international.org/standards/ecma-354/appl_session"'
LAUGHS = '<!DOCTYPE a [<!ENTITY x "ha">]>'


@pytest.mark.parametrize(
    ("document", "error", "reason"),
    [
        ("", "operation generic", "empty"),
        ("no XML", "operation generic", "not well-formed"),
        (f"<MakeCall {NS}><callingDevice>101</MakeCall>", "operation generic", "not well-formed"),
        (f"<MakeCall {NS}>", "operation generic", "not well-formed"),
        (f"{LAUGHS}<MakeCall {NS}>&x;</MakeCall>", "operation generic", "DTD"),
        (f"<RequestSystemStatus {NS}/>trailing", "operation generic", "not well-formed"),
        (b"\xff\xfe<\0", "operation generic", ""),
        (b'<?xml version="1.0"?><a>\xff</a>', "operation generic", ""),
        ("<a>" * 100 + "</a>" * 100, "operation generic", "nests deeper"),
        (f"<Weather {NS}/>", "operation serviceNotSupported", "Weather is not known here"),
        (f"<AcceptCall {NS}/>", "operation serviceNotSupported", "AcceptCall is not known here"),
        (f"<MakeCall {NS}/>", "operation invalidParameterValue", "MakeCall"),
        (f"<MonitorStart {NS}/>", "operation invalidParameterValue", "MonitorStart"),
        (
            f"<SetDoNotDisturb {NS}><device>101</device><doNotDisturbOn>maybe</doNotDisturbOn></SetDoNotDisturb>",
            "operation invalidParameterValue",
            "SetDoNotDisturb",
        ),
    ],
)
def test_a_request_that_cannot_be_read_is_answered_with_an_error_and_the_session_goes_on(document, error, reason):
    @in_the_north()
    async def test(north: North) -> None:
        raw = await north.raw()
        answer = await raw.ask(document)
        assert isinstance(answer, CSTAErrorCode)
        assert error == f"{answer.category} {answer.value}"
        (line,) = north.said("message.unusable", reason)
        assert "0001" == line["invoke_id"]
        assert RequestSystemStatusResponse(system_status="normal") == await raw.ask(RequestSystemStatus())

    test()


@pytest.mark.parametrize(
    "document",
    [
        f"<WeatherResponse {NS}/>",
        f"<WeatherEvent {NS}/>",
        f"<MakeCallResponse {NS}><callingDevice><callID>1</callID></callingDevice></MakeCallResponse>",
        f"<SystemStatusResponse {NS}/>",
        f"<CSTAErrorCode {NS}><operation>generic</operation></CSTAErrorCode>",
        f"<DeliveredEvent {NS}/>",
    ],
)
def test_what_is_no_request_gets_no_answer(document):
    @in_the_north()
    async def test(north: North) -> None:
        raw = await north.raw()
        raw.xml(document, "0042")
        await asyncio.sleep(QUIET_S)
        assert RequestSystemStatusResponse(system_status="normal") == await raw.ask(RequestSystemStatus())

    test()


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("StartApplicationSession", "StartApplicationSessionNegResponse"),
        ("ResetApplicationSessionTimer", "ResetApplicationSessionTimerNegResponse"),
    ],
)
def test_a_request_about_the_session_is_refused_in_its_own_way(name, answer):
    @in_the_north()
    async def test(north: North) -> None:
        raw = await north.raw()
        damaged = f"<{name} {APPL}><requestedSessionDuration>long</requestedSessionDuration></{name}>"
        assert answer == type(await raw.ask(damaged)).__name__
        assert RequestSystemStatusResponse(system_status="normal") == await raw.ask(RequestSystemStatus())

    test()


@pytest.mark.parametrize(
    "document",
    [
        f"<Escape {NS}><privateData><private/></privateData></Escape>",
    ],
)
def test_a_service_that_is_known_but_not_offered_is_refused(document):
    @in_the_north()
    async def test(north: North) -> None:
        raw = await north.raw()
        answer = await raw.ask(document)
        assert isinstance(answer, CSTAErrorCode)
        assert ("operation", "serviceNotSupported") == (answer.category, answer.value)

    test()


@in_the_north()
async def test_a_damaged_login_shows_no_password_in_the_log(north: North):
    raw = await north.raw()
    await raw.ask(f"<StartApplicationSession {APPL}><password>s3cret</password><unclosed>")
    await raw.ask(
        f"<StartApplicationSession {APPL}><applicationInfo><applicationSpecificInfo><password>s3cret</password>"
        "</applicationSpecificInfo></applicationInfo><requestedSessionDuration>s3cret</requestedSessionDuration>"
        "</StartApplicationSession>"
    )
    assert 2 == len(north.said("message.unusable"))
    assert "s3cret</password>" not in str(north.log)
