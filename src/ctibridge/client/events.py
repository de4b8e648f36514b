"""Streams of events: bounded, so that an application that does not take them learns of it instead of filling memory."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Self

from ctibridge.errors import CtibridgeError, SlowClient
from ctibridge.wire.csta.monitoring import MonitorFilter, MonitorStartResponse
from ctibridge.wire.csta.types import Event

MAX_EVENTS = 1000  # a busy line has a few events a minute: whoever is that far behind has stopped reading


class EventStream:
    """Events in the order in which they came: `async for event in stream`.

    The iteration ends when the monitor or the client is closed. It raises `SlowClient` when more than `limit` events
    waited to be taken, since a gap would be a lie, and what ended the link when it was lost.
    """

    def __init__(self, limit: int = MAX_EVENTS) -> None:
        self._limit = limit
        self._events: deque[Event] = deque()
        self._ready = asyncio.Event()
        self._ended = False
        self._error: CtibridgeError | None = None

    @property
    def active(self) -> bool:
        """Whether more events may come."""
        return not self._ended

    def put(self, event: Event) -> None:
        """Adds an event, or ends the stream if nobody takes them."""
        if self._ended:
            return
        if len(self._events) < self._limit:
            self._events.append(event)
            self._ready.set()
            return
        self._events.clear()
        self.end(SlowClient(f"{self._limit} events of {type(event).__name__} and others were not taken"))

    def end(self, error: CtibridgeError | None = None) -> None:
        """Lets the iteration end behind the events that have come, with this error if there is one."""
        if not self._ended:
            self._ended, self._error = True, error
            self._ready.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Event:
        while not self._events:
            if self._error is not None:
                raise self._error
            if self._ended:
                raise StopAsyncIteration
            self._ready.clear()
            await self._ready.wait()
        return self._events.popleft()


class Monitor:
    """One monitored device or call: `async for event in monitor`. As a context it is stopped at the end."""

    def __init__(
        self, started: MonitorStartResponse, events: EventStream, stop: Callable[[Monitor], Awaitable[None]]
    ) -> None:
        self._started, self._events, self._stop = started, events, stop

    @property
    def cross_ref_id(self) -> str:
        """The identifier that its events carry."""
        return self._started.monitor_cross_ref_id

    @property
    def filter(self) -> MonitorFilter | None:
        """The events that the server does not report, as it said at the start."""
        return self._started.actual_monitor_filter

    @property
    def active(self) -> bool:
        """Whether more events may come."""
        return self._events.active

    async def stop(self) -> None:
        """Ends the monitor. Events that have come can still be taken."""
        await self._stop(self)

    def __aiter__(self) -> EventStream:
        return self._events

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_raised: object) -> None:
        await self.stop()
