"""Whose Call Waiting is to be read. Pure, but for the reading.

The call model wants to know whether a second call can ring at a line (ADR 16). For a collection of users the platform
tells a service only when it changes, and asking for all lines at the start would cost a request each. So a line is
asked for with its first call: by the second one the answer is there.
"""

from __future__ import annotations

from ctibridge.broadworks.lines import Ask
from ctibridge.broadworks.requests import read, user_path
from ctibridge.errors import Rejected, RemoteProtocolError
from ctibridge.model.ids import LineId
from ctibridge.model.reports import CallWaitingReported
from ctibridge.wire.xsi.services import CallWaiting


class CallWaitingQueue:
    """Lines wait here to be asked for, once each, one at a time: it is not urgent, and a wrong password costs a try."""

    def __init__(self) -> None:
        self._known: set[LineId] = set()
        self._waiting: dict[LineId, None] = {}
        self._asking = False

    def called(self, line: LineId) -> bool:
        """The line has a call; whether it has to be asked for."""
        if line in self._known or line in self._waiting:
            return False
        self._waiting[line] = None
        return True

    def told(self, line: LineId) -> None:
        """The platform told the service, or does not tell it."""
        self._known.add(line)
        self._waiting.pop(line, None)

    def take(self) -> LineId | None:
        """The next line, which counts as told from now on; None while one is asked for."""
        line = next(iter(self._waiting), None)
        if line is None or self._asking:
            return None
        self._asking = True
        self.told(line)
        return line

    def asked(self, line: LineId, *, answered: bool) -> None:
        """`take` gives the next one. Without an answer the line is asked for again with its next call."""
        self._asking = False
        if not answered:
            self._known.discard(line)

    def forget(self) -> None:
        """Changes may have gone by untold: every line is asked for again with its next call."""
        self._known.clear()


async def read_call_waiting(ask: Ask, line: LineId, user_id: str) -> CallWaitingReported | None:
    """The service of a line; None when the platform does not tell it.

    Raises:
        LinkError, RateLimited, Rejected, RemoteProtocolError: no answer.
    """
    try:
        service = (await ask(read(user_path(user_id, "services", "CallWaiting")))).document
    except Rejected as exc:
        if exc.status in {403, 404}:
            return None  # not assigned, or not ours to read: which of both is not told (xsi.md section 3)
        raise
    if not isinstance(service, CallWaiting):
        raise RemoteProtocolError(f"the platform answered the request for Call Waiting of {user_id} with {service!r}")
    return CallWaitingReported(line, None, active=bool(service.active))
