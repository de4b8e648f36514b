"""The client library against a small server over loopback."""

from __future__ import annotations

import asyncio
import ssl

import pytest
import trustme

from ctibridge.client import CstaClient, CstaRefused
from ctibridge.errors import (
    ConnectFailed,
    LinkLost,
    OutcomeUnknown,
    RemoteProtocolError,
    SlowClient,
    TlsFailed,
)
from ctibridge.wire.csta import calls, capabilities, monitoring, sessions, snapshots, system
from ctibridge.wire.csta.editions import Edition
from ctibridge.wire.csta.error_values import OperationErrors
from ctibridge.wire.csta.errors import CSTAErrorCode, error
from ctibridge.wire.csta.events import CallClearedEvent
from ctibridge.wire.csta.types import ConnectionID, DeviceID
from tests.integration.csta_server import MONITOR, edition_of, served

HOST = "127.0.0.1"
CONNECTION = ConnectionID("4711", DeviceID("100"))


@pytest.fixture
async def server():
    async with served() as running:
        yield running


@pytest.fixture(autouse=True)
async def _no_task_is_left():
    before = asyncio.all_tasks()
    yield
    left = {task for task in asyncio.all_tasks() - before if task.get_name().startswith("csta-")}
    assert left == set()


def event(number: int, monitor: str = MONITOR) -> CallClearedEvent:
    return CallClearedEvent(monitor_cross_ref_id=monitor, cleared_call=ConnectionID(str(number)), cause="normal")


async def test_a_session_is_opened_with_the_login_and_closed(server):
    async with CstaClient.connect(HOST, server.port, user="anna", password="s&cret", edition=3, name="desk") as client:
        peer = await server.peer()
        (start,) = peer.requests
        assert isinstance(start, sessions.StartApplicationSession)
        assert (start.user, start.password) == ("anna", "s&cret")
        assert start.application_info is not None
        assert start.application_info.application_id == "desk"
        assert (edition_of(peer), client.edition) == (Edition.ED3, Edition.ED3)
    await peer.left.wait()
    stop = peer.requests[-1]
    assert isinstance(stop, sessions.StopApplicationSession)
    assert stop.session_id == "s1"
    assert stop.session_end_reason == sessions.SessionEndReason(defined_end_reason="normal")


async def test_an_implicit_association_opens_no_session(server):
    server.answers[system.RequestSystemStatus] = system.RequestSystemStatusResponse(system_status="normal")
    async with CstaClient.connect(HOST, server.port, implicit=True) as client:
        assert await client.request_system_status() == "normal"
        peer = await server.peer()
    await peer.left.wait()
    assert peer.requests == [system.RequestSystemStatus()]


async def test_the_edition_that_the_server_grants_is_spoken(server):
    server.answers[sessions.StartApplicationSession] = sessions.StartApplicationSessionPosResponse(
        actual_protocol_version=Edition.ED4.namespace
    )
    async with CstaClient.connect(HOST, server.port, edition=6) as client:
        assert client.edition is Edition.ED4


async def test_a_refused_session_raises(server):
    server.answers[sessions.StartApplicationSession] = sessions.StartApplicationSessionNegResponse(
        error_code=sessions.ErrorCode(defined_error="maxNumberSessions")
    )
    with pytest.raises(CstaRefused) as caught:
        async with CstaClient.connect(HOST, server.port):
            pytest.fail("there is no session")
    assert (caught.value.category, caught.value.value) == ("session", "maxNumberSessions")
    await (await server.peer()).left.wait()


@pytest.mark.parametrize(
    ("answer", "category", "value"),
    [
        (error(OperationErrors.INVALID_CALLED_DEVICE_ID), "operation", "invalidCalledDeviceID"),
        (CSTAErrorCode(system_resource_availability="networkBusy"), "systemResourceAvailibility", "networkBusy"),
        (CSTAErrorCode(unspecified=True), "unspecified", ""),
    ],
)
async def test_a_refused_request_raises_with_category_and_value(server, answer, category, value):
    server.answers[calls.MakeCall] = answer
    async with CstaClient.connect(HOST, server.port) as client:
        with pytest.raises(CstaRefused, match="MakeCall is refused") as caught:
            await client.make_call("100", "200")
        assert (category, value) == (caught.value.category, caught.value.value)
        await client.hold_call(CONNECTION)


async def test_what_the_body_raises_comes_out_as_it_is(server):
    with pytest.raises(KeyError):
        async with CstaClient.connect(HOST, server.port):
            raise KeyError
    peer = await server.peer()
    await peer.left.wait()
    assert isinstance(peer.requests[-1], sessions.StopApplicationSession)


