"""The telephony behind the service that the tests of the Windows provider talk to: a few lines that call each other.

It knows no gateway and no call model of ours: what it says is written after docs/reference/tapi-link.md alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

IDLE, OFFERING, ACCEPTED, DIALTONE, DIALING, RINGBACK = 1, 2, 4, 8, 0x10, 0x20
CONNECTED, PROCEEDING, ONHOLD, CONFERENCED, PENDING_CONFERENCE, PENDING_TRANSFER, DISCONNECTED = (
    0x100, 0x200, 0x400, 0x800, 0x1000, 0x2000, 0x4000,
)  # fmt: skip
NORMAL, BUSY_MODE = 1, 0x20
UNAVAILABLE, FAILED, NO_CALL = 0x80000049, 0x80000048, 0x80000018
FIRST_OF_SERVICE = 0x80000000

Message = dict[str, Any]


@dataclass
class Leg:
    """A call as one line sees it."""

    line: int
    number: int
    caller: str
    called: str
    state: int = 0
    callid: int = 0
    parent: int = 0
    name: str = ""
    peer: Leg | None = None


@dataclass
class Line:
    """A line and what is set for it."""

    number: int
    addr: str
    name: str
    open: bool = False
    in_service: bool = True
    dnd: int = 0
    waiting: int = 0
    rings: int = 3
    forwards: list[tuple[int, str]] = field(default_factory=list)


class Switch:
    """The lines and calls of one connection; what happens goes out through `send`, in order."""

    def __init__(self, lines: list[Line], send: Callable[[Message], None]) -> None:
        self.lines = {line.number: line for line in lines}
        self.legs: dict[tuple[int, int], Leg] = {}
        self.parked: dict[str, Leg] = {}
        self._send = send
        self._next = FIRST_OF_SERVICE
        self._callid = 0

    def line_message(self, line: Line, devstate: int = 0, addrstate: int = 0) -> Message:
        legs = [leg.state for leg in self.legs.values() if leg.line == line.number]
        held = sum(state == ONHOLD for state in legs)
        pending = sum(state in (PENDING_CONFERENCE, PENDING_TRANSFER) for state in legs)
        message: Message = {
            "type": "line", "line": line.number, "class": 1, "name": line.name, "addr": line.addr,
            "status": (5 if line.in_service else 0) | (2 if line.waiting else 0), "linefeatures": 8, "addrfeatures": 3,
            "active": len(legs) - held - pending, "onhold": held, "onholdpend": pending, "rings": line.rings,
            "forwards": len(line.forwards), "dnd": line.dnd, "devstate": devstate, "addrstate": addrstate,
        }  # fmt: skip
        for index, (mode, dest) in enumerate(line.forwards, 1):
            message |= {f"fmode{index}": mode, f"fdest{index}": dest}
        return message

    def tell(self, leg: Leg, state: int, mode: int = 0, *, kind: str = "call", info: int = 0) -> None:
        """Moves a leg on and says so."""
        leg.state = state
        message: Message = {
            "type": kind, "line": leg.line, "call": leg.number, "state": state, "mode": mode, "event": 1, "info": info,
            "features": 0x80 if state != IDLE else 0, "media": 4, "bearer": 1, "origin": 1, "reason": 1,
            "callid": leg.callid, "callerflags": 12, "caller": leg.caller, "callername": leg.name or "Jörg 😀",
            "calledflags": 8, "called": leg.called, "states": 0x7FFF, "parent": leg.parent, "trunk": 0xFFFFFFFF,
        }  # fmt: skip
        if state == IDLE:
            self.legs.pop((leg.line, leg.number), None)
        self._send(message)

    def new_leg(self, line: int, number: int, caller: str, called: str) -> Leg:
        leg = Leg(line, number, caller, called)
        self.legs[line, number] = leg
        return leg

    def offer(self, line: int, caller: str, called: str, peer: Leg | None = None, name: str = "") -> Leg:
        """A call comes to a line."""
        leg = self.new_leg(line, self._next, caller, called)
        self._next += 1
        leg.name = name
        leg.callid, leg.peer = peer.callid if peer else self.next_callid(), peer
        self.tell(leg, OFFERING, 1, kind="newcall")
        return leg

    def next_callid(self) -> int:
        self._callid += 1
        return self._callid

    def dial(self, leg: Leg, dest: str) -> None:
        """A leg goes out: to a line that is open, to somebody busy, or to somebody who answers."""
        leg.called = dest
        leg.callid = leg.callid or self.next_callid()
        self.tell(leg, DIALING)
        target = next((line for line in self.lines.values() if line.addr == dest and line.open), None)
        if dest == "busy":
            self.end(leg, BUSY_MODE)
            return
        self.tell(leg, PROCEEDING, info=0x10000)
        if target is not None:
            leg.peer = self.offer(target.number, self.lines[leg.line].addr, dest, leg)
            self.tell(leg, RINGBACK)
            return
        self.tell(leg, RINGBACK)
        self.tell(leg, CONNECTED, 1, info=0x20000)

    def end(self, leg: Leg, mode: int = NORMAL) -> None:
        if (leg.line, leg.number) not in self.legs:
            return
        self.tell(leg, DISCONNECTED, mode)
        self.tell(leg, IDLE)

    def hang_up(self, leg: Leg) -> None:
        """Both sides end; the members of a conference with it."""
        members = [other for other in self.legs.values() if other.parent == leg.number and other.line == leg.line]
        for other in [*members, leg]:
            peer = other.peer
            self.end(other)
            if peer is not None:
                self.end(peer)

    def forget_line(self, number: int) -> None:
        for leg in [leg for leg in self.legs.values() if leg.line == number]:
            del self.legs[leg.line, leg.number]
