"""What the client library asks is valid in the edition that it speaks."""

from __future__ import annotations

import pytest

from ctibridge.client.session import application_info
from ctibridge.wire.csta import monitoring, sessions
from ctibridge.wire.csta.editions import Edition
from ctibridge.wire.csta.messages import NAMES, encode
from ctibridge.wire.csta.types import DeviceID
from tests.contract.test_csta_schema import validated_as
from tests.unit.client.service_calls import CASES

REQUESTS = [
    *(case.request for case in CASES),
    sessions.StartApplicationSession(
        application_info=application_info("desk", "anna", "secret"),
        requested_protocol_versions=(Edition.ED3.namespace,),
        requested_session_duration=180,
    ),
    sessions.ResetApplicationSessionTimer(session_id="1", requested_session_duration=180),
    sessions.StopApplicationSession(
        session_id="1", session_end_reason=sessions.SessionEndReason(defined_end_reason="normal")
    ),
    monitoring.MonitorStart(
        monitor_object=monitoring.MonitorObject(device_object=DeviceID("1")), monitor_type="device"
    ),
    monitoring.MonitorStop(monitor_cross_ref_id="1"),
]


@pytest.mark.parametrize("edition", [3, 4, 5, 6])
@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: type(request).__name__)
def test_what_the_client_asks_is_valid(request_, edition):
    spoken = Edition(edition)
    for schema, other in validated_as(NAMES[type(request_)], spoken):
        payload = encode(request_, spoken)
        assert schema.faults(payload.replace(spoken.namespace.encode(), other.namespace.encode(), 1)) == []
