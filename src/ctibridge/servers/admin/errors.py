"""Why a request is refused, as a problem in JSON (RFC 9457) with an HTTP status."""

from __future__ import annotations

from ctibridge import errors as e
from ctibridge.servers.admin.messages import Problem

STATUS: dict[type[e.CommandError], int] = {
    e.NotAllowed: 403,
    e.UnknownLine: 404,
    e.UnknownCall: 404,
    e.WrongState: 409,
    e.NotSupported: 501,
    e.InvalidDestination: 422,
    e.InvalidValue: 422,
    e.Rejected: 502,
    e.RateLimited: 429,
    e.LineUnavailable: 503,
    e.OutcomeUnknown: 504,
}
"""Each reason that ctibridge knows. What the platform refused is no refusal of ours: 502."""

UNREADABLE = ("unreadable", 400)
UNAUTHORISED = ("unauthorised", 401)
MISCONFIGURED = ("misconfigured", 422)
UNREACHED = ("platform-unreached", 502)
BROKEN = ("broken", 500)


def problem(code: str, status: int, detail: str, retry_after_s: float | None = None) -> Problem:
    """A problem; its title is its code in words."""
    return Problem(f"urn:ctibridge:{code}", code.replace("-", " "), status, detail, code, retry_after_s)


def problem_from_exception(exc: e.CtibridgeError) -> Problem:
    """What is told of an error of ours."""
    match exc:
        case e.CommandError():
            retry_s = exc.retry_after_s if isinstance(exc, e.RateLimited) else None
            return problem(exc.code, STATUS[type(exc)], str(exc), retry_s)
        case e.ConfigError():
            return problem(*MISCONFIGURED, str(exc))
        case e.LinkError() | e.ProtocolError():
            return problem(*UNREACHED, str(exc))
        case _:
            return problem(*BROKEN, str(exc))
