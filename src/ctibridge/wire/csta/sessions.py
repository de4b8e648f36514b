"""Application sessions: who a client is, which edition it speaks, how long it may stay (ECMA-354).

Durations are seconds. `extensions` hold anything; nothing of them is known to us.
"""

from __future__ import annotations

from enum import StrEnum

from ctibridge.wire.csta.markup import structure
from ctibridge.wire.csta.types import Notice, Request, Response, local_text
from ctibridge.wire.markup.binding import Tree, xml


class SessionError(StrEnum):
    """Why a request about a session is refused."""

    INVALID_APPLICATION_INFO = "invalidApplicationInfo"
    REQUESTED_PROTOCOL_VERSION_NOT_SUPPORTED = "requestedProtocolVersionNotSupported"
    SERVER_RESOURCES_BUSY = "serverResourcesBusy"
    MAX_NUMBER_SESSIONS = "maxNumberSessions"
    INVALID_SESSION_ID = "invalidSessionID"
    SERVER_CANNOT_RESET_SESSION_TIMER = "serverCannotResetSessionTimer"


class EndReason(StrEnum):
    """Why a client ends its session."""

    NORMAL = "normal"


class TerminationReason(StrEnum):
    """Why a server ends a session."""

    RESOURCE_LIMITATION = "resourceLimitation"
    SESSION_TIMER_EXPIRED = "sessionTimerExpired"


@structure
class ErrorCode:
    """The reason of a negative response: a defined one or one of the server's own."""

    appl_error: str | None = None
    defined_error: str | None = None


@structure
class NegativeResponse(Response):
    """A request about a session is refused."""

    error_code: ErrorCode | None = None
    extensions: Tree | None = None

    @property
    def value(self) -> str:
        """The reason, defined or not; empty when none is given."""
        code = self.error_code or ErrorCode()
        return code.defined_error or code.appl_error or ""


@structure
class StartApplicationSessionPosResponse(Response):
    """The session is open."""

    session_id: str | None = None
    actual_protocol_version: str | None = None
    actual_session_duration: int | None = None
    extensions: Tree | None = None


@structure
class StartApplicationSessionNegResponse(NegativeResponse):
    """There will be no session."""


@structure
class ApplicationInfo:
    """Who the client is."""

    application_id: str | None = None
    application_specific_info: Tree | None = None


@structure
class StartApplicationSession(Request[StartApplicationSessionPosResponse]):
    """Opens a session."""

    application_info: ApplicationInfo | None = None
    requested_protocol_versions: tuple[str, ...] = xml(wrap="protocolVersion", default=())
    requested_session_duration: int | None = None
    extensions: Tree | None = None

    @property
    def user(self) -> str | None:
        """The user name, wherever a vendor puts it."""
        return self._login("userName")

    @property
    def password(self) -> str | None:
        """The password, wherever a vendor puts it."""
        return self._login("password")

    def _login(self, name: str) -> str | None:
        # ECMA-354 leaves the login to vendors; all known ones use these names, each in a namespace of its own.
        return local_text(self.application_info.application_specific_info, name) if self.application_info else None


@structure
class ResetApplicationSessionTimerPosResponse(Response):
    """The session stays open for this time more."""

    actual_session_duration: int | None = None
    extensions: Tree | None = None


@structure
class ResetApplicationSessionTimerNegResponse(NegativeResponse):
    """The session is not prolonged."""


@structure
class ResetApplicationSessionTimer(Request[ResetApplicationSessionTimerPosResponse]):
    """Keeps a session open."""

    session_id: str | None = None
    requested_session_duration: int | None = None
    extensions: Tree | None = None


@structure
class StopApplicationSessionPosResponse(Response):
    """The session is closed."""

    extensions: Tree | None = None


@structure
class StopApplicationSessionNegResponse(NegativeResponse):
    """There is no such session to close."""


@structure
class SessionEndReason:
    """Why the client goes: exactly one of the two."""

    app_end_reason: str | None = None
    defined_end_reason: str | None = None


@structure
class StopApplicationSession(Request[StopApplicationSessionPosResponse]):
    """Closes a session."""

    session_id: str | None = None
    session_end_reason: SessionEndReason | None = None
    extensions: Tree | None = None


@structure
class SessionTermReason:
    """Why the server ends the session: exactly one of the two."""

    defined_term_reason: str | None = None
    server_term_reason: str | None = None


@structure
class ApplicationSessionTerminated(Notice):
    """The server has ended the session."""

    session_id: str | None = None
    session_term_reason: SessionTermReason | None = None
    extensions: Tree | None = None

    @property
    def reason(self) -> str:
        """The reason, defined or not; empty when none is given."""
        reason = self.session_term_reason or SessionTermReason()
        return reason.defined_term_reason or reason.server_term_reason or ""
