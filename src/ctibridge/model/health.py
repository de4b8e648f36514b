"""What is known about a line's service: its state, why, since when, when it is tried again, and who must act."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Who(StrEnum):
    """Who must act."""

    USER = "the user"
    ADMINISTRATOR = "the customer's administrator"
    PROVIDER = "the provider"


class HealthState(StrEnum):
    """How a line is. The values are stable: scripts read them."""

    IN_SERVICE = "in-service"
    STARTING = "starting"
    NOT_CONNECTED = "not-connected"  # no server of the platform is reached
    LOGIN_FAILED = "login-failed"  # the administrator's account
    INVALID_PASSWORD = "invalid-password"  # noqa: S105 -- a state: the line's own account is refused
    LOCKED = "locked"
    NO_PERMISSION = "no-permission"
    UNKNOWN_USER = "unknown-user"
    NOT_ASSIGNED = "not-assigned"  # a service that the line needs, or a licence
    LIMIT_REACHED = "limit-reached"  # of subscriptions, channels or sessions
    OVERLOADED = "overloaded"
    REFUSED = "refused"  # for another reason

    @property
    def rank(self) -> int:
        """How bad it is: 0 good, 1 about to be, 2 passes by itself, 3 somebody has to act."""
        return _RANKS.get(self, 3)

    @property
    def needs_somebody(self) -> bool:
        """Whether it does not pass by itself."""
        return self not in _RANKS


_RANKS = {
    HealthState.IN_SERVICE: 0,
    HealthState.STARTING: 1,
    HealthState.NOT_CONNECTED: 2,
    HealthState.LIMIT_REACHED: 2,
    HealthState.OVERLOADED: 2,
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was seen last: the platform's answer, and whose."""

    text: str
    status: int | None = None
    host: str | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a line is not in service.

    Args:
        state: What it comes to; never in service.
        evidence: What shows it.
        who: Who must act; None: nobody.
        retry_s: In how many seconds at most it is tried again; None: it is not known.
    """

    state: HealthState
    evidence: Evidence
    who: Who | None = None
    retry_s: float | None = None


@dataclass(frozen=True, slots=True)
class LineHealth:
    """One line. Times in seconds since 1970.

    Args:
        state: How the line is.
        since: From when on.
        evidence: What shows it; None: nothing is wrong.
        who: Who must act; None: nobody.
        retry_at: When at the latest it is tried again; None: nothing is to be tried, or it is not known when.
    """

    state: HealthState
    since: float
    evidence: Evidence | None = None
    who: Who | None = None
    retry_at: float | None = None

    @property
    def is_good(self) -> bool:
        """Whether applications can use the line."""
        return self.state is HealthState.IN_SERVICE