async def test_events_go_to_their_monitor_even_right_behind_the_response(server):
    server.answers[monitoring.MonitorStart] = [
        monitoring.MonitorStartResponse(monitor_cross_ref_id=MONITOR),
        event(1),
        event(2, monitor="of somebody else"),
        event(3),
    ]
    async with CstaClient.connect(HOST, server.port) as client:
        every = client.events()
        async with await client.monitor_start("100") as monitor:
            assert monitor.cross_ref_id == MONITOR
            events = aiter(monitor)
            assert [await anext(events), await anext(events)] == [event(1), event(3)]
            assert [await anext(every) for _ in range(3)] == [event(1), event(2, "of somebody else"), event(3)]
        assert not monitor.active
        peer = await server.peer()
        assert peer.requests[-1] == monitoring.MonitorStop(monitor_cross_ref_id=MONITOR)


async def test_a_monitor_may_watch_a_call_and_leave_events_out(server):
    without = monitoring.MonitorFilter(callcontrol=frozenset({"queued"}))
    server.answers[monitoring.MonitorStart] = monitoring.MonitorStartResponse(
        monitor_cross_ref_id=MONITOR, actual_monitor_filter=without
    )
    server.answers[monitoring.ChangeMonitorFilter] = monitoring.ChangeMonitorFilterResponse()
    async with CstaClient.connect(HOST, server.port) as client:
        monitor = await client.monitor_start(CONNECTION, without=without)
        assert monitor.filter == without
        assert await client.change_monitor_filter(monitor, without) is None
        peer = await server.peer()
        assert peer.requests[1] == monitoring.MonitorStart(
            monitor_object=monitoring.MonitorObject(call_object=CONNECTION),
            requested_monitor_filter=without,
            monitor_type="call",
        )


async def test_a_stopped_monitor_s_iteration_ends_behind_what_has_come(server):
    server.answers[monitoring.MonitorStop] = lambda _request: [event(1), monitoring.MonitorStopResponse()]
    async with CstaClient.connect(HOST, server.port) as client:
        monitor = await client.monitor_start("100")
        await monitor.stop()
        await monitor.stop()
        assert [item async for item in monitor] == [event(1)]
        peer = await server.peer()
        assert [type(request) for request in peer.requests[1:]] == [monitoring.MonitorStart, monitoring.MonitorStop]


async def test_a_monitor_that_the_server_stops_ends(server):
    async with CstaClient.connect(HOST, server.port) as client:
        monitor = await client.monitor_start("100")
        peer = await server.peer()
        peer.send(event(1), monitoring.MonitorStop(monitor_cross_ref_id=MONITOR))
        assert [item async for item in monitor] == [event(1)]
        assert await peer.responses.get() == monitoring.MonitorStopResponse()
        await monitor.stop()
        assert not any(isinstance(request, monitoring.MonitorStop) for request in peer.requests)


async def test_a_monitor_that_is_stopped_before_it_is_looked_at_has_ended(server):
    server.answers[monitoring.MonitorStart] = [
        monitoring.MonitorStartResponse(monitor_cross_ref_id=MONITOR),
        monitoring.MonitorStop(monitor_cross_ref_id=MONITOR),
    ]
    async with CstaClient.connect(HOST, server.port) as client:
        monitor = await client.monitor_start("100")
        assert [item async for item in monitor] == []


async def test_events_that_nobody_takes_end_their_stream_only(server):
    async with CstaClient.connect(HOST, server.port, max_events=2) as client:
        monitor, every = await client.monitor_start("100"), client.events()
        peer = await server.peer()
        taken = []
        for number in range(4):
            peer.send(event(number))
            taken.append(await anext(every))
        assert [event(number) for number in range(4)] == taken
        with pytest.raises(SlowClient, match="2 events"):
            await anext(aiter(monitor))
        await monitor.stop()
        assert peer.requests[-1] == monitoring.MonitorStop(monitor_cross_ref_id=MONITOR)


async def test_iterations_end_with_the_client(server):
    async with CstaClient.connect(HOST, server.port) as client:
        every, monitor = client.events(), await client.monitor_start("100")
    assert [item async for item in every] == []
    assert [item async for item in monitor] == []
    with pytest.raises(LinkLost, match="the client is closed"):
        await client.hold_call(CONNECTION)


async def test_a_lost_link_is_told_to_all_who_wait(server):
    server.answers[calls.HoldCall] = None
    async with CstaClient.connect(HOST, server.port) as client:
        every, monitor = client.events(), await client.monitor_start("100")
        peer = await server.peer()
        holding = asyncio.create_task(client.hold_call(CONNECTION))
        await peer.asked(calls.HoldCall)
        peer.writer.close()
        for waiting in (holding, anext(every), anext(aiter(monitor)), client.answer_call(CONNECTION)):
            with pytest.raises(LinkLost, match="the server closed the connection"):
                await waiting
        with pytest.raises(LinkLost):
            await anext(client.events())
        await monitor.stop()


