"""The platform of the bench for TAPI: as `replay`, and it knows how often LINE_CALLSTATE comes for an event."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterable
from itertools import count
from multiprocessing.connection import Connection

from bench.events import CallSource
from bench.processes import serve_async
from bench.replay import Platform
from ctibridge.broadworks.translate_events import line_id, report_from_event
from ctibridge.hub.directory import LineDirectory
from ctibridge.model import changes as c
from ctibridge.model import reports as r
from ctibridge.model.callbook import CallBook
from ctibridge.servers.tapi.calls import LineCalls
from ctibridge.servers.tapi.people import People
from ctibridge.servers.tapi.teller import FIRST_OF_OURS
from ctibridge.wire.xsi.events import SubscriptionEvent


class TapiTeller:
    """Goes the gateway's way without a gateway, to know how many LINE_CALLSTATE have to come out.

    Args:
        lines: The user ids.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._book = CallBook()
        numbers, people = count(FIRST_OF_OURS), People(LineDirectory())
        ids = [line_id(line) for line in lines]
        self._calls = {line: LineCalls(number, people, lambda: next(numbers)) for number, line in enumerate(ids, 1)}
        for line in ids:
            self._book.apply(r.LineUp(line))

    def told(self, event: SubscriptionEvent) -> int:
        """How many this one makes."""
        report = report_from_event(event)
        changes = self._book.apply(report) if report is not None else ()
        return sum(self._states(change) for change in changes if isinstance(change, c.CallChange))

    def _states(self, change: c.CallControlChange) -> int:
        calls = self._calls[change.line]
        calls.apply(change)
        calls.settle()
        return sum(message.event for message in calls.take())


class TapiPlatform(Platform):
    """The platform of `lines` users."""

    def __init__(self, lines: int) -> None:
        super().__init__(lines)
        self.calls = CallSource(lines, TapiTeller)


def main(pipe: Connection, lines: int) -> None:
    """The process."""
    gc.disable()  # its pauses would count as the gateway's

    async def run() -> None:
        await serve_async(pipe, TapiPlatform(lines))

    asyncio.run(run())
