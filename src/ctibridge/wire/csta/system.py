"""The state of the whole system, and who wants to hear of it. `SystemStatus` also serves as heartbeat."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from ctibridge.wire.csta.markup import structure
from ctibridge.wire.csta.types import Acknowledged, Extensions, Notice, Request, Response
from ctibridge.wire.markup.binding import names, xml


class SystemStatusValue(StrEnum):
    """How the system is."""

    DISABLED = "disabled"
    PARTIALLY_DISABLED = "partiallyDisabled"
    ENABLED = "enabled"
    INITIALIZING = "initializing"
    MESSAGES_LOST = "messagesLost"
    NORMAL = "normal"
    OVERLOAD_IMMINENT = "overloadImminent"
    OVERLOAD_REACHED = "overloadReached"
    OVERLOAD_RELIEVED = "overloadRelieved"


RequestTypes = Annotated[
    frozenset[str],
    names("systemStatus", "requestSystemStatus", "switchingFunctionCapsChanged", "switchingFunctionDevicesChanged"),
]
# The values of which the client does not want to hear. The schema writes messageLost here, messagesLost above.
StatusFilter = Annotated[
    frozenset[str],
    names(
        *("initializing", "enabled", "normal", "messageLost", "disabled", "partiallyDisabled"),
        *("overloadImminent", "overloadReached", "overloadRelieved"),
    ),
]


@structure
class SystemStatusResponse(Acknowledged):
    """The status is heard."""


@structure
class SystemStatus(Request[SystemStatusResponse]):
    """Tells how the sender is, in either direction. Some clients leave the value out."""

    sys_stat_register_id: str | None = None
    system_status: str | None = None
    extensions: Extensions | None = None


@structure
class RequestSystemStatusResponse(Response):
    """How the system is."""

    system_status: str
    extensions: Extensions | None = None


@structure
class RequestSystemStatus(Request[RequestSystemStatusResponse]):
    """Asks how the system is."""

    sys_stat_register_id: str | None = None
    extensions: Extensions | None = None


@structure
class SystemRegisterResponse(Response):
    """The registration has this identifier."""

    sys_stat_register_id: str
    actual_status_filter: StatusFilter | None = None
    extensions: Extensions | None = None


@structure
class SystemRegister(Request[SystemRegisterResponse]):
    """Registers for system services."""

    request_types: RequestTypes = xml(absent=frozenset())
    requested_status_filter: StatusFilter | None = None
    extensions: Extensions | None = None


@structure
class SystemRegisterAbort(Notice):
    """The server has ended a registration."""

    sys_stat_register_id: str
    extensions: Extensions | None = None


@structure
class SystemRegisterCancelResponse(Acknowledged):
    """The registration is ended."""


@structure
class SystemRegisterCancel(Request[SystemRegisterCancelResponse]):
    """Ends a registration."""

    sys_stat_register_id: str
    extensions: Extensions | None = None


@structure
class ChangeSysStatFilterResponse(Response):
    """The filter as it is now."""

    actual_status_filter: StatusFilter
    extensions: Extensions | None = None


@structure
class ChangeSysStatFilter(Request[ChangeSysStatFilterResponse]):
    """Changes what a registration hears of."""

    sys_stat_register_id: str
    requested_status_filter: StatusFilter = xml(absent=frozenset())
    extensions: Extensions | None = None


@structure
class SwFunctionDevicesChangedResponse(Acknowledged):
    """The change is heard."""


@structure
class SwFunctionDevicesChanged(Request[SwFunctionDevicesChangedResponse]):
    """The server's list of devices has changed."""

    sys_stat_register_id: str | None = None
    extensions: Extensions | None = None


@structure
class SwFunctionCapsChangedResponse(Acknowledged):
    """The change is heard."""


@structure
class SwFunctionCapsChanged(Request[SwFunctionCapsChangedResponse]):
    """The server's capabilities have changed."""

    sys_stat_register_id: str | None = None
    extensions: Extensions | None = None