async def test_a_server_that_loses_the_framing_is_told_so(server):
    async with CstaClient.connect(HOST, server.port) as client:
        every = client.events()
        peer = await server.peer()
        peer.writer.write(b"HTTP/1.1 400 Bad Request\r\n")
        with pytest.raises(RemoteProtocolError, match="no frame begins here"):
            await anext(every)


async def test_a_session_that_the_server_ends_is_a_lost_link(server):
    async with CstaClient.connect(HOST, server.port) as client:
        every = client.events()
        peer = await server.peer()
        reason = sessions.SessionTermReason(defined_term_reason="resourceLimitation")
        peer.send(sessions.ApplicationSessionTerminated(session_term_reason=reason))
        with pytest.raises(LinkLost, match="resourceLimitation"):
            await anext(every)


async def test_a_response_that_cannot_be_read_is_told_to_who_waits(server):
    server.answers[system.RequestSystemStatus] = None
    async with CstaClient.connect(HOST, server.port) as client:
        asking = asyncio.create_task(client.request_system_status())
        peer = await server.peer()
        await peer.asked(system.RequestSystemStatus)
        broken = b"<RequestSystemStatusResponse/>"
        peer.writer.write(b"\x00\x00" + (len(broken) + 8).to_bytes(2) + b"0002" + broken)
        with pytest.raises(RemoteProtocolError, match="lacks system_status"):
            await asking


async def test_what_the_server_asks_is_answered(server):
    async with CstaClient.connect(HOST, server.port) as client:
        peer = await server.peer()
        peer.send(
            system.SystemStatus(system_status="partiallyDisabled"),
            system.SwFunctionDevicesChanged(),
            system.SwFunctionCapsChanged(),
            calls.HoldCall(call_to_be_held=CONNECTION),
            system.SystemRegisterAbort(sys_stat_register_id="1"),
        )
        assert [await peer.responses.get() for _ in range(4)] == [
            system.SystemStatusResponse(),
            system.SwFunctionDevicesChangedResponse(),
            system.SwFunctionCapsChangedResponse(),
            error(OperationErrors.SERVICE_NOT_SUPPORTED),
        ]
        assert client.system_status == "partiallyDisabled"
        assert peer.protocol.open_requests == 0


async def test_a_damaged_message_changes_nothing(server):
    async with CstaClient.connect(HOST, server.port) as client:
        peer = await server.peer()
        peer.writer.write(b"\x00\x00\x00\x0c9999<bad")
        await client.hold_call(CONNECTION)


DEVICES = tuple(capabilities.DeviceListDevice(device_id=DeviceID(str(number))) for number in range(4))


def segment(number: int, *devices: capabilities.DeviceListDevice, last: bool = False):
    return capabilities.SwitchingFunctionDevices(
        service_cross_ref_id="5", segment_id=number, last_segment=last, device_list=devices
    )


async def test_a_list_of_devices_is_put_together_from_its_segments(server):
    server.answers[capabilities.GetSwitchingFunctionDevices] = [
        segment(1, *DEVICES[:2]),  # before the response, as some servers do
        capabilities.GetSwitchingFunctionDevicesResponse(service_cross_ref_id="5"),
        segment(2, DEVICES[2]),
        segment(3, DEVICES[3], last=True),
    ]
    async with CstaClient.connect(HOST, server.port) as client:
        assert await client.get_switching_function_devices("station") == DEVICES
        assert await client.get_switching_function_devices() == DEVICES
        peer = await server.peer()
        assert peer.requests[1] == capabilities.GetSwitchingFunctionDevices(requested_device_category="station")


async def test_a_lost_link_ends_the_waiting_for_segments(server):
    server.answers[capabilities.GetSwitchingFunctionDevices] = [
        capabilities.GetSwitchingFunctionDevicesResponse(service_cross_ref_id="5"),
        segment(1, DEVICES[0]),
    ]
    async with CstaClient.connect(HOST, server.port) as client:
        listing = asyncio.create_task(client.get_switching_function_devices())
        peer = await server.peer()
        await peer.asked(capabilities.GetSwitchingFunctionDevices)
        peer.writer.close()
        with pytest.raises(LinkLost):
            await listing


CALLS = tuple(snapshots.SnapshotDeviceResponseInfo(connection_identifier=ConnectionID(str(n))) for n in range(3))
PARTIES = (snapshots.SnapshotCallResponseInfo(call_identifier=CONNECTION, local_connection_info="connected"),)


