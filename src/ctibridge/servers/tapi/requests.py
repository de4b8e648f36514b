"""What an application asks for, as commands, and what the calls become when they were carried out.

A plan is made when the request's turn comes, and finished when the answer goes out: in between the line's changes wait.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ctibridge.errors import InvalidDestination, InvalidValue, WrongState
from ctibridge.hub.hub import Hub
from ctibridge.model import commands as k
from ctibridge.model.ids import ConnectionId
from ctibridge.model.lines import Line
from ctibridge.model.services import Service
from ctibridge.model.states import ConnectionState as S
from ctibridge.servers.tapi import constants as t
from ctibridge.servers.tapi.addresses import dialable
from ctibridge.servers.tapi.call import TapiCall
from ctibridge.servers.tapi.calls import LineCalls
from ctibridge.servers.tapi.features import permitted
from ctibridge.servers.tapi.people import People
from ctibridge.wire.tapi.messages import Req, Res

_DIGITS = frozenset("0123456789*#ABCDabcd,")


def _nothing(_result: k.Result | None) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Plan:
    """What carries a request out.

    Args:
        commands: In this order; the result of the last one counts.
        made: What becomes of the calls once they were accepted, before anything else is told of them.
        tell: What is to be told of the calls behind the answer.
        answer: The answer, but for its number.
    """

    commands: tuple[k.Command, ...] = ()
    made: Callable[[k.Result | None], object] = _nothing
    tell: Callable[[], object] = lambda: None
    answer: Callable[[k.Result | None], Res] = lambda _: Res()


@dataclass(frozen=True, slots=True)
class Desk:
    """What requests of one line are about.

    Args:
        hub: For what is known of other lines.
        people: How addresses are shown.
        line: The line.
        calls: Its calls.
        unpark_code: What is dialled to retrieve a parked call, before the number.
    """

    hub: Hub
    people: People
    line: Line
    calls: LineCalls
    unpark_code: str = "*88"

    def call(self, number: int | None, service: Service) -> TapiCall:
        """A call on which this can be done now.

        Raises:
            UnknownCall: there is no such call.
            WrongState: not now.
        """
        call = self.calls.get(number)
        if service not in permitted(call, self.calls.beside(call)):
            raise WrongState(f"{service} cannot be done with call {number} now")
        return call

    def starts(self, call: TapiCall, command: k.Command) -> Plan:
        """The call goes out by this command."""

        def made(result: k.Result | None) -> None:
            if isinstance(result, k.CallAccepted):
                self.calls.bind(call, result.connection, result.call)

        return Plan((command,), made)


@dataclass(frozen=True, slots=True)
class Operation:
    """One `op`, and the fields that it cannot do without."""

    how: Callable[[Desk, Req], Plan]
    needs: tuple[str, ...] = ()

    def plan(self, desk: Desk, req: Req) -> Plan:
        """How to do what is asked for.

        Raises:
            CommandError: it cannot be done.
        """
        missing = [name for name in self.needs if getattr(req, name) is None]
        if missing:
            raise InvalidValue(f"{req.op} needs {', '.join(missing)}")
        return self.how(desk, req)


def _named(call: TapiCall) -> ConnectionId:
    if call.connection is None:
        raise WrongState(f"call {call.number} has not been dialled")
    return call.connection


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
    return Plan((k.AnswerCall(desk.line.id, _named(call)),))


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
    return Plan((k.ClearConnection(desk.line.id, _named(call), rejection),))


def _hold(desk: Desk, req: Req) -> Plan:
    return Plan((k.HoldCall(desk.line.id, _named(desk.call(req.call, Service.HOLD_CALL))),))


def _unhold(desk: Desk, req: Req) -> Plan:
    return Plan((k.RetrieveCall(desk.line.id, _named(desk.call(req.call, Service.RETRIEVE_CALL))),))


def _swaphold(desk: Desk, req: Req) -> Plan:
    held, active = _pair(desk, req, Service.ALTERNATE_CALL)
    return Plan((k.AlternateCall(desk.line.id, _named(active), _named(held)),))


def _pair(desk: Desk, req: Req, service: Service) -> tuple[TapiCall, TapiCall]:
    """The held one and the active one of two calls, whichever is named first."""
    first, second = desk.call(req.call, service), desk.call(req.call2, service)
    held, active = (first, second) if first.state is S.HOLD else (second, first)
    if held.state is not S.HOLD or active.state is not S.CONNECTED:
        raise WrongState("one of the two calls must be held, the other one active")
    return held, active


def _blindtransfer(desk: Desk, req: Req) -> Plan:
    call = desk.call(req.call, Service.SINGLE_STEP_TRANSFER_CALL)
    return Plan((k.SingleStepTransferCall(desk.line.id, _named(call), dialable(req.dest)),))


def _redirect(desk: Desk, req: Req) -> Plan:
    call = desk.call(req.call, Service.DEFLECT_CALL)
    return Plan((k.DeflectCall(desk.line.id, _named(call), dialable(req.dest)),))


def _setuptransfer(desk: Desk, req: Req) -> Plan:
    call = desk.calls.get(req.call)
    if call.members is not None or call.consult is not None:
        raise WrongState(f"call {req.call} is a conference, or has a consultation call already")
    return _consults(desk, req, call, req.new or 0)


def _consults(desk: Desk, req: Req, call: TapiCall, new: int) -> Plan:
    """Holds a call if it is not held, and begins another one beside it."""
    held = call.state is S.HOLD
    connection = _named(call if held else desk.call(call.number, Service.CONSULTATION_CALL))
    hold = () if held else (k.HoldCall(desk.line.id, connection),)
    if not req.dest:
        return Plan(hold, lambda _: _pairs(desk, call, new), lambda: _tell_pair(desk, call))
    to = dialable(req.dest)
    consultation = k.MakeCall(desk.line.id, to) if held else k.ConsultationCall(desk.line.id, connection, to)

    def made(result: k.Result | None) -> None:
        consult = _pairs(desk, call, new)
        if isinstance(result, k.CallAccepted):
            desk.calls.bind(consult, result.connection, result.call)

    return Plan((consultation,), made, lambda: desk.calls.tell(call))


def _pairs(desk: Desk, main: TapiCall, new: int) -> TapiCall:
    return desk.calls.add(new, main=main)


def _tell_pair(desk: Desk, main: TapiCall) -> None:
    desk.calls.tell(main, *([main.consult] if main.consult is not None else []))


def _completetransfer(desk: Desk, req: Req) -> Plan:
    if any(call.members is not None or call.parent is not None for call in map(desk.calls.get, (req.call, req.call2))):
        raise WrongState("a conference cannot be transferred, nor be made of another one")
    if req.mode == t.LINETRANSFERMODE_TRANSFER:
        held, active = _pair(desk, req, Service.TRANSFER_CALL)
        return Plan((k.TransferCall(desk.line.id, _named(held), _named(active)),))
    if req.mode != t.LINETRANSFERMODE_CONFERENCE or not req.new:
        raise InvalidValue("a transfer is one, or a conference that has a number")
    held, active = _pair(desk, req, Service.CONFERENCE_CALL)
    command = k.ConferenceCall(desk.line.id, _named(held), _named(active))
    new = req.new

    def made(_result: k.Result | None) -> None:
        _conference(desk, held, new)

    return Plan((command,), made, lambda: desk.calls.tell(desk.calls.get(new), held))


def _conference(desk: Desk, first: TapiCall, number: int) -> TapiCall:
    """A conference that has one member so far."""
    conference = desk.calls.add(number)
    conference.members, conference.begun = [first], first.state is S.HOLD
    first.parent = conference
    return conference


def _setupconference(desk: Desk, req: Req) -> Plan:
    call = desk.calls.get(req.call or None)
    if call.members is not None or call.consult is not None or call.parent is not None:
        raise WrongState(f"call {req.call} cannot begin a conference")
    hold = () if call.state is S.HOLD else (k.HoldCall(desk.line.id, _named(_consultable(desk, call))),)

    def made(_result: k.Result | None) -> None:
        _pairs(desk, _conference(desk, call, req.new or 0), req.new2 or 0)

    def tell() -> None:
        conference = desk.calls.get(req.new)
        desk.calls.tell(conference, call)
        _tell_pair(desk, conference)

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
    held, active = _pair(desk, req, Service.CONFERENCE_CALL)
    return Plan((k.ConferenceCall(desk.line.id, _named(held), _named(active)),))


def _removefromconference(desk: Desk, req: Req) -> Plan:
    call = desk.calls.get(req.call)
    if call.parent is None or not call.parent.is_real_conference:
        raise WrongState(f"call {req.call} is in no conference")
    return Plan((k.ClearConnection(desk.line.id, _named(call)),))


def _generatedigits(desk: Desk, req: Req) -> Plan:
    digits = req.digits or ""
    if not digits or not _DIGITS.issuperset(digits) or req.mode != t.LINEDIGITMODE_DTMF:
        raise InvalidValue("digits are 0 to 9, *, #, A to D, and a comma for a pause, as DTMF")
    call = desk.call(req.call, Service.GENERATE_DIGITS)
    return Plan((k.GenerateDigits(desk.line.id, _named(call), digits.upper()),))


def _park(desk: Desk, req: Req) -> Plan:
    call = desk.call(req.call, Service.PARK_CALL)
    match req.mode:
        case t.LINEPARKMODE_DIRECTED:
            to = dialable(req.dest)
        case t.LINEPARKMODE_NONDIRECTED:
            to = desk.people.address_of(desk.line)
        case _:
            raise InvalidValue(f"no park mode {req.mode}")
    return Plan((k.ParkCall(desk.line.id, _named(call), to),), answer=lambda _: Res(addr=to))


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
    "addtoconference": Operation(_addtoconference, ("call", "call2")),
    "answer": Operation(_answer, ("call",)),
    "blindtransfer": Operation(_blindtransfer, ("call", "dest")),
    "completetransfer": Operation(_completetransfer, ("call", "call2", "mode")),
    "dial": Operation(_dial, ("call", "dest")),
    "drop": Operation(_drop, ("call",)),
    "generatedigits": Operation(_generatedigits, ("call", "digits", "mode")),
    "hold": Operation(_hold, ("call",)),
    "makecall": Operation(_makecall, ("new", "dest")),
    "park": Operation(_park, ("call", "mode")),
    "pickup": Operation(_pickup, ("new",)),
    "prepareaddtoconference": Operation(_prepareadd, ("call", "new")),
    "redirect": Operation(_redirect, ("call", "dest")),
    "removefromconference": Operation(_removefromconference, ("call",)),
    "setupconference": Operation(_setupconference, ("new", "new2")),
    "setuptransfer": Operation(_setuptransfer, ("call", "new")),
    "swaphold": Operation(_swaphold, ("call", "call2")),
    "unhold": Operation(_unhold, ("call",)),
    "unpark": Operation(_unpark, ("new",)),
}
"""What applications can ask for; what concerns no call is in `line_services.py`."""
