"""Why a request is refused, as TAPI says it."""

from __future__ import annotations

from ctibridge import errors as e
from ctibridge.servers.tapi import constants as t

VALUES: dict[type[e.CommandError], int] = {
    e.NotAllowed: t.LINEERR_INVALCALLPRIVILEGE,
    e.UnknownLine: t.LINEERR_INVALLINEHANDLE,
    e.UnknownCall: t.LINEERR_INVALCALLHANDLE,
    e.WrongState: t.LINEERR_INVALCALLSTATE,
    e.NotSupported: t.LINEERR_OPERATIONUNAVAIL,
    e.InvalidDestination: t.LINEERR_INVALADDRESS,
    e.InvalidValue: t.LINEERR_INVALPARAM,
    e.Rejected: t.LINEERR_OPERATIONFAILED,
    e.RateLimited: t.LINEERR_RESOURCEUNAVAIL,
    e.LineUnavailable: t.LINEERR_RESOURCEUNAVAIL,
    e.OutcomeUnknown: t.LINEERR_OPERATIONFAILED,
}
"""Each reason that ctibridge knows."""

REJECTED: dict[int, int] = {
    400: t.LINEERR_INVALPARAM,
    401: t.LINEERR_INVALCALLPRIVILEGE,
    403: t.LINEERR_INVALCALLPRIVILEGE,
    404: t.LINEERR_INVALCALLHANDLE,
    409: t.LINEERR_INVALCALLSTATE,
}
"""What the platform's status means; 5xx are its own trouble."""

DIALS = frozenset({"makecall", "dial", "setuptransfer", "prepareaddtoconference", "blindtransfer", "redirect", "park"})


def error_from_exception(exc: e.CommandError, op: str) -> int:
    """LINEERR_* for a request that failed with `exc`."""
    if not isinstance(exc, e.Rejected):
        return VALUES[type(exc)]
    if exc.status == 400 and op in DIALS:
        return t.LINEERR_INVALADDRESS
    return REJECTED.get(exc.status, t.LINEERR_OPERATIONFAILED)
