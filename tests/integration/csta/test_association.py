"""Who may ask, for how long, and how many: sessions, passwords, timers, the limit of clients."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from ctibridge.client import CstaClient, CstaRefused
from ctibridge.errors import ConnectFailed
from ctibridge.servers.csta.settings import CstaSettings, Greeting
from ctibridge.wire.csta import calls, capabilities, monitoring, sessions, snapshots, system
from ctibridge.wire.csta.editions import Edition
from ctibridge.wire.csta.errors import CSTAErrorCode
from ctibridge.wire.csta.types import ConnectionID, DeviceID
from ctibridge.wire.markup.binding import Tree
from tests.integration.csta.north import QUIET_S, North, Raw, in_the_north

LOCKED = CstaSettings(port=0, user="app", password="s3cret", greeting=Greeting.NEVER)
DEVICE = DeviceID("101")
REQUESTS = [
    system.RequestSystemStatus(),
    system.SystemRegister(request_types=frozenset({"systemStatus"})),
    monitoring.MonitorStart(monitor_object=monitoring.MonitorObject(device_object=DEVICE)),
    monitoring.MonitorStop(monitor_cross_ref_id="1"),
    snapshots.SnapshotDevice(snapshot_object=DEVICE),
    calls.MakeCall(calling_device=DEVICE, called_directory_number=DeviceID("102")),
    calls.AnswerCall(call_to_be_answered=ConnectionID(device_id=DEVICE)),
    capabilities.GetSwitchingFunctionDevices(),
    capabilities.GetCSTAFeatures(),
]


def start(**arguments: Any) -> sessions.StartApplicationSession:
    return sessions.StartApplicationSession(**({"requested_protocol_versions": (Edition.ED5.namespace,)} | arguments))


def login(user: str, password: str) -> sessions.ApplicationInfo:
    children = (Tree("{urn:x}userName", user), Tree("{urn:x}password", password))
    return sessions.ApplicationInfo(application_specific_info=Tree("applicationSpecificInfo", "", {}, children))


async def session_of(raw: Raw, **arguments: Any) -> sessions.StartApplicationSessionPosResponse:
    answer = await raw.ask(start(**arguments))
    assert isinstance(answer, sessions.StartApplicationSessionPosResponse), answer
    return answer


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: type(request).__name__)
def test_nothing_is_done_for_a_client_without_a_session_where_a_user_is_needed(request_):
    @in_the_north(LOCKED)
    async def test(north: North) -> None:
        raw = await north.raw()
        for _ in range(2):
            answer = await raw.ask(request_)
            assert isinstance(answer, CSTAErrorCode)
            assert ("operation", "securityViolation") == (answer.category, answer.value)
        assert () == north.gateway.hub._monitors.on(next(iter(north.gateway.hub.lines)).id)

    test()


@pytest.mark.parametrize(
    ("user", "password"), [("app", "wrong"), ("App", "s3cret"), ("", "s3cret"), ("app", ""), (None, None)]
)
def test_a_wrong_login_is_refused_and_logged_and_may_be_tried_again(user, password):
    @in_the_north(LOCKED)
    async def test(north: North) -> None:
        raw = await north.raw()
        info = login(user, password) if user is not None else None
        answer = await raw.ask(start(application_info=info))
        assert isinstance(answer, sessions.StartApplicationSessionNegResponse)
        assert "invalidApplicationInfo" == answer.value
        (line,) = north.said("login.refused")
        assert (user, True) == (line["user"], bool(line["peer"]))
        assert isinstance(await raw.ask(REQUESTS[0]), CSTAErrorCode)
        await session_of(raw, application_info=login("app", "s3cret"))
        assert "normal" == (await raw.ask(REQUESTS[0])).system_status

    test()


@in_the_north(LOCKED)
async def test_the_client_library_says_that_its_login_is_refused(north: North):
    with pytest.raises(CstaRefused, match="session invalidApplicationInfo"):
        await north.client(user="app", password="wrong")
    assert "normal" == await (await north.client(user="app", password="s3cret")).request_system_status()


@in_the_north()
async def test_an_edition_that_is_not_spoken_is_refused(north: North):
    raw = await north.raw()
    answer = await raw.ask(start(requested_protocol_versions=("http://www.example/csta/ed99",)))
    assert isinstance(answer, sessions.StartApplicationSessionNegResponse)
    assert "requestedProtocolVersionNotSupported" == answer.value
    await session_of(raw)


@pytest.mark.parametrize("wrong", ["another", "0"])
def test_another_session_cannot_be_ended_or_prolonged(wrong):
    @in_the_north()
    async def test(north: North) -> None:
        raw = await north.raw()
        await session_of(raw)
        for request in (
            sessions.ResetApplicationSessionTimer(session_id=wrong, requested_session_duration=60),
            sessions.StopApplicationSession(session_id=wrong),
        ):
            answer = await raw.ask(request)
            assert isinstance(answer, sessions.NegativeResponse)
            assert "invalidSessionID" == answer.value
        assert not await raw.is_closed()

    test()


@in_the_north()
async def test_a_session_that_was_never_started_cannot_be_ended(north: North):
    raw = await north.raw()
    assert isinstance(await raw.ask(sessions.StopApplicationSession()), sessions.StopApplicationSessionNegResponse)
    assert not await raw.is_closed()


@in_the_north()
async def test_a_session_that_is_stopped_is_answered_and_closed(north: North):
    raw = await north.raw()
    granted = await session_of(raw)
    answer = await raw.ask(sessions.StopApplicationSession(session_id=granted.session_id))
    assert isinstance(answer, sessions.StopApplicationSessionPosResponse)
    assert await raw.is_closed()
    assert 1 == len(north.said("session.ended", "the client ended the session"))


@pytest.mark.parametrize(("wish", "granted"), [(60, 60), (31, 31), (1, 30), (10**9, 600), (None, 600)])
def test_a_session_ends_when_its_time_is_over_not_sooner_and_not_later(wish, granted):
    @in_the_north(CstaSettings(port=0, session_s=600, greeting=Greeting.NEVER))
    async def test(north: North) -> None:
        raw = await north.raw()
        await asyncio.sleep(7)
        found = await session_of(raw, requested_session_duration=wish)
        assert granted == found.actual_session_duration
        began = asyncio.get_running_loop().time()
        await asyncio.sleep(granted - 1)
        assert 1 == north.gateway.csta.sessions
        _, message = await raw.next()
        assert isinstance(message, sessions.ApplicationSessionTerminated)
        assert ("sessionTimerExpired", found.session_id) == (message.reason, message.session_id)
        lived = asyncio.get_running_loop().time() - began
        assert granted <= round(lived, 6) < granted + 1
        assert await raw.is_closed()
        assert 1 == len(north.said("session.ended", "timer"))

    test()


@in_the_north()
async def test_a_session_that_is_prolonged_lives_on_and_ends_later(north: North):
    raw = await north.raw()
    await session_of(raw, requested_session_duration=60)
    for _ in range(10):
        await asyncio.sleep(50)
        answer = await raw.ask(sessions.ResetApplicationSessionTimer(requested_session_duration=60))
        assert 60 == answer.actual_session_duration
    answer = await raw.ask(sessions.ResetApplicationSessionTimer(requested_session_duration=30))
    assert not await raw.is_closed(within_s=29)
    assert await raw.is_closed(within_s=2)


@in_the_north()
async def test_a_client_without_a_session_has_no_timer(north: North):
    raw = await north.raw()
    await raw.ask(system.RequestSystemStatus())
    assert not await raw.is_closed(within_s=5_000)


@in_the_north()
async def test_monitors_end_with_the_session(north: North):
    client = await north.client()
    await client.monitor_start("101")
    line = north.gateway.hub.lines.find("101")
    assert line is not None
    assert 1 == len(north.gateway.hub._monitors.on(line.id))
    raw = await north.raw()
    await raw.ask(REQUESTS[2])
    raw.writer.transport.abort()
    await asyncio.sleep(QUIET_S)
    assert 1 == len(north.gateway.hub._monitors.on(line.id))


@in_the_north()
async def test_five_hundred_clients_are_served_and_one_more_is_not(north: North):
    raws = [await north.raw() for _ in range(500)]
    await asyncio.sleep(QUIET_S)
    assert 500 == north.gateway.csta.sessions
    one_more = await north.raw()
    assert await one_more.is_closed()
    assert 1 == len(north.said("session.refused", "500 sessions are open already"))
    for raw in (raws[0], raws[-1]):
        assert "normal" == (await raw.ask(system.RequestSystemStatus())).system_status
    raws[0].writer.close()
    await asyncio.sleep(QUIET_S)
    assert "normal" == (await (await north.raw()).ask(system.RequestSystemStatus())).system_status


@in_the_north()
async def test_a_listener_that_is_closed_takes_nobody(north: North):
    client = await north.client()
    north.gateway.csta.close()
    with pytest.raises(ConnectFailed):
        async with CstaClient.connect("127.0.0.1", north.port):
            pytest.fail("nobody listens")
    assert "normal" == await client.request_system_status()
