"""What a request is about, and how it is carried out: a plan is made when its turn comes, and finished with its answer.

In between the line's changes wait, so that nothing is told of a new call before the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ctibridge.errors import InvalidValue, WrongState
from ctibridge.hub.hub import Hub
from ctibridge.model import commands as k
from ctibridge.model.ids import CONFERENCE, ConnectionId
from ctibridge.model.lines import Line
from ctibridge.model.services import Service
from ctibridge.model.states import ConnectionState as S
from ctibridge.servers.tapi.call import TapiCall
from ctibridge.servers.tapi.calls import LineCalls
from ctibridge.servers.tapi.features import permitted
from ctibridge.servers.tapi.people import People
from ctibridge.servers.tapi.teller import FIRST_OF_OURS
from ctibridge.wire.tapi.messages import Req, Res


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

    def answer_to(self, req: Req, result: k.Result | None) -> Res:
        """The answer to the request."""
        return replace(self.answer(result), id=req.id)


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
        if service not in permitted(call, self.calls.kinds):
            raise WrongState(f"{service} cannot be done with call {number} now")
        return call

    def named(self, call: TapiCall) -> ConnectionId:
        """How the platform names the call.

        Raises:
            WrongState: it does not know it.
        """
        connection = call.connection
        if connection is None:
            raise WrongState(f"call {call.number} has not been dialled")
        if connection != CONFERENCE or call.is_real_conference:
            return connection
        # It is what a conference left over, and no change tells from when on it is an ordinary call.
        views = self.hub.snapshot(self.line.id).connections
        return next((view.connection for view in views if call.view and view.call == call.view.call), connection)

    def starts(self, call: TapiCall, command: k.Command) -> Plan:
        """The call goes out by this command."""

        def made(result: k.Result | None) -> None:
            if isinstance(result, k.CallAccepted):
                self.calls.bind(call, result.connection, result.call)

        return Plan((command,), made)


def _check_new(calls: LineCalls, req: Req) -> None:
    """Numbers for new calls must be the TSP's, and free: a call that is there would be lost."""
    new = [number for number in (req.new, req.new2) if number]
    if any(calls.has(number) or number >= FIRST_OF_OURS for number in new) or len(new) > len({*new}):
        raise InvalidValue(f"{' and '.join(map(str, new))} cannot be the numbers of new calls")


NO_NUMBER = {"new": (0,), "new2": (0,)}  # is as good as no field


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
        missing = [name for name in self.needs if getattr(req, name) in {None, *NO_NUMBER.get(name, ())}]
        if missing:
            raise InvalidValue(f"{req.op} needs {', '.join(missing)}")
        _check_new(desk.calls, req)
        return self.how(desk, req)


def pair(desk: Desk, req: Req, service: Service) -> tuple[TapiCall, TapiCall]:
    """The held one and the active one of two calls, whichever is named first.

    Raises:
        UnknownCall, WrongState: they are not two such calls.
    """
    first, second = desk.call(req.call, service), desk.call(req.call2, service)
    held, active = (first, second) if first.state is S.HOLD else (second, first)
    if held.state is not S.HOLD or active.state is not S.CONNECTED:
        raise WrongState("one of the two calls must be held, the other one active")
    return held, active
