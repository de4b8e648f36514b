"""What the client does as time goes by, on a clock that only moves when everybody waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps

import async_solipsism
import pytest

from ctibridge.client import CstaClient
from ctibridge.errors import ConnectFailed, LinkLost, OutcomeUnknown
from ctibridge.wire.csta import calls, capabilities, sessions
from ctibridge.wire.csta.types import ConnectionID
from tests.integration.csta_server import served

HOST, PORT = "csta.test", 1050


def on_virtual_time(test: Callable[[], Coroutine[None, None, None]]) -> Callable[[], None]:
    @wraps(test)
    def run() -> None:
        with asyncio.Runner(loop_factory=async_solipsism.EventLoop) as runner:
            runner.run(test())

    return run


def granted(duration_s: int | None) -> sessions.StartApplicationSessionPosResponse:
    return sessions.StartApplicationSessionPosResponse(session_id="s1", actual_session_duration=duration_s)


@on_virtual_time
async def test_a_session_is_prolonged_at_half_of_its_time():
    asked = []
    async with served(host=HOST, port=PORT) as server:
        server.answers[sessions.StartApplicationSession] = granted(60)

        def prolong(request: sessions.ResetApplicationSessionTimer) -> sessions.ResetApplicationSessionTimerPosResponse:
            asked.append((asyncio.get_running_loop().time(), request.session_id))
            return sessions.ResetApplicationSessionTimerPosResponse(actual_session_duration=100)

        server.answers[sessions.ResetApplicationSessionTimer] = prolong
        async with CstaClient.connect(HOST, PORT):
            await asyncio.sleep(140)
    assert asked == [(30, "s1"), (80, "s1"), (130, "s1")]


@pytest.mark.parametrize("duration_s", [None, 0])
def test_a_session_without_a_time_is_left_alone(duration_s):
    @on_virtual_time
    async def run() -> None:
        async with served(host=HOST, port=PORT) as server:
            server.answers[sessions.StartApplicationSession] = granted(duration_s)
            async with CstaClient.connect(HOST, PORT):
                await asyncio.sleep(10_000)
                peer = await server.peer()
                assert len(peer.requests) == 1

    run()


@on_virtual_time
async def test_a_session_that_is_not_prolonged_is_a_lost_link():
    async with served(host=HOST, port=PORT) as server:
        server.answers[sessions.StartApplicationSession] = granted(60)
        server.answers[sessions.ResetApplicationSessionTimer] = sessions.ResetApplicationSessionTimerNegResponse(
            error_code=sessions.ErrorCode(defined_error="invalidSessionID")
        )
        async with CstaClient.connect(HOST, PORT) as client:
            with pytest.raises(
                LinkLost,
                match="could not be prolonged: ResetApplicationSessionTimer is refused: session invalidSessionID",
            ):
                await anext(client.events())


@on_virtual_time
async def test_a_response_is_waited_for_as_long_as_was_said():
    async with served(host=HOST, port=PORT) as server:
        server.answers[calls.HoldCall] = None
        async with CstaClient.connect(HOST, PORT, timeout_s=7) as client:
            began = asyncio.get_running_loop().time()
            with pytest.raises(OutcomeUnknown, match="HoldCall: no response within 7 s"):
                await client.hold_call(ConnectionID("1"))
            assert asyncio.get_running_loop().time() - began == 7


@on_virtual_time
async def test_a_late_response_is_not_taken_for_another_s():
    async with served(host=HOST, port=PORT) as server:
        server.answers[calls.HoldCall] = None
        async with CstaClient.connect(HOST, PORT) as client:
            with pytest.raises(OutcomeUnknown):
                await client.hold_call(ConnectionID("1"))
            peer = await server.peer()
            peer.send(calls.HoldCallResponse(), invoke_id="0002")
            await client.answer_call(ConnectionID("1"))


@on_virtual_time
async def test_a_segment_that_never_comes_is_not_waited_for_for_ever():
    async with served(host=HOST, port=PORT) as server:
        server.answers[capabilities.GetSwitchingFunctionDevices] = capabilities.GetSwitchingFunctionDevicesResponse(
            service_cross_ref_id="5"
        )
        async with CstaClient.connect(HOST, PORT) as client:
            with pytest.raises(OutcomeUnknown, match="last segment"):
                await client.get_switching_function_devices()


@on_virtual_time
async def test_a_server_that_does_not_say_goodbye_does_not_hold_us():
    async with served(host=HOST, port=PORT) as server:
        server.answers[sessions.StopApplicationSession] = None
        async with CstaClient.connect(HOST, PORT):
            began = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - began == 2


def test_a_server_that_does_not_accept_is_given_up(monkeypatch):
    @on_virtual_time
    async def run() -> None:
        async def never(*_args: object, **_options: object) -> None:
            await asyncio.Event().wait()

        monkeypatch.setattr(asyncio, "open_connection", never)
        with pytest.raises(ConnectFailed, match="within 3 s"):
            async with CstaClient.connect(HOST, PORT, timeout_s=3):
                pytest.fail("nobody accepts")

    run()
