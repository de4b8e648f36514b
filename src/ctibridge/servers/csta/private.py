"""What CSTA has no place for: names of parties, calls that belong together. The schema is `ctibridge-private.xsd`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ctibridge.model.parties import Party
from ctibridge.model.states import Recording
from ctibridge.model.views import ConnectionView
from ctibridge.servers.csta.devices import Devices
from ctibridge.wire.csta.line_services import PRIVATE_NAMESPACE
from ctibridge.wire.csta.types import Extensions, private
from ctibridge.wire.markup.binding import Tree


class PrivateData:
    """Makes private data.

    Args:
        devices: How devices are named.
        names: Whether names of parties may be told.
    """

    def __init__(self, devices: Devices, *, names: bool) -> None:
        self._devices, self._names = devices, names

    def of_call(
        self, view: ConnectionView, parties: Iterable[Party] = (), *, unreported: bool = False
    ) -> Extensions | None:
        """About a call, about those of its `parties` that a list names, and whether its end was found out."""
        if not self._names and not view.linked and view.recording is Recording.OFF and not unreported:
            return None
        found_out = [_tree("unreported", "true")] if unreported else []
        return extensions([*self._roles(view), *self.parties(parties), *_linked(view), *_recording(view), *found_out])

    def about_one_of_several(self, view: ConnectionView) -> Tree | None:
        """About a call, inside an element that says which."""
        items = [*self._roles(view), *_linked(view), *_recording(view)]
        return _tree("call", children=(_tree("callID", view.call), *items)) if items else None

    def parties(self, parties: Iterable[Party]) -> Iterator[Tree]:
        """The names of parties, by their devices."""
        for party in parties if self._names else ():
            device, name = self._devices.of_party(party), self._devices.name(party)
            if device is not None and name:
                yield _tree("party", children=(_tree("device", device.value), _tree("name", name)))

    def _roles(self, view: ConnectionView) -> Iterator[Tree]:
        if not self._names:
            return
        for role, party in (("callingName", view.calling), ("calledName", view.called)):
            name = self._devices.name(party)
            if name:
                yield _tree(role, name)


def extensions(items: Iterable[Tree]) -> Extensions | None:
    """Extensions that hold these elements; None when there are none."""
    children = tuple(items)
    return private(*children) if children else None


def _linked(view: ConnectionView) -> Iterator[Tree]:
    return (_tree("linkedCall", call) for call in view.linked)


def _recording(view: ConnectionView) -> Iterator[Tree]:
    if view.recording is not Recording.OFF:
        yield _tree("recording", view.recording)


def _tree(name: str, text: str = "", children: tuple[Tree, ...] = ()) -> Tree:
    return Tree(f"{{{PRIVATE_NAMESPACE}}}{name}", text, children=children)