async def test_a_snapshot_comes_at_once_or_in_segments(server):
    at_once = snapshots.DeviceSnapshot(
        snapshot_data=snapshots.SnapshotDeviceDataList(snapshot_device_response_info=CALLS)
    )
    later = snapshots.DeviceSnapshot(service_cross_ref_id="9")
    parts = [
        snapshots.SnapshotDeviceData(service_cross_ref_id="9", last_segment=False, snapshot_data=CALLS[:2]),
        snapshots.SnapshotDeviceData(service_cross_ref_id="9", last_segment=True, snapshot_data=CALLS[2:]),
    ]
    async with CstaClient.connect(HOST, server.port) as client:
        server.answers[snapshots.SnapshotDevice] = snapshots.SnapshotDeviceResponse(
            cross_ref_id_or_snapshot_data=at_once
        )
        assert await client.snapshot_device("100") == CALLS
        server.answers[snapshots.SnapshotDevice] = [
            snapshots.SnapshotDeviceResponse(cross_ref_id_or_snapshot_data=later),
            *parts,
        ]
        assert await client.snapshot_device(DeviceID("100")) == CALLS
        server.answers[snapshots.SnapshotDevice] = snapshots.SnapshotDeviceResponse(
            cross_ref_id_or_snapshot_data=snapshots.DeviceSnapshot()
        )
        assert await client.snapshot_device("100") == ()


async def test_a_snapshot_of_a_call_comes_at_once_or_in_segments(server):
    at_once = snapshots.CallSnapshot(snapshot_data=snapshots.SnapshotCallDataList(snapshot_call_response_info=PARTIES))
    later = snapshots.CallSnapshot(service_cross_ref_id="9")
    async with CstaClient.connect(HOST, server.port) as client:
        server.answers[snapshots.SnapshotCall] = snapshots.SnapshotCallResponse(cross_ref_id_or_snapshot_data=at_once)
        assert await client.snapshot_call(CONNECTION) == PARTIES
        server.answers[snapshots.SnapshotCall] = [
            snapshots.SnapshotCallResponse(cross_ref_id_or_snapshot_data=later),
            snapshots.SnapshotCallData(service_cross_ref_id="9", last_segment=True, snapshot_data=PARTIES),
        ]
        assert await client.snapshot_call(CONNECTION) == PARTIES


async def test_a_trace_shows_every_message_but_no_password(server):
    told = []
    trace = lambda *message: told.append(message)  # noqa: E731  as an application would write it
    async with CstaClient.connect(HOST, server.port, user="anna", password="hunter2", trace=trace) as client:
        await client.hold_call(CONNECTION)
    assert [item[:2] for item in told] == [
        ("sent", "0001"), ("received", "0001"), ("sent", "0002"), ("received", "0002"), ("sent", "0003"),
        ("received", "0003"),
    ]  # fmt: skip
    assert "<password>***</password>" in told[0][2].replace(' xmlns="urn:ctibridge:csta"', "")
    assert "hunter2" not in "".join(item[2] for item in told)


async def test_a_port_where_nobody_listens_is_a_failed_connection(server, unused_tcp_port):
    with pytest.raises(ConnectFailed, match=f"nobody accepts connections on port {unused_tcp_port}"):
        async with CstaClient.connect(HOST, unused_tcp_port):
            pytest.fail("there is nobody")


async def test_a_port_without_tls_is_named_as_that():
    async def hang_up(_reader, writer):
        writer.close()

    listener = await asyncio.start_server(hang_up, HOST, 0)
    port = listener.sockets[0].getsockname()[1]
    async with listener:
        with pytest.raises(TlsFailed, match="hung up on the TLS handshake"):
            async with CstaClient.connect(HOST, port, tls=True):
                pytest.fail("there is no TLS")


async def test_tls_is_spoken_with_a_server_that_is_trusted():
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(context)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    async with served(context) as server:
        async with CstaClient.connect(HOST, server.port, tls=trusting) as client:
            await client.hold_call(CONNECTION)
        with pytest.raises(TlsFailed):
            async with CstaClient.connect(HOST, server.port, tls=True):
                pytest.fail("nobody vouches for this server")


async def test_cancelling_a_request_leaves_nothing_behind(server):
    server.answers[calls.HoldCall] = None
    async with CstaClient.connect(HOST, server.port) as client:
        peer = await server.peer()
        holding = asyncio.create_task(client.hold_call(CONNECTION))
        await peer.asked(calls.HoldCall)
        holding.cancel()
        with pytest.raises(asyncio.CancelledError):
            await holding
        peer.send(calls.HoldCallResponse(), invoke_id="0002")
        await client.answer_call(CONNECTION)


async def test_a_missing_response_leaves_the_outcome_unknown(server):
    server.answers[calls.MakeCall] = None
    async with CstaClient.connect(HOST, server.port, timeout_s=5) as client:
        with pytest.raises(OutcomeUnknown, match="MakeCall: no response"):
            await client.request(
                calls.MakeCall(calling_device=DeviceID("1"), called_directory_number=DeviceID("2")), timeout_s=0
            )
        await client.hold_call(CONNECTION)
