"""The material: what the simulator's switch would send over one channel, captured as bytes. No event is there twice."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count, islice
from random import Random
from typing import Protocol

from ctibridge.broadworks.translate_events import line_id, report_from_event
from ctibridge.hub.directory import LineDirectory
from ctibridge.model import reports as r
from ctibridge.model.callbook import CallBook
from ctibridge.servers.csta.devices import Devices
from ctibridge.servers.csta.settings import DeviceForm
from ctibridge.servers.csta.translate import EventTranslator
from ctibridge.sim import scenarios
from ctibridge.sim.effects import Send
from ctibridge.sim.faces.streams import chunks_of
from ctibridge.sim.knobs import Knobs
from ctibridge.sim.people import Administrator, Population
from ctibridge.sim.phones import OutsidePhone, Phone, Phones
from ctibridge.sim.populations import demo, many
from ctibridge.sim.requests import Api, Body, Credentials, Reply, Request
from ctibridge.sim.switch import Switch
from ctibridge.wire.xsi import channels as c
from ctibridge.wire.xsi.events import SubscriptionEvent

FOREVER_S = 1e9  # the switch's time is made up, and no client is there to keep a channel alive
IDENTIFIER = "781f9c58-d664-4fa9-a8a8-{:012}"  # of an event, as long as the switch's
AT_A_TIME = 25  # calls side by side, of a hundred lines or more: so no line has two


class Source:
    """A switch without a network, and what it sent: events, acknowledged at once by nobody.

    Args:
        people: Who is on it.
        seed: Of all identifiers.
    """

    def __init__(self, people: Population, seed: int = 0) -> None:
        knobs = Knobs(event_timeout_s=FOREVER_S, force_expires_s=c.NEVER_EXPIRES_S)
        self.switch = Switch(people, knobs, seed=seed, epoch_s=1_700_000_000.0)
        self.now = 0.0
        self.phones = Phones(self.switch, lambda: self.now, self.settle)
        self._sent: list[SubscriptionEvent] = []

    @property
    def administrator(self) -> Administrator:
        """Whose subscription covers everybody."""
        return self.switch.people.administrators[0]

    def handle(self, request: Request) -> Reply:
        """The switch's answer."""
        reply = self.switch.handle(request, self.now)
        self.settle()
        return reply

    def subscribe(self) -> None:
        """Opens a channel and subscribes to everybody's calls."""
        enterprise = self.administrator.enterprise
        self._post(("channel",), c.Channel(channel_set_id="bench"), streaming=True)
        wish = c.Subscription(event=c.EventPackage.ADVANCED_CALL, channel_set_id="bench", application_id="bench")
        self._post(("enterprise", enterprise), wish)

    def _post(self, path: tuple[str, ...], body: Body, *, streaming: bool = False) -> None:
        who = Credentials(self.administrator.user_id, self.administrator.password)
        request = Request(Api.EVENTS, "POST", path, body=body, credentials=who, instance="xsp1", streaming=streaming)
        assert self.handle(request).status == 200

    def settle(self) -> None:
        """Collects what the switch wants sent."""
        while effects := self.switch.take_effects():
            for effect in effects:
                if isinstance(effect, Send) and isinstance(effect.document, SubscriptionEvent):
                    self._sent.append(effect.document)
                    event_id = effect.document.event_id
                    self.switch.core.delivery.acknowledged(event_id, effect.instance, c.EventStatus.TAKEN)

    def wait(self, seconds: float) -> None:
        """Lets time pass."""
        self.now += seconds
        self.switch.advance(self.now)
        self.settle()

    def take(self) -> list[SubscriptionEvent]:
        """What was sent since the last time."""
        sent, self._sent = self._sent, []
        return sent

    def bytes_of(self, event: SubscriptionEvent) -> bytes:
        """An event as it goes onto the stream."""
        return b"".join(chunks_of(event, self.switch.knobs.faults))


