"""What an error means for the lines that it keeps out of service: their state, and who must act. Pure.

How to act is said in `remedies.py` for one try, and in `diagnostics/health_texts.py` for a line's state.
"""

from __future__ import annotations

from ctibridge.broadworks.remedies import certificate_error, certificate_failure
from ctibridge.errors import (
    AuthFailed,
    ConnectFailed,
    CtibridgeError,
    LinkLost,
    RateLimited,
    Rejected,
    RemoteProtocolError,
    TlsFailed,
)
from ctibridge.model.health import Evidence, HealthState, Trouble, Who

Meaning = tuple[HealthState, Who]

NO_PERMISSION: Meaning = (HealthState.NO_PERMISSION, Who.PROVIDER)
_OF_403: tuple[tuple[tuple[str, ...], Meaning], ...] = (
    (("licen", "not assigned", "unassigned"), (HealthState.NOT_ASSIGNED, Who.PROVIDER)),
    (("limit", "exceed", "too many", "maximum"), (HealthState.LIMIT_REACHED, Who.PROVIDER)),
    (("there is no", "not found", "no such user", "not exist"), (HealthState.UNKNOWN_USER, Who.ADMINISTRATOR)),
)
"""Every refused subscription is a 403 (xsi.md section 1); only its text can tell more. The words are inferred."""


def trouble_of(exc: CtibridgeError, *, own_account: bool = False, retry_s: float | None = None) -> Trouble:
    """What an error means for lines.

    Args:
        exc: Why they are not served.
        own_account: The account is the line's own, not that of an administrator.
        retry_s: In how many seconds it is tried again.
    """
    state, who = meaning(exc, own_account=own_account)
    host = exc.host if isinstance(exc, AuthFailed | ConnectFailed | TlsFailed | LinkLost) else None
    return Trouble(state, Evidence(str(exc), _status(exc), host), who, retry_s)


def meaning(exc: CtibridgeError, *, own_account: bool) -> Meaning:
    """The state of the lines, and who must act."""
    match exc:
        case AuthFailed(locked=True):
            return HealthState.LOCKED, Who.PROVIDER
        case AuthFailed() if own_account:
            return HealthState.INVALID_PASSWORD, Who.USER
        case AuthFailed():
            return HealthState.LOGIN_FAILED, Who.ADMINISTRATOR
        case RateLimited():
            return HealthState.OVERLOADED, Who.PROVIDER
        case Rejected(status=403):
            return _forbidden(exc.text)
        case Rejected(status=404):
            return HealthState.UNKNOWN_USER, Who.ADMINISTRATOR
        case ConnectFailed() | TlsFailed():
            return HealthState.NOT_CONNECTED, _who_reaches_it(exc)
        case LinkLost():
            return HealthState.NOT_CONNECTED, Who.PROVIDER
        case RemoteProtocolError():  # a login page, a proxy: not the platform at all
            return HealthState.NOT_CONNECTED, Who.ADMINISTRATOR
        case _:
            return HealthState.REFUSED, Who.PROVIDER


def _forbidden(text: str) -> Meaning:
    said = text.lower()
    return next((told for words, told in _OF_403 if any(word in said for word in words)), NO_PERMISSION)


def _who_reaches_it(exc: ConnectFailed | TlsFailed) -> Who:
    certificate = certificate_error(exc)
    return certificate_failure(certificate, exc.host).who if certificate is not None else Who.ADMINISTRATOR


def _status(exc: CtibridgeError) -> int | None:
    match exc:
        case AuthFailed():
            return 401
        case RateLimited():
            return 503
        case Rejected(status=status):
            return status
        case _:
            return None
