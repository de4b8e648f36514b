"""Requests about one call, or for a new one, as commands."""

from __future__ import annotations

from ctibridge.errors import InvalidDestination, InvalidValue, WrongState
from ctibridge.model import commands as k
from ctibridge.model.services import Service
from ctibridge.model.states import ConnectionState as S
from ctibridge.servers.tapi import constants as t
from ctibridge.servers.tapi.addresses import dialable
from ctibridge.servers.tapi.desk import Desk, Operation, Plan, pair
from ctibridge.wire.tapi.messages import Req, Res

_DIGITS = frozenset("0123456789*#ABCDabcd,")


def _makes(desk: Desk, req: Req, command: k.Command, *, fetches: bool = False) -> Plan:
    """A new call, under the number that the TSP gives it."""

    def made(result: k.Result | None) -> None:
        call = desk.calls.add(req.new or 0)
        call.fetches = fetches
        if isinstance(result, k.CallAccepted):
            desk.calls.bind(call, result.connection, result.call)

    return Plan((command,), made)


def _makecall(desk: Desk, req: Req) -> Plan:
    return _makes(desk, req, k.MakeCall(desk.line.id, dialable(req.dest)))


def _dial(desk: Desk, req: Req) -> Plan:
    call = desk.calls.get(req.call)
    if not call.is_dialtone:
        raise WrongState(f"call {req.call} does not wait for a number")
    return desk.starts(call, k.MakeCall(desk.line.id, dialable(req.dest)))


def _answer(desk: Desk, req: Req) -> Plan:
    call = desk.call(req.call, Service.ANSWER_CALL)
    return Plan((k.AnswerCall(desk.line.id, desk.named(call)),))


def _accept(desk: Desk, req: Req) -> Plan:
    call = desk.calls.get(req.call)
    if call.state is not S.ALERTING:
        raise WrongState(f"call {req.call} does not ring")

    def made(_result: k.Result | None) -> None:
        call.accepted = True

    return Plan((), made, lambda: desk.calls.tell(call))


def _drop(desk: Desk, req: Req) -> Plan:
    call = desk.calls.get(req.call)
    if call.is_dialtone:
        return Plan(tell=lambda: desk.calls.end(call))
    if not call.members and call.parent is None and call.view is not None:
        desk.call(req.call, Service.CLEAR_CONNECTION)
    rejection = k.Rejection.UNAVAILABLE if call.state is S.ALERTING else None
    return Plan((k.ClearConnection(desk.line.id, desk.named(call), rejection),))


def _hold(desk: Desk, req: Req) -> Plan:
    return Plan((k.HoldCall(desk.line.id, desk.named(desk.call(req.call, Service.HOLD_CALL))),))


def _unhold(desk: Desk, req: Req) -> Plan:
    return Plan((k.RetrieveCall(desk.line.id, desk.named(desk.call(req.call, Service.RETRIEVE_CALL))),))


def _swaphold(desk: Desk, req: Req) -> Plan:
    held, active = pair(desk, req, Service.ALTERNATE_CALL)
    return Plan((k.AlternateCall(desk.line.id, desk.named(active), desk.named(held)),))


def _blindtransfer(desk: Desk, req: Req) -> Plan:
    call = desk.call(req.call, Service.SINGLE_STEP_TRANSFER_CALL)
    return Plan((k.SingleStepTransferCall(desk.line.id, desk.named(call), dialable(req.dest)),))


def _redirect(desk: Desk, req: Req) -> Plan:
    call = desk.call(req.call, Service.DEFLECT_CALL)
    return Plan((k.DeflectCall(desk.line.id, desk.named(call), dialable(req.dest)),))


def _generatedigits(desk: Desk, req: Req) -> Plan:
    digits = req.digits or ""
    if not digits or not _DIGITS.issuperset(digits) or req.mode != t.LINEDIGITMODE_DTMF:
        raise InvalidValue("digits are 0 to 9, *, #, A to D, and a comma for a pause, as DTMF")
    call = desk.call(req.call, Service.GENERATE_DIGITS)
    return Plan((k.GenerateDigits(desk.line.id, desk.named(call), digits.upper()),))


def _park(desk: Desk, req: Req) -> Plan:
    call = desk.call(req.call, Service.PARK_CALL)
    match req.mode:
        case t.LINEPARKMODE_DIRECTED:
            to = dialable(req.dest)
        case t.LINEPARKMODE_NONDIRECTED:
            to = desk.people.address_of(desk.line)
        case _:
            raise InvalidValue(f"no park mode {req.mode}")
    return Plan((k.ParkCall(desk.line.id, desk.named(call), to),), answer=lambda _: Res(addr=to))


def _unpark(desk: Desk, req: Req) -> Plan:
    """The platform has no request for it that names the call; the code that a telephone dials does."""
    where = dialable(req.dest) if req.dest else ""
    line = desk.hub.lines.find(where) if where else desk.line
    number = desk.people.address_of(line) if line is not None else where
    return _makes(desk, req, k.MakeCall(desk.line.id, f"{desk.unpark_code}{number}"), fetches=True)


def _pickup(desk: Desk, req: Req) -> Plan:
    if not req.dest:
        return _makes(desk, req, k.GroupPickupCall(desk.line.id), fetches=True)
    where = dialable(req.dest)
    line = desk.hub.lines.find(where)
    if line is None:
        raise InvalidDestination(f"no line is called {where!r}")
    ringing = [view for view in desk.hub.snapshot(line.id).connections if view.state is S.ALERTING]
    if not ringing or line.id == desk.line.id:
        raise WrongState(f"nothing rings at {where} that another line can pick up")
    at = line.number or line.extension or line.user_id
    return _makes(desk, req, k.DirectedPickupCall(desk.line.id, ringing[0].call, at), fetches=True)


OPERATIONS: dict[str, Operation] = {
    "accept": Operation(_accept, ("call",)),
    "answer": Operation(_answer, ("call",)),
    "blindtransfer": Operation(_blindtransfer, ("call", "dest")),
    "dial": Operation(_dial, ("call", "dest")),
    "drop": Operation(_drop, ("call",)),
    "generatedigits": Operation(_generatedigits, ("call", "digits", "mode")),
    "hold": Operation(_hold, ("call",)),
    "makecall": Operation(_makecall, ("new", "dest")),
    "park": Operation(_park, ("call", "mode")),
    "pickup": Operation(_pickup, ("new",)),
    "redirect": Operation(_redirect, ("call", "dest")),
    "swaphold": Operation(_swaphold, ("call", "call2")),
    "unhold": Operation(_unhold, ("call",)),
    "unpark": Operation(_unpark, ("new",)),
}