def scenario_mix(at_least: int) -> list[bytes]:
    """Whole runs of all scenarios, until there are `at_least` events."""
    documents: list[bytes] = []
    seeds = count()
    while len(documents) < at_least:
        for name in scenarios.names():
            source = Source(demo(), next(seeds))
            source.subscribe()
            scenarios.play_at_once(scenarios.load(name)(source.phones), source.wait)
            source.wait(60)
            documents += map(source.bytes_of, source.take())
    return documents


@dataclass(frozen=True, slots=True)
class Telling:
    """An event that a client of its line has to be told of, in `told` events of CSTA, or of TAPI."""

    data: bytes
    event_id: str
    told: int
    line: str


class Teller(Protocol):
    """Goes the gateway's way without a gateway."""

    def told(self, event: SubscriptionEvent) -> int:
        """How many events come out for this one."""


class CallSource:
    """Calls between lines and the world outside: each line in turn, in no particular order, for ever.

    Args:
        lines: How many lines; a quarter of them has a call at a time, or `AT_A_TIME`.
        teller: Makes what tells how many events come out for each, from the user ids of the lines.
    """

    def __init__(self, lines: int, teller: Callable[[Iterable[str]], Teller] | None = None) -> None:
        self.people = many(lines)
        self.made = 0
        self.source = Source(self.people)
        self._teller = (teller or _CstaTeller)(user.user_id for user in self.people.users)
        self._coming = self._tellings(max(1, min(lines // 4, AT_A_TIME)))

    def next(self, events: int) -> list[Telling]:
        """The next events."""
        return list(islice(self._coming, events))

    def _tellings(self, at_a_time: int) -> Iterator[Telling]:
        calls = self._calls()
        under_way = deque(islice(calls, at_a_time))
        numbers = count(1)
        while True:
            call = under_way.popleft()
            under_way.append(call if next(call, self) is not self else next(calls))
            self.source.wait(1.0)
            for event in self.source.take():
                told = self._teller.told(event)
                if told:  # the hook's are not told of, and nothing could be counted at the other end
                    sent = replace(event, sequence_number=next(numbers))  # a gap would be a loss
                    yield Telling(self.source.bytes_of(sent), event.event_id, told, event.target_id or "")

    def _calls(self) -> Iterator[Iterator[None]]:
        phones = self.source.phones
        own = [Phone(phones, user) for user in self.people.users]
        Random(0).shuffle(own)  # noqa: S311  reproducible on purpose
        for number in count():
            self.made = number
            outside = phones.outside(f"+4930231259{number % 100_000:05}", f"Kunde {number}")
            yield _KINDS[number % len(_KINDS)](own[number % len(own)], outside)


def _received(own: Phone, other: OutsidePhone) -> Iterator[None]:
    other.call(own)
    yield
    own.answer()
    yield
    own.hold()
    yield
    own.retrieve()
    yield
    other.hangup()


def _made(own: Phone, other: OutsidePhone) -> Iterator[None]:
    own.dial(other)
    yield
    other.answer()
    yield
    own.hold()
    yield
    own.retrieve()
    yield
    own.hangup()


def _missed(own: Phone, other: OutsidePhone) -> Iterator[None]:
    other.call(own)
    yield
    other.hangup()


_KINDS = (_received, _made, _received, _missed)


class _CstaTeller:
    """Goes the gateway's way without a gateway, to know how many events of CSTA have to come out."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._book = CallBook()
        self._translator = EventTranslator(Devices(LineDirectory(), DeviceForm.EXTENSION), names=True)
        for line in lines:
            self._book.apply(r.LineUp(line_id(line)))

    def told(self, event: SubscriptionEvent) -> int:
        """How many events of CSTA this one makes."""
        report = report_from_event(event)
        changes = self._book.apply(report) if report is not None else ()
        return sum(self._translator.event_from_change(change, "1") is not None for change in changes)
