"""Connection states and the transitions that telephony knows (ECMA-269, 6.1.4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ConnectionState(StrEnum):
    """The state of one device's part of a call. The values are CSTA's names."""

    NULL = "null"
    INITIATED = "initiated"
    ALERTING = "alerting"
    CONNECTED = "connected"
    HOLD = "hold"
    QUEUED = "queued"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides what can be done with a connection, and with others beside it.

    Args:
        state: The line's.
        answered: Somebody else is in the call.
        conference: It is the line's own conference.
    """

    state: ConnectionState
    answered: bool = True
    conference: bool = False


class Recording(StrEnum):
    """Whether the line's call is recorded."""

    OFF = "off"
    PENDING = "pending"  # asked for; it starts when the line is back from hold
    STARTED = "started"
    PAUSED = "paused"
    FAILED = "failed"


_S = ConnectionState

LEGAL: dict[ConnectionState, frozenset[ConnectionState]] = {
    _S.NULL: frozenset({_S.INITIATED, _S.ALERTING, _S.CONNECTED, _S.HOLD, _S.QUEUED, _S.FAIL}),
    _S.INITIATED: frozenset({_S.CONNECTED, _S.FAIL, _S.NULL}),
    _S.ALERTING: frozenset({_S.CONNECTED, _S.HOLD, _S.FAIL, _S.NULL}),
    _S.CONNECTED: frozenset({_S.HOLD, _S.FAIL, _S.NULL}),
    _S.HOLD: frozenset({_S.CONNECTED, _S.FAIL, _S.NULL}),
    _S.QUEUED: frozenset({_S.ALERTING, _S.CONNECTED, _S.FAIL, _S.NULL}),
    _S.FAIL: frozenset({_S.NULL}),
}
"""From each state, those that may follow. The switch may surprise us: see `CallBook`."""


def is_legal(before: ConnectionState, after: ConnectionState) -> bool:
    """Whether `after` may follow `before`; staying is always legal."""
    return after is before or after in LEGAL[before]
