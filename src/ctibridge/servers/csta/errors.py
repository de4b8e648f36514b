"""Why a request is refused, in CSTA's categories and values (csta.md section 6)."""

from __future__ import annotations

from ctibridge import errors as e
from ctibridge.wire.csta import calls, features, monitoring, snapshots, transfers
from ctibridge.wire.csta.error_values import (
    OperationErrors,
    PerformanceManagementErrors,
    StateIncompatibilityErrors,
    SystemResourceAvailabilityErrors,
)
from ctibridge.wire.csta.errors import CSTAErrorCode, ErrorValue, error

_OPERATION, _STATE, _RESOURCE = OperationErrors, StateIncompatibilityErrors, SystemResourceAvailabilityErrors

VALUES: dict[type[e.CommandError], ErrorValue] = {
    e.NotAllowed: _OPERATION.PRIVILEGE_VIOLATION_SPECIFIED_DEVICE,
    e.UnknownLine: _OPERATION.INVALID_DEVICE_ID,
    e.UnknownCall: _OPERATION.INVALID_CONNECTION_ID,
    e.WrongState: _STATE.INVALID_CONNECTION_STATE,
    e.NotSupported: _OPERATION.SERVICE_NOT_SUPPORTED,
    e.InvalidDestination: _OPERATION.INVALID_DESTINATION,
    e.InvalidValue: _OPERATION.INVALID_PARAMETER_VALUE,
    e.Rejected: _OPERATION.GENERIC,
    e.RateLimited: PerformanceManagementErrors.PERFORMANCE_LIMIT_EXCEEDED,
    e.LineUnavailable: _RESOURCE.NETWORK_OUT_OF_SERVICE,
    e.OutcomeUnknown: _RESOURCE.GENERIC,
}
"""Each reason that ctibridge knows."""

FOR_REQUEST: dict[tuple[type[e.CommandError], type], ErrorValue] = {
    (e.UnknownLine, calls.MakeCall): _OPERATION.INVALID_CALLING_DEVICE_ID,
    (e.UnknownLine, monitoring.MonitorStart): _OPERATION.INVALID_MONITOR_OBJECT,
    (e.UnknownCall, monitoring.MonitorStart): _OPERATION.INVALID_MONITOR_OBJECT,
    (e.NotSupported, monitoring.MonitorStart): _OPERATION.INVALID_MONITOR_TYPE,
    (e.InvalidDestination, calls.MakeCall): _OPERATION.INVALID_CALLED_DEVICE_ID,
    (e.InvalidDestination, features.SetForwarding): _OPERATION.INVALID_FORWARDING_DESTINATION,
    (e.WrongState, calls.AnswerCall): _STATE.NO_CALL_TO_ANSWER,
    (e.WrongState, calls.ClearConnection): _STATE.NO_CONNECTION_TO_CLEAR,
    (e.WrongState, calls.ClearCall): _STATE.NO_CALL_TO_CLEAR,
    (e.WrongState, calls.RetrieveCall): _STATE.NO_HELD_CALL,
    (e.WrongState, calls.GenerateDigits): _STATE.NO_ACTIVE_CALL,
    (e.WrongState, transfers.ConsultationCall): _STATE.NO_ACTIVE_CALL,
    (e.WrongState, transfers.DeflectCall): _STATE.INVALID_CONNECTION_STATE,
    (e.UnknownCall, snapshots.SnapshotCall): _OPERATION.INVALID_CONNECTION_ID,
}
"""Where the request makes the reason more precise."""

REJECTED: dict[int, ErrorValue] = {
    400: _OPERATION.INVALID_PARAMETER_VALUE,
    401: _OPERATION.PRIVILEGE_VIOLATION_SPECIFIED_DEVICE,
    403: _OPERATION.PRIVILEGE_VIOLATION_SPECIFIED_DEVICE,
    404: _OPERATION.INVALID_CONNECTION_ID,
    409: _STATE.INVALID_CONNECTION_STATE,
}
"""What the platform's status means; 5xx are its own trouble."""

DIALS = (
    calls.MakeCall,
    transfers.ConsultationCall,
    transfers.DeflectCall,
    transfers.SingleStepTransferCall,
    transfers.ParkCall,
)

SERVICES = (
    features.GetDoNotDisturb,
    features.SetDoNotDisturb,
    features.SetForwarding,
    features.GetMessageWaitingIndicator,
    features.SetMessageWaitingIndicator,
)


def error_from_exception(exc: e.CommandError, request: object) -> CSTAErrorCode:
    """The answer to `request`, which failed with `exc`."""
    if isinstance(exc, e.Rejected):
        return error(_rejected(exc, request))
    return error(FOR_REQUEST.get((type(exc), type(request))) or VALUES[type(exc)])


def _rejected(exc: e.Rejected, request: object) -> ErrorValue:
    if exc.status == 400 and isinstance(request, DIALS):
        return _OPERATION.INVALID_DESTINATION
    if exc.status in {403, 404} and isinstance(request, SERVICES):
        return _OPERATION.REQUEST_INCOMPATIBLE_WITH_DEVICE  # the user does not have it (xsi.md section 3)
    if exc.status >= 500:
        return _RESOURCE.GENERIC
    return REJECTED.get(exc.status, _OPERATION.GENERIC)


INVALID_REQUEST = error(_OPERATION.INVALID_PARAMETER_VALUE)
UNKNOWN_SERVICE = error(_OPERATION.SERVICE_NOT_SUPPORTED)
NOT_ASSOCIATED = error(_OPERATION.SECURITY_VIOLATION)
