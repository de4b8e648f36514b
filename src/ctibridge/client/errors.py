"""What a client of CSTA can be told besides the errors of `ctibridge.errors`."""

from __future__ import annotations

from ctibridge.errors import CtibridgeError
from ctibridge.wire.csta.errors import CSTAErrorCode
from ctibridge.wire.csta.sessions import NegativeResponse, SessionError
from ctibridge.wire.csta.types import Response


class CstaRefused(CtibridgeError):
    """The server said no.

    `category` is `operation`, `stateIncompatibility` ... as in CSTAErrorCode, or `session` for a request about the
    session; `value` is the reason inside it, such as `invalidDeviceID`.
    """

    def __init__(self, service: str, category: str, value: str) -> None:
        self.service, self.category, self.value = service, category, value
        hint = " (wrong user or password)" if value == SessionError.INVALID_APPLICATION_INFO else ""
        super().__init__(f"{service} is refused: {category} {value}".rstrip() + hint)


def refusal_from_response(service: str, response: Response) -> CstaRefused | None:
    """The error that a response stands for, if it is a refusal."""
    match response:
        case CSTAErrorCode():
            return CstaRefused(service, response.category, response.value)
        case NegativeResponse():
            return CstaRefused(service, "session", response.value)
        case _:
            return None
