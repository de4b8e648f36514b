"""What the service of the tests does when the provider asks: one method for each `op`, named after it."""

from __future__ import annotations

from typing import Any

from tests.windows.switch import (
    ACCEPTED,
    CONFERENCED,
    CONNECTED,
    DIALTONE,
    DISCONNECTED,
    FAILED,
    IDLE,
    NO_CALL,
    ONHOLD,
    PENDING_CONFERENCE,
    PENDING_TRANSFER,
    UNAVAILABLE,
    Leg,
    Message,
    Switch,
)  # fmt: skip


class Refused(Exception):
    """The request fails with this LINEERR."""


class Operations:
    """Requests to a switch. Each method yields what the answer says besides `rc`, then what happens is told."""

    def __init__(self, switch: Switch) -> None:
        self.switch = switch

    def leg(self, request: Message, key: str = "call") -> Leg:
        try:
            return self.switch.legs[request["line"], request[key]]
        except KeyError:
            raise Refused(NO_CALL) from None

    def new(self, request: Message, key: str = "new") -> Leg:
        line = self.switch.lines[request["line"]]
        leg = self.switch.new_leg(line.number, request[key], line.addr, request.get("dest", ""))
        leg.callid = self.switch.next_callid()
        return leg

    def perform(self, request: Message, answer: Any) -> None:
        """Answers by `answer(rc, **more)`, once, before anything is told."""
        method = getattr(self, f"op_{request['op']}", None)
        if method is None:
            answer(UNAVAILABLE)
            return
        try:
            method(request, answer)
        except Refused as refused:
            answer(refused.args[0])

    def op_makecall(self, request: Message, answer: Any) -> None:
        dest = request.get("dest", "")
        if dest in ("", "refused"):
            raise Refused(FAILED)
        answer(0)
        self.switch.dial(self.new(request), dest)

    def op_answer(self, request: Message, answer: Any) -> None:
        leg = self.leg(request)
        answer(0)
        self.switch.tell(leg, CONNECTED, 1)
        if leg.peer is not None:
            self.switch.tell(leg.peer, CONNECTED, 1, info=0x20000)

    def op_accept(self, request: Message, answer: Any) -> None:
        leg = self.leg(request)
        answer(0)
        self.switch.tell(leg, ACCEPTED)

    def op_drop(self, request: Message, answer: Any) -> None:
        leg = self.leg(request)
        answer(0)
        self.switch.hang_up(leg)

    def op_hold(self, request: Message, answer: Any) -> None:
        leg = self.leg(request)
        answer(0)
        self.switch.tell(leg, ONHOLD)

    def op_unhold(self, request: Message, answer: Any) -> None:
        leg = self.leg(request)
        answer(0)
        self.switch.tell(leg, CONNECTED, 1)

    def op_swaphold(self, request: Message, answer: Any) -> None:
        active, held = self.leg(request), self.leg(request, "call2")
        answer(0)
        self.switch.tell(active, held.state)
        self.switch.tell(held, CONNECTED, 1)

    def op_blindtransfer(self, request: Message, answer: Any) -> None:
        leg = self.leg(request)
        answer(0)
        self.switch.end(leg)

    op_redirect = op_blindtransfer

    def op_setuptransfer(self, request: Message, answer: Any) -> None:
        leg = self.leg(request)
        answer(0)
        self.switch.tell(leg, PENDING_TRANSFER)
        consult = self.new(request)
        if consult.called:
            self.switch.dial(consult, consult.called)
        else:
            self.switch.tell(consult, DIALTONE)

    def op_dial(self, request: Message, answer: Any) -> None:
        leg = self.leg(request)
        answer(0)
        self.switch.dial(leg, request["dest"])

    def op_completetransfer(self, request: Message, answer: Any) -> None:
        legs = [self.leg(request), self.leg(request, "call2")]
        answer(0)
        if request["mode"] == 1:
            for leg in legs:
                self.switch.end(leg)
            return
        conference = self.new(request)
        self.switch.tell(conference, PENDING_CONFERENCE)
        self.join(conference, legs)

    def join(self, conference: Leg, legs: list[Leg]) -> None:
        for leg in legs:
            leg.parent = conference.number
            self.switch.tell(leg, CONFERENCED)
        self.switch.tell(conference, CONNECTED, 1)

    def op_setupconference(self, request: Message, answer: Any) -> None:
        leg = self.leg(request)
        answer(0)
        conference, consult = self.new(request), self.new(request, "new2")
        self.switch.tell(conference, PENDING_CONFERENCE)
        leg.parent = conference.number
        self.switch.tell(leg, CONFERENCED)
        self.switch.tell(consult, DIALTONE)

    def op_prepareaddtoconference(self, request: Message, answer: Any) -> None:
        leg = self.leg(request)
        answer(0)
        self.switch.tell(leg, PENDING_CONFERENCE)
        self.switch.tell(self.new(request), DIALTONE)

    def op_addtoconference(self, request: Message, answer: Any) -> None:
        conference, leg = self.leg(request), self.leg(request, "call2")
        answer(0)
        self.join(conference, [leg])

    def op_removefromconference(self, request: Message, answer: Any) -> None:
        leg = self.leg(request)
        answer(0)
        self.switch.end(leg)

    def op_generatedigits(self, request: Message, answer: Any) -> None:
        self.leg(request)
        answer(0)

    def op_forward(self, request: Message, answer: Any) -> None:
        line = self.switch.lines[request["line"]]
        count = request.get("count", 0)
        line.forwards = [(request[f"mode{n}"], request.get(f"dest{n}", "")) for n in range(1, count + 1)]
        line.rings = request.get("rings", 0) or line.rings
        answer(0)
        self.switch._send(self.switch.line_message(line, addrstate=0x40))

    def op_park(self, request: Message, answer: Any) -> None:
        leg = self.leg(request)
        place = request.get("dest") or "*77"
        answer(0, addr=place)
        self.switch.parked[place] = leg
        self.switch.tell(leg, DISCONNECTED, 1)
        self.switch.tell(leg, IDLE)

    def op_unpark(self, request: Message, answer: Any) -> None:
        if self.switch.parked.pop(request.get("dest", ""), None) is None:
            raise Refused(FAILED)
        answer(0)
        self.switch.tell(self.new(request), CONNECTED, 1)

    def op_pickup(self, request: Message, answer: Any) -> None:
        answer(0)
        self.switch.tell(self.new(request), CONNECTED, 1)

    def op_setlinedevstatus(self, request: Message, answer: Any) -> None:
        line = self.switch.lines[request["line"]]
        line.waiting = request.get("on", 0)
        answer(0)
        self.switch._send(self.switch.line_message(line, devstate=0x10 if line.waiting else 0x20))

    def op_devspecificfeature(self, request: Message, answer: Any) -> None:
        line = self.switch.lines[request["line"]]
        if request["feature"] != 26:
            raise Refused(UNAVAILABLE)
        if request["action"] < 2:
            line.dnd = request["action"]
        answer(0, active=line.dnd, number=request.get("number", ""))
        self.switch._send({"type": "feature", "line": line.number, "feature": 26, "active": line.dnd})
