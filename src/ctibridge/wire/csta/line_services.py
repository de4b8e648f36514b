"""The services of a line as private data: how they are asked for, set, answered and told (`ctibridge-private.xsd`).

Escape       getServices   device, the services wanted (none: all)
             setService    device, one service with what it shall be
its answer, and PrivateEvent
             services      device, services as they are
MonitorStart tellServices  the monitor also tells of services, by PrivateEvent
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ctibridge.errors import InvalidValue
from ctibridge.wire.csta.types import CSTAPrivateData, DeviceID
from ctibridge.wire.markup.binding import Tree

PRIVATE_NAMESPACE = "urn:ctibridge:csta:private:1"
SERVICES = (
    *("doNotDisturb", "forwardingAlways", "forwardingBusy", "forwardingNoAnswer", "forwardingNotReachable"),
    *("remoteOffice", "voiceMail", "callWaiting", "anywhere", "hotelingGuest"),
)
"""The names of the services, in the order in which they are listed."""
HOTELING_GUEST = "hotelingGuest"  # its destination is a person, not a number
COUNTS = ("newMessages", "oldMessages", "newUrgentMessages", "oldUrgentMessages")
_TRUTH = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Place:
    """A location where the line's calls ring too."""

    number: str
    active: bool
    description: str | None = None


@dataclass(frozen=True, slots=True)
class LineService:
    """A service of a line as it is; in a request, as it shall be, and None leaves what it is.

    Args:
        name: One of `SERVICES`.
        available: The line has it.
        active: It is on; None for voice mail.
        to: Where calls go: a number, for `hotelingGuest` the host's user id. In a request for `anywhere`, the location.
        ring_count: When `forwardingNoAnswer` acts.
        locations: Those of `anywhere`.
        messages: Those of voice mail, in the order of `COUNTS`.
        unknown: Why nothing is known of it.
    """

    name: str
    available: bool = True
    active: bool | None = None
    to: str | None = None
    ring_count: int | None = None
    locations: tuple[Place, ...] = ()
    messages: tuple[int, ...] = ()
    unknown: str | None = None


@dataclass(frozen=True, slots=True)
class GetServices:
    """Asks for services of a device."""

    device: DeviceID
    names: tuple[str, ...] = SERVICES


@dataclass(frozen=True, slots=True)
class SetService:
    """Sets a service of a device."""

    device: DeviceID
    service: LineService


def wish_from_private(data: CSTAPrivateData) -> GetServices | SetService | None:
    """What the private data of Escape asks for; None when it is nothing of ours.

    Raises:
        InvalidValue: it is ours and makes no sense.
    """
    for tree in _children(data):
        device = tree.find(_qualified("device"))
        items = tuple(child for child in tree.children if child.name != _qualified("device"))
        if _local(tree) == "getServices":
            return GetServices(_device(device), tuple(_known(item.text) for item in items) or SERVICES)
        if _local(tree) == "setService":
            if len(items) != 1:
                raise InvalidValue("setService sets one service")
            return SetService(_device(device), service_from_tree(items[0]))
    return None


def services_from_private(data: CSTAPrivateData | None) -> tuple[LineService, ...]:
    """The services in an answer or an event; those that we do not know are passed over."""
    trees = _children(data) if data is not None else ()
    return tuple(
        service_from_tree(item)
        for tree in trees
        if _local(tree) == "services"
        for item in tree.children
        if _local(item) in SERVICES
    )


def wants_services(data: CSTAPrivateData | None) -> bool:
    """Whether the private data of MonitorStart asks for events of services."""
    return data is not None and any(_local(tree) == "tellServices" for tree in _children(data))


def get_services(device: DeviceID, names: tuple[str, ...] = ()) -> Tree:
    """The request for services."""
    return _tree("getServices", children=(_tree("device", device.value), *(_tree("service", name) for name in names)))


def set_service(device: DeviceID, service: LineService) -> Tree:
    """The request to set one."""
    return _tree("setService", children=(_tree("device", device.value), tree_from_service(service)))


def services(device: DeviceID, items: tuple[LineService, ...]) -> Tree:
    """Services as they are."""
    return _tree("services", children=(_tree("device", device.value), *map(tree_from_service, items)))


def tell_services() -> Tree:
    """The wish for events of services."""
    return _tree("tellServices")


def tree_from_service(service: LineService) -> Tree:
    """The element of a service."""
    return _tree(service.name, children=tuple(_details(service)))


def _details(service: LineService) -> Iterator[Tree]:
    """In the order of the schema; what is not said is left out."""
    if not service.available:
        yield _tree("available", "false")
    if service.active is not None:
        yield _tree("active", _truth(active=service.active))
    if service.to is not None:
        yield _tree("host" if service.name == HOTELING_GUEST else "number", service.to)
    if service.ring_count is not None:
        yield _tree("ringCount", str(service.ring_count))
    for place in service.locations:
        told = _tree("description", place.description) if place.description else None
        active = _tree("active", _truth(active=place.active))
        yield _tree("location", children=(_tree("number", place.number), active, *((told,) if told else ())))
    for name, count in zip(COUNTS, service.messages, strict=False):
        yield _tree(name, str(count))
    if service.unknown is not None:
        yield _tree("unknown", service.unknown)


def service_from_tree(tree: Tree) -> LineService:
    """The service in an element.

    Raises:
        InvalidValue: it is none, or a value does not fit.
    """
    name, texts = _known(_local(tree)), {_local(child): child.text.strip() for child in tree.children}
    return LineService(
        name,
        available=_flag(texts.get("available", "true")),
        active=_flag(texts["active"]) if "active" in texts else None,
        to=texts.get("host" if name == HOTELING_GUEST else "number"),
        ring_count=_count(texts["ringCount"]) if "ringCount" in texts else None,
        locations=tuple(_place(child) for child in tree.children if _local(child) == "location"),
        messages=tuple(_count(texts[each]) for each in COUNTS if each in texts),
        unknown=texts.get("unknown"),
    )


def _place(tree: Tree) -> Place:
    texts = {_local(child): child.text.strip() for child in tree.children}
    return Place(texts.get("number", ""), _flag(texts.get("active", "false")), texts.get("description"))


def _children(data: CSTAPrivateData) -> tuple[Tree, ...]:
    return data.private.children if data.private is not None else ()


def _device(text: str | None) -> DeviceID:
    if not text or not text.strip():
        raise InvalidValue("the private data names no device")
    return DeviceID(text.strip())


def _known(name: str) -> str:
    if name.strip() not in SERVICES:
        raise InvalidValue(f"{name!r} is no service; there are {', '.join(SERVICES)}")
    return name.strip()


def _flag(text: str) -> bool:
    if text not in _TRUTH:
        raise InvalidValue(f"{text!r} is neither true nor false")
    return _TRUTH[text]


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal():
        raise InvalidValue(f"{text!r} is no number")
    return int(text)


def _truth(*, active: bool) -> str:
    return "true" if active else "false"


def _local(tree: Tree) -> str:
    return tree.name.rpartition("}")[2] if tree.name.startswith(_qualified("")) else ""


def _qualified(name: str) -> str:
    return f"{{{PRIVATE_NAMESPACE}}}{name}"


def _tree(name: str, text: str = "", children: tuple[Tree, ...] = ()) -> Tree:
    return Tree(_qualified(name), text, children=children)
