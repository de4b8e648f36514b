"""Requests that take two calls: consultations, transfers and conferences.

A conference is ours alone until the platform has it, which knows none of one member: see `call.py`.
"""

from __future__ import annotations

from ctibridge.errors import InvalidValue, WrongState
from ctibridge.model import commands as k
from ctibridge.model.services import Service
from ctibridge.model.states import ConnectionState as S
from ctibridge.servers.tapi import constants as t
from ctibridge.servers.tapi.addresses import dialable
from ctibridge.servers.tapi.call import TapiCall
from ctibridge.servers.tapi.desk import Desk, Operation, Plan, pair
from ctibridge.wire.tapi.messages import Req


def _setuptransfer(desk: Desk, req: Req) -> Plan:
    call = desk.calls.get(req.call)
    if call.members is not None or call.consult is not None:
        raise WrongState(f"call {req.call} is a conference, or has a consultation call already")
    return _consults(desk, req, call, req.new or 0)


def _consults(desk: Desk, req: Req, call: TapiCall, new: int) -> Plan:
    """Holds a call if it is not held, and begins another one beside it."""
    held = call.state is S.HOLD
    connection = desk.named(call if held else desk.call(call.number, Service.CONSULTATION_CALL))
    hold = () if held else (k.HoldCall(desk.line.id, connection),)
    if not req.dest:
        return Plan(hold, lambda _: _pairs(desk, call, new), lambda: desk.calls.tell(call))
    to = dialable(req.dest)
    consultation = k.MakeCall(desk.line.id, to) if held else k.ConsultationCall(desk.line.id, connection, to)

    def made(result: k.Result | None) -> None:
        consult = _pairs(desk, call, new)
        if isinstance(result, k.CallAccepted):
            desk.calls.bind(consult, result.connection, result.call)

    return Plan((consultation,), made, lambda: desk.calls.tell(call))


def _pairs(desk: Desk, main: TapiCall, new: int) -> TapiCall:
    return desk.calls.add(new, main=main)


def _completetransfer(desk: Desk, req: Req) -> Plan:
    if any(call.members is not None or call.parent is not None for call in map(desk.calls.get, (req.call, req.call2))):
        raise WrongState("a conference cannot be transferred, nor be made of another one")
    if req.mode == t.LINETRANSFERMODE_TRANSFER:
        held, active = pair(desk, req, Service.TRANSFER_CALL)
        return Plan((k.TransferCall(desk.line.id, desk.named(held), desk.named(active)),))
    if req.mode != t.LINETRANSFERMODE_CONFERENCE or not req.new:
        raise InvalidValue("a transfer is one, or a conference that has a number")
    _check_alone(desk)
    held, active = pair(desk, req, Service.CONFERENCE_CALL)
    command = k.ConferenceCall(desk.line.id, desk.named(held), desk.named(active))
    new = req.new

    def made(_result: k.Result | None) -> None:
        _conference(desk, held, new)

    return Plan((command,), made, lambda: desk.calls.tell(desk.calls.get(new), held))


def _check_alone(desk: Desk) -> None:
    if any(call.members is not None for call in desk.calls):
        raise WrongState("the line has a conference already, and can have one")


def _conference(desk: Desk, first: TapiCall, number: int) -> TapiCall:
    """A conference that has one member so far."""
    conference = desk.calls.add(number)
    conference.members, conference.begun = [first], first.state is S.HOLD
    first.parent = conference
    return conference


def _setupconference(desk: Desk, req: Req) -> Plan:
    call = desk.calls.get(req.call or None)
    _check_alone(desk)
    if call.members is not None or call.consult is not None or call.parent is not None:
        raise WrongState(f"call {req.call} cannot begin a conference")
    hold = () if call.state is S.HOLD else (k.HoldCall(desk.line.id, desk.named(_consultable(desk, call))),)

    def made(_result: k.Result | None) -> None:
        _pairs(desk, _conference(desk, call, req.new or 0), req.new2 or 0)

    def tell() -> None:
        desk.calls.tell(desk.calls.get(req.new), call)

    return Plan(hold, made, tell)


def _consultable(desk: Desk, call: TapiCall) -> TapiCall:
    return desk.call(call.number, Service.CONSULTATION_CALL)


def _prepareadd(desk: Desk, req: Req) -> Plan:
    call = desk.calls.get(req.call)
    if call.members is None or call.consult is not None:
        raise WrongState(f"call {req.call} is no conference, or has a consultation call already")
    return _consults(desk, req, call, req.new or 0)


def _addtoconference(desk: Desk, req: Req) -> Plan:
    conference = desk.calls.get(req.call)
    if conference.members is None:
        raise WrongState(f"call {req.call} is no conference")
    held, active = pair(desk, req, Service.CONFERENCE_CALL)
    return Plan((k.ConferenceCall(desk.line.id, desk.named(held), desk.named(active)),))


def _removefromconference(desk: Desk, req: Req) -> Plan:
    call = desk.calls.get(req.call)
    if call.parent is None or not call.parent.is_real_conference:
        raise WrongState(f"call {req.call} is in no conference")
    return Plan((k.ClearConnection(desk.line.id, desk.named(call)),))


CONSULTATIONS: dict[str, Operation] = {
    "addtoconference": Operation(_addtoconference, ("call", "call2")),
    "completetransfer": Operation(_completetransfer, ("call", "call2", "mode")),
    "prepareaddtoconference": Operation(_prepareadd, ("call", "new")),
    "removefromconference": Operation(_removefromconference, ("call",)),
    "setupconference": Operation(_setupconference, ("new", "new2")),
    "setuptransfer": Operation(_setuptransfer, ("call", "new")),
}
