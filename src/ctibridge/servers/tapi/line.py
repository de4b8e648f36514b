"""A line as the TSP is told of it, and what of that is news."""

from __future__ import annotations

from dataclasses import replace

from ctibridge.model import changes as c
from ctibridge.model.line_services import ServiceKind, ServiceState
from ctibridge.model.lines import Line
from ctibridge.model.reports import ForwardingKind, ForwardingState
from ctibridge.model.views import LineSnapshot
from ctibridge.servers.tapi import constants as t
from ctibridge.servers.tapi.calls import LineCalls
from ctibridge.servers.tapi.caps import ADDRESS_FEATURES, CLASS, LINE_FEATURES
from ctibridge.servers.tapi.forwardings import MODES
from ctibridge.servers.tapi.line_services import DO_NOT_DISTURB, REMOTE_OFFICE, active_and_number
from ctibridge.servers.tapi.people import People
from ctibridge.wire.tapi import messages as m

RINGS = 1  # the ring mode while something rings; there is only one


class LineState:
    """What is known of one line.

    Args:
        number: Its permanent number.
        line: What the directory says.
        snapshot: How it is now.
    """

    def __init__(self, number: int, line: Line, snapshot: LineSnapshot) -> None:
        self.number, self.line = number, line
        self._in_service = snapshot.in_service
        self._waiting = bool(snapshot.messages_waiting)
        self._do_not_disturb = bool(snapshot.do_not_disturb)
        self._forwardings = {item.kind: item for item in snapshot.forwardings}

    def apply(self, change: c.Change) -> m.Feature | None:
        """Something about the line changed; returns what of it TAPI has no word for."""
        match change:
            case c.BackInService():
                self._in_service = True
            case c.OutOfService():
                self._in_service = False
            case c.MessageWaitingChanged():
                self._waiting = change.waiting
            case c.ForwardingChanged():
                self._forwardings[change.forwarding.kind] = change.forwarding
            case c.DoNotDisturbChanged():
                self._do_not_disturb = change.active
                return m.Feature(line=self.number, feature=DO_NOT_DISTURB, active=int(change.active))
            case c.ServiceChanged(state=ServiceState(kind=ServiceKind.REMOTE_OFFICE) as office):
                return m.Feature(line=self.number, feature=REMOTE_OFFICE, **active_and_number(office))
            case _:
                pass
        return None

    def message(self, people: People, calls: LineCalls | None = None) -> m.Line:
        """All of it."""
        active, held, pending = calls.counts if calls is not None else (0, 0, 0)
        return m.Line(
            line=self.number,
            caps=CLASS,
            name=people.name_of(self.line),
            addr=people.address_of(self.line),
            status=self._status(),
            linefeatures=LINE_FEATURES if self._in_service else 0,
            addrfeatures=ADDRESS_FEATURES if self._in_service else 0,
            active=active,
            onhold=held,
            onholdpend=pending,
            ringmode=RINGS if calls is not None and calls.rings else 0,
            rings=self._rings(),
            forwards=tuple(m.Forward(MODES[item.kind], item.shown or item.to or "") for item in self._active()),
            dnd=int(self._do_not_disturb),
        )

    def _status(self) -> int:
        inside = t.LINEDEVSTATUSFLAGS_INSERVICE | t.LINEDEVSTATUSFLAGS_CONNECTED
        return (inside if self._in_service else 0) | (t.LINEDEVSTATUSFLAGS_MSGWAIT if self._waiting else 0)

    def _active(self) -> list[ForwardingState]:
        return [
            self._forwardings[kind] for kind in MODES if kind in self._forwardings and self._forwardings[kind].active
        ]

    def _rings(self) -> int:
        no_answer = self._forwardings.get(ForwardingKind.NO_ANSWER)
        return (no_answer.ring_count or 0) if no_answer is not None and no_answer.active else 0


def with_news(before: m.Line, after: m.Line) -> m.Line:
    """The line, with the bits for what is not as it was."""
    return replace(after, devstate=_device_news(before, after), addrstate=_address_news(before, after))


def _device_news(before: m.Line, after: m.Line) -> int:
    bits = 0
    if (before.name, before.addr) != (after.name, after.addr):
        bits |= t.LINEDEVSTATE_CAPSCHANGE
    if _in_use(before) != _in_use(after):
        bits |= t.LINEDEVSTATE_NUMCALLS
    if after.ringmode and not before.ringmode:
        bits |= t.LINEDEVSTATE_RINGING
    for flag, on, off in _FLAGS:
        if (before.status ^ after.status) & flag:
            bits |= on if after.status & flag else off
    return bits


_FLAGS = (
    (t.LINEDEVSTATUSFLAGS_INSERVICE, t.LINEDEVSTATE_INSERVICE, t.LINEDEVSTATE_OUTOFSERVICE),
    (t.LINEDEVSTATUSFLAGS_MSGWAIT, t.LINEDEVSTATE_MSGWAITON, t.LINEDEVSTATE_MSGWAITOFF),
)


def _address_news(before: m.Line, after: m.Line) -> int:
    bits = 0
    if before.addr != after.addr:
        bits |= t.LINEADDRESSSTATE_CAPSCHANGE
    if (before.forwards, before.rings) != (after.forwards, after.rings):
        bits |= t.LINEADDRESSSTATE_FORWARD
    calls = (before.active, before.onhold, before.onholdpend), (after.active, after.onhold, after.onholdpend)
    if calls[0] != calls[1]:
        bits |= t.LINEADDRESSSTATE_NUMCALLS
    if _in_use(before) != _in_use(after):
        bits |= _IN_USE.get(_in_use(after), t.LINEADDRESSSTATE_INUSEMANY)
    return bits


_IN_USE = {0: t.LINEADDRESSSTATE_INUSEZERO, 1: t.LINEADDRESSSTATE_INUSEONE}


def _in_use(line: m.Line) -> int:
    return line.active + line.onhold + line.onholdpend
