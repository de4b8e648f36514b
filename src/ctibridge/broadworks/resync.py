"""Fetches the full state of lines, one at a time, where no subscription brings it.

For a collection of users the platform sends no initial state (XSI 4.2.4.2), so it is asked for line by line, paced.
An event of the line that comes meanwhile makes the answers stale: they are asked for again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from ctibridge.broadworks.agenda import Agenda
from ctibridge.broadworks.lines import Ask
from ctibridge.broadworks.requests import encoded, read, user_path
from ctibridge.broadworks.translate_events import ServiceReport, line_report, report_from_service
from ctibridge.broadworks.translate_services import PACKAGES, read_service
from ctibridge.errors import Rejected, RemoteProtocolError
from ctibridge.model.ids import LineId
from ctibridge.model.line_services import ServiceKind, ServiceState
from ctibridge.model.reports import LineReported, ServiceReported
from ctibridge.wire.xsi.calls import Call, Calls, Conference

RETRY_S = 5.0  # no answer, or none that makes sense; the pacer bounds how many ask at a time
REFUSED_RETRY_S = 300.0  # a right that is missing does not come back by asking often


K = TypeVar("K", bound=Hashable)


KINDS: dict[str, ServiceKind] = {package: kind for kind, package in PACKAGES.items()}
"""The services by the packages whose events tell of them."""


@dataclass(frozen=True, slots=True)
class WatchedService:
    """One service of a line."""

    line: LineId
    package: str

    def __str__(self) -> str:
        return f"{self.line} {self.package}"


@dataclass(slots=True, eq=False)
class Errand(Generic[K]):
    """What is being asked for. `is_stale`: an event came meanwhile."""

    what: K
    is_stale: bool = False


class ResyncQueue(Generic[K]):
    """Which lines wait for their full state, or which of their services. What waits is not put twice. Pure.

    What is under way when the queue is cleared comes back to nobody: events went by of which nothing was heard.
    """

    def __init__(self) -> None:
        self._waiting: OrderedDict[K, None] = OrderedDict()
        self._under_way: dict[K, Errand[K]] = {}
        self._later: Agenda[K] = Agenda()
        self._refused: Agenda[K] = Agenda()

    def put(self, lines: Iterable[K]) -> None:
        """These lines need their full state."""
        for line in lines:
            if not self.touched(line):
                self._waiting[line] = None
                self._later.drop(line)
                self._refused.drop(line)

    def hurry(self, line: K) -> None:
        """The line, if it waits, is the next one."""
        if line in self._waiting:
            self._waiting.move_to_end(line, last=False)

    def due(self, now: float) -> bool:
        """Lets the lines wait that are to be asked for again now; whether there are any."""
        lines = self._later.due(now) + self._refused.due(now)
        self.put(lines)
        return bool(lines)

    def take(self) -> Errand[K] | None:
        """The next line, which is under way from now on."""
        if not self._waiting:
            return None
        line, _ = self._waiting.popitem(last=False)
        errand = self._under_way[line] = Errand(line)
        return errand

    def next_at(self) -> float | None:
        """When a line is to be asked for again."""
        times = [at for agenda in (self._later, self._refused) if (at := agenda.next_at()) is not None]
        return min(times, default=None)

    def unanswered(self, errand: Errand[K], now: float, retry_s: float = RETRY_S) -> None:
        """The line's state could not be fetched: it is asked for again soon."""
        if self._ends(errand):
            self._later.put(errand.what, now + retry_s)

    def refused(self, errand: Errand[K], now: float) -> None:
        """The platform does not tell the line's state: nobody waits for it, but it is asked for again."""
        if self._ends(errand):
            self._refused.put(errand.what, now + REFUSED_RETRY_S)

    def touched(self, line: K) -> bool:
        """An event of the line came; whether that makes stale what is being asked for."""
        errand = self._under_way.get(line)
        if errand is None:
            return False
        errand.is_stale = True
        return True

    def again(self, errand: Errand[K]) -> None:
        """The line's state could not be fetched, or is worth nothing: it is the next one."""
        if self._ends(errand):
            self._waiting[errand.what] = None
            self.hurry(errand.what)

    def is_good(self, errand: Errand[K]) -> bool:
        """The line's state was fetched: whether it is worth something."""
        return not errand.is_stale and self._under_way.get(errand.what) is errand

    def done(self, errand: Errand[K]) -> None:
        """What is worth something was taken; else the line waits again."""
        if errand.is_stale:
            self.again(errand)
        else:
            self._ends(errand)

    def _ends(self, errand: Errand[K]) -> bool:
        """Whether anybody waited for it."""
        if self._under_way.get(errand.what) is not errand:
            return False
        del self._under_way[errand.what]
        return True

    def clear(self) -> None:
        """Nothing waits any more: there is no way to ask."""
        self._waiting.clear()
        self._under_way.clear()
        self._later, self._refused = Agenda(), Agenda()

    def __len__(self) -> int:
        return len(self._waiting) + len(self._under_way) + len(self._later)


async def fetch_line(ask: Ask, line: LineId, user_id: str) -> LineReported:
    """The full state of a line, as the platform tells it now.

    Raises:
        LinkError, Rejected, RateLimited, RemoteProtocolError: it cannot be had.
    """
    listed = (await ask(read(user_path(user_id, "calls")))).document
    if not isinstance(listed, Calls):
        raise RemoteProtocolError(f"the platform answered the request for the calls of {user_id} with {listed!r}")
    details = [await _details(ask, user_id, info.call_id) for info in listed.call]
    conference = None
    if any(info.in_conference == "true" for info in listed.call):
        conference = await _conference(ask, user_id)
    calls = tuple(call for call in details if call is not None)
    return line_report(line, None, calls, conference, None)


async def _details(ask: Ask, user_id: str, call_id: str) -> Call | None:
    try:
        document = (await ask(read(user_path(user_id, "calls", encoded(call_id)), allowDetached="true"))).document
    except Rejected as exc:
        if exc.status == 404:
            return None  # over since the list was made
        raise
    if not isinstance(document, Call):
        raise RemoteProtocolError(f"the platform answered the request for a call of {user_id} with {document!r}")
    return document


async def _conference(ask: Ask, user_id: str) -> Conference | None:
    try:
        document = (await ask(read(user_path(user_id, "calls", "Conference")))).document
    except Rejected as exc:
        if exc.status == 404:
            return None
        raise
    if not isinstance(document, Conference):
        raise RemoteProtocolError(f"the platform answered the request for a conference of {user_id} with {document!r}")
    return document


async def fetch_service(ask: Ask, service: WatchedService, user_id: str) -> ServiceReport:
    """The state of one service of a line, as the platform tells it now.

    Raises:
        LinkError, Rejected, RateLimited, RemoteProtocolError: it cannot be had.
    """
    kind = KINDS[service.package]
    try:
        document = (await ask(read_service(user_id, kind))).document
    except Rejected as exc:
        if exc.status in {403, 404}:  # which of both is not told (xsi.md section 3)
            return ServiceReported(service.line, None, ServiceState(kind, available=False))
        raise
    report = report_from_service(service.line, document)
    if report is None:
        raise RemoteProtocolError(f"the platform answered the request for a service of {user_id} with {document!r}")
    return report
