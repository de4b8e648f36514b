"""The services of a line between the model's words and those of private data; what `Escape` asks for."""

from __future__ import annotations

from ctibridge.errors import InvalidDestination, InvalidValue, NotSupported
from ctibridge.model import commands as k
from ctibridge.model.ids import LineId
from ctibridge.model.line_services import Location, ServiceKind, ServiceState
from ctibridge.servers.csta.devices import dialable
from ctibridge.wire.csta.line_services import GetServices, LineService, Place, SetService, wish_from_private
from ctibridge.wire.csta.types import CSTAPrivateData, DeviceID

USER_IDS = frozenset({ServiceKind.HOTELING_GUEST})  # their destinations are not dialled


def wish_of(data: CSTAPrivateData) -> GetServices | SetService:
    """What the private data of Escape asks for.

    Raises:
        NotSupported: nothing that we know.
        InvalidValue: it makes no sense.
    """
    wish = wish_from_private(data)
    if wish is None:
        raise NotSupported("Escape holds no private service of ctibridge")
    return wish


def command_from_wish(line: LineId, wish: GetServices | SetService) -> k.GetServices | k.SetService:
    """The command that the wish means.

    Raises:
        InvalidDestination: a destination that cannot be dialled.
        InvalidValue: a state that nobody can set.
    """
    if isinstance(wish, GetServices):
        return k.GetServices(line, tuple(map(ServiceKind, wish.names)))
    service, kind = wish.service, ServiceKind(wish.service.name)
    if not service.available or service.locations or service.messages or service.unknown:
        raise InvalidValue(f"of {kind} only active, its destination and ringCount can be set")
    return k.SetService(line, kind, service.active, _destination(kind, service.to), service.ring_count)


def _destination(kind: ServiceKind, to: str | None) -> str | None:
    if to is None or kind in USER_IDS:
        return to
    if not to:
        raise InvalidDestination("a destination is not empty")
    return dialable(DeviceID(to))


def service_from_state(state: ServiceState) -> LineService:
    """A state in the words of private data."""
    box = state.messages
    return LineService(
        state.kind,
        state.available,
        state.active,
        state.shown or state.to,
        state.ring_count,
        tuple(map(_place, state.locations)),
        (box.new, box.old, box.new_urgent, box.old_urgent) if box is not None else (),
        state.unknown,
    )


def _place(location: Location) -> Place:
    return Place(location.number, location.active, location.description)
