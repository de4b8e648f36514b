"""Identifiers. Each is a string of its own kind, so that a call cannot be passed where a connection is wanted."""

from __future__ import annotations

from typing import Final, NewType

LineId = NewType("LineId", str)
"""A line of ours: on BroadWorks the user id in lower case."""

CallId = NewType("CallId", str)
"""A whole call, as clients know it; all lines in it share it."""

ConnectionId = NewType("ConnectionId", str)
"""One line's part of a call, as the switch knows it: on BroadWorks the callId."""

TrackingId = NewType("TrackingId", str)
"""What the switch gives all parts of one call: on BroadWorks the extTrackingId. Changes when calls are joined."""

EventId = NewType("EventId", str)
"""An event of the switch; the same one may come twice."""

MonitorId = NewType("MonitorId", int)
"""A client's standing wish for a line's changes."""

CONFERENCE: Final = ConnectionId("Conference")
"""The connection of a line with its own conference, of which it can have one."""


def call_of(tracking: TrackingId) -> CallId:
    """The identifier of a call that begins with this tracking id.

    The same text: it means the same to everybody who reads both wires, survives our restart, and two gateways
    on one platform agree on it.
    """
    return CallId(tracking)


def line_of(user_id: str) -> LineId:
    """The line of a platform user. The platform does not tell the case of user ids apart."""
    return LineId(user_id.lower())
