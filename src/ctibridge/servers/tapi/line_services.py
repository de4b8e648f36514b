"""Requests about a line and not about a call: forwarding, the message lamp, and the services that TAPI has no word for.

Services are told by `feature`: a new one is one more entry in `FEATURES`, in `line.py` for its
changes, and in docs/reference/tapi-link.md.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from ctibridge.errors import InvalidValue, NotSupported
from ctibridge.model import commands as k
from ctibridge.model.line_services import ServiceKind, ServiceState
from ctibridge.model.reports import ForwardingKind
from ctibridge.servers.tapi import constants as t
from ctibridge.servers.tapi.addresses import dialable
from ctibridge.servers.tapi.desk import Desk, Operation, Plan
from ctibridge.servers.tapi.forwardings import KINDS
from ctibridge.wire.tapi.messages import Forward, Req, Res

DO_NOT_DISTURB = t.PHONEBUTTONFUNCTION_DONOTDISTURB
REMOTE_OFFICE = 0x8000_0001
OFF, ON, ASK = 0, 1, 2


class ActiveAndNumber(TypedDict):
    """Fields of `Res` and `Feature`."""

    active: int
    number: str


def _forward(desk: Desk, req: Req) -> Plan:
    """What is in the list is on, all else off; what is off already is left alone, since not every line has it."""
    wanted = dict(_wanted(forward) for forward in _one_kind_each(req.forwards))
    active = {item.kind for item in desk.hub.snapshot(desk.line.id).forwardings if item.active}
    off = [k.SetForwarding(desk.line.id, kind, active=False) for kind in ForwardingKind if kind in active - set(wanted)]
    on = [
        k.SetForwarding(desk.line.id, kind, True, to, (req.rings or None) if kind is ForwardingKind.NO_ANSWER else None)
        for kind, to in wanted.items()
    ]
    return Plan((*off, *on))


def _one_kind_each(forwards: tuple[Forward, ...]) -> list[tuple[ForwardingKind, str]]:
    found = []
    for forward in forwards:
        kinds = KINDS.get(forward.mode)
        if kinds is None:
            raise NotSupported(f"forwarding mode {forward.mode:#x} does not exist here")
        found += [(kind, forward.to) for kind in kinds]
    return found


def _wanted(forward: tuple[ForwardingKind, str]) -> tuple[ForwardingKind, str]:
    return forward[0], dialable(forward[1])


def _set_status(desk: Desk, req: Req) -> Plan:
    if req.mask != t.LINEDEVSTATUSFLAGS_MSGWAIT:
        raise NotSupported("only the message lamp can be switched")
    return Plan((k.SetMessageWaitingIndicator(desk.line.id, bool(req.on)),))


def _feature(desk: Desk, req: Req) -> Plan:
    how = FEATURES.get(req.feature or 0)
    if how is None:
        raise NotSupported(f"feature {req.feature} does not exist here")
    if req.action not in {OFF, ON, ASK}:
        raise InvalidValue(f"no action {req.action}")
    return how(desk, req)


def _do_not_disturb(desk: Desk, req: Req) -> Plan:
    if req.action == ASK:
        return Plan((k.GetDoNotDisturb(desk.line.id),), answer=_told)
    active = req.action == ON
    return Plan((k.SetDoNotDisturb(desk.line.id, active),), answer=lambda _: Res(active=int(active)))


def _remote_office(desk: Desk, req: Req) -> Plan:
    """The platform answers either with how the service is now."""
    line, kind = desk.line.id, ServiceKind.REMOTE_OFFICE
    if req.action == ASK:
        return Plan((k.GetServices(line, (kind,)),), answer=_office)
    to = dialable(req.number) if req.number else None
    return Plan((k.SetService(line, kind, active=req.action == ON, to=to),), answer=_office)


def _office(result: k.Result | None) -> Res:
    state = result.states[0] if isinstance(result, k.ServiceStates) else None
    if state is None or not state.available or state.unknown is not None:
        return Res(rc=t.LINEERR_OPERATIONUNAVAIL)
    return Res(**active_and_number(state))


def active_and_number(state: ServiceState) -> ActiveAndNumber:
    """What TAPI is told of a service that leads to a number."""
    return {"active": int(bool(state.active)), "number": state.shown or state.to or ""}


def _told(result: k.Result | None) -> Res:
    return Res(active=int(isinstance(result, k.DoNotDisturbState) and result.active))


FEATURES: dict[int, Callable[[Desk, Req], Plan]] = {DO_NOT_DISTURB: _do_not_disturb, REMOTE_OFFICE: _remote_office}
"""Services by the number of their button."""

LINE_OPERATIONS: dict[str, Operation] = {
    "devspecificfeature": Operation(_feature, ("feature", "action")),
    "forward": Operation(_forward),
    "setlinedevstatus": Operation(_set_status, ("mask",)),
}
