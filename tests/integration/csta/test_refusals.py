"""What is refused, in which of CSTA's categories; and what is never done twice."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from ctibridge.client import CstaRefused
from ctibridge.sim.knobs import Knobs
from ctibridge.sim.truth import truth
from ctibridge.wire.csta import calls, features, monitoring, snapshots, transfers
from ctibridge.wire.csta.errors import CSTAErrorCode
from ctibridge.wire.csta.types import ConnectionID, DeviceID
from tests.integration.broadworks.relay import CHANNEL, EVERYTHING, answer, says, stays_open
from tests.integration.csta.north import QUIET_S, North, in_the_north

NOBODY, ANNA, BERT = DeviceID("nobody"), DeviceID("101"), DeviceID("102")
BLANK, ODD = DeviceID(" "), DeviceID("0/1")
NEW = "POST .*/calls/New"
MAKE_CALL = calls.MakeCall(calling_device=ANNA, called_directory_number=BERT)
CLEAR = calls.ClearConnection(connection_to_be_cleared=ConnectionID(device_id=ANNA))
NO_CALL = ConnectionID("none", ANNA)


def watch(**what: Any) -> monitoring.MonitorStart:
    return monitoring.MonitorStart(monitor_object=monitoring.MonitorObject(**what))


def calls_of(north: North, name: str = "anna") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = truth(north.simulator.switch.x)["users"][f"{name}@ent1.example"]["calls"]
    return found


@pytest.mark.parametrize(
    ("request_", "category", "value"),
    [
        (watch(device_object=NOBODY), "operation", "invalidMonitorObject"),
        (watch(device_object=DeviceID("")), "operation", "invalidMonitorObject"),
        (watch(call_object=NO_CALL), "operation", "invalidMonitorObject"),
        (monitoring.MonitorStop(monitor_cross_ref_id="99"), "operation", "invalidMonitorCrossRefID"),
        (snapshots.SnapshotDevice(snapshot_object=NOBODY), "operation", "invalidDeviceID"),
        (snapshots.SnapshotCall(snapshot_object=NO_CALL), "operation", "invalidConnectionID"),
        (
            calls.MakeCall(calling_device=NOBODY, called_directory_number=BERT),
            "operation",
            "invalidCallingDeviceID",
        ),
        (calls.MakeCall(calling_device=ANNA, called_directory_number=BLANK), "operation", "invalidCalledDeviceID"),
        (calls.AnswerCall(call_to_be_answered=NO_CALL), "operation", "invalidConnectionID"),
        (calls.AnswerCall(call_to_be_answered=ConnectionID(device_id=ANNA)), "stateIncompatibility", "noCallToAnswer"),
        (calls.RetrieveCall(call_to_be_retrieved=ConnectionID(device_id=ANNA)), "stateIncompatibility", "noHeldCall"),
        (
            calls.ClearConnection(connection_to_be_cleared=ConnectionID(device_id=ANNA)),
            "stateIncompatibility",
            "noConnectionToClear",
        ),
        (
            transfers.ConsultationCall(existing_call=ConnectionID(device_id=ANNA), consulted_device=BERT),
            "stateIncompatibility",
            "noActiveCall",
        ),
        (calls.HoldCall(call_to_be_held=ConnectionID()), "operation", "invalidConnectionID"),
        (
            features.SetForwarding(device=ANNA, forwarding_type="forwardDND", activate_forward=True),
            "operation",
            "serviceNotSupported",
        ),
        (
            calls.GenerateDigits(connection_to_send_digits=ConnectionID(device_id=ANNA), characters_to_send="x"),
            "operation",
            "invalidParameterValue",
        ),
        (calls.MakeCall(calling_device=ANNA, called_directory_number=ODD), "operation", "invalidCalledDeviceID"),
    ],
)  # fmt: skip
def test_a_request_that_cannot_be_carried_out_is_refused_with_its_reason(request_, category, value):
    @in_the_north()
    async def test(north: North) -> None:
        raw = await north.raw()
        answer = await raw.ask(request_)
        assert isinstance(answer, CSTAErrorCode), answer
        assert (category, value) == (answer.category, answer.value)

    test()


@pytest.mark.parametrize(
    ("reaction", "category", "value"),
    [
        (answer(400), "operation", "invalidDestination"),
        (answer(403), "operation", "privilegeViolationSpecifiedDevice"),
        (answer(404), "operation", "invalidConnectionID"),
        (answer(409), "stateIncompatibility", "invalidConnectionState"),
        (answer(418), "operation", "generic"),
        (answer(500), "systemResourceAvailibility", "generic"),
        (answer(503, "", Retry_After="5"), "performanceManagement", "performanceLimitExceeded"),
        (answer(200, "<html>", "text/html"), "systemResourceAvailibility", "generic"),
        (answer(302, "", Location="https://login.example/"), "systemResourceAvailibility", "generic"),
        (says(b""), "systemResourceAvailibility", "generic"),
        (stays_open(), "systemResourceAvailibility", "generic"),
    ],
)
def test_what_the_platform_says_no_to_is_refused_with_its_reason_and_asked_once(reaction, category, value):
    @in_the_north()
    async def test(north: North) -> None:
        raw = await north.raw()
        north.relay.instead(NEW, reaction)
        found = await raw.ask(MAKE_CALL)
        assert isinstance(found, CSTAErrorCode), found
        assert (category, value) == (found.category, found.value)
        await asyncio.sleep(60)
        assert 1 == north.relay.count(NEW)
        (line,) = north.said("request.refused")
        assert "MakeCall" == line["request"]

    test()


@in_the_north()
async def test_without_a_way_to_the_platform_requests_are_refused_at_once(north: North):
    client = await north.client()
    north.relay.instead(CHANNEL, says(b""))
    north.relay.cut()
    await asyncio.sleep(10)
    assert "disabled" == await client.request_system_status()
    north.relay.instead(EVERYTHING, stays_open())
    began = asyncio.get_running_loop().time()
    with pytest.raises(CstaRefused, match="systemResourceAvailibility networkOutOfService"):
        await client.make_call("101", "102")
    assert asyncio.get_running_loop().time() - began < 1


@in_the_north(knobs=Knobs(retry_after_s=60))
async def test_an_overloaded_platform_is_not_asked_again_by_the_next_client(north: North):
    client = await north.client()
    north.simulator.knobs.faults.unavailable = 1
    for _ in range(3):
        with pytest.raises(CstaRefused, match="performanceManagement performanceLimitExceeded"):
            await client.make_call("101", "102")
    assert 1 == north.relay.count(NEW)


@in_the_north()
async def test_a_call_whose_answer_is_lost_is_an_error_and_made_exactly_once(north: North):
    client = await north.client()
    events = aiter(await client.monitor_start("101"))
    north.simulator.knobs.faults.lose_response = 1
    with pytest.raises(CstaRefused, match="systemResourceAvailibility generic"):
        await client.make_call("101", "102")
    assert 1 == len(calls_of(north))
    await asyncio.sleep(20)
    assert 1 == north.relay.count(NEW)
    assert 1 == len(calls_of(north))
    assert "ServiceInitiatedEvent" == type(await anext(events)).__name__


@pytest.mark.parametrize("delay_s", [0.0, 1.0])
def test_events_of_a_new_call_come_behind_the_response(delay_s):
    @in_the_north()
    async def test(north: North) -> None:
        raw = await north.raw()
        await raw.ask(watch(device_object=ANNA))
        other = await north.client()
        watcher = aiter(await other.monitor_start("101"))
        north.relay.delay(NEW, delay_s)
        raw.tell(MAKE_CALL, "0077")
        if delay_s:
            await anext(watcher)
            assert not raw.has_more, "the watcher is told, who asked has to wait for the answer"
        first, second = await raw.next(), await raw.next()
        assert ("0077", "MakeCallResponse") == (first[0], type(first[1]).__name__)
        assert ("9999", "ServiceInitiatedEvent") == (second[0], type(second[1]).__name__)
        assert first[1].calling_device.call_id == second[1].initiated_connection.call_id

    test()


@in_the_north()
async def test_no_event_of_a_monitor_comes_behind_the_response_that_it_is_stopped(north: North):
    """Also not one that was held back behind the answer to a call."""
    raw = await north.raw()
    started = await raw.ask(watch(device_object=ANNA))
    north.relay.delay(NEW, 1.0)
    raw.tell(MAKE_CALL, "0077")
    await asyncio.sleep(0.5)
    stopped = await raw.ask(monitoring.MonitorStop(monitor_cross_ref_id=started.monitor_cross_ref_id))
    assert isinstance(stopped, monitoring.MonitorStopResponse)
    await asyncio.sleep(5)
    left = [message async for message in raw.rest(QUIET_S)]
    assert ["MakeCallResponse"] == [type(message).__name__ for _, message in left]


@in_the_north()
async def test_requests_for_one_line_are_carried_out_one_after_the_other(north: North):
    raw = await north.raw()
    north.relay.delay(NEW, 1.0)
    raw.tell(MAKE_CALL, "0001")
    raw.tell(CLEAR, "0002")
    assert ["0001", "0002"] == [(await raw.next())[0], (await raw.next())[0]]
    assert [] == calls_of(north)
