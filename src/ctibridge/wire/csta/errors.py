"""The answer to a request that is not carried out."""

from __future__ import annotations

from typing import Any

from ctibridge.wire.csta import error_values as values
from ctibridge.wire.csta.markup import structure
from ctibridge.wire.csta.types import Response
from ctibridge.wire.markup.binding import Flag, xml

ErrorValue = (
    values.OperationErrors
    | values.PerformanceManagementErrors
    | values.PrivateDataInfoErrors
    | values.SecurityErrors
    | values.StateIncompatibilityErrors
    | values.SubscribedResourceAvailabilityErrors
    | values.SystemResourceAvailabilityErrors
)


@structure
class CSTAErrorCode(Response):
    """Why a request was refused: one category with its value (universalFailure in ECMA-269)."""

    operation: str | None = None
    performance_management: str | None = None
    private_data: str | None = None
    private_error_code: str | None = None
    security: str | None = None
    state_incompatibility: str | None = None
    subscribed_resource_availability: str | None = None
    system_resource_availability: str | None = xml("systemResourceAvailibility", default=None)  # spelled so
    unspecified: Flag = False

    @property
    def category(self) -> str:
        """The category as CSTA spells it."""
        return next((name for field, name in _CATEGORIES.items() if getattr(self, field) is not None), "unspecified")

    @property
    def value(self) -> str:
        """The value in its category; empty for an unspecified error."""
        return next((text for field in _CATEGORIES if (text := getattr(self, field)) is not None), "")


_CATEGORIES = {
    "operation": "operation",
    "performance_management": "performanceManagement",
    "private_data": "privateData",
    "private_error_code": "privateErrorCode",
    "security": "security",
    "state_incompatibility": "stateIncompatibility",
    "subscribed_resource_availability": "subscribedResourceAvailability",
    "system_resource_availability": "systemResourceAvailibility",
}
_FIELD_OF: dict[type[ErrorValue], str] = {
    values.OperationErrors: "operation",
    values.PerformanceManagementErrors: "performance_management",
    values.PrivateDataInfoErrors: "private_data",
    values.SecurityErrors: "security",
    values.StateIncompatibilityErrors: "state_incompatibility",
    values.SubscribedResourceAvailabilityErrors: "subscribed_resource_availability",
    values.SystemResourceAvailabilityErrors: "system_resource_availability",
}


def error(value: ErrorValue) -> CSTAErrorCode:
    """The error of this value, in the category that it belongs to."""
    fields: dict[str, Any] = {_FIELD_OF[type(value)]: value}
    return CSTAErrorCode(**fields)
