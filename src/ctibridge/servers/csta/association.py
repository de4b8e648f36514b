"""Who the client is: session or none, user or none, and until when (ECMA-354; csta.md section 3). Pure."""

from __future__ import annotations

import hmac
from enum import Enum, auto

from ctibridge.servers.csta.settings import SHORTEST_SESSION_S, CstaSettings
from ctibridge.wire.csta import sessions as s
from ctibridge.wire.csta.editions import Edition


class State(Enum):
    """How far the association has come."""

    NEW = auto()
    IMPLICIT = auto()  # the client just began to ask
    EXPLICIT = auto()  # it started a session
    ENDED = auto()


class Association:
    """One client's association.

    Args:
        settings: Whether a user is needed, how long sessions last.
        session_id: The identifier that a session will get.
    """

    def __init__(self, settings: CstaSettings, session_id: str) -> None:
        self._settings, self._session_id = settings, session_id
        self.state = State.NEW
        self.application = ""
        self.ends_at: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether requests are carried out."""
        return self.state in {State.IMPLICIT, State.EXPLICIT}

    def admit(self) -> bool:
        """A request other than about sessions came: whether it may be carried out."""
        if self.state is State.NEW and self._settings.user is None:
            self.state = State.IMPLICIT
        return self.is_open

    def start(
        self, request: s.StartApplicationSession, edition: Edition | None, now: float
    ) -> s.StartApplicationSessionPosResponse | s.StartApplicationSessionNegResponse:
        """Opens a session in `edition`, the first that both sides speak; None: there is none."""
        if edition is None:
            return _refused(s.SessionError.REQUESTED_PROTOCOL_VERSION_NOT_SUPPORTED)
        if not self._is_user(request):
            return _refused(s.SessionError.INVALID_APPLICATION_INFO)
        self.state = State.EXPLICIT
        self.application = (request.application_info.application_id or "") if request.application_info else ""
        return s.StartApplicationSessionPosResponse(
            session_id=self._session_id,
            actual_protocol_version=edition.namespace,
            actual_session_duration=self._prolong(request.requested_session_duration, now),
        )

    def _is_user(self, request: s.StartApplicationSession) -> bool:
        user, password = self._settings.user, self._settings.password
        if user is None:
            return True
        return _same(request.user, user) & _same(request.password, password)  # both, whatever the first says

    def reset_timer(
        self, request: s.ResetApplicationSessionTimer, now: float
    ) -> s.ResetApplicationSessionTimerPosResponse | s.ResetApplicationSessionTimerNegResponse:
        """Prolongs the session."""
        if not self._is_session(request.session_id):
            code = s.ErrorCode(defined_error=s.SessionError.INVALID_SESSION_ID)
            return s.ResetApplicationSessionTimerNegResponse(error_code=code)
        granted = self._prolong(request.requested_session_duration, now)
        return s.ResetApplicationSessionTimerPosResponse(actual_session_duration=granted)

    def stop(
        self, request: s.StopApplicationSession
    ) -> s.StopApplicationSessionPosResponse | s.StopApplicationSessionNegResponse:
        """Closes the session."""
        if not self._is_session(request.session_id):
            code = s.ErrorCode(defined_error=s.SessionError.INVALID_SESSION_ID)
            return s.StopApplicationSessionNegResponse(error_code=code)
        self.state = State.ENDED
        return s.StopApplicationSessionPosResponse()

    def expired(self) -> s.ApplicationSessionTerminated:
        """Ends the session because its time is over."""
        self.state = State.ENDED
        reason = s.SessionTermReason(defined_term_reason=s.TerminationReason.SESSION_TIMER_EXPIRED)
        return s.ApplicationSessionTerminated(session_id=self._session_id, session_term_reason=reason)

    def _is_session(self, session_id: str | None) -> bool:
        # Some clients leave the identifier out: there is only one session in an association.
        return self.state is State.EXPLICIT and session_id in {None, "", self._session_id}

    def _prolong(self, wanted_s: int | None, now: float) -> int:
        longest = self._settings.session_s
        granted = longest if not wanted_s else max(min(wanted_s, longest), SHORTEST_SESSION_S)
        self.ends_at = now + granted
        return granted


def _same(given: str | None, right: str | None) -> bool:
    return given is not None and right is not None and hmac.compare_digest(given.encode(), right.encode())


def _refused(error: s.SessionError) -> s.StartApplicationSessionNegResponse:
    return s.StartApplicationSessionNegResponse(error_code=s.ErrorCode(defined_error=error))
