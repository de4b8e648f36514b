"""What the CSTA face offers, told from the tables by which it works."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from scripts.pages.blocks import Part, Rows, annotated, code, table

from ctibridge.broadworks.settings import CALL_PACKAGE, RARE_PACKAGES, SERVICE_PACKAGES
from ctibridge.broadworks.translate_commands import requests_from_command
from ctibridge.broadworks.translate_events import REDIRECT_CAUSES, RELEASE_CAUSES, STATES
from ctibridge.model import commands as k
from ctibridge.model.ids import CallId, ConnectionId, LineId
from ctibridge.model.line_services import ServiceKind
from ctibridge.model.reports import ForwardingKind
from ctibridge.model.services import (
    BY_OTHERS,
    NEEDS_A_PARTNER,
    NO_SECOND_CONFERENCE,
    NOT_IN_A_CONFERENCE,
    NOT_WHILE_IT_RINGS,
    NOT_WITH_A_CONFERENCE,
    ONE_CALL,
    TWO_CALLS,
    Service,
    services_permitted,
)
from ctibridge.model.states import ConnectionState, Standing
from ctibridge.servers.csta import services as local
from ctibridge.servers.csta.capabilities import (
    CALL_ASSOCIATED,
    CALL_CONTROL,
    LOGICAL,
    MAX_LENGTHS,
    PHYSICAL,
    VENDOR_SPECIFIC,
)
from ctibridge.servers.csta.requests import COMMANDS
from ctibridge.servers.csta.translate import FILTER_NAMES
from ctibridge.wire import csta as wire
from ctibridge.wire.csta import system
from ctibridge.wire.csta.messages import MESSAGES, NAMES
from ctibridge.wire.csta.types import Request
from ctibridge.wire.markup.binding import fields_of

_XS = "{http://www.w3.org/2001/XMLSchema}"
LINE, CALL, SECOND, TO = LineId("anna"), ConnectionId("CALL"), ConnectionId("OTHER"), "TO"
SAMPLES: tuple[k.Command, ...] = (
    k.MakeCall(LINE, TO),
    k.AnswerCall(LINE, CALL),
    k.ClearConnection(LINE, CALL),
    k.ClearCall(LINE, CALL),
    k.HoldCall(LINE, CALL),
    k.RetrieveCall(LINE, CALL),
    k.ReconnectCall(LINE, active=CALL, held=SECOND),
    k.AlternateCall(LINE, active=CALL, held=SECOND),
    k.GenerateDigits(LINE, CALL, "DIGITS"),
    k.ConsultationCall(LINE, CALL, TO),
    k.TransferCall(LINE, held=SECOND, active=CALL),
    k.ConferenceCall(LINE, held=SECOND, active=CALL),
    k.SingleStepTransferCall(LINE, CALL, TO),
    k.DeflectCall(LINE, CALL, TO),
    k.DirectedPickupCall(LINE, CallId("1:1"), at="OTHER"),
    k.GroupPickupCall(LINE),
    k.ParkCall(LINE, CALL, TO),
    k.GetDoNotDisturb(LINE),
    k.SetDoNotDisturb(LINE, active=True),
    k.GetForwarding(LINE),
    k.SetForwarding(LINE, ForwardingKind.BUSY, active=True),
    k.GetMessageWaitingIndicator(LINE),
    k.SetMessageWaitingIndicator(LINE, on=True),
)
"""One command for each service; requests and commands have the same names."""
ESCAPE = k.SetService(LINE, ServiceKind.REMOTE_OFFICE, active=True)
"""What Escape may mean."""

FROM_US = frozenset({system.SwFunctionDevicesChanged, system.SwFunctionCapsChanged})


def carried_out() -> list[str]:
    """The services that the platform carries out, as their requests are called."""
    return [NAMES[request] for request in COMMANDS]


def answered_here() -> list[str]:
    """The services that the gateway answers by itself."""
    known = (*local._SESSION, *local._SERVICES, *local._LISTS)  # noqa: SLF001
    return [NAMES[request] for request in known]


def refused() -> list[str]:
    """The requests that are read and never carried out."""
    offered = {*carried_out(), *answered_here(), *(NAMES[request] for request in FROM_US)}
    return sorted(name for name, cls in MESSAGES.items() if issubclass(cls, Request) and name not in offered)


def event_names() -> dict[str, tuple[str, str]]:
    """The events that can come, with the group and the name under which a filter knows them."""
    return {_event(change): where for change, where in FILTER_NAMES.items()}


def _event(change: type) -> str:
    name = f"{change.__name__.removesuffix('Changed')}Event".replace("TransferredEvent", "TransferedEvent")
    if name not in MESSAGES:
        raise ValueError(f"{change.__name__} is told by no event {name}")
    return name


def _services(old: str) -> str:
    samples = {type(command).__name__: command for command in SAMPLES} | {"Escape": ESCAPE}
    names: dict[Any, str] = {**CALL_CONTROL, **CALL_ASSOCIATED, **LOGICAL, **PHYSICAL, **VENDOR_SPECIFIC}
    rows: Rows = [
        (code(NAMES[request]), _states(names[request]), _becomes(samples[NAMES[request]])) for request in COMMANDS
    ]
    return annotated(("request", "the line's connection must be", "XSI requests", "remarks"), rows, old)


def _states(name: str) -> str:
    if name not in {service.value for service in Service}:
        return "any, or none"
    service = Service(name)
    if service in TWO_CALLS:
        return "one `connected` and one `hold`"
    states = BY_OTHERS.get(service) or ONE_CALL[service]
    told = ", ".join(code(state) for state in ConnectionState if state in states)
    return f"{told}, at another line" if service in BY_OTHERS else told


def _becomes(command: k.Command) -> str:
    requests = requests_from_command(command, "anna")
    return ", then ".join(code(_address(request)) for request in requests)


def _address(request: Any) -> str:
    query = "&".join(f"{name}={value}" for name, value in request.query)
    path = request.path.removeprefix("user/anna/").replace(CALL, "<call>").replace(SECOND, "<other>")
    return f"{request.method} {path}{'?' if query else ''}{query}"


def _local_services(old: str) -> str:
    return annotated(("request", "what is answered"), [(code(name),) for name in answered_here()], old)


def _refused(_old: str) -> str:
    return f"{', '.join(map(code, refused())) or 'none'}."


def _events(old: str) -> str:
    rows: Rows = [(code(name), code(filtered)) for name, (_, filtered) in event_names().items()]
    return annotated(("event", "name in a filter", "when, and with which causes"), rows, old)


def _redirect_causes(_old: str) -> str:
    rows = [(code(reason), code(cause)) for reason, cause in REDIRECT_CAUSES.items()]
    return table(("the platform's reason", "cause"), [*rows, ("any other", code("redirected"))])


def _release_causes(_old: str) -> str:
    rows = [(code(reason), code(cause)) for reason, cause in RELEASE_CAUSES.items()]
    return table(("the platform's release cause", "cause"), [*rows, ("any other", code("destNotObtainable"))])


def _platform_states(_old: str) -> str:
    told: dict[tuple[str, str, str], list[str]] = {}
    for (state, personality), (own, far) in STATES.items():
        told.setdefault((state, own, far or "not told"), []).append(personality)
    rows = [
        (code(state), ", ".join(map(code, who)), code(own), far if far == "not told" else code(far))
        for (state, own, far), who in told.items()
    ]
    rows.append((code("Released") + ", " + code("Detached"), "any", code("null"), "not told"))
    return table(("the platform's state", "personality", "the line's connection", "the other side's"), rows)


def _permitted(_old: str) -> str:
    alone = {state: services_permitted(Standing(state)) for state in ConnectionState}
    rows: Rows = [(code(state), _listed(services)) for state, services in alone.items() if services]
    for state, other in (
        (ConnectionState.CONNECTED, ConnectionState.HOLD),
        (ConnectionState.HOLD, ConnectionState.CONNECTED),
    ):
        more = services_permitted(Standing(state), (Standing(other),)) - alone[state]
        rows.append((f"{code(state)}, and another call is {code(other)}", f"besides: {_listed(more)}"))
    rows += [(condition, f"not: {_listed(services)}") for condition, services in _EXCEPTIONS.items()]
    return table(("the line's connection is", "services"), rows)


_EXCEPTIONS: dict[str, frozenset[Service]] = {
    "any of these, and nobody has answered or called": NEEDS_A_PARTNER,
    "any of these, and it is the line's own conference": NOT_IN_A_CONFERENCE,
    "one of two, and nobody has answered the `connected` one": NOT_WHILE_IT_RINGS,
    "one of two, and one of them is the line's own conference": NOT_WITH_A_CONFERENCE,
    "one of two, and the line has a conference beside them": NO_SECOND_CONFERENCE,
}


def _listed(services: frozenset[Service]) -> str:
    return ", ".join(code(service) for service in Service if service in services)


def _private(_old: str) -> str:
    schema = ElementTree.parse(Path(wire.__file__).with_name("ctibridge-private.xsd")).getroot()
    elements = schema.findall(f"{_XS}element")
    rows = [(code(item.get("name", "")), item.findtext(f".//{_XS}documentation") or "") for item in elements]
    return table(("element", "what it says"), rows)


def _packages(_old: str) -> str:
    return "".join(f"- {code(package)}\n" for package in (CALL_PACKAGE, *SERVICE_PACKAGES, *RARE_PACKAGES))


def _lengths(_old: str) -> str:
    lengths = {bound.name: getattr(MAX_LENGTHS, bound.field) for bound in fields_of(type(MAX_LENGTHS))}
    rows = [(code(name), str(length)) for name, length in lengths.items() if length]
    return table(("parameter", "octets"), rows)


PARTS: dict[str, Part] = {
    "csta-services": _services,
    "csta-local-services": _local_services,
    "csta-refused": _refused,
    "csta-events": _events,
    "csta-redirect-causes": _redirect_causes,
    "csta-release-causes": _release_causes,
    "csta-platform-states": _platform_states,
    "csta-lengths": _lengths,
    "csta-private": _private,
    "csta-permitted": _permitted,
    "xsi-packages": _packages,
}
