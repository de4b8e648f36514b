"""A hub with three lines, and calls at the word of a test: what the modules of the CSTA face work on."""

from __future__ import annotations

from collections.abc import Callable

from ctibridge.hub.hub import Hub
from ctibridge.model import changes as c
from ctibridge.model import commands as k
from ctibridge.model import reports as r
from ctibridge.model.ids import LineId
from ctibridge.model.lines import Line
from ctibridge.servers.csta.devices import Devices
from ctibridge.servers.csta.requests import Desk
from ctibridge.servers.csta.settings import DeviceForm
from tests.unit.model.bench import ANNA, BERT, CARLA, Bench, Half

LINES = (
    Line(LineId("a"), "a", "+4930555101", "101", "Anna", "A"),
    Line(LineId("b"), "b", "+4930555102", "102", "Bert", "B"),
    Line(LineId("c"), "c", None, "103"),
)


class Provider:
    """Says yes to everything."""

    name = "p"

    def serves(self, line: LineId) -> bool:
        return line in {"a", "b", "c"}

    def suspect(self, line: LineId) -> None:
        pass

    def watched(self, line: LineId) -> None:
        pass

    async def execute(self, _command: k.Command) -> k.Result:
        return k.Accepted()


class Told(Bench):
    """Reports go to the hub, and through it to the book."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        super().__init__(hub._book)

    def apply(self, report):
        self.hub.on_report(report)
        return []


class Office:
    """The hub, and who looks at it."""

    def __init__(self, form: DeviceForm = DeviceForm.EXTENSION, lines: tuple[Line, ...] = LINES) -> None:
        self.later: list[Callable[[], None]] = []
        self.hub = Hub(lambda _seconds, what: self.later.append(what))
        self.hub.add_provider(Provider())
        self.hub.on_report(r.LinesRead("p", lines))
        self.hub.on_report(r.ProviderUp("p"))
        self.devices = Devices(self.hub.lines, form)
        self.desk = Desk(self.hub, self.devices)
        self.bench = Told(self.hub)

    def call(self) -> tuple[Half, Half]:
        """Anna and Bert talk."""
        a, b = self.bench.call(ANNA, BERT)
        a.originated(), b.received(), b.answered(), a.answered()
        return a, b

    def consultation(self) -> tuple[Half, Half, Half, Half]:
        """Anna talks to Carla, Bert is held."""
        a, b = self.call()
        a.held(), b.remote_held()
        d, e = self.bench.call(ANNA, CARLA, "2:1")
        d.originated(), e.received(), e.answered(), d.answered()
        return a, b, d, e

    def wait(self) -> None:
        """Time goes by."""
        for what in self.later:
            what()

    def watch(self, line: str, deliver: Callable[[c.Change], None]) -> None:
        """Tells of each change of a line."""
        self.hub.monitor(LineId(line), lambda _, change: deliver(change))
