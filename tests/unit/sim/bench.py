"""A bench for the rules of the simulator: calls without requests and channels, events read back as short words."""

from __future__ import annotations

from random import Random

from ctibridge.sim.calls import Half, Outside
from ctibridge.sim.clock import Clock
from ctibridge.sim.exchange import Exchange
from ctibridge.sim.ids import Ids
from ctibridge.sim.knobs import Knobs
from ctibridge.sim.numbers import Far
from ctibridge.sim.packages import Audience, reports
from ctibridge.sim.people import Administrator, Group, Level, Population, User
from ctibridge.sim.rules import dialling, ringing
from ctibridge.wire.xsi import events as e
from ctibridge.wire.xsi.calls import Address, Call
from ctibridge.wire.xsi.channels import EventPackage
from ctibridge.wire.xsi.documents import encode

EPOCH_S = 1_700_000_000.0
OFFICE = Group("office", "ent1", "+4930231251")
WORKSHOP = Group("workshop", "ent1", "+4930231252")
ELSEWHERE = Group("other", "ent2", "+4930231253")


def _user(local: str, extension: str, group: Group) -> User:
    domain = f"{group.enterprise}.example"
    number = f"+493023125{extension}"
    return User(f"{local}@{domain}", f"pw-{local}", local.title(), "Test", group, number, extension)


ANNA, BERT, CARLA = (_user(name, ext, OFFICE) for name, ext in (("anna", "101"), ("bert", "102"), ("carla", "103")))
EMIL = _user("emil", "201", WORKSHOP)
ZOE = _user("zoe", "301", ELSEWHERE)
ADMIN = Administrator("admin@ent1.example", "pw-admin", Level.ENTERPRISE, "ent1")
GROUP_ADMIN = Administrator("office@ent1.example", "pw-office", Level.GROUP, "ent1", "office")
SYSTEM = Administrator("system@example", "pw-system", Level.SYSTEM)
CUSTOMER = Far("+493023125999", "Kunde")


def people() -> Population:
    return Population((OFFICE, WORKSHOP, ELSEWHERE), (ANNA, BERT, CARLA, EMIL, ZOE), (ADMIN, GROUP_ADMIN, SYSTEM))


class Bench:
    """Calls, and what each user's subscriptions were told, by package."""

    def __init__(self, knobs: Knobs | None = None) -> None:
        self.clock = Clock(EPOCH_S)
        self.told: list[tuple[str, Audience, e.EventData]] = []
        chance = Random(7)  # noqa: S311 -- reproducible
        self.x = Exchange(people(), knobs or Knobs(), self.clock, Ids(chance), chance, self._publish)

    def _publish(self, user: User, data: e.EventData, audience: Audience) -> None:
        envelope = e.SubscriptionEvent(
            event_id="e", sequence_number=1, external_application_id="a", subscription_id="s", event_data=data
        )
        encode(envelope)  # whatever is told can be written
        self.told.append((user.user_id.partition("@")[0], audience, data))

    def wait(self, seconds: float) -> None:
        self.clock.advance(self.clock.now + seconds)

    def take(self, user: User, package: str = EventPackage.ADVANCED_CALL) -> list[str]:
        """The events of one user since the last `take`, as `Answered Active bert`."""
        name = user.user_id.partition("@")[0]
        mine = [(audience, data) for who, audience, data in self.told if who == name]
        self.told = [entry for entry in self.told if entry[0] != name]
        return [short(data) for audience, data in mine if reports(package, type(data), audience)]

    def events(self, user: User) -> list[e.EventData]:
        """The events of one user so far, whole."""
        name = user.user_id.partition("@")[0]
        return [data for who, _, data in self.told if who == name]

    def talk(self, caller: User, called: User) -> tuple[Half, Half]:
        """Two users talk; nothing of it is left in `told`."""
        half = dialling.dial(self.x, caller, called.number or "")
        other = half.peer
        assert isinstance(other, Half)
        ringing.answer(self.x, other)
        self.told.clear()
        return half, other

    @staticmethod
    def address(number: str) -> Address:
        """A number as services hold it."""
        return Address(value=number)

    def idle(self) -> bool:
        """Whether nobody has a call, and no telephone is off the hook."""
        return not list(self.x.everyone()) and not self.x.off_hook and not self.x.conferences


def short(data: e.EventData) -> str:
    name = type(data).__name__.removesuffix("Event").removeprefix("Call")
    match data:
        case e.CallRedirectedEvent():
            calls = " ".join(f"[{call.state} {call.redirect.reason}]" for call in data.calls if call.redirect)
            return f"{name} {calls}"
        case e.CallSubscriptionEvent():
            return f"{name} {len(data.calls)}"
        case e.ConferenceEvent():
            return f"{name} {data.conference.state} {len(data.conference.participants)}"
        case e.HookStatusEvent():
            return str(data.hook_status)
        case e.CallEvent():
            return f"{name} {_how(data.call)} {_who(data.call)}"
        case _:
            return name


def _how(call: Call) -> str:
    """The state, for an ended call who ended it, and why if it failed."""
    how = (call.releasing_party or "").removesuffix("Release") if call.state == "Released" else call.state
    return f"{how} ({call.release_cause.internal_release_cause})" if call.release_cause else how


def _who(call: Call) -> str:
    party = call.remote_party
    address = party.address.value if party.address else "hidden"
    return (party.user_id or "").partition("@")[0] or (party.name or "").lower() or address


def far(half: Half) -> Half:
    """The other end of a call, which is a user's."""
    assert isinstance(half.peer, Half)
    return half.peer


def outside(half: Half) -> Outside:
    """The other end of a call, which is in the public network."""
    assert isinstance(half.peer, Outside)
    return half.peer
