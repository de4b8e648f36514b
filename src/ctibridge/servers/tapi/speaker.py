"""What one TSP is told, in order: lines and their calls. Decides nothing about time, and does not wait."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import assert_never

from ctibridge.hub.directory import LinesChanged
from ctibridge.model.lines import Line
from ctibridge.servers.tapi.caps import CAPS
from ctibridge.servers.tapi.catalogue import Catalogue
from ctibridge.servers.tapi.items import Begin, Changed, Done, Item, Opening
from ctibridge.servers.tapi.watch import Watch
from ctibridge.wire.tapi import messages as m


class Speaker:
    """For one session.

    Args:
        catalogue: Which lines there are.
        send: Takes the messages.
        watches: The lines that are open; those that are no more are taken out.
        stop: Ends a watch.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        send: Callable[[m.Message], None],
        watches: dict[int, Watch],
        stop: Callable[[Watch], None],
    ) -> None:
        self._catalogue, self._send = catalogue, send
        self._watches, self._stop = watches, stop
        self._lines: dict[int, Line] = {}
        self._touched: dict[int, Watch] = {}

    def line(self, number: int) -> Line | None:
        """The line that the TSP was told of under this number."""
        return self._lines.get(number)

    def say(self, items: Iterable[Item]) -> None:
        """All of this happened, and nothing more at the same moment."""
        for item in items:
            self._say(item)
        for watch in self._touched.values():
            if not watch.is_closed:
                self._tell(watch.settled())
        self._touched.clear()

    def _say(self, item: Item) -> None:
        match item:
            case Begin():
                self._list()
            case LinesChanged():
                self._lines_changed()
            case Opening() if item.watch.is_closed:
                self._send(m.Opened(line=item.watch.state.number))  # every `open` has its answer
            case Opening():
                self._of(item.watch, item.watch.opened(item.snapshot))
            case Changed() if not item.watch.is_closed:
                self._of(item.watch, item.watch.changed(item.change))
            case Changed():
                pass
            case Done():
                self._done(item)
            case m.Message():
                self._send(item)
            case _:
                assert_never(item)

    def _done(self, done: Done) -> None:
        """The answer first, then what it says of calls."""
        watch, plan = done.watch, done.plan
        if not watch.is_closed:
            plan.made(done.result)
        self._send(plan.answer_to(done.req, done.result))
        done.written.set()
        if not watch.is_closed:
            plan.tell()
            self._of(watch, watch.calls.take())

    def _of(self, watch: Watch, messages: Iterable[m.Message]) -> None:
        self._tell(messages)
        self._touched[watch.state.number] = watch

    def _tell(self, messages: Iterable[m.Message]) -> None:
        for message in messages:
            self._send(message)

    def _list(self) -> None:
        self._lines = self._catalogue.lines()
        self._send(CAPS)
        for number, line in self._lines.items():
            self._show(number, line)
        self._send(m.Ready(lines=len(self._lines)))

    def _show(self, number: int, line: Line) -> None:
        self._send(self._catalogue.state(number, line).message(self._catalogue.people))

    def _lines_changed(self) -> None:
        before, self._lines = self._lines, self._catalogue.lines()
        for number in before.keys() - self._lines.keys():
            self._remove(number)
        for number, line in self._lines.items():
            if before.get(number) != line:
                self._renew(number, line)

    def _remove(self, number: int) -> None:
        watch = self._watches.pop(number, None)
        if watch is not None:
            self._stop(watch)
            for call in watch.calls:
                watch.calls.end(call)
            self._tell(watch.calls.take())
        self._send(m.Remove(line=number))

    def _renew(self, number: int, line: Line) -> None:
        """A line is new, or called otherwise."""
        watch = self._watches.get(number)
        if watch is None:
            self._show(number, line)
        else:
            watch.state.line = line
            self._tell(watch.settled())
